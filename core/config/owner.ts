import type { z } from "zod";
import type { Configuration, PathEntry, Report } from "core/config/configuration.ts";
import type { Parameters } from "core/config/parameter.ts";

/** How `source`, a forward destination or a redirect of one scheme is checked. */
export interface Scheme {
  /** `rtsp`, `udp+mpegts`, or the whole value for word sources: `rpiCamera`. */
  readonly scheme: string;
  /** The value is this one word, not a URL. */
  readonly word?: boolean;
  /** Not read as a URL (unix sockets). */
  readonly opaque?: boolean;
  /** `//:PORT` is enough. */
  readonly anyHost?: boolean;
  /** Accepted with a warning: what to use instead. */
  readonly outdated?: string;
  /**
   * Rules beyond those of every URL (host, user with password); the problem in words, or undefined. `url` is
   * undefined for words and opaque values; placeholders such as `$G1` are replaced by a digit in it.
   */
  check?(url: TargetURL | undefined, value: string): string | undefined;
}

/** A URL of the configuration, its parts as they are written. */
export interface TargetURL {
  readonly scheme: string;
  readonly username: string;
  readonly password: string;
  /** Without brackets. */
  readonly hostname: string;
  readonly port: number | undefined;
  readonly query: URLSearchParams;
}

/** A room that owns parameters: core itself, and every plugin. */
export interface ParameterOwner {
  readonly name: string;
  /** The heading of its parameters in the file; the name where absent. */
  readonly title?: string;
  readonly global?: Parameters;
  readonly path?: Parameters;
  readonly sources?: readonly Scheme[];
  readonly forwards?: readonly Scheme[];
  /** Its own fields of an entry of `forward`, each with a default. */
  readonly forwardFields?: Readonly<Record<string, z.ZodType>>;
  /** Where readers may be sent by `sourceRedirect` and `fallback`, beside other paths. */
  readonly redirects?: readonly Scheme[];
  /** Rules across parameters. */
  check?(whole: Configuration, report: Report): void;
  /** Rules across the parameters of one path. Keys are reported without `paths.NAME`. */
  checkPath?(entry: PathEntry, report: Report, whole: Configuration): void;
}

/** Tells whether a path pulls from one of the schemes, be it while its own source is away. */
export function usesSource(
  schemes: readonly Scheme[],
): (configuration: Pick<Configuration, "paths">) => boolean {
  const names = new Set(schemes.map(({ scheme }) => scheme));
  const uses = ({ scheme, values: { fallbackSource } }: PathEntry) =>
    names.has(scheme) || names.has(fallbackSource.split(":", 1)[0]);
  return ({ paths }) => paths.some(uses);
}
