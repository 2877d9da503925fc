/** A file of a recording. */
export interface RecordedSegment {
  /** When it begins: microseconds since 1970. */
  readonly start: number;
  readonly file: string;
}

/** What was recorded of a path, the oldest first. */
export interface Recording {
  readonly name: string;
  readonly segments: readonly RecordedSegment[];
}

/** What was recorded of one path, and how. */
export interface FoundRecording extends Recording {
  /** `recordFormat`. */
  readonly format: string;
  /** The folder of the recordings, where it is not there. */
  readonly missing?: string;
}

/** The files of recordings, as the configuration in force places them. */
export interface Recordings {
  /** Of every path that there are files of, by name. */
  list(): Promise<readonly Recording[]>;
  /** Of one path, which needs not exist now. Rejects with a `Refusal` where none of that name is configured. */
  find(name: string): Promise<FoundRecording>;
  /** Deletes the file that begins at `start` (microseconds). Rejects as `find`, and where there is none. */
  delete(name: string, start: number): Promise<void>;
}
