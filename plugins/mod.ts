import type { Plugin } from "core/mod.ts";
import { api } from "./api/mod.ts";
import { commands } from "./commands/mod.ts";
import { hls } from "./hls/mod.ts";
import { metrics } from "./metrics/mod.ts";
import { moq } from "./moq/mod.ts";
import { playback } from "./playback/mod.ts";
import { pprof } from "./pprof/mod.ts";
import { recorder } from "./recorder/mod.ts";
import { rpicamera } from "./rpicamera/mod.ts";
import { rtmp } from "./rtmp/mod.ts";
import { rtsp } from "./rtsp/mod.ts";
import { srt } from "./srt/mod.ts";
import { udp } from "./udp/mod.ts";
import { webrtc } from "./webrtc/mod.ts";

/** Every plugin, in the order in which they start. */
export const plugins: readonly Plugin[] = [
  commands,
  recorder,
  udp,
  rpicamera,
  metrics,
  pprof,
  playback,
  rtsp,
  rtmp,
  hls,
  webrtc,
  srt,
  moq,
  api,
];
