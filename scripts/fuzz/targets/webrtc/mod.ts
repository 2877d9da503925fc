import type { Target } from "../../target.ts";
import { media } from "./media.ts";
import { signalling } from "./signalling.ts";

/** What peers of WebRTC say and send. */
export const webrtc: readonly Target[] = [...signalling, ...media];
