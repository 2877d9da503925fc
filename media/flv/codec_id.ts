import { readU32 } from "media/bytes.ts";

/** Codecs that FLV carries, by their names in `TrackConfig`. */
export type VideoCodec = "H264" | "H265" | "AV1" | "VP9";
export type AudioCodec =
  | "MPEG-4 Audio"
  | "MPEG-1/2 Audio"
  | "Opus"
  | "FLAC"
  | "AC3"
  | "LPCM"
  | "G711";

export const AVC = 7;
const HEVC = 12;

/** CodecID of video (FLV specification §E.4.3.1); that of H265 is an addition of others, which is read only. */
export const VIDEO_IDS: ReadonlyMap<number, VideoCodec> = new Map([[AVC, "H264"], [HEVC, "H265"]]);

export const LPCM = 3, PCMA = 7, PCMU = 8, MP3 = 2, AAC = 10;

/** SoundFormat of audio (FLV specification §E.4.2.1). */
export const AUDIO_IDS: ReadonlyMap<number, AudioCodec> = new Map([
  [MP3, "MPEG-1/2 Audio"],
  [LPCM, "LPCM"],
  [PCMA, "G711"],
  [PCMU, "G711"],
  [AAC, "MPEG-4 Audio"],
]);

/** FourCC of video (Enhanced RTMP v2, VideoFourCc). */
export const VIDEO_FOURCCS: ReadonlyMap<string, VideoCodec> = new Map([
  ["avc1", "H264"],
  ["hvc1", "H265"],
  ["av01", "AV1"],
  ["vp09", "VP9"],
]);

/** FourCC of audio (Enhanced RTMP v2, AudioFourCc). */
export const AUDIO_FOURCCS: ReadonlyMap<string, AudioCodec> = new Map([
  ["mp4a", "MPEG-4 Audio"],
  [".mp3", "MPEG-1/2 Audio"],
  ["Opus", "Opus"],
  ["fLaC", "FLAC"],
  ["ac-3", "AC3"],
]);

/** The FourCC of a codec; undefined where it has none. */
export function fourCcOf(codec: string): string | undefined {
  for (const table of [VIDEO_FOURCCS, AUDIO_FOURCCS]) {
    for (const [fourCc, name] of table) if (name === codec) return fourCc;
  }
  return undefined;
}

/** Four bytes at `at`, within bounds the caller has checked, as text of four characters. */
export function readFourCc(bytes: Uint8Array, at: number): string {
  return fourCcText(readU32(bytes, at));
}

/** A FourCC that came as a number, as `videocodecid` of metadata has it. */
export function fourCcText(value: number): string {
  return String.fromCharCode(value >>> 24, value >>> 16 & 255, value >>> 8 & 255, value & 255);
}

/** A FourCC as a number of 32 bits. */
export function fourCcNumber(fourCc: string): number {
  let value = 0;
  for (let i = 0; i < 4; i++) value = value * 256 + (fourCc.charCodeAt(i) & 255);
  return value;
}
