import assert from "node:assert/strict";
import fc from "fast-check";
import { fillerProblem } from "core/config/file/filler.ts";

function box(type: string, ...parts: Uint8Array[]): Uint8Array {
  const body = parts.flatMap((part) => [...part]);
  const bytes = new Uint8Array(8 + body.length);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set([...type].map((char) => char.charCodeAt(0)), 4);
  bytes.set(body, 8);
  return bytes;
}

function track(codec: string): Uint8Array {
  const stsd = box("stsd", new Uint8Array(8), box(codec));
  return box("trak", box("mdia", box("minf", box("stbl", stsd))));
}

function file(...tracks: Uint8Array[]): Uint8Array {
  return new Uint8Array([...box("ftyp"), ...box("mdat"), ...box("moov", box("mvhd"), ...tracks)]);
}

const cases: [string, Uint8Array, RegExp | undefined][] = [
  ["one video track", file(track("avc1")), undefined],
  ["video and audio", file(track("hev1"), track("Opus")), undefined],
  ["no track", file(), /no track/],
  ["an unknown codec", file(track("avc1"), track("xxxx")), /track 2/],
  ["no ftyp", box("moov"), /no MP4/],
  ["nothing", new Uint8Array(), /no MP4/],
];

Deno.test("MP4 files are told by whether they can fill in", () => {
  for (const [name, bytes, reason] of cases) {
    const problem = fillerProblem(bytes);
    if (reason) assert.match(problem ?? "", reason, name);
    else assert.equal(problem, undefined, name);
  }
});

Deno.test("a box may have a 64-bit size, or reach to the end", () => {
  const whole = file(track("av01"));
  const moov = whole.length - box("moov", box("mvhd"), track("av01")).length;
  const open = whole.slice();
  new DataView(open.buffer).setUint32(moov, 0);
  assert.equal(fillerProblem(open), undefined);
  const large = new Uint8Array([
    0,
    0,
    0,
    1,
    ...whole.slice(4, 8),
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    16,
    ...whole.slice(8),
  ]);
  assert.equal(fillerProblem(large), undefined);
});

Deno.test("cut and damaged files are refused, never followed astray", () => {
  const whole = file(track("avc1"), track("mp4a"));
  for (let length = 0; length < whole.length; length++) {
    assert.notEqual(fillerProblem(whole.slice(0, length)), undefined, String(length));
  }
  fc.assert(fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, value) => {
    const damaged = whole.slice();
    damaged[at] = value;
    fillerProblem(damaged);
  }));
});
