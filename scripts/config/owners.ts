import type { ParameterOwner } from "core/config/owner.ts";
import * as api from "../../plugins/api/config.ts";
import * as commands from "../../plugins/commands/config.ts";
import * as hls from "../../plugins/hls/config.ts";
import * as metrics from "../../plugins/metrics/config.ts";
import * as moq from "../../plugins/moq/config.ts";
import * as playback from "../../plugins/playback/config.ts";
import * as pprof from "../../plugins/pprof/config.ts";
import * as recorder from "../../plugins/recorder/config.ts";
import * as rpicamera from "../../plugins/rpicamera/config.ts";
import * as rtmp from "../../plugins/rtmp/config.ts";
import * as rtsp from "../../plugins/rtsp/config.ts";
import * as srt from "../../plugins/srt/config.ts";
import * as udp from "../../plugins/udp/config.ts";
import * as webrtc from "../../plugins/webrtc/config.ts";

/** The declarations of every plugin, without their code, in the order of the generated file. */
export const owners: readonly ParameterOwner[] = [
  { name: "api", ...api },
  { name: "metrics", ...metrics },
  { name: "pprof", ...pprof },
  { name: "recorder", ...recorder },
  { name: "playback", ...playback },
  { name: "rtsp", ...rtsp },
  { name: "rtmp", ...rtmp },
  { name: "hls", ...hls },
  { name: "webrtc", ...webrtc },
  { name: "srt", ...srt },
  { name: "moq", ...moq },
  { name: "udp", ...udp },
  { name: "rpicamera", ...rpicamera },
  { name: "commands", ...commands },
];
