import type { Logger, PathManager } from "core/mod.ts";
import type { Clock } from "net/clock.ts";
import type { RtmpConfig } from "./config.ts";

/** What connections need of their server. */
export interface Environment {
  /** The server of RTMPS, whose connections are encrypted. */
  readonly secure: boolean;
  readonly log: Logger;
  readonly clock: Clock;
  readonly config: RtmpConfig;
  readonly paths: PathManager;
}
