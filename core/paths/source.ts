import type { ForwardDestination } from "core/config/configuration.ts";
import type { Logger } from "core/log/logger.ts";
import type { Publication } from "core/paths/party.ts";
import type { PathView } from "core/paths/view.ts";
import type { Stream } from "core/stream/stream.ts";
import type { Track } from "media/track.ts";
import type { Clock } from "net/clock.ts";

/** One attempt to pull a path's stream from elsewhere. */
export interface PullRequest {
  /** The path's `source`, its placeholders replaced; may hold credentials, so it is never logged whole. */
  readonly url: string;
  /** Its parameters are `path.entry.values`. */
  readonly path: PathView;
  /** Has the prefix `[path P] [RTSP source]`. */
  readonly log: Logger;
  readonly clock: Clock;
  /** Aborted when the path no longer wants the stream: the attempt ends soon, everything it opened closed. */
  readonly signal: AbortSignal;
  /** Makes the stream readable; what is published is closed by the attempt before it ends. */
  publish(tracks: readonly Track[], title: string): Publication;
}

/** Pulls streams of some URL schemes. */
export interface Source {
  /** The API's name: `rtspSource`. */
  readonly type: string;
  /** The prefix of its log lines: `RTSP source`. */
  readonly title: string;
  /** Runs until the stream ends: rejects with the reason, with anything once `signal` asks for the end. Core tries again. */
  pull(request: PullRequest): Promise<void>;
}

/** One attempt to push a path's stream elsewhere. */
export interface ForwardRequest {
  /** The destination, its placeholders replaced; never logged with its credentials. */
  readonly url: string;
  /** The entry of the configuration, with the fields that plugins have added. */
  readonly to: ForwardDestination;
  /** Certificate fingerprint (SHA-256, hex) that is accepted; empty for none. */
  readonly fingerprint: string;
  readonly path: PathView;
  readonly stream: Stream;
  /** Has the prefix `[path P] [RTSP dest N 8HEX]`. */
  readonly log: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Media flow from now on. */
  forwarding(): void;
  /** `sent` tells the bytes of this attempt so far: asked whenever somebody wants to know, and at its end. */
  counts(sent: () => number): void;
}

/** Pushes streams to some URL schemes. */
export interface Forwarder {
  /** The prefix of its log lines: `RTSP`. */
  readonly title: string;
  /** Runs until it ends: rejects with the reason, with anything once `signal` asks for the end. Core tries again. */
  forward(request: ForwardRequest): Promise<void>;
}
