import assert from "node:assert/strict";
import fc from "fast-check";
import { BitWriter } from "media/bits.ts";
import { fromHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { DtsExtractor as H264Extractor } from "./h264/dts.ts";
import { type H264Sps, parseSps } from "./h264/sps.ts";
import vectors from "./dts_streams.json" with { type: "json" };
import { DtsExtractor as H265Extractor } from "./h265/dts.ts";

/**
 * Streams of x264 and x265 at 25 frames per second. Units are in decoding order: presentation and decoding time as
 * ffprobe tells them, and the first bytes of the slices (and recovery points).
 */
interface Stream {
  readonly name: string;
  readonly codec: "H264" | "H265";
  readonly sps: string;
  readonly units: readonly string[];
}

const streams = vectors as readonly Stream[];

interface Unit {
  readonly pts: number;
  readonly dts: number;
  readonly nalus: Uint8Array[];
}

function unitsOf(stream: Stream): Unit[] {
  return stream.units.map((line) => {
    const [pts, dts, ...nalus] = line.split(" ");
    return { pts: Number(pts), dts: Number(dts), nalus: nalus.map((nalu) => fromHex(nalu)!) };
  });
}

const Extractor = { H264: H264Extractor, H265: H265Extractor };
const spsOf = (stream: Stream) => fromHex(stream.sps)!;
const h264 = streams.filter(({ codec }) => codec === "H264");

/** Runs units through an extractor; NaN stands for refused. */
function run(extractor: H264Extractor | H265Extractor, units: readonly Unit[]): number[] {
  return units.map(({ nalus, pts }) => {
    const dts = extractor.extract(nalus, pts);
    return isMalformed(dts) ? NaN : dts;
  });
}

function assertRising(actual: readonly number[], units: readonly Unit[], name: string): void {
  actual.forEach((dts, i) => {
    assert.ok(dts <= units[i].pts, `${name}: ${i} is not after its presentation`);
    assert.ok(i === 0 || dts > actual[i - 1], `${name}: ${i} is after the one before`);
  });
}

Deno.test("DTS: as the encoder tells them", () => {
  for (const stream of streams) {
    const units = unitsOf(stream);
    const actual = run(new Extractor[stream.codec](90000, spsOf(stream)), units);
    assertRising(actual, units, stream.name);
    // Without a steady frame rate, the encoder alone knows where to begin.
    const from = stream.name.includes("variable") ? 2 : 0;
    assert.deepEqual(actual.slice(from), units.slice(from).map(({ dts }) => dts), stream.name);
  }
});

Deno.test("DTS: of an H264 SPS without VUI, from the order of its pictures", () => {
  for (const stream of h264) {
    const units = unitsOf(stream);
    const sps = withoutVui(parseSps(spsOf(stream)) as H264Sps);
    const actual = run(new H264Extractor(90000, sps), units);
    assert.ok(actual.every((dts) => !Number.isNaN(dts)), stream.name);
    assertRising(actual, units, stream.name);
    if (units.every(({ pts, dts }) => pts === dts)) {
      assert.deepEqual(actual, units.map(({ dts }) => dts), stream.name);
    }
    // Once begun, a frame early at most: pictures left out might be a pyramid and are not.
    actual.slice(3).forEach((dts, i) => {
      assert.ok(dts >= units[i + 3].dts - 3600, `${stream.name}: ${i + 3} is early`);
    });
  }
});

/** A Main profile SPS of the same order of pictures and size. */
function withoutVui(sps: H264Sps): Uint8Array {
  const writer = new BitWriter().u(0x67, 8).u(77, 8).u(0, 8).u(sps.level, 8);
  writer.ue(0).ue(sps.frameNumBits - 4).ue(sps.pocType);
  if (sps.pocType === 0) writer.ue(sps.pocLsbBits - 4);
  writer.ue(4).flag(false).ue(3).ue(3).flag(sps.framesOnly);
  if (!sps.framesOnly) writer.flag(true);
  return writer.flag(true).flag(false).flag(false).flag(true).bytes();
}

Deno.test("DTS: nothing before the SPS, in band or not", () => {
  for (const stream of streams) {
    const units = unitsOf(stream).map((u, i) =>
      i === 8 ? { ...u, nalus: [spsOf(stream), ...u.nalus] } : u
    );
    const extractor = new Extractor[stream.codec]();
    const actual = run(extractor, units);
    assert.ok(actual.slice(0, 8).every(Number.isNaN), stream.name);
    assert.equal(Number.isNaN(actual[8]), false, stream.name);
    // Of the open GOPs, the leading pictures are lost with the ones they refer to.
    const decoded = actual.filter((dts) => !Number.isNaN(dts));
    assert.ok(decoded.length >= units.length - 8 - 3, stream.name);
    assert.deepEqual(actual.slice(-4), units.slice(-4).map(({ dts }) => dts), stream.name);
  }
});

Deno.test("DTS: a damaged SPS stops them until the next good one", () => {
  for (const stream of streams) {
    const damaged = spsOf(stream).subarray(0, 6);
    const units = unitsOf(stream).slice(0, 12);
    units[4].nalus.unshift(damaged);
    units[8].nalus.unshift(spsOf(stream));
    const actual = run(new Extractor[stream.codec](90000, spsOf(stream)), units);
    assert.deepEqual(actual.map(Number.isNaN), units.map((_, i) => i >= 4 && i < 8), stream.name);
  }
});

Deno.test("DTS: an access unit without a picture is refused and changes nothing", () => {
  for (const stream of streams) {
    const extractor = new Extractor[stream.codec](90000, spsOf(stream));
    const units = unitsOf(stream);
    const expected = run(new Extractor[stream.codec](90000, spsOf(stream)), units);
    const actual = units.map(({ nalus, pts }) => {
      for (const none of [[], [new Uint8Array()], [spsOf(stream)]]) {
        assert.ok(isMalformed(extractor.extract(none, 1e9)));
      }
      return extractor.extract(nalus, pts);
    });
    assert.deepEqual(actual, expected, stream.name);
  }
});

Deno.test("DTS: other clocks", () => {
  const stream = streams.find(({ name }) => name === "H264: two B-frames")!;
  const [first] = unitsOf(stream);
  assert.equal(new H264Extractor(1000, spsOf(stream)).extract(first.nalus, 0), -40);
});

Deno.test("DTS: lost, damaged and doubled units give times that rise, or none", () => {
  const fault = fc.record({ at: fc.nat(19), kind: fc.nat(2), byte: fc.nat(9), value: fc.nat(255) });
  const faults = fc.array(fault, { maxLength: 6 });
  fc.assert(fc.property(fc.constantFrom(...streams), fc.boolean(), faults, (stream, bare, list) => {
    const parsed = stream.codec === "H264" ? parseSps(spsOf(stream)) as H264Sps : undefined;
    const sps = bare && parsed ? withoutVui(parsed) : spsOf(stream);
    const units = unitsOf(stream);
    for (const { at, kind, byte, value } of list) {
      const unit = units[at % units.length];
      if (kind === 0) units.splice(at % units.length, units.length > 1 ? 1 : 0);
      else if (kind === 1) units.splice(at % units.length, 0, unit);
      else unit.nalus.at(-1)![byte % unit.nalus.at(-1)!.length] = value;
    }
    let last = -Infinity;
    run(new Extractor[stream.codec](90000, sps), units).forEach((dts, i) => {
      if (Number.isNaN(dts)) return;
      assert.ok(Number.isInteger(dts) && dts > last && dts <= units[i].pts);
      last = dts;
    });
  }));
});
