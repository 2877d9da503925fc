import assert from "node:assert/strict";
import { toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { configOfAac } from "./aac/record.ts";
import { readAv1C } from "./av1/record.ts";
import { readFlacHeader } from "./flac/record.ts";
import { readAvcC, writeAvcC } from "./h264/record.ts";
import { readHvcC, writeHvcC } from "./h265/record.ts";
import { readDOps } from "./opus/head.ts";
import { configOfHead } from "./opus/record.ts";
import { cases, type RecordCase } from "./record_cases.ts";
import { readVpcC } from "./vp9/record.ts";

const NO_FRAME = new Uint8Array(0);

function written(
  { format, config, frame = NO_FRAME }: Pick<RecordCase, "format" | "config" | "frame">,
) {
  const bytes = format.write(config, frame);
  return isMalformed(bytes) ? bytes.reason : toHex(bytes);
}

for (const one of cases) {
  const { name, format, bytes, config, needed, frame } = one;

  Deno.test(`record: ${name}`, () => {
    assert.deepEqual(format.read(bytes), config);
    assert.equal(written(one), toHex(bytes));
  });

  Deno.test(`record: ${name}, cut short`, () => {
    for (let length = 0; length < bytes.length; length++) {
      const read = format.read(bytes.slice(0, length));
      if (length < needed) assert.ok(isMalformed(read), `${length} bytes`);
      else if (!isMalformed(read)) assert.equal(read.codec, config.codec);
    }
  });

  Deno.test(`record: ${name}, damaged`, () => {
    for (const broken of damaged(bytes)) {
      const read = format.read(broken);
      if (isMalformed(read)) continue;
      const again = format.write(read, frame ?? NO_FRAME);
      if (frame || isMalformed(again)) continue;
      assert.deepEqual(format.read(again), read);
    }
  });
}

Deno.test("records: what is kept does not hold what it was read from", () => {
  for (const { name, format, bytes } of cases) {
    const copy = bytes.slice(), read = format.read(copy);
    assert.ok(!isMalformed(read), name);
    const before = structuredClone(read);
    copy.fill(0xee);
    assert.deepEqual(read, before, name);
  }
});

Deno.test("records: lengths of NAL units, and sets that are missing, repeated or of another kind", () => {
  const avcC = readAvcC(fromHex("01640000fd 02 0004 67640000 0004 67640001 02 0001 06 0001 68 00"));
  const h264 = { codec: "H264", sps: fromHex("67640000"), pps: fromHex("68") };
  assert.deepEqual(avcC, { config: h264, lengthSize: 2 });
  assert.deepEqual(readAvcC(fromHex("01640000fc 00 00")), {
    config: { codec: "H264" },
    lengthSize: 1,
  });
  assert.ok(isMalformed(readAvcC(fromHex("01640000fe 00 00"))), "a length of three bytes");
  const hvcC = `01${"00".repeat(20)}`;
  assert.deepEqual(readHvcC(fromHex(`${hvcC}03 01 a1 0001 0003 420101`)), {
    config: { codec: "H265", sps: fromHex("420101") },
    lengthSize: 4,
  });
  assert.ok(isMalformed(readHvcC(fromHex(`${hvcC}02 00`))), "a length of three bytes");
  assert.ok(isMalformed(writeAvcC({ codec: "H264", sps: fromHex("67640000") })));
  assert.ok(isMalformed(writeHvcC({ codec: "H265", sps: fromHex("420101") })));
});

Deno.test("records: what is tolerated, and what is out of range", () => {
  assert.deepEqual(readAv1C(fromHex("81000c00")), { codec: "AV1" });
  assert.ok(isMalformed(readVpcC(fromHex("01000000 040a820202020000"))), "profile 4");
  assert.ok(isMalformed(readDOps(fromHex("010101380000bb80000000"))), "version 1");
  const head = { channels: 4, preSkip: 0, inputSampleRate: 0, gain: 0, family: 255 };
  assert.ok(isMalformed(configOfHead(head)), "channels in no order");
  const bare = fromHex("0040004000000000009501f400f0" + "00".repeat(20));
  const flac = { codec: "FLAC", streamInfo: bare, sampleRate: 8000, channels: 1 };
  assert.deepEqual(readFlacHeader(bare), flac, "FFmpeg leaves out what is before the block");
  assert.ok(isMalformed(readFlacHeader(fromHex(`664c6143 81000022 ${toHex(bare)}`))), "padding");
  assert.ok(isMalformed(readFlacHeader(new Uint8Array(34))), "no sample rate");
});

Deno.test("records: AudioSpecificConfig tells what is heard", () => {
  const heard = (hex: string) => {
    const config = configOfAac(fromHex(hex));
    return isMalformed(config) ? config.reason : `${config.sampleRate} ${config.channels}`;
  };
  assert.equal(heard("1210"), "44100 2");
  assert.equal(heard("2b118800"), "48000 2", "SBR");
  assert.equal(heard("eb098800"), "48000 2", "parametric stereo of one channel");
  assert.equal(heard("12"), "AAC: config is cut short");
});
