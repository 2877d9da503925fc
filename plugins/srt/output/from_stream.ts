import { type FaultLog, type FrameReader, Gate, type Lane } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Clock } from "net/clock.ts";
import type { TsWriter } from "./ts_writer.ts";

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
    this.#outlets = lanes.map((lane) => new Outlet(lane.track.kind === "video", writer, to));
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

/** One track on its way to one reader. */
class Outlet implements FrameReader {
  discarded = 0;
  readonly #gate = new Gate();
  #leave: () => void = () => {};

  constructor(
    private readonly video: boolean,
    private readonly writer: TsWriter,
    private readonly to: Output,
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
