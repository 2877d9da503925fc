import type { Logger, PathManager } from "core/mod.ts";
import type { Clock } from "net/clock.ts";
import type { RtspConfig } from "./config.ts";
import type { MulticastMedia } from "./routes/multicast.ts";
import type { UdpMedia } from "./routes/udp_media.ts";
import type { SrtpKeys } from "./secure/keys.ts";
import type { SecureStreams } from "./secure/key_period.ts";
import type { Transport } from "./wire/transport.ts";

/** Keys, and what readers by SRTP are sent. */
export interface Srtp {
  readonly keys: SrtpKeys;
  readonly streams: SecureStreams;
}

/** What connections and sessions need of their server. */
export interface Environment {
  /** The server of RTSPS, whose connections are encrypted. */
  readonly secure: boolean;
  readonly log: Logger;
  readonly clock: Clock;
  readonly config: RtspConfig;
  readonly paths: PathManager;
  /** Media by UDP, where that is on. */
  readonly udp: UdpMedia | undefined;
  /** Media by multicast, where that is on. */
  readonly multicast: MulticastMedia | undefined;
  /** What media are encrypted with, where that is on. */
  readonly srtp: Srtp | undefined;
  /** Bytes of RTP payload that readers are sent at most. */
  readonly payloadMax: number;
  /** Whether media may go that way. */
  allows(transport: Transport): boolean;
}

/** Milliseconds without a sign of life after which a client that is not publishing is given up. */
export const IDLE_TIMEOUT = 60_000;
/** Seconds that clients are told instead, so that they are early. */
export const TOLD_TIMEOUT = 55;
