import type { Logger } from "core/log/logger.ts";
import type { Stream } from "core/stream/stream.ts";

/** A publisher or a reader of a path, as everybody but its own protocol sees it. */
export interface Party {
  /** The API's name of its kind: `rtspSession`, `rtmpConn`, `hlsMuxer`, `rtspSource`, … */
  readonly type: string;
  /** UUID; empty for pulled sources. */
  readonly id: string;
  /** Raw query it came with. */
  readonly query: string;
  readonly log: Logger;
  /** Told to leave; it does so by itself, soon, and calls nothing back. */
  close(reason: string): void;
}

/** A publisher's hold on a path. */
export interface Publication {
  readonly stream: Stream;
  /** Gives the path back; its readers are told to leave. Harmless when the path was lost meanwhile. */
  close(): void;
}

/** A reader's place on a path. */
export interface Reading {
  readonly stream: Stream;
  /** Media flow to the reader from now on: the hook `readerAdded` is told, unless it has been. */
  start(): void;
  /** They do not for a while: the hook `readerRemoved` is told. */
  pause(): void;
  /** Frees the place. Harmless when the stream ended meanwhile. */
  close(): void;
}
