import type { Clock } from "net/clock.ts";
import type { RtmpConfig } from "../config.ts";

/** What a connection to another server needs of its surroundings. */
export interface Settings {
  readonly clock: Clock;
  readonly config: Pick<RtmpConfig, "readTimeout" | "writeTimeout" | "writeQueueSize">;
}
