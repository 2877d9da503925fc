import type { Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Output } from "./output.ts";

/** A track that is recorded. */
export interface RecordedTrack {
  /** Its place among those that are, from 0. */
  readonly index: number;
  /** Ticks per second. */
  readonly clockRate: number;
  /** The config of now. */
  readonly config: TrackConfig;
}

/** Where a file begins. */
export interface SegmentStart {
  /** Its place among the files of the recording, from 0. */
  readonly number: number;
  /** Seconds on the time line of the stream. */
  readonly time: number;
  /** The wall clock then: microseconds since 1970. */
  readonly ntp: number;
}

/** What a format makes a file of. */
export interface SegmentOptions {
  readonly tracks: readonly RecordedTrack[];
  /** 16 bytes: the same for all files of a recording. */
  readonly streamId: Uint8Array;
  readonly start: SegmentStart;
  readonly output: Output;
  /** `recordPartDuration` in seconds. */
  readonly partDuration: number;
  /** `recordMaxPartSize` in bytes. */
  readonly maxPartSize: number;
}

/**
 * Where a unit goes: into this file, whose track is there and as it was at the beginning; into another; or nowhere, as
 * what it takes to declare its track is missing or damaged.
 */
export type Place = "here" | "next" | "nowhere";

/** One file of a recording. */
export interface Segment {
  placeOf(track: RecordedTrack, unit: AccessUnit): Place;
  /**
   * Takes a unit whose place is here, of so many ticks. Malformed where the format has no place for it, which leaves it out;
   * throws where the file cannot go on.
   */
  add(track: RecordedTrack, unit: AccessUnit, duration: number): Malformed | undefined;
  /** Writes what is left, and that it lasts so many seconds. Never rejects. */
  close(duration: number): Promise<void>;
}

/** How files of a format are made. */
export interface Format {
  canCarry(config: TrackConfig): boolean;
  begin(options: SegmentOptions): Segment;
}
