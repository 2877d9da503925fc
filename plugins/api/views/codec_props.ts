import { parseSequenceHeader } from "media/codecs/av1/sequence_header.ts";
import * as h264 from "media/codecs/h264/profile.ts";
import { parseSps as parseH264 } from "media/codecs/h264/sps.ts";
import * as h265 from "media/codecs/h265/profile.ts";
import { parseSps as parseH265 } from "media/codecs/h265/sps.ts";
import { Malformed } from "media/malformed.ts";
import type { ConfigOf, TrackConfig } from "media/track.ts";

const known = new WeakMap<TrackConfig, unknown>();

/** What is known of a track's media; null where nothing is. Read once of each config. */
export function codecProps(config: TrackConfig): unknown {
  if (!known.has(config)) known.set(config, readProps(config));
  return known.get(config);
}

function readProps(config: TrackConfig): unknown {
  switch (config.codec) {
    case "H264":
      return h264Props(config);
    case "H265":
      return h265Props(config);
    case "AV1":
      return av1Props(config);
    case "VP9":
      return { profile: config.profile ?? 0 };
    case "MPEG-4 Audio":
      return { sampleRate: config.sampleRate, channelCount: config.channels };
    case "AC3":
      return { sampleRate: config.sampleRate, channelCount: config.channels };
    case "Opus":
      return { channelCount: config.channels };
    case "G711": {
      const { muLaw, sampleRate, channels } = config;
      return { muLaw, sampleRate, channelCount: channels };
    }
    case "LPCM": {
      const { bitDepth, sampleRate, channels } = config;
      return { bitDepth, sampleRate, channelCount: channels };
    }
    default:
      return null;
  }
}

function h264Props({ sps }: ConfigOf<"H264">) {
  const parsed = sps && parseH264(sps);
  if (!parsed || parsed instanceof Malformed) return null;
  const { width, height, profile, level } = parsed;
  return {
    width,
    height,
    profile: h264.profileName(profile),
    level: h264.levelName(level),
  };
}

function h265Props({ sps }: ConfigOf<"H265">) {
  const parsed = sps && parseH265(sps);
  if (!parsed || parsed instanceof Malformed) return null;
  const { width, height, profile, level } = parsed;
  return {
    width,
    height,
    profile: h265.profileName(profile),
    level: h265.levelName(level),
  };
}

function av1Props({ sequenceHeader }: ConfigOf<"AV1">) {
  const parsed = sequenceHeader && parseSequenceHeader(sequenceHeader);
  if (!parsed || parsed instanceof Malformed) return null;
  const { width, height, profile, level, tier } = parsed;
  return { width, height, profile, level, tier };
}
