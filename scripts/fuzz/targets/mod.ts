import type { Target } from "../target.ts";
import { codecs } from "./codecs.ts";
import { configuration } from "./configuration.ts";
import { containers } from "./containers/files.ts";
import { hls } from "./hls.ts";
import { mpegts } from "./containers/mpegts.ts";
import { payloads } from "./payloads.ts";
import { rtmp } from "./rtmp.ts";
import { rtp } from "./rtp.ts";
import { rtsp } from "./rtsp.ts";
import { sdp } from "./sdp.ts";
import { srt } from "./srt.ts";
import { stream } from "./stream.ts";
import { webrtc } from "./webrtc/mod.ts";

/** Everything that takes bytes from somebody else. */
export const targets: readonly Target[] = [
  ...sdp,
  ...rtp,
  ...payloads,
  ...codecs,
  ...containers,
  ...mpegts,
  ...rtsp,
  ...rtmp,
  ...srt,
  ...webrtc,
  ...hls,
  ...stream,
  ...configuration,
];
