import assert from "node:assert/strict";
import { box, vector, VECTORS, words } from "media/mp4/read/mp4_cases.ts";
import { isRandomAccess } from "media/codecs/random_access.ts";
import { filmOf } from "./film.ts";
import type { Reel } from "./reel.ts";

function reelsOf(name: string): readonly Reel[] {
  const reels = filmOf(vector(name).bytes);
  if (typeof reels === "string") throw new Error(reels);
  return reels;
}

Deno.test("every file of known codecs is a film, whose rounds begin with decoding", () => {
  for (const { name } of VECTORS) {
    for (const reel of reelsOf(name)) {
      const first = reel.unit(0)!;
      assert.ok(first.randomAccess && isRandomAccess(reel.config, first.payload), name);
    }
  }
});

Deno.test("tracks of a film begin at 0, with the decoding of its first unit, and end together", () => {
  for (const { name } of VECTORS) {
    const reels = reelsOf(name);
    const first = Math.min(...reels.map((reel) => reel.unit(0)!.dts / reel.clockRate));
    assert.ok(Math.abs(first) < 1e-4, `${name}: ${first}`);
    assert.equal(new Set(reels.map(({ period }) => period)).size, 1);
    for (const reel of reels) assertRound(reel, name);
  }
});

/** Times go on within a round, and from its end to the next. */
function assertRound(reel: Reel, name: string): void {
  const units = Array.from({ length: reel.length }, (_, i) => reel.unit(i)!);
  for (const [i, { dts, pts }] of units.entries()) {
    assert.ok(Number.isInteger(dts) && Number.isInteger(pts) && pts >= dts, name);
    if (i > 0) assert.ok(dts > units[i - 1].dts, name);
  }
  const round = reel.period * reel.clockRate, shown = Math.max(...units.map(({ pts }) => pts));
  assert.ok(units[0].dts + round > units.at(-1)!.dts, name);
  assert.ok(units[0].pts + round >= shown + 1, name);
}

Deno.test("times are in the clock rates of RTP", () => {
  const [video, audio] = reelsOf("h264-aac-wide");
  assert.deepEqual([video.clockRate, audio.clockRate], [90000, 48000]);
  const pictures = Array.from({ length: video.length }, (_, i) => video.unit(i)!);
  const steps = pictures.slice(1).map(({ dts }, i) => dts - pictures[i].dts);
  assert.deepEqual(steps, Array(4).fill(9000));
  assert.equal(audio.unit(1)!.pts - audio.unit(0)!.pts, 1024);
});

const ftyp = box("ftyp", words(0)), mvhd = box("mvhd", words(0, 0, 0, 1000));
const cut = vector("h264-aac").bytes.slice(0, 3000);
const fragment = vector("h264-aac-fragments").bytes.slice(0, 1500);

const refused: [string, Uint8Array, RegExp][] = [
  ["nothing", new Uint8Array(), /^it is no MP4 file/],
  ["text", new TextEncoder().encode("not MP4"), /^it is no MP4 file/],
  ["no tracks", new Uint8Array([...ftyp, ...box("moov", mvhd)]), /^it holds no track$/],
  ["a file that ends too early", cut, /^it is no MP4 file, or a damaged one \(MP4: /],
  ["a file without samples", fragment, /^track 1 is empty$/],
];

for (const [name, bytes, reason] of refused) {
  Deno.test(`no film: ${name}`, () => {
    const found = filmOf(bytes);
    assert.ok(typeof found === "string");
    assert.match(found, reason);
  });
}

Deno.test("no film: a track of an unknown codec", () => {
  const bytes = vector("h264-aac").bytes.slice(), text = new TextDecoder("latin1").decode(bytes);
  bytes.set([...("xxxx")].map((char) => char.charCodeAt(0)), text.indexOf("mp4a"));
  assert.equal(filmOf(bytes), "track 2 is of no known codec");
});
