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

  /** What of a range is missing. */
  within({ first, last }: Range): readonly Range[] {
    return this.#ranges.filter((range) => overlap(range, { first, last })).map((range) => ({
      first: distance(range.first, first) > 0 ? first : range.first,
      last: distance(last, range.last) > 0 ? last : range.last,
    }));
  }

  /** Numbers are missing no more; how many of them were. */
  remove(range: Range): number {
    let removed = 0;
    for (const { first, last } of this.within(range)) removed += distance(first, last) + 1;
    if (removed > 0) this.#ranges = this.#ranges.flatMap((missing) => without(missing, range));
    return removed;
  }
}

function overlap(a: Range, b: Range): boolean {
  return distance(a.first, b.last) >= 0 && distance(b.first, a.last) >= 0;
}

/** What is left of numbers that are missing. */
function without(missing: Missing, { first, last }: Range): Missing[] {
  if (!overlap(missing, { first, last })) return [missing];
  const left: Missing[] = [];
  if (distance(missing.first, first) > 0) left.push({ ...missing, last: advance(first, -1) });
  if (distance(last, missing.last) > 0) left.push({ ...missing, first: advance(last) });
  return left;
}
