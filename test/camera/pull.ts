import type { PathEntry, PathView, PullRequest } from "core/mod.ts";
import { Stream } from "core/stream/stream.ts";
import type { Track } from "media/track.ts";
import { rtspSource } from "../../plugins/rtsp/client/mod.ts";
import type { RtspConfig } from "../../plugins/rtsp/config.ts";
import { rtsp } from "../../plugins/rtsp/mod.ts";
import { ConfigurationFile } from "../configuration.ts";
import { FakeClock } from "../fake_clock.ts";
import { LogLines } from "../log_lines.ts";
import { PacketLog } from "../streams/stage.ts";

/** Milliseconds to wait for anything. */
const PATIENCE = 5000;

/** One attempt to pull a URL, without the paths around it. Aborted when it goes out of scope. */
export class Pulled implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly log = new LogLines();
  stream: Stream | undefined;
  /** What readers were given, by track. */
  packets: PacketLog[] = [];
  /** How often a stream was published, and given up. */
  published = 0;
  closed = 0;
  /** How it ended: the reason, or undefined where it was asked to. */
  readonly ended: Promise<string | undefined>;
  #over = false;
  readonly #abort = new AbortController();

  private constructor(url: string, entry: PathEntry, config: RtspConfig) {
    const request: PullRequest = {
      url,
      path: { name: "cam", entry } as PathView,
      log: this.log.log,
      clock: this.clock,
      signal: this.#abort.signal,
      publish: (tracks, title) => this.#publish(tracks, title),
    };
    this.ended = rtspSource({ clock: this.clock, config }).pull(request)
      .then(
        () => undefined,
        (error: Error) => this.#abort.signal.aborted ? undefined : error.message,
      )
      .finally(() => this.#over = true);
  }

  /** `path`, `global`: lines of the configuration. */
  static async start(
    url: string,
    { path = "", global = "" } = {},
  ): Promise<Pulled> {
    const lines = path.split("\n").map((line) => `    ${line}\n`).join("");
    const yaml = `${global}\npaths:\n  cam:\n    source: publisher\n${lines}`;
    const configuration = await new ConfigurationFile([rtsp]).read(yaml);
    return new Pulled(url, configuration.paths.get("cam")!, configuration.global);
  }

  /** Codecs of what was published. */
  get codecs(): string {
    return (this.stream?.tracks ?? []).map(({ config }) => config.codec).join(", ");
  }

  /** Packets that came of each track. */
  get counts(): number[] {
    return this.packets.map(({ packets }) => packets.length);
  }

  /** Waits until `condition` holds, moving the clock by `step` milliseconds each time it looks. */
  async until(condition: () => boolean, what: string, step = 0): Promise<void> {
    for (const limit = performance.now() + PATIENCE; !condition();) {
      if (performance.now() > limit || this.#over) {
        const state = this.#over ? `ended: ${await this.ended}` : "still running";
        throw new Error(`waited in vain for ${what}; ${state}; ${this.log.lines.join("\n")}`);
      }
      if (step > 0) this.clock.advance(step);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Waits for that many packets of every track. */
  async received(count: number): Promise<void> {
    const enough = () => this.counts.length > 0 && this.counts.every((each) => each >= count);
    await this.until(enough, `${count} packets of each track`);
  }

  /** Asks for the end, and waits for it. */
  stop(): Promise<string | undefined> {
    this.#abort.abort();
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #publish(tracks: readonly Track[], title: string) {
    this.published++;
    const { clock, log: { log } } = this;
    const stream = this.stream = new Stream(tracks, title, { clock, log, random32: () => 7 });
    this.packets = stream.lanes.map((lane) => {
      const reader = new PacketLog();
      lane.rendition({ payloadMax: 1400 }).add(reader);
      return reader;
    });
    return { stream, close: () => void this.closed++ };
  }
}
