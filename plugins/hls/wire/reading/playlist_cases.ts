import type { Item, MediaPlaylist, MultivariantPlaylist } from "./playlist.ts";

/** A playlist as servers write it, and what is read of it: of items what matters, and where playing begins. */
export interface PlaylistCase {
  readonly name: string;
  readonly text: string;
  readonly media?: Partial<MediaPlaylist>;
  readonly items?: readonly Partial<Item>[];
  readonly start?: number;
  readonly multivariant?: MultivariantPlaylist;
  /** It is refused with a reason like this. */
  readonly refused?: RegExp;
}

const HEAD = "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n";
const time = (seconds: number) => Date.UTC(2026, 0, 1, 0, 0, seconds);
const segment = (number: number, before = "") => `${before}#EXTINF:2,\ns${number}.ts\n`;

export const playlistCases: readonly PlaylistCase[] = [
  {
    name: "live, times of one segment only",
    text: `${HEAD}#EXT-X-MEDIA-SEQUENCE:7\n${[1, 2, 3].map((n) => segment(n)).join("")}` +
      segment(4, "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:10Z\n") + segment(5),
    media: { target: 2, ended: false, canBlock: false },
    items: [7, 8, 9, 10, 11].map((segment, i) => ({
      segment,
      uri: `s${i + 1}.ts`,
      duration: 2,
      programTime: time(4 + 2 * i),
    })),
    start: 2,
  },
  {
    name: "at an end it is played from the beginning",
    text: `${HEAD}${[1, 2, 3, 4, 5].map((n) => segment(n)).join("")}#EXT-X-ENDLIST\n`,
    media: { ended: true },
    start: 0,
  },
  {
    name: "another time line, another init segment, ranges of one file",
    text:
      `${HEAD}#EXT-X-MAP:URI="a.mp4",BYTERANGE="10@0"\n#EXT-X-BYTERANGE:20@10\n#EXTINF:2,\na.mp4\n` +
      `#EXT-X-BYTERANGE:30\n#EXTINF:2,\na.mp4\n` +
      `#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="b.mp4"\n#EXTINF:2,\nc.mp4\n`,
    items: [
      {
        init: { uri: "a.mp4", range: { offset: 0, length: 10 } },
        range: { offset: 10, length: 20 },
      },
      { range: { offset: 30, length: 30 }, discontinuity: false },
      { init: { uri: "b.mp4" }, discontinuity: true },
    ],
    start: 0,
  },
  {
    name: "low latency: parts, a gap, a segment that grows",
    text: `${HEAD}#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5\n` +
      `#EXT-X-PART-INF:PART-TARGET=0.5\n#EXT-X-MEDIA-SEQUENCE:3\n#EXT-X-MAP:URI="i.mp4"\n` +
      `#EXT-X-GAP\n#EXTINF:2,\ngap.mp4\n#EXTINF:2,\ns4.mp4\n` +
      `#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n` +
      `#EXT-X-PART:DURATION=1,URI="p1.mp4",INDEPENDENT=YES\n#EXT-X-PART:DURATION=1,URI="p2.mp4"\n` +
      `#EXTINF:2,\ns5.mp4\n#EXT-X-PART:DURATION=0.5,URI="p3.mp4",INDEPENDENT=YES\n` +
      `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p4.mp4"\n`,
    media: { canBlock: true, holdBack: 1.5 },
    items: [
      { segment: 3, gap: true },
      { segment: 4, uri: "s4.mp4", gap: false },
      { segment: 5, part: 0, uri: "p1.mp4", independent: true, programTime: time(0) },
      { segment: 5, part: 1, uri: "p2.mp4", independent: false, programTime: time(1) },
      { segment: 6, part: 0, uri: "p3.mp4", programTime: time(2), init: { uri: "i.mp4" } },
    ],
    start: 2,
  },
  {
    name: "several qualities: the best that is understood, with its sound",
    text: `#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="one",URI="one.m3u8"\n` +
      `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="two",DEFAULT=YES,AUTOSELECT=YES,URI="two.m3u8"\n` +
      `#EXT-X-STREAM-INF:BANDWIDTH=100,CODECS="avc1.640028,mp4a.40.2",AUDIO="a"\nlow.m3u8\n` +
      `#EXT-X-STREAM-INF:BANDWIDTH=300,CODECS="avc1.640028,mp4a.40.2",AUDIO="a"\nhigh.m3u8\n` +
      `#EXT-X-STREAM-INF:BANDWIDTH=900,CODECS="dvh1.05.06"\nunknown.m3u8\n`,
    multivariant: { kind: "multivariant", video: "high.m3u8", audio: "two.m3u8" },
  },
  {
    name: "one quality, without codecs",
    text: "#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=100\r\nlow.m3u8\r\n",
    multivariant: { kind: "multivariant", video: "low.m3u8", audio: undefined },
  },
  {
    name: "codecs that are not understood",
    text: '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="xyz"\nx.m3u8\n',
    refused: /no variant/,
  },
  {
    name: "encryption",
    text: HEAD + segment(1, '#EXT-X-KEY:METHOD=AES-128,URI="k"\n'),
    refused: /encrypted/,
  },
  { name: "no length", text: "#EXTM3U\n#EXTINF:2,\na.ts\n", refused: /target duration/ },
  { name: "a page", text: "<html></html>", refused: /not a playlist/ },
  { name: "nothing", text: "", refused: /not a playlist/ },
];
