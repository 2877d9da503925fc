import type { TrackConfig } from "media/track.ts";

/**
 * The config with `sets` found in the stream taken over: VPS, SPS, PPS (told apart by NAL type), or an AV1 sequence
 * header. The same object where nothing changed, so that identity tells a change.
 */
export function adoptParameterSets(
  config: TrackConfig,
  sets: readonly Uint8Array[],
): TrackConfig {
  let adopted = config;
  for (const set of sets) {
    if (set.length > 0) adopted = adopt(adopted, set);
  }
  return adopted;
}

function adopt(config: TrackConfig, set: Uint8Array): TrackConfig {
  switch (config.codec) {
    case "H264":
      return replace(config, H264_SETS[set[0] & 0x1f], set);
    case "H265":
      return replace(config, H265_SETS[set[0] >> 1 & 0x3f], set);
    case "AV1":
      return replace(config, "sequenceHeader", set);
    default:
      return config;
  }
}

const H264_SETS: Readonly<Record<number, string>> = { 7: "sps", 8: "pps" };
const H265_SETS: Readonly<Record<number, string>> = { 32: "vps", 33: "sps", 34: "pps" };

function replace<C extends TrackConfig>(config: C, key: string | undefined, set: Uint8Array): C {
  if (!key || equal((config as Record<string, unknown>)[key] as Uint8Array | undefined, set)) return config;
  return { ...config, [key]: set.slice() };
}

function equal(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i]);
}
