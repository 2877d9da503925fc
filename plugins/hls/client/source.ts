import {
  type Context,
  FaultLog,
  type Publication,
  type PullRequest,
  type Source,
} from "core/mod.ts";
import { isMalformed } from "media/malformed.ts";
import type { HlsConfig } from "../config.ts";
import { readPlaylist } from "../wire/reading/playlist.ts";
import { type FetchedText, Fetcher } from "./fetcher.ts";
import { Follower } from "./follower.ts";
import { Intake } from "./intake.ts";

/** Pulls streams of other servers. */
export function hlsSource(settings: Pick<Context<HlsConfig>, "config">): Source["pull"] {
  return (request) => new Pull(request, settings).run();
}

/** One attempt. */
class Pull {
  readonly #faults: FaultLog;
  readonly #end = new AbortController();
  readonly #fetcher: Fetcher;
  #publication: Publication | undefined;

  constructor(
    private readonly request: PullRequest,
    settings: Pick<Context<HlsConfig>, "config">,
  ) {
    const { clock, log, signal, path } = request;
    this.#faults = new FaultLog(log, clock);
    this.#fetcher = new Fetcher({
      clock,
      fingerprint: path.entry.values.sourceFingerprint,
      signal: AbortSignal.any([signal, this.#end.signal]),
      timeout: () => settings.config.readTimeout,
    });
  }

  async run(): Promise<void> {
    try {
      await this.#play();
    } finally {
      this.#end.abort(new Error("terminated"));
      this.#publication?.close();
      this.#fetcher.close();
      this.#faults.close();
    }
  }

  async #play(): Promise<void> {
    const playlists = await this.#playlists(), { clock, path } = this.request;
    const intake = new Intake({
      clock,
      faults: this.#faults,
      playlists: playlists.length,
      absolute: path.entry.values.useAbsoluteTimestamp,
      publish: (tracks) => (this.#publication = this.request.publish(tracks, "")).stream,
      failed: (error) => this.#end.abort(error),
    });
    const { signal } = this.#end, stop = () => intake.close();
    this.request.signal.addEventListener("abort", stop);
    signal.addEventListener("abort", stop);
    try {
      await Promise.all(playlists.map((first, i) => this.#follow(first, i, intake)));
      await intake.drained();
      throw signal.aborted ? signal.reason : new Error("the stream has ended");
    } finally {
      this.request.signal.removeEventListener("abort", stop);
      intake.close();
    }
  }

  #follow(first: FetchedText, place: number, intake: Intake): Promise<void> {
    const signal = AbortSignal.any([this.request.signal, this.#end.signal]);
    return new Follower({
      fetcher: this.#fetcher,
      clock: this.request.clock,
      signal,
      take: (fetched) => intake.take(place, fetched),
    }).follow(first);
  }

  /** The media playlists that are to be followed. */
  async #playlists(): Promise<readonly FetchedText[]> {
    const first = await this.#fetcher.playlist(new URL(this.request.url));
    const playlist = readPlaylist(first.text);
    if (isMalformed(playlist)) throw new Error(playlist.reason);
    if (playlist.kind === "media") return [first];
    const { video, audio } = playlist, uris = audio === undefined ? [video] : [video, audio];
    return await Promise.all(uris.map((uri) => this.#fetcher.playlist(new URL(uri, first.url))));
  }
}
