import type { PathEntry } from "core/config/configuration.ts";
import type { PathView } from "core/mod.ts";
import { random32 } from "core/random.ts";
import { Stream } from "core/stream/stream.ts";
import type { AccessUnit } from "media/unit.ts";
import { systemClock } from "net/clock.ts";
import { whepSource, whipForwarder } from "../../plugins/webrtc/client/mod.ts";
import { webrtc } from "../../plugins/webrtc/mod.ts";
import { createIdentity } from "../../plugins/webrtc/peer/identity.ts";
import { World } from "../contract/world.ts";
import { LogLines } from "../log_lines.ts";
import { freePort } from "../process/ports.ts";
import { type Clip, CLIPS, tracksOf } from "../streams/clips.ts";

/** Milliseconds that a line of the log is waited for, and between two units of a publisher. */
const PATIENCE = 10_000, PACE = 5;

/** Video as WebRTC can carry it, in the order of decoding, and sound. */
export const VIDEO = withoutReordering(CLIPS.h264), SOUND = CLIPS.opus;

function withoutReordering(clip: Clip): Clip {
  return { ...clip, units: clip.units.map((unit) => ({ ...unit, pts: unit.dts })) };
}

const settings = { identity: () => createIdentity(Date.now()), receiveBuffer: () => 0 };

/** A client of the server: it publishes or reads until it is ended. */
class Client implements AsyncDisposable {
  readonly log = new LogLines();
  readonly abort = new AbortController();
  /** The reason, or undefined where it was asked to end. */
  ended: Promise<string | undefined> = Promise.resolve(undefined);

  run(running: Promise<void>): void {
    this.ended = running.then(() => undefined, (error: Error) => error.message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abort.abort();
    await this.ended;
  }

  protected streamOf(tracks: ConstructorParameters<typeof Stream>[0]): Stream {
    return new Stream(tracks, "", { clock: systemClock, log: this.log.log, random32 });
  }
}

/** Publishes clips again and again, faster than they are, by the plugin's own client of WHIP. */
export class Publisher extends Client {
  /** Media flow. */
  readonly connected: Promise<void>;
  #timer: ReturnType<typeof setInterval>;
  #index = 0;

  constructor(url: string, private readonly clips: readonly Clip[], token = "") {
    super();
    const stream = this.streamOf(tracksOf(clips, false)), { log } = this.log;
    this.#timer = setInterval(() => this.#write(stream), PACE);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.connected = promise;
    this.run(
      whipForwarder(settings).forward({
        ...{ url, stream, log, fingerprint: "", clock: systemClock, signal: this.abort.signal },
        to: { dest: url, destFingerprint: "", whipBearerToken: token },
        path: {} as PathView,
        forwarding: resolve,
        counts: () => {},
      }),
    );
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await super[Symbol.asyncDispose]();
  }

  #write(stream: Stream): void {
    const index = this.#index++;
    this.clips.forEach(({ units, config, clockRate }, track) => {
      const { pts, dts, payload, randomAccess } = units[index % units.length];
      const at = Math.round(index * clockRate / 50), times = { pts: at + pts - dts, dts: at };
      stream.writeUnit({
        ...{ track, randomAccess, payload, config, ntp: Date.now(), epoch: 1 },
        ...times,
      });
    });
  }
}

/** Reads by the plugin's own client of WHEP, and keeps what comes. */
export class Reader extends Client {
  readonly units: AccessUnit[] = [];
  codecs: string[] = [];
  readonly #published = Promise.withResolvers<void>();

  constructor(url: string, values: Partial<PathEntry["values"]> = {}) {
    super();
    const whole = {
      ...{ whepBearerToken: "", sourceFingerprint: "", useAbsoluteTimestamp: false },
      ...{ whepSTUNGatherTimeout: 1000, whepHandshakeTimeout: 5000, whepTrackGatherTimeout: 2000 },
      ...values,
    };
    this.run(
      whepSource(settings).pull({
        ...{ url, log: this.log.log, clock: systemClock, signal: this.abort.signal },
        path: { entry: { values: whole } } as unknown as PathView,
        publish: (tracks) => {
          const stream = this.streamOf(tracks);
          this.codecs = tracks.map(({ config }) => config.codec);
          for (const lane of stream.lanes) {
            lane.addFrameReader({ write: (unit) => void this.units.push(unit) });
          }
          this.#published.resolve();
          return { stream, close: () => {} };
        },
      }),
    );
  }

  /** Waits for so many units of each track. */
  async until(count: number): Promise<void> {
    await Promise.race([this.#published.promise, this.ended.then(fail)]);
    const enough = () =>
      this.codecs.every((_, track) => this.units.filter((u) => u.track === track).length >= count);
    await waitFor(enough, () => `${this.units.length} units of ${this.codecs}`);
  }
}

function fail(reason: string | undefined): never {
  throw new Error(`ended: ${reason}`);
}

/** A WebRTC server at ports of its own, with everybody's permission unless `yaml` says otherwise. */
export class Scene implements AsyncDisposable {
  private constructor(readonly world: World, readonly port: number, readonly udp: number) {}

  static async start(yaml = "paths: {all_others: {}}\n"): Promise<Scene> {
    const port = freePort(), udp = freePort();
    const ports = `webrtcAddress: 127.0.0.1:${port}\nwebrtcLocalUDPAddress: 127.0.0.1:${udp}\n`;
    const world = await World.of([webrtc], [webrtc], `${ports}${yaml}`);
    await world.start();
    return new Scene(world, port, udp);
  }

  /** A URL: `http://…/PATH`. */
  url(path: string): string {
    return `http://127.0.0.1:${this.port}/${path}`;
  }

  /** Where to publish: `whip://…/PATH/whip`. */
  whip(path: string): string {
    return `whip://127.0.0.1:${this.port}/${path}/whip`;
  }

  /** A publisher that has the path. */
  async publisher(path: string, clips: readonly Clip[] = [VIDEO, SOUND]): Promise<Publisher> {
    const publisher = new Publisher(this.whip(path), clips);
    await this.log(new RegExp(`is publishing to path '${path}'`));
    return publisher;
  }

  reader(path: string, query = ""): Reader {
    return new Reader(`whep://127.0.0.1:${this.port}/${path}/whep${query}`);
  }

  /** Waits for a line of the log. */
  async log(what: RegExp): Promise<string> {
    const find = () => this.world.log.lines.find((line) => what.test(line));
    await waitFor(() => find() !== undefined, () => `${what}:\n${this.world.log.lines.join("\n")}`);
    return find()!;
  }

  /** The sessions as the API shows them. */
  get sessions() {
    return [...this.world.sessions.find("webRTCSession")!.list()] as Shown[];
  }

  kick(id: string): boolean {
    return this.world.sessions.find("webRTCSession")!.kick!(id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world.stop();
  }
}

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly path: string;
  readonly query: string;
  readonly peerConnectionEstablished: boolean;
  readonly localCandidate: string;
  readonly inboundRTPPackets: number;
  readonly outboundRTPPackets: number;
}

async function waitFor(done: () => boolean, what: () => string): Promise<void> {
  for (const limit = performance.now() + PATIENCE; performance.now() < limit;) {
    if (done()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`waited in vain for ${what()}`);
}
