import type { Logger, PathManager } from "core/mod.ts";
import type { Clock } from "net/clock.ts";
import type { WebrtcConfig } from "./config.ts";
import type { Network } from "./ice/network.ts";
import type { Identity } from "./peer/identity.ts";

/** What sessions need of their server. */
export interface Environment {
  readonly log: Logger;
  readonly clock: Clock;
  readonly config: WebrtcConfig;
  readonly paths: PathManager;
  readonly network: Network;
  /** Our certificate and the ciphers; made when first asked for. */
  identity(): Promise<Identity>;
}
