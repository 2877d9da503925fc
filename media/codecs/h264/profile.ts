import { toHex } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { NAL_SPS, nalType } from "./nal_type.ts";

/** `profile-level-id` of a sequence parameter set (RFC 6184 §8.1): six hexadecimal digits. */
export function profileLevelId(sps: Uint8Array): string | Malformed {
  if (nalType(sps) !== NAL_SPS || sps.length < 4) return new Malformed("H264: not an SPS");
  return toHex(sps.subarray(1, 4));
}

const PROFILES: Readonly<Record<number, string>> = {
  66: "Baseline",
  77: "Main",
  88: "Extended",
  100: "High",
  110: "High 10",
  122: "High 4:2:2",
  244: "High 4:4:4 Predictive",
};

/** Name of a profile_idc as the API shows it; its number where it has none. */
export function profileName(profile: number): string {
  return PROFILES[profile] ?? String(profile);
}

/** A level_idc as the API shows it: `4`, `4.1`. */
export function levelName(level: number): string {
  return String(level / 10);
}
