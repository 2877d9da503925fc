import type { Authenticator } from "core/auth/request.ts";
import type { GlobalParameters } from "core/config/configuration.ts";
import type { Clock } from "net/clock.ts";

/** What HTTP servers need of the rest. */
export interface HttpSurroundings {
  /** Logs wrong credentials, and answers them after a pause. */
  readonly auth: Authenticator;
  /** Answers at once, for what no client has asked. */
  readonly direct: Authenticator;
  readonly clock: Clock;
  /** The parameters in force. */
  global(): GlobalParameters;
}
