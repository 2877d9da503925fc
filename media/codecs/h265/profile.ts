import type { BitReader } from "media/bits.ts";

/** Profile, tier and level (ITU-T H.265 §7.4.4) of the whole stream. */
export interface ProfileTierLevel {
  /** general_profile_space, 0–3. */
  readonly profileSpace: number;
  /** general_tier_flag: 0 main, 1 high. */
  readonly tier: number;
  /** general_profile_idc. */
  readonly profile: number;
  /** The 32 general_profile_compatibility_flags, that of profile 0 in the highest bit. */
  readonly compatibility: number;
  /** The 48 bits of general constraint flags, the first in the highest bit. */
  readonly constraints: number;
  /** general_level_idc: thirty times the level. */
  readonly level: number;
}

/** Reads profile_tier_level (ITU-T H.265 §7.3.3) and passes over that of `subLayers` sub-layers. */
export function readProfileTierLevel(reader: BitReader, subLayers: number): ProfileTierLevel {
  const general = {
    profileSpace: reader.u(2),
    tier: reader.u(1),
    profile: reader.u(5),
    compatibility: reader.u(32),
    constraints: reader.u(48),
    level: reader.u(8),
  };
  let size = 0;
  for (let i = 0; i < subLayers; i++) size += (reader.flag() ? 88 : 0) + (reader.flag() ? 8 : 0);
  if (subLayers > 0) reader.skip(2 * (8 - subLayers) + size);
  return general;
}

const PROFILES: Readonly<Record<number, string>> = {
  1: "Main",
  2: "Main 10",
  3: "Main Still Picture",
  4: "Range Extensions",
  5: "High Throughput",
  6: "Multiview Main",
  7: "Scalable Main",
  8: "3D Main",
  9: "Screen Content Coding Extensions",
  10: "Scalable Range Extensions",
};

/** Name of a general_profile_idc as the API shows it; its number where it has none. */
export function profileName(profile: number): string {
  return PROFILES[profile] ?? String(profile);
}

/** A general_level_idc as the API shows it: `4`, `4.1`. */
export function levelName(level: number): string {
  return String(Math.round(level / 3) / 10);
}
