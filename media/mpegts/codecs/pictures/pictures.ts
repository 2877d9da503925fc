import { concat } from "media/bytes.ts";
import { findStartCode } from "media/codecs/nal.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import type { ElementaryReader, EsUnit, TimedPes } from "../elementary.ts";

/** A picture, its times as ticks of 90 kHz behind those of the first in its packet. */
export interface Picture {
  readonly payload: readonly Uint8Array[];
  readonly randomAccess: boolean;
  readonly config: TrackConfig;
  readonly decoded: number;
  readonly shown: number;
}

/** A codec whose pictures begin with start codes. */
export interface PictureFormat {
  readonly config: TrackConfig;
  readonly known: boolean;
  /** The pictures that the data of one or more PES packets hold. */
  read(data: Uint8Array): readonly Picture[] | Malformed;
}

/** Data whose picture may go on in the next packet. */
interface Open {
  readonly parts: Uint8Array[];
  size: number;
  readonly pts: number;
  readonly dts: number;
}

/** Bytes of a packet that tells its length from which on another may go on with its picture. */
const LONG = 60_000;

/**
 * Pictures in PES packets: each begins in one of its own, which has a time. A picture is handed on with its packet; in
 * streams that divide pictures among packets, once the next one begins.
 */
export class Pictures implements ElementaryReader {
  #open: Open | undefined;
  /** Pictures were seen to go on in another packet. */
  #divided = false;

  /** `limit`: bytes of a picture in several packets. */
  constructor(private readonly format: PictureFormat, private readonly limit: number) {}

  get config(): TrackConfig {
    return this.format.config;
  }

  get known(): boolean {
    return this.format.known;
  }

  push({ data, pts, dts, bounded }: TimedPes, out: EsUnit[]): Malformed | undefined {
    const start = pts === undefined ? data.length : beginOf(data);
    const failed = start > 0 ? this.#continue(data.subarray(0, start)) : undefined;
    if (pts === undefined) return failed;
    const before = this.#finish(out) ?? failed, begun = data.subarray(start);
    this.#open = { parts: [begun], size: begun.length, pts, dts: dts ?? pts };
    if (this.#divided || bounded && data.length > LONG) return before;
    return this.#finish(out) ?? before;
  }

  flush(out: EsUnit[]): void {
    this.#finish(out);
  }

  reset(): void {
    this.#open = undefined;
  }

  #continue(data: Uint8Array): Malformed | undefined {
    const open = this.#open;
    if (!open && this.#divided) return undefined;
    this.#divided = true;
    if (!open) return new Malformed("MPEG-TS: the rest of a picture in another packet");
    open.parts.push(data);
    open.size += data.length;
    if (open.size <= this.limit) return undefined;
    this.#open = undefined;
    return new Malformed(`MPEG-TS: picture over ${this.limit} bytes`);
  }

  #finish(out: EsUnit[]): Malformed | undefined {
    if (!this.#open) return undefined;
    const { parts, pts, dts } = this.#open;
    this.#open = undefined;
    const pictures = this.format.read(concat(parts));
    if (isMalformed(pictures)) return pictures;
    for (const { payload, randomAccess, config, decoded, shown } of pictures) {
      out.push({ pts: pts + shown, dts: dts + decoded, randomAccess, payload, config });
    }
    return undefined;
  }
}

/** Where the first picture begins: 0, but for packets that begin with the rest of another one. */
function beginOf(data: Uint8Array): number {
  let code = findStartCode(data, 0);
  while (code > 0 && data[code - 1] === 0) code--;
  return code;
}
