/** Messages by hand; `events` as `describe` writes them, or a part of the reason where it is refused. */
export interface ReaderCase {
  readonly name: string;
  readonly kind: "video" | "audio";
  readonly body: string;
  readonly events: readonly string[] | string;
}

const AVCC = "0142c01effe1000467 42c01e 01 0003 68ce06".replaceAll(" ", "");
/** av01: sequence header OBU of 10 bytes. */
const AV1C = "81000c00 0a0a 00000002aff79b5f2008".replaceAll(" ", "");
const HVCC = "01" + "00".repeat(20) + "03 01 20 0001 0003 400106".replaceAll(" ", "");
const NAL = "00000002 6588";
const size = (hex: string) => (hex.replaceAll(" ", "").length / 2).toString(16).padStart(6, "0");
const avc1 = "61766331", hvc1 = "68766331", av01 = "61763031", vp09 = "76703039";
const mp4a = "6d703461", Opus = "4f707573", mp3 = "2e6d7033";

const H264 = "config video 0 H264";
const sets = "6742c01e 68ce06";

export const legacyCases: readonly ReaderCase[] = [
  { name: "nothing", kind: "video", body: "", events: [] },
  { name: "nothing", kind: "audio", body: "", events: [] },
  { name: "avcC", kind: "video", body: "17 00 000000" + AVCC, events: [`${H264} ${sets}`] },
  { name: "no avcC", kind: "video", body: "17 00 000000", events: [] },
  {
    name: "a frame before its header",
    kind: "video",
    body: "17 01 000000" + NAL,
    events: [H264, "frame video 0 key 2"],
  },
  {
    name: "a frame shown before it is decoded",
    kind: "video",
    body: "27 01 fffff6 00000002 4188",
    events: [H264, "frame video 0 2 +-10 ms"],
  },
  { name: "a frame without NAL units", kind: "video", body: "27 01 000000", events: [] },
  { name: "an end", kind: "video", body: "17 02 000000", events: ["end video 0"] },
  { name: "a short end", kind: "video", body: "17 02", events: ["end video 0"] },
  { name: "a command", kind: "video", body: "57 00", events: [] },
  {
    name: "H265 as others send it",
    kind: "video",
    body: "1c 00 000000" + HVCC,
    events: ["config video 0 H265 400106"],
  },
  {
    name: "a frame of it",
    kind: "video",
    body: "1c 01 000014 00000003 260188",
    events: ["config video 0 H265", "frame video 0 key 3 +20 ms"],
  },
  { name: "Sorenson", kind: "video", body: "12 00", events: "video codec 2 is not" },
  { name: "packet type 3", kind: "video", body: "17 03 000000", events: "packet type 3" },
  {
    name: "AAC config",
    kind: "audio",
    body: "af 00 1190",
    events: ["config audio 0 MPEG-4 Audio 1190 48000 2"],
  },
  { name: "no AAC config", kind: "audio", body: "af 00", events: [] },
  { name: "AAC before its config", kind: "audio", body: "af 01 21", events: "before its sequence" },
  { name: "AAC packet type 2", kind: "audio", body: "af 02 21", events: "packet type 2" },
  {
    name: "MP3",
    kind: "audio",
    body: "2f fffb",
    events: ["config audio 0 MPEG-1/2 Audio", "frame audio 0 key 2"],
  },
  {
    name: "LPCM, its last sample cut",
    kind: "audio",
    body: "3e 0102 03",
    events: ["config audio 0 LPCM 16 44100 1", "frame audio 0 key 2"],
  },
  { name: "LPCM of 8 bits", kind: "audio", body: "3c 0102", events: "LPCM of 8 bits" },
  {
    name: "A-law, stereo",
    kind: "audio",
    body: "73 0102",
    events: ["config audio 0 G711 false 8000 2", "frame audio 0 key 2"],
  },
  { name: "Nellymoser", kind: "audio", body: "6f 00", events: "audio codec 6 is not" },
];

export const enhancedCases: readonly ReaderCase[] = [
  { name: "avc1", kind: "video", body: `90 ${avc1} ${AVCC}`, events: [`${H264} ${sets}`] },
  {
    name: "avc1, a composition time",
    kind: "video",
    body: `91 ${avc1} fffff6 ${NAL}`,
    events: [H264, "frame video 0 key 2 +-10 ms"],
  },
  {
    name: "avc1, no composition time",
    kind: "video",
    body: `93 ${avc1} ${NAL}`,
    events: [H264, "frame video 0 key 2"],
  },
  { name: "an end", kind: "video", body: `92 ${hvc1}`, events: ["end video 0"] },
  { name: "a command", kind: "video", body: "d1 00", events: [] },
  {
    name: "metadata, whatever the type of frame",
    kind: "video",
    body: `d4 ${vp09} 02 0009 636f6c6f72496e666f 06`,
    events: ["metadata video 0 colorInfo"],
  },
  {
    name: "av1C",
    kind: "video",
    body: `90 ${av01} ${AV1C}`,
    events: ["config video 0 AV1 0800000002aff79b5f2008"],
  },
  {
    name: "VP9 without a header",
    kind: "video",
    body: `91 ${vp09} 824983`,
    events: ["config video 0 VP9", "frame video 0 key 3"],
  },
  {
    name: "vpcC without version and flags",
    kind: "video",
    body: `90 ${vp09} 01 0a 82 02 02 02 0000`,
    events: ["config video 0 VP9 1"],
  },
  {
    name: "one track",
    kind: "video",
    body: `96 01 ${avc1} 05 000014 ${NAL}`,
    events: ["config video 5 H264", "frame video 5 key 2 +20 ms"],
  },
  {
    name: "many tracks",
    kind: "video",
    body: `96 11 ${avc1} 00 ${size("000000" + NAL)} 000000 ${NAL} 07 ${
      size("00000a" + NAL)
    } 00000a ${NAL}`,
    events: [H264, "frame video 0 key 2", "config video 7 H264", "frame video 7 key 2 +10 ms"],
  },
  {
    name: "many tracks, many codecs",
    kind: "video",
    body: `96 21 ${vp09} 01 000003 824983 ${avc1} 00 ${size("000000" + NAL)} 000000 ${NAL}`,
    events: ["config video 1 VP9", "frame video 1 key 3", H264, "frame video 0 key 2"],
  },
  {
    name: "many audio tracks, many codecs",
    kind: "audio",
    body:
      `95 20 ${mp4a} 00 000002 1190 ${Opus} 01 000013 4f70757348656164 01 02 000f 80bb0000 0000 00`,
    events: ["config audio 0 MPEG-4 Audio 1190 48000 2", "config audio 1 Opus 2"],
  },
  {
    name: "many tracks, none there",
    kind: "audio",
    body: `95 11 ${mp3}`,
    events: [],
  },
  {
    name: "an offset of the time",
    kind: "audio",
    body: `97 02 00c350 01 ${mp3} fffb`,
    events: ["config audio 0 MPEG-1/2 Audio", "frame audio 0 key 2 +50000 ns"],
  },
  {
    name: "an offset beyond a millisecond",
    kind: "audio",
    body: `97 02 ffffff 01 ${mp3} fffb`,
    events: ["config audio 0 MPEG-1/2 Audio", "frame audio 0 key 2 +999999 ns"],
  },
  {
    name: "two modifiers, one of them long and unknown, then multitrack",
    kind: "video",
    body: `97 ff 00ff ${"aa".repeat(256)} 17 02 000007 06 03 ${avc1} 02 ${NAL}`,
    events: ["config video 2 H264", "frame video 2 key 2 +7 ns"],
  },
  { name: "the order of channels", kind: "audio", body: `94 ${Opus} 01 02 00000003`, events: [] },
  { name: "an end of audio", kind: "audio", body: `92 ${Opus}`, events: ["end audio 0"] },
  { name: "VP8", kind: "video", body: "90 76703038", events: 'video codec "vp08" is not' },
  { name: "E-AC-3", kind: "audio", body: "91 65632d33", events: 'audio codec "ec-3" is not' },
  { name: "MPEG-TS", kind: "video", body: `95 ${av01}`, events: "packet type 5 is not" },
  {
    name: "audio packet type 3",
    kind: "audio",
    body: `93 ${Opus}`,
    events: "packet type 3 is not",
  },
  {
    name: "multitrack within multitrack",
    kind: "video",
    body: `96 06 ${avc1} 00`,
    events: "within",
  },
  {
    name: "a modifier within multitrack",
    kind: "video",
    body: `96 07 ${avc1} 00`,
    events: "within",
  },
  { name: "type 3 of multitrack", kind: "video", body: `96 31 ${avc1} 00`, events: "not known" },
  {
    name: "a track beyond the end",
    kind: "video",
    body: `96 11 ${avc1} 00 000002 00`,
    events: "beyond",
  },
  {
    name: "over 64 tracks",
    kind: "audio",
    body: `95 11 ${mp3} ${"00 000000".repeat(65)}`,
    events: "over 64 tracks",
  },
  { name: "Opus before its header", kind: "audio", body: `91 ${Opus} 08`, events: "before its" },
  { name: "damaged metadata", kind: "video", body: `94 ${vp09} 02 0009`, events: "cut short" },
];
