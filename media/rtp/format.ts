/** SDP attributes of a payload type ↔ `TrackConfig` and `RtpFormat`. */
export { parseFmtp, writeFmtp } from "./fmtp.ts";
export { readFormat } from "./format_read.ts";
export { writeFormat } from "./format_write.ts";
