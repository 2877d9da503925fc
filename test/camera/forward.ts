import type { ForwardRequest, PathView } from "core/mod.ts";
import { rtspForwarder } from "../../plugins/rtsp/client/mod.ts";
import { rtsp } from "../../plugins/rtsp/mod.ts";
import { ConfigurationFile } from "../configuration.ts";
import { CLIPS, tracksOf } from "../streams/clips.ts";
import { PacketPublisher, Stage } from "../streams/stage.ts";

/** Milliseconds to wait for anything. */
const PATIENCE = 5000;

/** One attempt to push a stream of H264 and AAC to a URL, without the paths around it. */
export class Forwarded implements AsyncDisposable {
  readonly clips = [CLIPS.h264, CLIPS.aac];
  readonly stage = new Stage(tracksOf(this.clips, true));
  readonly publisher = new PacketPublisher(this.stage, this.clips);
  /** How often media began to flow; bytes that were told as sent. */
  begun = 0;
  #sent = () => 0;
  /** How it ended: the reason, or undefined where it was asked to. */
  readonly ended: Promise<string | undefined>;
  #over = false;
  readonly #abort = new AbortController();

  private constructor(url: string, config: Parameters<typeof rtspForwarder>[0]["config"]) {
    const { clock, stream, log } = this.stage;
    const request: ForwardRequest = {
      url,
      to: { dest: url, destFingerprint: "", whipBearerToken: "" },
      fingerprint: "",
      path: {} as PathView,
      stream,
      log: log.log,
      clock,
      signal: this.#abort.signal,
      forwarding: () => this.begun++,
      counts: (sent) => this.#sent = sent,
    };
    this.ended = rtspForwarder({ clock, config }).forward(request)
      .then(
        () => undefined,
        (error: Error) => this.#abort.signal.aborted ? undefined : error.message,
      )
      .finally(() => this.#over = true);
  }

  get sent(): number {
    return this.#sent();
  }

  /** `global`: lines of the configuration. */
  static async start(url: string, global = ""): Promise<Forwarded> {
    const configuration = await new ConfigurationFile([rtsp]).read(`${global}\npaths:\n  cam:\n`);
    return new Forwarded(url, configuration.global);
  }

  /** Publishes the first unit of each track. */
  publish(): void {
    this.clips.forEach(({ units }, track) => {
      this.publisher.send(track, this.publisher.pack(track, units[0]));
    });
    this.publisher.feed.pause();
    this.stage.clock.advance(5);
  }

  /** Waits until `condition` holds. */
  async until(condition: () => boolean, what: string): Promise<void> {
    for (const limit = performance.now() + PATIENCE; !condition();) {
      if (performance.now() > limit || this.#over) {
        const state = this.#over ? `ended: ${await this.ended}` : "still running";
        throw new Error(`waited in vain for ${what}; ${state}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** Asks for the end, and waits for it. */
  stop(): Promise<string | undefined> {
    this.#abort.abort();
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.publisher.feed.close();
  }
}
