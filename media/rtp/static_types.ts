import type { TrackConfig } from "media/track.ts";

/** What the static payload types mean, as their rtpmap would say it (RFC 3551 §6). */
export const STATIC_TYPES: Readonly<Record<number, string>> = {
  0: "PCMU/8000",
  3: "GSM/8000",
  4: "G723/8000",
  5: "DVI4/8000",
  6: "DVI4/16000",
  7: "LPC/8000",
  8: "PCMA/8000",
  9: "G722/8000",
  10: "L16/44100/2",
  11: "L16/44100",
  12: "QCELP/8000",
  13: "CN/8000",
  14: "MPA/90000",
  15: "G728/8000",
  16: "DVI4/11025",
  17: "DVI4/22050",
  18: "G729/8000",
  25: "CelB/90000",
  26: "JPEG/90000",
  28: "nv/90000",
  31: "H261/90000",
  32: "MPV/90000",
  33: "MP2T/90000",
  34: "H263/90000",
};

/** The static payload type that a track has to be sent with; undefined where it takes a dynamic one. */
export function staticPayloadType(config: TrackConfig): number | undefined {
  switch (config.codec) {
    case "G711":
      if (config.sampleRate !== 8000 || config.channels !== 1) return undefined;
      return config.muLaw ? 0 : 8;
    case "LPCM":
      if (config.bitDepth !== 16 || config.sampleRate !== 44100) return undefined;
      return config.channels === 2 ? 10 : config.channels === 1 ? 11 : undefined;
    case "G722":
      return 9;
    case "MPEG-1/2 Audio":
      return 14;
    case "M-JPEG":
      return 26;
    case "MPEG-1/2 Video":
      return 32;
    case "MPEG-TS":
      return 33;
    default:
      return undefined;
  }
}
