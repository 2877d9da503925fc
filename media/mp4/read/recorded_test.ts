import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { writeMtxi } from "../mtxi.ts";
import { fragmentHeader, type Run } from "../write/fragment.ts";
import { initSegment } from "../write/movie.ts";
import { type OutputTrack, outputTrack } from "../write/track.ts";
import { CLIPS } from "../../../test/streams/clips.ts";
import { boxesIn } from "./box.ts";
import { readRecordedFragment, readRecordedHeader } from "./recorded.ts";

const INFO = { streamId: new Uint8Array(16).fill(7), number: 3, dts: 5e9, ntp: 1.7e15 };

const tracks = [CLIPS.h264, CLIPS.aac].map(({ config, clockRate }, i) => {
  const track = outputTrack(i + 1, config, clockRate);
  assert.ok(track && !isMalformed(track));
  return track;
});

function moovOf(duration: number): Uint8Array {
  const init = initSegment(tracks, { duration, userData: [writeMtxi(INFO)] });
  return init.slice(boxesIn(init)[1].start);
}

const RUNS: readonly Run[] = [
  {
    track: 1,
    dts: 90,
    samples: [
      { size: 10, duration: 3600, offset: 7200, randomAccess: true },
      { size: 5, duration: 3600, offset: 0, randomAccess: false },
    ],
  },
  { track: 2, dts: 20, samples: [{ size: 7, duration: 1024, offset: 0, randomAccess: true }] },
];
const fragment = fragmentHeader(1, RUNS), moof = fragment.slice(0, -8);

function headerOf(duration: number) {
  const header = readRecordedHeader(moovOf(duration));
  assert.ok(!isMalformed(header));
  return header;
}

Deno.test("recorded: the beginning of a file tells how to declare its tracks again", () => {
  const header = headerOf(1234);
  assert.deepEqual([header.duration, header.info], [1234, INFO]);
  const again = header.tracks.map(({ defaults: _, ...track }): OutputTrack => track);
  assert.deepEqual(again, tracks);
});

Deno.test("recorded: codecs that only playback passes on are no fault", () => {
  const first = [fromHex("000001b304003023ffffe018")], sound = [fromHex("fffb90c4")];
  const made = [
    outputTrack(1, { codec: "MPEG-1/2 Video" }, 90000, first),
    outputTrack(2, { codec: "MPEG-1/2 Audio" }, 44100, sound),
    outputTrack(3, { codec: "G711", muLaw: true, sampleRate: 8000, channels: 1 }, 8000),
  ] as OutputTrack[];
  const init = initSegment(made), header = readRecordedHeader(init.slice(boxesIn(init)[1].start));
  assert.ok(!isMalformed(header));
  assert.deepEqual(header.tracks.map(({ entry }) => entry), made.map(({ entry }) => entry));
  assert.deepEqual([header.info, header.tracks[0].width], [undefined, 64]);
});

Deno.test("recorded: samples of a fragment, as far as the file goes", () => {
  const header = headerOf(0), data = fragment.length, whole = data + 22;
  const samples = (available: number) => {
    const runs = readRecordedFragment(moof, header.tracks, available);
    assert.ok(!isMalformed(runs));
    return runs.flatMap(({ track, samples }) =>
      samples.map(({ dts, pts, offset, size }) => [track, dts, pts, offset - data, size])
    );
  };
  const all = [[1, 90, 7290, 0, 10], [1, 3690, 3690, 10, 5], [2, 20, 20, 15, 7]];
  assert.deepEqual(samples(whole), all);
  assert.deepEqual(samples(whole - 1), all.slice(0, 2));
  assert.deepEqual(samples(data + 14), all.slice(0, 1));
  assert.deepEqual(samples(data), []);
});

Deno.test("recorded: what is damaged gives a value", () => {
  const { tracks } = headerOf(0);
  for (const bytes of damaged(moovOf(5))) {
    const header = readRecordedHeader(bytes);
    if (!isMalformed(header)) assert.ok(header.tracks.length <= 2);
  }
  for (const bytes of damaged(moof)) {
    const runs = readRecordedFragment(bytes, tracks, 1000);
    if (isMalformed(runs)) continue;
    for (const { offset, size } of runs.flatMap(({ samples }) => samples)) {
      assert.ok(offset >= 0 && offset + size <= 1000);
    }
  }
});
