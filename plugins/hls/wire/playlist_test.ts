import assert from "node:assert/strict";
import * as reader from "hls-parser";
import { writeMediaPlaylist } from "./media_playlist.ts";
import { writeMultivariant } from "./multivariant.ts";
import { Window } from "./window.ts";

const formatTime = (milliseconds: number) => `T${milliseconds}`;
const init = { name: "x_init.mp4", bytes: new Uint8Array(1) };

/** A window with so many complete segments of 1 s in five parts, and two parts of the next. */
function windowOf(segments: number, options: Partial<Window["options"]> = {}): Window {
  const window = new Window({ name: "x", extension: "mp4", count: 7, gap: 1, ...options });
  for (let i = 0; i <= segments; i++) {
    if (i > 0) window.end(1);
    window.begin({ programTime: 1000 * i, discontinuity: i === 3, init });
    for (let part = 0; part < (i < segments ? 5 : 2); part++) {
      window.add(Uint8Array.of(i, part), 0.2, part === 0);
    }
  }
  return window;
}

Deno.test("media playlist: low latency", () => {
  const text = writeMediaPlaylist(windowOf(2), { variant: "lowLatency", target: 1, formatTime });
  assert.equal(
    text.replaceAll("\0", "?q"),
    `#EXTM3U
#EXT-X-VERSION:10
#EXT-X-TARGETDURATION:1
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.5,CAN-SKIP-UNTIL=6
#EXT-X-PART-INF:PART-TARGET=0.2
#EXT-X-MEDIA-SEQUENCE:2
${"#EXT-X-GAP\n#EXTINF:1.00000,\ngap.mp4\n".repeat(5)}#EXT-X-MAP:URI="x_init.mp4?q"
#EXT-X-PROGRAM-DATE-TIME:T0
#EXT-X-PART:DURATION=0.20000,URI="x_part0.mp4?q",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.20000,URI="x_part1.mp4?q"
#EXT-X-PART:DURATION=0.20000,URI="x_part2.mp4?q"
#EXT-X-PART:DURATION=0.20000,URI="x_part3.mp4?q"
#EXT-X-PART:DURATION=0.20000,URI="x_part4.mp4?q"
#EXTINF:1.00000,
x_seg7.mp4?q
#EXT-X-PROGRAM-DATE-TIME:T1000
#EXT-X-PART:DURATION=0.20000,URI="x_part5.mp4?q",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.20000,URI="x_part6.mp4?q"
#EXT-X-PART:DURATION=0.20000,URI="x_part7.mp4?q"
#EXT-X-PART:DURATION=0.20000,URI="x_part8.mp4?q"
#EXT-X-PART:DURATION=0.20000,URI="x_part9.mp4?q"
#EXTINF:1.00000,
x_seg8.mp4?q
#EXT-X-PART:DURATION=0.20000,URI="x_part10.mp4?q",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.20000,URI="x_part11.mp4?q"
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="x_part12.mp4?q"
`,
  );
});

Deno.test("media playlist: the window slides, and counts the discontinuities that are gone", () => {
  const window = windowOf(11);
  const text = writeMediaPlaylist(window, { variant: "lowLatency", target: 1, formatTime });
  assert.match(text, /#EXT-X-MEDIA-SEQUENCE:11\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n#EXT-X-MAP/);
  assert.equal([...text.matchAll(/#EXTINF/g)].length, 7);
  assert.doesNotMatch(text, /GAP|DISCONTINUITY\n/);
  assert.deepEqual([window.has(17), window.has(18), window.has(18, 1), window.has(18, 2)], [
    ...[true, false, true, false],
  ]);
});

Deno.test("media playlist: what players have already is skipped, save what they do not", () => {
  const window = windowOf(4, { count: 9 }), options = { variant: "lowLatency", target: 1 } as const;
  const text = writeMediaPlaylist(window, { ...options, skip: true, formatTime });
  assert.match(
    text,
    /#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n(#EXT-X-GAP\n#EXTINF:1.00000,\ngap.mp4\n){2}/,
  );
  assert.match(text, /#EXT-X-MAP/);
  assert.equal([...text.matchAll(/#EXTINF/g)].length, 6);
  const later = writeMediaPlaylist(windowOf(20), { ...options, skip: true, formatTime });
  assert.match(later, /#EXT-X-SKIP:SKIPPED-SEGMENTS=1\n#EXTINF/);
});

Deno.test("media playlist: fmp4 tells no parts, mpegts the time of every segment", () => {
  const fmp4 = writeMediaPlaylist(windowOf(4, { gap: 0, count: 3 }), {
    ...{ variant: "fmp4", target: 1.6, formatTime },
  });
  assert.doesNotMatch(fmp4, /PART|SERVER-CONTROL|GAP/);
  assert.match(fmp4, /#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:1\n/);
  assert.equal([...fmp4.matchAll(/PROGRAM-DATE-TIME/g)].length, 2);
  const ts = writeMediaPlaylist(windowOf(4, { gap: 0, extension: "ts", count: 3 }), {
    ...{ variant: "mpegts", target: 1, formatTime },
  });
  assert.match(ts, /^#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-ALLOW-CACHE:NO\n/);
  assert.equal([...ts.matchAll(/PROGRAM-DATE-TIME/g)].length, 3);
});

Deno.test("playlists: a library reads them", () => {
  const read = (text: string) => reader.parse(text.replaceAll("\0", "?q"));
  const iso = (milliseconds: number) => new Date(milliseconds).toISOString();
  const options = { variant: "lowLatency", target: 1, formatTime: iso } as const;
  const media = read(writeMediaPlaylist(windowOf(20), options));
  assert.ok(!media.isMasterPlaylist);
  assert.equal(media.segments.length, 8);
  const about = { version: 10, bandwidth: 1.5, averageBandwidth: 1, codecs: ["avc1.1", "opus"] };
  const master = read(writeMultivariant({
    ...about,
    resolution: { width: 2, height: 1 },
    frameRate: 25,
    main: "video1",
    audio: ["audio2", "audio3"],
  }));
  assert.ok(master.isMasterPlaylist);
  const [variant] = master.variants;
  assert.deepEqual([variant.uri, variant.bandwidth, variant.codecs], [
    "video1_stream.m3u8?q",
    2,
    "avc1.1,opus",
  ]);
  assert.deepEqual(variant.audio.map(({ uri, isDefault }) => [uri, isDefault]), [
    ["audio2_stream.m3u8?q", true],
    ["audio3_stream.m3u8?q", undefined],
  ]);
});

Deno.test("multivariant playlist: sound alone", () => {
  const about = { version: 10, bandwidth: 2, averageBandwidth: 1, codecs: ["opus"] };
  const rest = { resolution: undefined, frameRate: undefined, main: "audio1" };
  const one = writeMultivariant({ ...about, ...rest, audio: [] });
  assert.match(one, /\n\n#EXT-X-STREAM-INF:BANDWIDTH=2,AVERAGE-BANDWIDTH=1,CODECS="opus"\naudio1_/);
  const two = writeMultivariant({ ...about, ...rest, audio: ["audio1", "audio2"] });
  assert.match(two, /NAME="audio1",DEFAULT=YES,AUTOSELECT=YES\n/);
  assert.match(two, /NAME="audio2",AUTOSELECT=YES,URI="audio2_stream.m3u8\0"\n/);
});

Deno.test("window: files can be had by name, for a while after they left the playlist", () => {
  const window = windowOf(12),
    bytes = (name: string) => {
      const found = window.find(name);
      return found?.segment.read(found.part);
    };
  assert.deepEqual(bytes("x_seg18.mp4")!.length, 10);
  assert.deepEqual([...bytes("x_part58.mp4")!], [11, 3]);
  assert.deepEqual([...bytes("x_part60.mp4")!], [12, 0]);
  assert.ok(bytes("x_seg10.mp4"));
  for (const name of ["x_seg9.mp4", "x_seg19.mp4", "x_part62.mp4", window.nextPart, "y"]) {
    assert.equal(bytes(name), undefined, name);
  }
  assert.equal(window.findInit("x_init.mp4"), init);
});
