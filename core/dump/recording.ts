import { messageOf } from "core/errors.ts";
import type { Logger } from "core/log/logger.ts";
import { type Rate, rate } from "core/rate.ts";
import { concat } from "media/bytes.ts";
import { fileHeader, packetBlock } from "media/pcapng/block.ts";
import type { Clock } from "net/clock.ts";
import type { FileOutput } from "net/storage/new_file.ts";

/** Bytes that wait for the file at most: more are dropped. */
const LIMIT = 8 << 20;

/** Milliseconds that frames wait for others to be written with them. */
const DELAY = 200;

/** Milliseconds between two complaints of a disk that is too slow. */
const INTERVAL = 1000;

const NANOSECONDS = 1_000_000n;

/**
 * A pcapng file in the working directory that frames are written to behind everybody's back: never waits, never
 * throws. The file is made with the first frame.
 */
export class Recording {
  readonly name: string;
  #waiting: Uint8Array[] = [fileHeader()];
  #size = 0;
  #ended = false;
  #file: FileOutput | undefined;
  #writing: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  readonly #lost: Rate;
  /** Nanoseconds since 1970 when the clock read `#origin`. */
  readonly #start: bigint;
  readonly #origin: number;

  /** The file is called `PREFIX_NANOSECONDS_UUID.pcapng`. `create` makes a file of a name that is not there yet. */
  constructor(
    prefix: string,
    private readonly clock: Clock,
    private readonly log: Logger,
    private readonly create: (name: string) => Promise<FileOutput>,
  ) {
    this.#start = BigInt(Math.round(clock.wall())) * NANOSECONDS;
    this.#origin = clock.now();
    this.name = `${prefix}_${this.#start}_${crypto.randomUUID()}.pcapng`;
    this.#lost = rate(
      clock,
      INTERVAL,
      (count) => log.warn(`${this.name} lacks ${count} packets: the disk is too slow`),
    );
  }

  /** Frames that come now would be dropped. */
  get full(): boolean {
    return this.#size > LIMIT;
  }

  /** Appends Ethernet frames that pass now. */
  add(frames: readonly Uint8Array[]): void {
    if (this.#ended) return;
    if (this.full) return this.missed(frames.length);
    const since = Math.round((this.clock.now() - this.#origin) * 1e6);
    const time = this.#start + BigInt(since);
    for (const frame of frames) {
      const block = packetBlock(time, frame);
      this.#waiting.push(block);
      this.#size += block.length;
    }
    this.#cancel ??= this.clock.setTimer(() => this.#flush(), DELAY);
  }

  /** Counts frames that were not even made, because it is full. */
  missed(frames: number): void {
    this.#lost.hit("", frames);
  }

  /** Resolves when what was added is written, or cannot be; a second call waits for the first. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#flush();
    this.#ended = true;
    await this.#writing;
    this.#lost.close();
    this.#file?.close();
    this.#file = undefined;
  }

  #flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#size > 0) this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    try {
      this.#file ??= await this.create(this.name);
      while (this.#size > 0) await this.#file.write(this.#take());
    } catch (error) {
      this.#fail(error);
    }
    this.#writing = undefined;
  }

  #take(): Uint8Array {
    const taken = concat(this.#waiting);
    this.#waiting = [];
    this.#size = 0;
    return taken;
  }

  #fail(error: unknown): void {
    this.#ended = true;
    this.#cancel?.();
    this.#waiting = [];
    this.#size = 0;
    this.#file?.close();
    this.#file = undefined;
    this.#lost.close();
    this.log.warn(`Cannot write ${this.name}: ${messageOf(error)}`);
  }
}
