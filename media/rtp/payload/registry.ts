import type { RtpFormat, TrackConfig } from "media/track.ts";
import { h264Depacketizer } from "./h264/decode.ts";
import { h264Packetizer } from "./h264/encode.ts";
import { inspectH264 } from "./h264/inspect.ts";
import { h265Depacketizer } from "./h265/decode.ts";
import { h265Packetizer } from "./h265/encode.ts";
import { h265Inspector } from "./h265/inspect.ts";
import type { Depacketizer, Inspect, Packetizer } from "./payload.ts";
import { blockDepacketizer, samplePacketizer } from "./samples.ts";
import { inspectVp8, vp8Depacketizer, vp8Packetizer } from "./vp8.ts";
import { vp9Depacketizer } from "./vp9/decode.ts";

/** A depacketizer of its own for a track; undefined for codecs that only pass through. */
export function depacketizerFor(config: TrackConfig, rtp: RtpFormat): Depacketizer | undefined {
  switch (config.codec) {
    case "H264":
      return h264Depacketizer();
    case "H265":
      return h265Depacketizer(hasDonl(rtp));
    case "VP8":
      return vp8Depacketizer();
    case "VP9":
      return vp9Depacketizer();
    case "Opus":
      return blockDepacketizer(1);
    case "G711":
      return blockDepacketizer(config.channels);
    case "LPCM":
      return blockDepacketizer(config.channels * config.bitDepth / 8);
    default:
      return undefined;
  }
}

/** A packetizer of its own for a track; undefined for codecs that only pass through. */
export function packetizerFor(config: TrackConfig, _rtp?: RtpFormat): Packetizer | undefined {
  switch (config.codec) {
    case "H264":
      return h264Packetizer;
    case "H265":
      return h265Packetizer;
    case "VP8":
      return vp8Packetizer;
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
      return h265Inspector(rtp !== undefined && hasDonl(rtp));
    case "VP8":
      return inspectVp8;
    default:
      return undefined;
  }
}

/** Payloads of H265 carry decoding order numbers (RFC 7798 §7.1). */
function hasDonl(rtp: RtpFormat): boolean {
  return Number(rtp.fmtp.get("sprop-max-don-diff") ?? 0) > 0;
}
