import type { Logger, PathManager } from "core/mod.ts";
import type { Clock } from "net/clock.ts";
import type { HlsConfig } from "./config.ts";

/** What muxers and sessions need of their server. */
export interface Environment {
  readonly log: Logger;
  readonly clock: Clock;
  readonly config: HlsConfig;
  readonly paths: PathManager;
}
