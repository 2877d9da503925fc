import type { RtpFormat, TrackConfig } from "media/track.ts";
import { av1Depacketizer } from "./av1/decode.ts";
import { av1Packetizer } from "./av1/encode.ts";
import { inspectAv1 } from "./av1/inspect.ts";
import { h264Depacketizer } from "./h264/decode.ts";
import { h264Packetizer } from "./h264/encode.ts";
import { inspectH264 } from "./h264/inspect.ts";
import { h265Depacketizer } from "./h265/decode.ts";
import { h265Packetizer } from "./h265/encode.ts";
import { h265Inspector } from "./h265/inspect.ts";
import { mjpegDepacketizer } from "./mjpeg/decode.ts";
import { mjpegPacketizer } from "./mjpeg/encode.ts";
import { inspectMjpeg } from "./mjpeg/inspect.ts";
import { Mpeg4AudioDepacketizer } from "./mpeg4_audio/decode.ts";
import { Mpeg4AudioPacketizer } from "./mpeg4_audio/encode.ts";
import { frameTicks, HIGH_BIT_RATE, layoutOf } from "./mpeg4_audio/layout.ts";
import { LatmDepacketizer, LatmPacketizer } from "./mpeg4_audio/latm.ts";
import { inspectMpeg4Video } from "./mpeg4_video.ts";
import { inspectMpegVideo, mpegVideoDepacketizer } from "./mpeg_video/decode.ts";
import { mpegVideoPacketizer } from "./mpeg_video/encode.ts";
import { opusPacketizer } from "./opus.ts";
import {
  type Depacketizer,
  type Inspect,
  type Packetizer,
  STARTS_RANDOM_ACCESS,
} from "./payload.ts";
import { plainDepacketizer, plainPacketizer } from "./plain.ts";
import { blockDepacketizer, samplePacketizer } from "./samples.ts";
import { FrameDepacketizer } from "./sync_frames/decode.ts";
import { FramePacketizer } from "./sync_frames/encode.ts";
import { AC3, MPEG_AUDIO } from "./sync_frames/layout.ts";
import { inspectVp8, vp8Depacketizer, vp8Packetizer } from "./vp8.ts";
import { vp9Depacketizer } from "./vp9/decode.ts";
import { Vp9Packetizer } from "./vp9/encode.ts";
import { inspectVp9 } from "./vp9/inspect.ts";

/** A depacketizer of its own for a track; undefined for codecs that only pass through. */
export function depacketizerFor(config: TrackConfig, rtp: RtpFormat): Depacketizer | undefined {
  switch (config.codec) {
    case "H264":
      return h264Depacketizer();
    case "H265":
      return h265Depacketizer(hasDecodingOrder(rtp));
    case "VP8":
      return vp8Depacketizer();
    case "VP9":
      return vp9Depacketizer();
    case "AV1":
      return av1Depacketizer();
    case "M-JPEG":
      return mjpegDepacketizer();
    case "MPEG-1/2 Video":
      return mpegVideoDepacketizer();
    case "MPEG-4 Video":
    case "KLV":
      return plainDepacketizer();
    case "MPEG-4 Audio":
      return new Mpeg4AudioDepacketizer(
        layoutOf(rtp.fmtp),
        frameTicks(config.config, rtp.clockRate),
      );
    case "MPEG-4 Audio LATM":
      return config.aac && new LatmDepacketizer(frameTicks(config.aac.config, rtp.clockRate));
    case "MPEG-1/2 Audio":
      return new FrameDepacketizer(MPEG_AUDIO, rtp.clockRate);
    case "AC3":
      return new FrameDepacketizer(AC3, rtp.clockRate);
    case "Opus":
    case "G722":
      return blockDepacketizer(1);
    case "G711":
      return blockDepacketizer(config.channels);
    case "LPCM":
      return blockDepacketizer(config.channels * config.bitDepth / 8);
    default:
      return undefined;
  }
}

/** Of MPEG-1 and MPEG-2 audio, whatever its sample rate (RFC 3551 §4.5.13). */
const MPEG_CLOCK_RATE = 90000;

/** Payloads are never made smaller than this, so that headers always fit. */
const MIN_PAYLOAD = 256;

/** A packetizer of its own for a track; undefined for codecs that only pass through. */
export function packetizerFor(config: TrackConfig, rtp?: RtpFormat): Packetizer | undefined {
  const packetizer = choosePacketizer(config, rtp);
  return packetizer && {
    pack: (payload, payloadMax) => packetizer.pack(payload, Math.max(payloadMax, MIN_PAYLOAD)),
  };
}

function choosePacketizer(config: TrackConfig, rtp?: RtpFormat): Packetizer | undefined {
  switch (config.codec) {
    case "H264":
      return h264Packetizer;
    case "H265":
      return h265Packetizer;
    case "VP8":
      return vp8Packetizer;
    case "VP9":
      return new Vp9Packetizer();
    case "AV1":
      return av1Packetizer;
    case "M-JPEG":
      return mjpegPacketizer;
    case "MPEG-1/2 Video":
      return mpegVideoPacketizer;
    case "MPEG-4 Video":
    case "KLV":
      return plainPacketizer;
    case "MPEG-4 Audio": {
      const ticks = frameTicks(config.config, rtp?.clockRate ?? config.sampleRate);
      return new Mpeg4AudioPacketizer(rtp ? layoutOf(rtp.fmtp) : HIGH_BIT_RATE, ticks);
    }
    case "MPEG-4 Audio LATM": {
      const { aac } = config;
      return aac &&
        new LatmPacketizer(frameTicks(aac.config, rtp?.clockRate ?? aac.sampleRate));
    }
    case "MPEG-1/2 Audio":
      return new FramePacketizer(MPEG_AUDIO, rtp?.clockRate ?? MPEG_CLOCK_RATE);
    case "AC3":
      return new FramePacketizer(AC3, rtp?.clockRate ?? config.sampleRate);
    case "Opus":
      return opusPacketizer;
    case "G722":
      return samplePacketizer(1);
    case "G711":
      return samplePacketizer(config.channels);
    case "LPCM":
      return samplePacketizer(config.channels * config.bitDepth / 8);
    default:
      return undefined;
  }
}

/** How to look into the payloads of a track; undefined for codecs that only pass through. */
export function inspectorFor(config: TrackConfig, rtp?: RtpFormat): Inspect | undefined {
  switch (config.codec) {
    case "H264":
      return inspectH264;
    case "H265":
      return h265Inspector(rtp !== undefined && hasDecodingOrder(rtp));
    case "VP8":
      return inspectVp8;
    case "VP9":
      return inspectVp9;
    case "AV1":
      return inspectAv1;
    case "M-JPEG":
      return inspectMjpeg;
    case "MPEG-1/2 Video":
      return inspectMpegVideo;
    case "MPEG-4 Video":
      return inspectMpeg4Video;
    case "MPEG-4 Audio":
    case "MPEG-4 Audio LATM":
    case "MPEG-1/2 Audio":
    case "AC3":
    case "Opus":
    case "G722":
    case "G711":
    case "LPCM":
    case "KLV":
      return inspectEverything;
    default:
      return undefined;
  }
}

/** Whether payloads of H265 carry decoding order numbers (RFC 7798 §7.1). */
export function hasDecodingOrder(rtp: RtpFormat): boolean {
  return Number(rtp.fmtp.get("sprop-max-don-diff") ?? 0) > 0;
}

function inspectEverything() {
  return STARTS_RANDOM_ACCESS;
}
