import { deprecated, type Draft, oneOf, parameter, textLike, uint, uintWithin } from "core/mod.ts";

const profile = textLike(/^(?:baseline|main|high)$/, "baseline, main, high");
const level = textLike(/^4\.[012]$/, "4.0, 4.1, 4.2");

/** Of former versions, which had a profile and a level for each encoder. */
function formerProfile() {
  return deprecated(profile, {
    use: "rpiCameraH264Profile",
    convert: (value, draft) => withCamera(draft, "rpiCameraH264Profile", value),
  });
}

function formerLevel() {
  return deprecated(level, {
    use: "rpiCameraH264Level",
    convert: (value, draft) => withCamera(draft, "rpiCameraH264Level", value),
  });
}

function withCamera(draft: Draft, name: string, value: unknown): void {
  if (draft.get("source") === "rpiCamera") draft.set(name, value);
}

/** How frames are encoded. */
export const encoding = {
  rpiCameraCodec: parameter(oneOf(["auto", "hardwareH264", "softwareH264", "mjpeg"]), {
    default: "auto",
    effect: "path",
    doc: "The encoder: auto, hardwareH264, softwareH264 or mjpeg.",
  }),
  rpiCameraIDRPeriod: parameter(uint, {
    default: 60,
    effect: "live",
    doc: "How many frames there are from one key frame to the next.",
  }),
  rpiCameraBitrate: parameter(uint, {
    default: 5_000_000,
    effect: "live",
    doc: "Bits per second of H.264.",
  }),
  rpiCameraProfile: formerProfile(),
  rpiCameraLevel: formerLevel(),
  rpiCameraHardwareH264Profile: formerProfile(),
  rpiCameraHardwareH264Level: formerLevel(),
  rpiCameraSoftwareH264Profile: formerProfile(),
  rpiCameraSoftwareH264Level: formerLevel(),
  rpiCameraH264Profile: parameter(oneOf(["auto", "baseline", "main", "high"]), {
    default: "auto",
    effect: "path",
    doc: "The profile of H.264: auto, baseline, main or high.",
  }),
  rpiCameraH264Level: parameter(oneOf(["4.0", "4.1", "4.2"]), {
    default: "4.1",
    effect: "path",
    doc: "The level of H.264, in quotes: 4.0, 4.1 or 4.2.",
  }),
  rpiCameraJPEGQuality: deprecated(uintWithin(0, 100), {
    use: "rpiCameraMJPEGQuality",
    convert: (value, draft) => withCamera(draft, "rpiCameraMJPEGQuality", value),
  }),
  rpiCameraMJPEGQuality: parameter(uintWithin(0, 100), {
    default: 60,
    effect: "path",
    doc: "The quality of MJPEG, from 0 to 100.",
  }),
};
