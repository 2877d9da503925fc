import type { Clock } from "net/clock.ts";
import type { RtspConfig } from "../config.ts";

/** What a connection to another server needs of its surroundings. */
export interface Settings {
  readonly clock: Clock;
  readonly config: Pick<
    RtspConfig,
    "readTimeout" | "writeTimeout" | "writeQueueSize" | "udpMaxPayloadSize" | "udpReadBufferSize"
  >;
}

/** What we call ourselves. */
export const USER_AGENT = "mediamtx";
