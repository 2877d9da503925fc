import type { ClientSettings } from "core/mod.ts";
import type { RtspConfig } from "../config.ts";

/** What a connection to another server needs of its surroundings. */
export interface Settings extends ClientSettings {
  readonly config:
    & ClientSettings["config"]
    & Pick<RtspConfig, "udpMaxPayloadSize" | "udpReadBufferSize">;
}

/** What we call ourselves. */
export const USER_AGENT = "mediamtx";
