import type { Authenticator, AuthRequest } from "core/auth/request.ts";
import type { Configuration, PathEntry } from "core/config/configuration.ts";
import { matchPath } from "core/config/entries/match.ts";
import { pathEffect } from "core/config/slice.ts";
import { Refusal } from "core/errors.ts";
import type { Logger } from "core/log/logger.ts";
import type { DemandTimes } from "core/paths/demand.ts";
import { Films } from "core/paths/filler/films.ts";
import type { Party, Publication, Reading } from "core/paths/party.ts";
import { Path, type PathSurroundings } from "core/paths/path.ts";
import type { Forwarder, Source } from "core/paths/source.ts";
import type { Stream } from "core/stream/stream.ts";
import { Turns } from "core/turns.ts";
import type { Track } from "media/track.ts";

/** A permission that was granted: who may do what on which path, by which entry of the configuration. */
export interface Access {
  readonly action: "publish" | "read";
  readonly name: string;
  readonly entry: PathEntry;
  readonly groups: readonly string[];
  /** Raw query of the request. */
  readonly query: string;
  readonly user: string;
}

/** What a path has to offer: a stream, or a URL (or `/NAME` of another path) that readers are sent to. */
export type Description = { readonly stream: Stream } | { readonly location: string };

/** A request to publish to, or to read from, a path. */
export type AccessRequest = AuthRequest & {
  readonly action: "publish" | "read";
  readonly log: Logger;
};

export interface PathManagerOptions {
  /** Logs wrong credentials, and answers them after a pause. */
  readonly auth: Authenticator;
  readonly surroundings: Pick<
    PathSurroundings,
    "hooks" | "log" | "clock" | "random32"
  >;
}

/** All paths: finds the entry for a name, asks who may use it, makes path objects and drops unused ones. */
export class PathManager {
  readonly #paths = new Map<string, Path>();
  readonly #surroundings: PathSurroundings;
  readonly #sources = new Map<string, Source>();
  readonly #forwarders = new Map<string, Forwarder>();
  readonly #demands = new Set<(entry: PathEntry) => DemandTimes | undefined>();
  #configuration: Configuration;
  #started = false;

  constructor(configuration: Configuration, private readonly options: PathManagerOptions) {
    this.#configuration = configuration;
    this.#surroundings = {
      ...options.surroundings,
      films: new Films(),
      sourceOf: (name, url) => this.#sourceOf(name, url),
      demandOf: (entry) => this.#demandOf(entry),
      forwarderOf: (scheme) => this.#forwarders.get(scheme),
      idle: (path) => this.#drop(path),
    };
  }

  /** Lets `source` pull the URLs of some schemes; returns the undo. */
  addSource(schemes: readonly string[], source: Source): () => void {
    for (const scheme of schemes) this.#sources.set(scheme, source);
    return () => schemes.forEach((scheme) => this.#sources.delete(scheme));
  }

  /** Lets `forwarder` push to the URLs of some schemes; returns the undo. */
  addForwarder(schemes: readonly string[], forwarder: Forwarder): () => void {
    for (const scheme of schemes) this.#forwarders.set(scheme, forwarder);
    return () => schemes.forEach((scheme) => this.#forwarders.delete(scheme));
  }

  /** Lets the publisher of some paths be asked for by the hooks `demand` and `undemand`; returns the undo. */
  addDemand(timesOf: (entry: PathEntry) => DemandTimes | undefined): () => void {
    this.#demands.add(timesOf);
    return () => this.#demands.delete(timesOf);
  }

  /** The paths that exist now, by name. */
  get paths(): ReadonlyMap<string, Path> {
    return this.#paths;
  }

  /** Grants or throws a `Refusal`; asks as `PathManagerOptions` says. */
  async authorize(request: AccessRequest): Promise<Access> {
    const { action, path, query, log } = request, access = this.grant(action, path, query);
    const result = await this.options.auth.verify(request, log);
    if (result.ok) return { ...access, user: result.user };
    throw new Refusal(result.ask ? "credentials needed" : "not authorised", result.reason);
  }

  /** Grants without asking, to whom a plugin knows by itself; a `Refusal` where there can be no such path. */
  grant(action: Access["action"], name: string, query: string): Access {
    const match = matchPath(this.#configuration, name);
    if ("error" in match) {
      const kind = match.error.startsWith("invalid") ? "invalid path name" : "path not configured";
      throw new Refusal(kind, match.error);
    }
    return { action, name, entry: match.entry, groups: match.groups, query, user: "" };
  }

  /** Refuses early, before its media are known, a publisher of a path that takes none. */
  checkPublish(access: Access): void {
    if (access.entry.values.source !== "publisher") {
      throw new Refusal(
        "not a publisher path",
        `can't publish to path '${access.name}' since 'source' is not 'publisher'`,
      );
    }
  }

  /** Takes the path for `publisher`; a `Refusal` where it cannot be had or its configuration has changed. */
  publish(access: Access, publisher: Party, tracks: readonly Track[], title = ""): Publication {
    this.checkPublish(access);
    return this.#path(access).publish(publisher, tracks, title);
  }

  /**
   * What a reader is told before it takes a place: the stream, waited for where the path is on demand, or where to
   * go instead.
   */
  async describe(access: Access): Promise<Description> {
    const { source, sourceRedirect, fallback } = access.entry.values;
    if (source === "redirect") return { location: sourceRedirect };
    try {
      return { stream: await this.#readable(access).request(access.query) };
    } catch (error) {
      if (fallback && error instanceof Refusal && error.kind === "no stream") {
        return { location: fallback };
      }
      throw error;
    }
  }

  /**
   * Gives `reader` a place, waiting for the stream where the path is on demand; a `Refusal` where it cannot. One that
   * is `quiet` is told of by the hooks only when, and if, it says that it starts.
   */
  read(access: Access, reader: Party, { quiet = false } = {}): Promise<Reading> {
    return this.#readable(access).read(reader, quiet);
  }

  /** Creates the static paths, whose sources start now: to be called when every plugin runs. */
  start(): Promise<void> {
    this.#started = true;
    return this.#createStatic(this.#configuration.paths.keys(), new Turns());
  }

  /**
   * Takes a new configuration, which holds for whoever comes from now on: paths whose entry is the same object are
   * untouched, the others follow, thousands of them in turns of a few milliseconds. Not to be called meanwhile.
   */
  async configure(next: Configuration): Promise<void> {
    const before = this.#configuration, turns = new Turns();
    this.#configuration = next;
    // Only a pattern speaks of other names than its own.
    const keys = next.patterns === before.patterns ? next.paths.differing(before.paths) : undefined;
    for (const name of keys ?? [...this.#paths.keys()]) {
      const path = this.#paths.get(name);
      if (!path || next.paths.get(name) === path.entry) continue;
      if (turns.over) await turns.next();
      if (this.#paths.get(name) !== path) continue;
      const match = matchPath(next, name);
      if ("error" in match) this.#close(path, "the path was removed from the configuration");
      else if (match.entry !== path.entry) this.#refit(path, match.entry);
    }
    await this.#createStatic(keys ?? next.paths.keys(), turns);
  }

  /** Closes every path; resolves when what they pulled has ended. */
  async close(): Promise<void> {
    this.#started = false;
    await Promise.all([...this.#paths.values()].map((path) => this.#close(path, "terminated")));
  }

  /** The path of a reader: made for it only where asking may bring a stream. */
  #readable(access: Access): Path {
    const present = this.#paths.get(access.name);
    const path = present ?? this.#path(access);
    if (!present && path.unused && !path.onDemand) {
      this.#close(path, "not in use");
      throw new Refusal("no stream", `no stream is available on path '${access.name}'`);
    }
    return path;
  }

  #path(access: Access): Path {
    const match = matchPath(this.#configuration, access.name);
    if ("error" in match || match.entry !== access.entry) {
      throw new Refusal("configuration changed", "configuration has changed");
    }
    return this.#paths.get(access.name) ?? this.#create(access.name, match.entry, match.groups);
  }

  #create(name: string, entry: PathEntry, groups: readonly string[]): Path {
    const path = new Path(name, entry, groups, this.#surroundings);
    this.#paths.set(name, path);
    this.#surroundings.hooks.notify("pathCreated", path);
    path.start();
    return path;
  }

  async #createStatic(keys: Iterable<string>, turns: Turns): Promise<void> {
    const needed = (key: string) => {
      const entry = this.#configuration.paths.get(key);
      return this.#started && entry && !entry.pattern && !this.#paths.has(key) ? entry : undefined;
    };
    for (const key of keys) {
      if (!needed(key)) continue;
      if (turns.over) await turns.next();
      const entry = needed(key);
      if (entry) this.#create(key, entry, []);
    }
  }

  #sourceOf(name: string, url: string): Source | undefined {
    if (["", "publisher", "redirect"].includes(url)) return undefined;
    const scheme = url.split(":", 1)[0];
    const found = this.#sources.get(scheme);
    if (!found) {
      this.#surroundings.log.error(
        `[path ${name}] sources of the kind ${scheme} are not in this build`,
      );
    }
    return found;
  }

  #demandOf(entry: PathEntry): DemandTimes | undefined {
    for (const timesOf of this.#demands) {
      const times = timesOf(entry);
      if (times) return times;
    }
    return undefined;
  }

  /** A path of a regular expression exists only while somebody uses it. */
  #drop(path: Path): void {
    if (path.entry.pattern && this.#paths.get(path.name) === path) this.#close(path, "not in use");
  }

  /** Another key means other groups, and another life: static, or only while it is used. */
  #refit(path: Path, entry: PathEntry): void {
    const effect = pathEffect(this.#configuration, path.entry, entry);
    if (entry.key === path.entry.key && effect === "live") path.refit(entry);
    else this.#close(path, "the configuration of the path was changed");
  }

  async #close(path: Path, reason: string): Promise<void> {
    this.#paths.delete(path.name);
    const closed = path.close(reason);
    this.#surroundings.hooks.notify("pathRemoved", path);
    await closed;
  }
}
