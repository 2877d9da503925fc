import { type FaultLog, type FrameReader, Gate, type Lane } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Clock } from "net/clock.ts";
import type { TsWriter } from "./ts_writer.ts";

/** Milliseconds that sound waits for pictures: some streams have none although they say so. */
const LONGEST_WAIT = 5000;

/** Where a stream is sent. */
export interface Output {
  /** False where there is no room. */
  send(block: Uint8Array<ArrayBuffer>): boolean;
  readonly clock: Clock;
  readonly faults: FaultLog;
}

/** The tracks of a stream on their way to one reader. */
export class FromStream {
  readonly #outlets: readonly Outlet[];

  constructor(
    private readonly writer: TsWriter,
    private readonly lanes: readonly Lane[],
    to: Output,
  ) {
    const pictures = { until: lanes.some(isVideo) ? to.clock.now() + LONGEST_WAIT : -Infinity };
    this.#outlets = lanes.map((lane) => new Outlet(isVideo(lane), writer, to, pictures));
  }

  /** Units that there was no room for. */
  get discarded(): number {
    return this.#outlets.reduce((sum, { discarded }) => sum + discarded, 0);
  }

  start(): void {
    this.writer.joined();
    this.#outlets.forEach((outlet, i) => outlet.start(this.lanes[i]));
  }

  stop(): void {
    for (const outlet of this.#outlets) outlet.stop();
  }
}

/**
 * Until when sound waits for the first picture: that brings the clock of the stream, without which players cannot place
 * sound.
 */
interface Pictures {
  until: number;
}

/** One track on its way to one reader. */
class Outlet implements FrameReader {
  discarded = 0;
  readonly #gate = new Gate();
  #leave: () => void = () => {};

  constructor(
    private readonly video: boolean,
    private readonly writer: TsWriter,
    private readonly to: Output,
    private readonly pictures: Pictures,
  ) {}

  start(lane: Lane): void {
    this.#leave = lane.addFrameReader(this);
  }

  stop(): void {
    this.#leave();
  }

  write(unit: AccessUnit): void {
    const { clock, faults } = this.to;
    if (this.video && !this.#gate.admits(unit, clock.now())) return this.#discard();
    if (this.video) this.pictures.until = -Infinity;
    else if (clock.now() < this.pictures.until) return;
    const block = this.writer.write(unit);
    if (block instanceof Malformed) return faults.malformed(block.reason);
    if (this.to.send(block)) return;
    this.#gate.shut(clock.now());
    this.#discard();
  }

  #discard(): void {
    this.discarded++;
    this.to.faults.slow(1);
  }
}

function isVideo({ track }: Lane): boolean {
  return track.kind === "video";
}
