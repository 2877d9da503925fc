import type { AccessUnit } from "media/unit.ts";
import type { Window } from "./window.ts";

/** Where the segments of all renditions end and the next ones begin. */
export interface Boundary {
  /** Seconds on the stream's time line: decoding and presentation of the unit that it is put before. */
  readonly time: number;
  readonly presented: number;
  /** Wall clock of that presentation in milliseconds. */
  readonly ntp: number;
  /** Seconds that are added to the stream's times to give those of the media. */
  readonly shift: number;
  /** What follows does not go on from what was before. */
  readonly discontinuity: boolean;
  /** Times have jumped: the end of what was before cannot be told by what follows. */
  readonly jump: boolean;
}

/** Tracks that are fetched together, as segments. */
export interface Rendition {
  /** `video1`, `audio2`, `main`. */
  readonly id: string;
  readonly contentType: string;
  readonly window: Window;
  /** Bytes of the segment that grows. */
  readonly size: number;
  /** Whether a unit of a track can be added to the segment that grows; else another one must begin with it. */
  fits(unit: AccessUnit): boolean;
  /** Whether a segment can begin with a unit. */
  begins(unit: AccessUnit): boolean;
  /** The next segment begins: now, or with the units that are of behind the boundary. */
  cut(boundary: Boundary): void;
  write(unit: AccessUnit): void;
  /** What the `codecs` parameter of its playlist says; empty until it is known. */
  readonly codecs: readonly string[];
  /** Pixels of its pictures. */
  readonly resolution: { readonly width: number; readonly height: number } | undefined;
  /** Pictures a second, on average. */
  readonly frameRate: number | undefined;
}
