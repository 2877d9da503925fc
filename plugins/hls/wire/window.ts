import { type Beginning, type Part, type Resource, Segment } from "./segment.ts";

/** Segments that can still be had when no playlist holds them any more: players may be about to ask for them. */
const KEPT = 2;
/** Segments before the first one with low latency: players want playlists that are long enough to skip. */
export const GAPS = 7;
/** Segments at the end whose parts are listed, beside the open one. */
export const WITH_PARTS = 2;

export interface WindowOptions {
  /** What the names of its files begin with: `PREFIX_STREAM`. */
  readonly name: string;
  readonly extension: "mp4" | "ts";
  /** Segments of a playlist. */
  readonly count: number;
  /** Seconds of each gap that fills the playlist at the start; 0 for no gaps. */
  readonly gap: number;
}

/** What can be had of a segment by a name. */
export interface Found {
  readonly segment: Segment;
  /** The whole where undefined. */
  readonly part?: Part;
}

/** The segments of one rendition that can be had now: complete ones, and one that grows. */
export class Window {
  #segments: Segment[] = [];
  #kept: Segment[] = [];
  #open: Segment | undefined;
  #nextSegment: number;
  #nextPart = 0;
  #gaps: number;
  /** Segments that began with a discontinuity and are in no playlist any more. */
  discontinuities = 0;
  /** Changes with everything that a playlist tells. */
  version = 0;

  constructor(readonly options: WindowOptions) {
    this.#gaps = options.gap > 0 ? GAPS : 0;
    this.#nextSegment = this.#gaps;
  }

  /** Those that a playlist holds, the oldest first. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get open(): Segment | undefined {
    return this.#open;
  }

  /** Gaps that a playlist begins with. */
  get gaps(): number {
    return this.#gaps;
  }

  /** The number of the first segment, or gap, of a playlist. */
  get sequence(): number {
    return this.number - this.#segments.length - this.#gaps;
  }

  /** The number of the segment that grows, or comes next. */
  get number(): number {
    return this.#open?.number ?? this.#nextSegment;
  }

  /** Seconds of the longest segment. */
  get target(): number {
    return Math.max(this.options.gap, ...this.#segments.map(({ duration }) => duration));
  }

  /** Seconds of the longest part. */
  get partTarget(): number {
    const parts = this.#all.flatMap((segment) => segment.parts);
    return Math.max(0, ...parts.map(({ duration }) => duration));
  }

  /** The name of the next part. */
  get nextPart(): string {
    return `${this.options.name}_part${this.#nextPart}.${this.options.extension}`;
  }

  begin(beginning: Beginning): void {
    const { name, extension } = this.options, number = this.#nextSegment++;
    this.#open = new Segment(number, `${name}_seg${number}.${extension}`, beginning);
    this.version++;
  }

  /** Adds a part to the segment that grows. */
  add(bytes: Uint8Array, duration: number, independent: boolean): void {
    this.#open?.add(this.nextPart, bytes, duration, independent);
    this.#nextPart++;
    this.version++;
  }

  /** Completes the segment that grows. `duration`: its seconds where it has no parts. */
  end(duration: number): void {
    const segment = this.#open;
    if (!segment) return;
    segment.end(duration);
    this.#open = undefined;
    this.#segments.push(segment);
    this.#slide();
    this.version++;
  }

  #slide(): void {
    while (this.#segments.length + this.#gaps > this.options.count) {
      if (this.#gaps > 0) {
        this.#gaps--;
        continue;
      }
      const gone = this.#segments.shift()!;
      if (gone.beginning.discontinuity) this.discontinuities++;
      this.#kept.push(gone);
      if (this.#kept.length > KEPT) this.#kept.shift();
    }
  }

  /** The complete segments that can be had, in a playlist or not. */
  get complete(): readonly Segment[] {
    return [...this.#kept, ...this.#segments];
  }

  get #all(): readonly Segment[] {
    return this.#open ? [...this.complete, this.#open] : this.complete;
  }

  /** A segment that is complete, or a part, by name. */
  find(name: string): Found | undefined {
    for (const segment of this.#all) {
      if (segment.name === name) return segment === this.#open ? undefined : { segment };
      const part = segment.parts.find((each) => each.name === name);
      if (part) return { segment, part };
    }
    return undefined;
  }

  /** An init segment by name. */
  findInit(name: string): Resource | undefined {
    return this.#all.find(({ beginning }) => beginning.init?.name === name)?.beginning.init;
  }

  /** Whether part `part` of segment `number` is there; without `part`, whether the segment is complete. */
  has(number: number, part?: number): boolean {
    if (number !== this.number) return number < this.number;
    return part !== undefined && part < (this.#open?.parts.length ?? 0);
  }
}
