import type { Configuration, Report } from "core/config/configuration.ts";
import type { Parameters } from "core/config/parameter.ts";

/** How `source` or a forward destination of one scheme is checked; the problem in words, or undefined. */
export interface Scheme {
  /** `rtsp`, `udp+mpegts`, or the whole value for word sources: `rpiCamera`. */
  readonly scheme: string;
  /** The value is this one word, not a URL. */
  readonly word?: boolean;
  /** Rules beyond those of every URL (contract: sourceURLRules). `url` is undefined for words. */
  check?(url: URL | undefined, value: string): string | undefined;
  /** Not parsed as a URL (unix sockets). */
  readonly opaque?: boolean;
}

/** A room that owns parameters: core itself, and every plugin. */
export interface ParameterOwner {
  readonly name: string;
  readonly global?: Parameters;
  readonly path?: Parameters;
  readonly sources?: readonly Scheme[];
  readonly forwards?: readonly Scheme[];
  /** Rules across parameters. */
  check?(whole: Configuration, report: Report): void;
}
