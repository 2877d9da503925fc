import { type FaultLog, type FrameReader, Gate, type WriteQueue } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Clock } from "net/clock.ts";
import type { Chosen } from "./choice.ts";
import type { Serializer } from "./serializer.ts";
import type { TrackWriter } from "./track_writer.ts";

/** Where a stream is sent. */
export interface Output {
  readonly queue: WriteQueue;
  readonly clock: Clock;
  readonly faults: FaultLog;
}

/** The tracks of a stream on their way to one reader. */
export class FromStream {
  readonly #outlets: Outlet[] = [];

  constructor(
    private readonly serializer: Serializer,
    private readonly chosen: readonly Chosen[],
    private readonly to: Output,
  ) {}

  /** Frames that the queue had no room for. */
  get discarded(): number {
    return this.#outlets.reduce((sum, { discarded }) => sum + discarded, 0);
  }

  /** Sends metadata and headers, and from now on frames. `published`: it is sent to a server. */
  start(published = false): void {
    const { serializer, chosen, to } = this;
    to.queue.push(serializer.metadata(chosen, published), 0);
    for (const each of chosen) this.#outlets.push(new Outlet(each, serializer.writer(each), to));
    for (const outlet of this.#outlets) outlet.start();
  }

  stop(): void {
    for (const outlet of this.#outlets) outlet.stop();
  }
}

/** One track on its way to one reader. */
class Outlet implements FrameReader {
  discarded = 0;
  readonly #gate = new Gate();
  readonly #video: boolean;
  /** What the reader has the header of. */
  #config: TrackConfig | undefined;
  #leave: () => void = () => {};

  constructor(
    private readonly chosen: Chosen,
    private readonly writer: TrackWriter,
    private readonly to: Output,
  ) {
    this.#video = chosen.track.kind === "video";
  }

  start(): void {
    const { lane } = this.chosen;
    this.#announce(lane.config);
    this.#leave = lane.addFrameReader(this);
  }

  stop(): void {
    this.#leave();
  }

  write(unit: AccessUnit): void {
    const { queue, clock } = this.to;
    if (unit.config !== this.#config && !this.#announce(unit.config, unit)) return;
    if (this.#video && !this.#gate.admits(unit, clock.now())) return this.#discard();
    const frame = this.writer.frame(unit);
    if (frame && queue.push(frame, 1)) return;
    this.#gate.shut(clock.now());
    this.#discard();
  }

  /** Sends the header of a config; false where there is none as yet. */
  #announce(config: TrackConfig, unit?: AccessUnit): boolean {
    const header = this.writer.header(config, unit);
    if (header instanceof Malformed) return false;
    if (header) this.to.queue.push(header, 0);
    this.#config = config;
    return true;
  }

  #discard(): void {
    this.discarded++;
    this.to.faults.slow(1);
  }
}
