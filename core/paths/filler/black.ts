import { fromBase64 } from "media/bytes.ts";
import type { TrackConfig } from "media/track.ts";
import { evenReel, type Reel } from "./reel.ts";

/** Ticks of a picture: 25 a second. */
const DURATION = 3600;

/** Black pictures of a codec, key frames all; FFmpeg made them, 1280x720. */
export function blackReel(codec: "H264" | "H265" | "VP9" | "AV1"): Reel {
  const { config, pictures } = CLIPS[codec]();
  return evenReel("video", config, pictures, DURATION);
}

interface BlackClip {
  readonly config: TrackConfig;
  /** One is enough where key frames may follow each other unchanged. */
  readonly pictures: readonly (readonly Uint8Array[])[];
}

const CLIPS: Readonly<Record<Parameters<typeof blackReel>[0], () => BlackClip>> = {
  H264: h264,
  H265: h265,
  VP9: vp9,
  AV1: av1,
};

function bytes(...base64: readonly string[]): Uint8Array {
  return fromBase64(base64.join(""))!;
}

/** libx264, Main profile, level 3.1. idr_pic_id must change from one IDR picture to the next (ITU-T H.264 §7.4.3). */
function h264(): BlackClip {
  const config = {
    codec: "H264",
    sps: bytes("Z01AH9wFAFuwEQAAAwABAAADADIPGDOA"),
    pps: bytes("aO4ESyA="),
  } as const;
  const pictures = [
    bytes(
      "ZYiEP/613zLFRNg2bRepLEpxYc7TJAAAAwAAAwAAAwAATOQVd1zrPGtcAAADAAAHMAAN0AAmYAB7AAGSAAcQ",
      "AB/AAJkABDQAH2AAxQAHWAAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAA",
      "AwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAAAwAA",
      "AwAAAwAAAwABsw==",
    ),
    bytes(
      "ZYiCD//+td8yxUTYNm0XqSxKcWHO0yQAAAMAAAMAAAMAAEzkFXdc6zxrXAAAAwAABzAADdAAJmAAewABkgAH",
      "EAAfwACZAAQ0AB9gAMUAB1gAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMA",
      "AAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMAAAMA",
      "AAMAAAMAAAMAAbM=",
    ),
  ];
  return { config, pictures: pictures.map((picture) => [picture]) };
}

/** libx265, Main profile, level 3.1. */
function h265(): BlackClip {
  const config = {
    codec: "H265",
    vps: bytes("QAEMAf//AWAAAAMAkAAAAwAAAwBdloCQ"),
    sps: bytes("QgEBAWAAAAMAkAAAAwAAAwBdoAKAgC0WWWpJMrwFoCAAAAMAIAAAAwMh"),
    pps: bytes("RAHBcaMS"),
  } as const;
  const picture = bytes(
    "KAGvUYaFlZZVRRNNNKD4wf/6t3UlrW9QqzhBgSQNcawAAAMAAAMAAAMAAAMAAGTAp0a1AGeFSNIAAAMAAAMA",
    "AAMAAAMAAAMAEhCTBbjSAAADAAADAAADAAADAAADAAAEBIcAAAMAAAMAAAMAAAMAAAMAAAMAAFJAAAADAAAD",
    "AAADAAADAAADAAADAAA5IAAAAwAAAwAAAwAAAwAAAwAAAwAH3AAAAwAAAwAAAwAAAwAAAwAAAwA+YAAAAwAA",
    "AwAAAwAAAwAAAwAAAwD/AAADAAADAAADAAADAAADAAADAsoAAAMAAAMAAAMAAAMAAAMAAAMD9gAAAwAAAwAA",
    "AwAAAwAAAwAAB6QAAAMAAAMAAAMAAAMAAAMAACeg",
  );
  return { config, pictures: [[picture]] };
}

/** libvpx, profile 0. */
function vp9(): BlackClip {
  const picture = bytes(
    "gkmDQgBP8Cz2ADgkHBj2GAAoYfY6+kAuaP9KgAAAABlm1NdKGeFSvUylcpkq5TBVSmCqkqcIIIIAAAAAGWbU",
    "10oZ4VK9TKVymSrlMFVKYKqSpwggggAAAAAZZtTXShnhUr1MpXKZKuUwVUpgqpKnCCCCAGbU10oZ4VK9TKVy",
    "mSrlMFVKYKqSpwggggA=",
  );
  return { config: { codec: "VP9", profile: 0 }, pictures: [[picture]] };
}

/** libaom, Main profile. */
function av1(): BlackClip {
  const sequenceHeader = bytes("CAAAAC1M/7PMr5AE");
  const frame = bytes("MBAAmQAAALAAIAHFeILBtNpKA/8MTTkNH1HN8SUwxaOz+G2Vv3sRNoLDiyN0VA7Q");
  return { config: { codec: "AV1", sequenceHeader }, pictures: [[sequenceHeader, frame]] };
}
