import type { Range } from "../control.ts";
import { advance, distance } from "../sequence.ts";

/** Numbers that are missing. */
interface Missing extends Range {
  /** Packets that had come when it was noticed. */
  readonly noticed: number;
  reported: boolean;
}

/** The packets that a receiver misses: ranges in order of sequence. */
export class Losses {
  #ranges: Missing[] = [];

  get none(): boolean {
    return this.#ranges.length === 0;
  }

  /** The first one that is missing. */
  get first(): Range | undefined {
    return this.#ranges[0];
  }

  get ranges(): readonly Range[] {
    return this.#ranges;
  }

  /** Numbers behind all others are missing; `received`: packets that have come so far. */
  add(range: Range, received: number): void {
    this.#ranges.push({ ...range, noticed: received, reported: false });
  }

  /** Those that have not been reported yet, and that more than `tolerance` packets have overtaken. */
  takeFresh(received: number, tolerance: number): readonly Range[] {
    const fresh: Range[] = [];
    for (let i = this.#ranges.length - 1; i >= 0 && !this.#ranges[i].reported; i--) {
      const range = this.#ranges[i];
      if (received - range.noticed < tolerance) continue;
      range.reported = true;
      fresh.unshift(range);
    }
    return fresh;
  }

  /** Numbers are missing no more; how many of them were. */
  remove({ first, last }: Range): number {
    let removed = 0;
    const left: Missing[] = [];
    for (const range of this.#ranges) {
      if (distance(range.last, first) > 0 || distance(last, range.first) > 0) {
        left.push(range);
        continue;
      }
      const before = distance(range.first, first) > 0, after = distance(last, range.last) > 0;
      const from = before ? first : range.first, to = after ? last : range.last;
      removed += distance(from, to) + 1;
      if (before) left.push({ ...range, last: advance(first, -1) });
      if (after) left.push({ ...range, first: advance(last) });
    }
    if (removed > 0) this.#ranges = left;
    return removed;
  }
}
