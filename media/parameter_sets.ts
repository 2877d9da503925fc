import type { TrackConfig } from "media/track.ts";

/**
 * The config with `sets` found in the stream taken over: VPS, SPS, PPS (told apart by NAL type), or an AV1 sequence
 * header. The last of each type counts. The same object where nothing changed, so that identity tells a change.
 */
export function adoptParameterSets(
  config: TrackConfig,
  sets: readonly Uint8Array[],
): TrackConfig {
  let adopted = config;
  for (const set of sets) {
    if (set.length > 0) adopted = adopt(adopted, set);
  }
  return sameConfig(config, adopted) ? config : adopted;
}

/**
 * Whether a config says nothing that the one before it did not. Senders that use several sets of a type leave, at their
 * end, the one that was there before.
 */
export function sameConfig(before: TrackConfig, after: TrackConfig): boolean {
  if (before === after) return true;
  return Object.entries(after).every(([key, value]) => {
    const old = (before as Readonly<Record<string, unknown>>)[key];
    return old === value || (old instanceof Uint8Array && equal(old, value));
  });
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
  if (!key || equal((config as Record<string, unknown>)[key] as Uint8Array | undefined, set)) {
    return config;
  }
  return { ...config, [key]: set.slice() };
}

function equal(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/**
 * The payload of a random access unit with the config's parameter sets in front, where it does not begin with sets
 * of its own (H264, H265; AV1 carries its sequence header itself). The same array where nothing was to be added.
 */
export function withParameterSets(
  payload: readonly Uint8Array[],
  config: TrackConfig,
): readonly Uint8Array[] {
  const sets = parameterSetsOf(config);
  if (sets.length === 0 || payload.some((unit) => isParameterSet(unit, config))) return payload;
  return [...sets, ...payload];
}

function parameterSetsOf(config: TrackConfig): Uint8Array[] {
  if (config.codec === "H264") return present([config.sps, config.pps]);
  if (config.codec === "H265") return present([config.vps, config.sps, config.pps]);
  return [];
}

function present(sets: readonly (Uint8Array | undefined)[]): Uint8Array[] {
  const given = sets.filter((set) => set !== undefined);
  return given.length === sets.length ? given : [];
}

function isParameterSet(unit: Uint8Array, config: TrackConfig): boolean {
  if (config.codec === "H264") return (unit[0] & 0x1f) in H264_SETS;
  return (unit[0] >> 1 & 0x3f) in H265_SETS;
}
