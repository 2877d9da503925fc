import type { Identity } from "../peer/identity.ts";

/** What clients need of the plugin. */
export interface ClientSettings {
  /** Our certificate and the ciphers; made when first asked for. */
  identity(): Promise<Identity>;
  /** Bytes of the kernel's receive buffer; 0 for the system's default. */
  receiveBuffer(): number;
}
