import assert from "node:assert/strict";
import { FIXED_HEADER, writeHeader } from "media/rtp/packet.ts";
import type { ConfigOf, Track } from "media/track.ts";
import { Framer } from "core/stream/framer.ts";
import { type Clip, CLIPS, tracksOf } from "../../test/streams/clips.ts";

const [H264] = tracksOf([CLIPS.h264], true), [OPUS] = tracksOf([CLIPS.opus], true);
const { sps, pps } = H264.config as Required<ConfigOf<"H264">>;
const KEY = [0x65, 0x88],
  SLICE = [0x41, 0x9a],
  FU_END = [0x7c, 0x45, 1],
  FU_START = [0x7c, 0x85, 0x88];
const EMPTY: number[] = [];

/** Packets of these payloads as a batch holds them: the framer's arguments. */
function batch(payloads: readonly ArrayLike<number>[], timestamp: number, marker: boolean) {
  const bytes: number[] = [], offsets: number[] = [], sizes: number[] = [];
  payloads.forEach((payload, i) => {
    const header = new Uint8Array(FIXED_HEADER);
    writeHeader(header, 0, 96, marker && i === payloads.length - 1, i, timestamp, 1);
    offsets.push(bytes.length);
    sizes.push(FIXED_HEADER + payload.length);
    bytes.push(...header, ...Array.from(payload));
  });
  return [Uint8Array.from(bytes), offsets, sizes, timestamp] as const;
}

type Step = readonly [
  payloads: readonly ArrayLike<number>[],
  timestamp: number,
  marker: boolean,
  seen: string,
];

const START = "start", END = "end", KEYED = "key";

/** Sequences of batches and what each is: every word that is missing is false. */
const cases: readonly { readonly name: string; readonly steps: readonly Step[] }[] = [
  {
    name: "units end with the marker and begin behind it",
    steps: [[[KEY], 0, true, "start end key"], [[SLICE, SLICE], 9, true, "start end"]],
  },
  {
    name: "units also end with their timestamp, for senders without markers",
    steps: [[[KEY], 0, false, "start key"], [[SLICE], 9, false, START], [[SLICE], 9, false, ""]],
  },
  {
    name: "what follows in the same unit begins nothing",
    steps: [
      [[FU_START], 0, false, "start key"],
      [[FU_END], 0, false, ""],
      [[SLICE], 0, true, END],
      [[SLICE], 9, true, "start end"],
    ],
  },
  {
    name: "the rest of a fragment behind a loss begins nothing, though the timestamp is new",
    steps: [[[KEY], 0, true, "start end key"], [[FU_END, SLICE], 9, true, END]],
  },
  {
    name: "nor does what comes behind that rest",
    steps: [[[FU_END], 0, false, ""], [[SLICE], 0, false, ""], [[SLICE], 9, false, START]],
  },
  {
    name: "packets without payload do not count",
    steps: [
      [[EMPTY, KEY], 0, true, "start end key"],
      [[EMPTY], 9, false, ""],
      [[SLICE], 9, false, START],
      [[EMPTY], 9, true, END],
      [[EMPTY], 9, true, END],
      [[SLICE], 18, true, "start end"],
    ],
  },
  {
    name: "parameter sets are random access, their picture behind them in the same unit too",
    steps: [[[sps, pps], 0, false, "start key"], [[KEY], 0, true, "end key"]],
  },
];

function words(framer: Framer, [payloads, timestamp, marker]: Step): string {
  const seen = framer.look(...batch(payloads, timestamp, marker));
  return [seen.start && START, seen.end && END, seen.randomAccess && KEYED].filter(Boolean).join(
    " ",
  );
}

for (const { name, steps } of cases) {
  Deno.test(`framer: ${name}`, () => {
    const framer = new Framer(H264);
    assert.deepEqual(steps.map((step) => words(framer, step)), steps.map((step) => step[3]));
  });
}

Deno.test("framer: audio, and what is not looked into, is random access throughout", () => {
  const opaque: Track = { ...H264, config: { codec: "Generic" } };
  for (const track of [OPUS, opaque]) {
    const framer = new Framer(track);
    const steps: Step[] = [[[SLICE], 0, false, ""], [[SLICE], 0, true, ""], [
      [SLICE],
      5,
      false,
      "",
    ]];
    assert.deepEqual(steps.map((step) => words(framer, step)), [
      "start key",
      "end key",
      "start key",
    ]);
  }
});

Deno.test("framer: the config is another object only where parameter sets differ", () => {
  const framer = new Framer(H264),
    look = (...payloads: ArrayLike<number>[]) => framer.look(...batch(payloads, 0, true)).config;
  assert.equal(look(KEY), H264.config);
  assert.equal(look(sps, pps, KEY), H264.config);
  const other = Uint8Array.of(...pps, 1);
  const changed = look(sps, other, KEY) as ConfigOf<"H264">;
  assert.notEqual(changed, H264.config);
  assert.deepEqual(changed, { codec: "H264", sps, pps: other });
  assert.equal(look(other), changed);
  assert.equal(look(SLICE), changed);
  assert.deepEqual(look(sps, pps), H264.config);
});

Deno.test("framer: several sets of a type in turn, the same ones each time, are no change", () => {
  const framer = new Framer(H264), other = Uint8Array.of(...pps, 1);
  const look = () => framer.look(...batch([sps, pps, other, KEY], 0, true)).config;
  const first = look();
  assert.deepEqual(first, { codec: "H264", sps, pps: other });
  assert.equal(look(), first);
});

Deno.test("framer: parameter sets are kept apart from the packets they came in", () => {
  const bare: Clip = { ...CLIPS.h264, config: { codec: "H264" } };
  const [bytes, ...rest] = batch([sps, pps, KEY], 0, true);
  const { config } = new Framer(tracksOf([bare], true)[0]).look(bytes, ...rest);
  bytes.fill(0);
  assert.deepEqual(config, { codec: "H264", sps, pps });
});

Deno.test("framer: H265 with decoding order numbers is read as announced", () => {
  const [track] = tracksOf([CLIPS.h265], true);
  const rtp = { ...track.rtp!, fmtp: new Map([["sprop-max-don-diff", "1"]]) };
  const { sps } = track.config as Required<ConfigOf<"H265">>;
  const aggregate = [0x60, 1, 0, 7, sps.length >> 8, sps.length & 0xff, ...sps.slice(0, -1), 0xfe];
  const changed = new Framer({ ...track, rtp }).look(...batch([aggregate], 0, true));
  assert.equal(changed.randomAccess, true);
  assert.deepEqual((changed.config as ConfigOf<"H265">).sps, sps.with(-1, 0xfe));
});
