import type { Authenticator } from "core/auth/request.ts";
import type { GlobalParameters } from "core/config/configuration.ts";
import type { Clock } from "net/clock.ts";

/** What HTTP servers need of the rest. */
export interface HttpSurroundings {
  readonly auth: Authenticator;
  readonly clock: Clock;
  /** Awaited after wrong credentials, before the answer. */
  delay(ip: string): Promise<void>;
  /** The parameters in force. */
  global(): GlobalParameters;
}
