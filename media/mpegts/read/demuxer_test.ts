import assert from "node:assert/strict";
import { concat, toHex } from "media/bytes.ts";
import { encodeAdts } from "media/codecs/aac/adts.ts";
import { isMalformed } from "media/malformed.ts";
import { fromHex, noise } from "media/rtp/damage_cases.ts";
import { PMT_PID, StreamBuilder } from "../stream_cases.ts";
import { ADTS, H264, MPEG2_VIDEO, PRIVATE, REGISTRATION } from "../stream_type.ts";
import { TsDemuxer } from "./demuxer.ts";

/** What is found, in words: `V`, `A` … are tracks by number, times in ticks. */
function found(builder: StreamBuilder | Uint8Array): string[] {
  const demuxer = new TsDemuxer(), bytes = "bytes" in builder ? builder.bytes : builder;
  return [...demuxer.receive(bytes), ...demuxer.flush()].map((event) => {
    if (isMalformed(event)) return `! ${event.reason}`;
    switch (event.type) {
      case "tracks":
        return `tracks ${event.tracks.map(({ config }) => config.codec).join(", ")}`;
      case "unit": {
        const { track, pts, dts, payload } = event, later = pts === dts ? "" : `+${pts - dts}`;
        return `${track}@${dts}${later} ${
          payload.map((part) => toHex(part.subarray(0, 3))).join(" ")
        }`;
      }
      case "lost":
        return `lost ${event.packets}`;
      case "skipped":
        return `skipped ${event.what}`;
    }
  });
}

const VIDEO = 0x100, SOUND = 0x101;
const CODE = "00000001", AUD = CODE + "09f0";
const SETS = CODE + "6764000dacd94141fb011000000300100000030320f1429960" + CODE + "68ebe3cb22c0";
const IDR = fromHex(AUD + SETS + CODE + "658880"), P = fromHex(AUD + CODE + "419a20");
const KEY = "676400 68ebe3 658880";
/** 48 kHz, two channels: 1920 ticks a frame. */
const aac = (seed: number, size = 100) =>
  encodeAdts({ objectType: 2, sampleRate: 48000, channels: 2 }, noise(size, seed)) as Uint8Array;
const first = (seed: number, size = 100) => toHex(noise(size, seed).subarray(0, 3));

const video = () => new StreamBuilder().program({ [VIDEO]: H264 });
const sound = () => new StreamBuilder().program({ [SOUND]: ADTS });

/** A programme with sound as DVB has it. */
function ac3(...more: number[]) {
  const descriptors = [0x6a, ...more].map((tag) => ({ tag, content: fromHex("41432d33") }));
  const film = { pid: VIDEO, streamType: H264, descriptors: [] };
  return new Map([[PMT_PID, [film, { pid: SOUND, streamType: PRIVATE, descriptors }]]]);
}

const cases: readonly (readonly [name: string, builder: StreamBuilder, expected: string[]])[] = [
  [
    "several frames in a packet have times of their own",
    sound().pes(SOUND, concat([aac(1), aac(2), aac(3)]), 9000),
    ["tracks MPEG-4 Audio", `0@9000 ${first(1)}`, `0@10920 ${first(2)}`, `0@12840 ${first(3)}`],
  ],
  [
    "frames that go on in the next packet, whose time is that of the first that begins in it",
    sound().pes(SOUND, concat([aac(1), aac(2).subarray(0, 5)]), 9000)
      .pes(SOUND, concat([aac(2).subarray(5), aac(3).subarray(0, 50)]), 12_850)
      .pes(SOUND, aac(3).subarray(50), undefined),
    ["tracks MPEG-4 Audio", `0@9000 ${first(1)}`, `0@10920 ${first(2)}`, `0@12850 ${first(3)}`],
  ],
  [
    "something else between frames",
    sound().pes(SOUND, concat([aac(1), fromHex("010203"), aac(2)]), 9000),
    ["! ADTS: no syncword", "tracks MPEG-4 Audio", `0@9000 ${first(1)}`, `0@10920 ${first(2)}`],
  ],
  [
    "pictures that do not tell their length",
    video().pes(VIDEO, IDR, 9000, true).pes(VIDEO, P, 12_600, true),
    ["tracks H264", `0@9000 ${KEY}`, "0@12600 419a20"],
  ],
  [
    "two pictures in a packet, 40 ms apart as the SPS tells",
    video().pes(VIDEO, concat([IDR, P]), 9000),
    ["tracks H264", `0@9000 ${KEY}`, "0@12600 419a20"],
  ],
  [
    "a picture that goes on in packets without a time: from the second on it is whole",
    video().pes(VIDEO, IDR, 9000).pes(VIDEO, fromHex("77"), undefined)
      .pes(VIDEO, IDR.subarray(0, 20), 12_600).pes(VIDEO, IDR.subarray(20), undefined)
      .pes(VIDEO, P, 16_200),
    [
      "tracks H264",
      `0@9000 ${KEY}`,
      "! MPEG-TS: the rest of a picture in another packet",
      `0@12600 ${KEY}`,
      "0@16200 419a20",
    ],
  ],
  [
    "packets that begin with the rest of a picture",
    video().pes(VIDEO, IDR, 9000).pes(VIDEO, concat([fromHex("88"), P.subarray(0, 9)]), 12_600)
      .pes(VIDEO, concat([P.subarray(9), P]), 16_200),
    [
      "tracks H264",
      `0@9000 ${KEY}`,
      "! MPEG-TS: the rest of a picture in another packet",
      "0@12600 419a20",
      "0@16200 419a20",
    ],
  ],
  [
    "fields of MPEG-2 are one picture, the next is another",
    new StreamBuilder().program({ [VIDEO]: MPEG2_VIDEO }).pes(
      VIDEO,
      fromHex(
        "000001b31400f0133fffe018 00000100000ffff8 000001010101 00000100000ffff8 000001010202 0000010000 57 fff8 000001010303",
      ),
      9000,
    ),
    ["tracks MPEG-1/2 Video", "0@9000 000001", "0@12600 000001"],
  ],
  [
    "33 bits wrap",
    video().pes(VIDEO, IDR, 2 ** 33 - 1800).pes(VIDEO, P, 1800),
    ["tracks H264", `0@8589932792 ${KEY}`, "0@8589936392 419a20"],
  ],
  [
    "the same tables again, with another number",
    video().pes(VIDEO, IDR, 9000).program({ [VIDEO]: H264 }, 1).pes(VIDEO, P, 12_600),
    ["tracks H264", `0@9000 ${KEY}`, "0@12600 419a20"],
  ],
  [
    "the same codecs with other PIDs are the same tracks",
    video().pes(VIDEO, IDR, 9000).program({ 0x200: H264 }, 1).pes(0x200, IDR, 12_600),
    ["tracks H264", `0@9000 ${KEY}`, `0@12600 ${KEY}`],
  ],
  [
    "a descriptor more, while tracks are waited for, changes nothing",
    new StreamBuilder().tables(ac3()).pes(VIDEO, IDR, 9000).tables(ac3(REGISTRATION))
      .pes(VIDEO, P, 12_600).pes(SOUND, fromHex("0b770000004020" + "00".repeat(121)), 12_600),
    ["tracks H264, AC3", `0@9000 ${KEY}`, "0@12600 419a20", "1@12600 0b7700"],
  ],
  [
    "another stream are other tracks",
    video().pes(VIDEO, IDR, 9000).program({ [VIDEO]: H264, [SOUND]: ADTS }, 1)
      .pes(VIDEO, IDR, 12_600).pes(SOUND, aac(1), 12_600),
    [
      "tracks H264",
      `0@9000 ${KEY}`,
      "tracks H264, MPEG-4 Audio",
      `0@12600 ${KEY}`,
      `1@12600 ${first(1)}`,
    ],
  ],
  [
    "sound that never comes is waited for two seconds, and told of when it does",
    new StreamBuilder().program({ [VIDEO]: H264, [SOUND]: ADTS }).pes(VIDEO, IDR, 9000)
      .pes(VIDEO, P, 189_000).pes(SOUND, aac(1), 190_000).pes(SOUND, aac(2), 191_920),
    [
      "tracks H264",
      `0@9000 ${KEY}`,
      "0@189000 419a20",
      "skipped MPEG-4 Audio (PID 257) that began after the others had",
    ],
  ],
  [
    "nor is video that never comes a track",
    new StreamBuilder().program({ [VIDEO]: MPEG2_VIDEO, [SOUND]: ADTS, 0x102: H264 })
      .pes(SOUND, aac(1), 9000).pes(SOUND, aac(2), 189_000),
    ["tracks MPEG-4 Audio", `0@9000 ${first(1)}`, `0@189000 ${first(2)}`],
  ],
  [
    "pictures before parameter sets are kept back, and the tracks with them",
    video().pes(VIDEO, P, 9000).pes(VIDEO, IDR, 12_600),
    ["tracks H264", `0@12600 ${KEY}`],
  ],
  [
    "types that are not known",
    new StreamBuilder().program({ [VIDEO]: H264, 0x102: 0x87, 0x103: PRIVATE }).pes(VIDEO, IDR, 0),
    [
      "skipped stream type 0x87 (PID 258)",
      "skipped stream type 0x06 (PID 259)",
      "tracks H264",
      `0@0 ${KEY}`,
    ],
  ],
  [
    "no types that are known",
    new StreamBuilder().program({ 0x102: 0x87 }),
    ["skipped stream type 0x87 (PID 258)", "tracks "],
  ],
  [
    "what is lost costs what it was part of",
    video().pes(VIDEO, IDR, 9000).pes(VIDEO, concat([P, noise(1000)]), 12_600).lose(5, 2)
      .pes(VIDEO, P, 16_200),
    ["tracks H264", `0@9000 ${KEY}`, "lost 2", "0@16200 419a20"],
  ],
  [
    "KLV without a time has that of the others",
    new StreamBuilder().tables(
      new Map([[PMT_PID, [
        { pid: VIDEO, streamType: H264, descriptors: [] },
        {
          pid: SOUND,
          streamType: PRIVATE,
          descriptors: [{ tag: REGISTRATION, content: fromHex("4b4c5641") }],
        },
      ]]]),
    ).pes(VIDEO, IDR, 9000).pes(SOUND, fromHex("060e2b34"), undefined),
    ["tracks H264, KLV", `0@9000 ${KEY}`, "1@9000 060e2b"],
  ],
];

for (const [name, builder, expected] of cases) {
  Deno.test(`MPEG-TS demuxer: ${name}`, () => assert.deepEqual(found(builder), expected));
}

Deno.test("MPEG-TS demuxer: a picture that does not tell its length is over where its packet is filled up", () => {
  const demuxer = new TsDemuxer(), at = (builder: StreamBuilder) => timesIn(demuxer, builder);
  assert.deepEqual(at(video().pes(VIDEO, IDR, 9000, true)), [9000]);
  const exact = concat([P, noise(2 * 184 - 14 - P.length)]);
  assert.deepEqual(at(new StreamBuilder(1).pes(VIDEO, exact, 12_600, true)), []);
  assert.deepEqual(at(new StreamBuilder(3).pes(VIDEO, P, 16_200, true)), [12_600, 16_200]);
});

Deno.test("MPEG-TS demuxer: a sender that fills up packets anywhere is waited for from then on", () => {
  const demuxer = new TsDemuxer(), at = (builder: StreamBuilder) => timesIn(demuxer, builder);
  const halves = (builder: StreamBuilder, pts: number) =>
    builder.pes(VIDEO, IDR.subarray(0, 30), pts, true).rest(VIDEO, IDR.subarray(30));
  at(halves(video(), 9000));
  assert.deepEqual(at(halves(new StreamBuilder(2), 12_600)), []);
  // Of the first one half is lost.
  assert.deepEqual(at(halves(new StreamBuilder(4), 16_200)), [9000, 12_600]);
});

/** When the units are decoded that are found at once. */
function timesIn(demuxer: TsDemuxer, { bytes }: StreamBuilder): number[] {
  return demuxer.receive(bytes).flatMap((event) => "dts" in event ? [event.dts] : []);
}

Deno.test("MPEG-TS demuxer: of several programmes the first that has tracks", () => {
  const maps = new Map(
    [0x87, H264, MPEG2_VIDEO].map((streamType, i) =>
      [0x20 + i, [{ pid: 0x100 + i, streamType, descriptors: [] }]] as const
    ),
  );
  const builder = new StreamBuilder().tables(maps).pes(0x101, IDR, 0).pes(0x102, IDR, 0);
  assert.deepEqual(found(builder), ["tracks H264", `0@0 ${KEY}`]);
});

Deno.test("MPEG-TS demuxer: another programme, where the first is gone", () => {
  const map = (pid: number) =>
    new Map([[pid, [{ pid: VIDEO, streamType: H264, descriptors: [] }]]]);
  const builder = new StreamBuilder().tables(map(0x20)).pes(VIDEO, IDR, 0).tables(map(0x21));
  assert.deepEqual(found(builder.pes(VIDEO, P, 3600)), [
    "tracks H264",
    `0@0 ${KEY}`,
    "0@3600 419a20",
  ]);
});

Deno.test("MPEG-TS demuxer: a map of several packets", () => {
  const types = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [0x200 + i, 0x87]));
  const events = found(
    new StreamBuilder().program({ [VIDEO]: H264, ...types }).program({ [VIDEO]: H264, ...types })
      .pes(VIDEO, IDR, 0),
  );
  assert.equal(events.filter((event) => event.startsWith("skipped")).length, 30);
  assert.ok(events.includes("tracks H264"));
});

Deno.test("MPEG-TS demuxer: packets that are scrambled, damaged or lie are told of", () => {
  const whole = video().pes(VIDEO, IDR, 0).bytes, last = whole.length - 188;
  const cases: [number, number, string][] = [
    [1, 0x80, "packet is marked as damaged"],
    [3, 0xc0, "packet is scrambled"],
    [4, 0xff, "adaptation field is too long"],
  ];
  for (const [at, bits, reason] of cases) {
    const bytes = whole.slice();
    bytes[last + at] |= bits;
    assert.ok(found(bytes).includes(`! MPEG-TS: ${reason}`), reason);
  }
});

Deno.test("MPEG-TS demuxer: what never ends is given up", () => {
  const demuxer = new TsDemuxer(), end = new StreamBuilder(2);
  demuxer.receive(sound().pes(SOUND, aac(1, 184 - 14 - 7), 9000, true).bytes);
  const packet = new StreamBuilder().pes(SOUND, noise(175), undefined).packets[0];
  packet[1] &= ~0x40;
  const reasons = Array.from({ length: 2000 }, (_, i) => {
    packet[3] = 0x10 | i + 1 & 15;
    return demuxer.receive(packet).map((event) => isMalformed(event) ? event.reason : "");
  }).flat().filter((reason) => reason !== "");
  assert.deepEqual(reasons, ["MPEG-TS: PES packet over 131072 bytes"]);
  assert.deepEqual(timesIn(demuxer, end.pes(SOUND, aac(2), 20_000)), [20_000]);
});
