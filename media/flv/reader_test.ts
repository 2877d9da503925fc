import assert from "node:assert/strict";
import fc from "fast-check";
import { toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { describe } from "./describe_cases.ts";
import { enhancedCases, legacyCases } from "./reader_cases.ts";
import { type FlvEvent, FlvReader, MAX_HEADER } from "./reader.ts";
import ffmpeg from "./vectors/ffmpeg.json" with { type: "json" };

const cases = [...legacyCases, ...enhancedCases];

Deno.test("FLV: messages by hand", () => {
  for (const { name, kind, body, events } of cases) {
    const answer = describe(new FlvReader()[kind](fromHex(body)));
    if (typeof events !== "string") assert.deepEqual(answer, events, name);
    else assert.ok(typeof answer === "string" && answer.includes(events), `${name}: ${answer}`);
  }
});

/** The audio and video messages of a vector. */
function messagesOf({ messages }: { messages: string[] }) {
  return messages.map((text) => text.split(" ")).filter(([kind]) => kind !== "data")
    .map(([kind, hex]) => ({ kind: kind as "audio" | "video", body: fromHex(hex) }));
}

Deno.test("FLV: what FFmpeg sends", () => {
  for (const vector of ffmpeg) {
    const reader = new FlvReader();
    const answers = messagesOf(vector).map(({ kind, body }) => describe(reader[kind](body)));
    assert.deepEqual(answers, vector.events, `${vector.name} of ${vector.sender}`);
  }
});

Deno.test("FLV: payloads are views of the message", () => {
  const reader = new FlvReader(), body = fromHex("93 61766331 00000002 6588 00000001 06");
  const frame = (reader.video(body) as FlvEvent[])[1];
  assert.ok(frame.type === "frame");
  assert.deepEqual(frame.payload.map(toHex), ["6588", "06"]);
  assert.ok(frame.payload.every((nalu) => nalu.buffer === body.buffer));
});

/** The one config that frames and headers of messages bring, message by message. */
function configsOf(...messages: readonly string[]) {
  const reader = new FlvReader();
  return messages.map((text) => {
    const [kind, hex] = text.split(": ");
    const events = reader[kind as "audio" | "video"](fromHex(hex));
    assert.ok(!isMalformed(events), text);
    return events.flatMap((event) => "config" in event ? [event.config] : []);
  });
}

const AVCC = "0142c01effe1000467 42c01e 01 0003 68ce06";

Deno.test("FLV: a header sent again changes nothing, another one does", () => {
  const frame = "video: 27 01 000000 00000001 41", header = `video: 17 00 000000 ${AVCC}`;
  const other = header.replace("68ce06", "68ce07");
  const [[a], again, [b], [c], [d]] = configsOf(header, header, frame, other, frame);
  assert.deepEqual(again, []);
  assert.equal(a, b);
  assert.notEqual(a, c);
  assert.equal(c, d);
  assert.deepEqual(c, { codec: "H264", sps: fromHex("6742c01e"), pps: fromHex("68ce07") });
});

Deno.test("FLV: tracks are told apart by kind and number", () => {
  const [[a], [b], [c], [d]] = configsOf(
    `video: 17 00 000000 ${AVCC}`,
    `video: 96 00 61766331 01 ${AVCC}`,
    "audio: 2f ff",
    "video: 27 01 000000 00000001 41",
  );
  assert.ok(a !== b && a === d);
  assert.deepEqual(a, b);
  assert.equal(c.codec, "MPEG-1/2 Audio");
});

Deno.test("FLV: sound that changes is another config", () => {
  const [[a, a1], [a2], [b], [c]] = configsOf(
    "audio: 3e 0102",
    "audio: 3e 0102",
    "audio: 3f 0102",
    "audio: 2f ff",
  );
  assert.ok(a === a1 && a === a2);
  assert.deepEqual(b, { codec: "LPCM", bitDepth: 16, sampleRate: 44100, channels: 2 });
  assert.equal(c.codec, "MPEG-1/2 Audio");
});

Deno.test("FLV: NAL units with lengths of two bytes", () => {
  const reader = new FlvReader();
  reader.video(fromHex(`17 00 000000 ${AVCC.replace("1effe1", "1efde1")}`));
  assert.deepEqual(describe(reader.video(fromHex("17 01 000000 0002 6588"))), [
    "frame video 0 key 2",
  ]);
});

Deno.test("FLV: key frames of AV1 get the sequence header of the track", () => {
  const reader = new FlvReader();
  reader.video(fromHex("90 61763031 81000c00 0a0a 00000002aff79b5f2008"));
  const video = (hex: string) => describe(reader.video(fromHex(hex)));
  assert.deepEqual(video("91 61763031 1200 3202 1000"), ["frame video 0 key 11+3"]);
  assert.deepEqual(video("a1 61763031 1200 3202 3000"), ["frame video 0 3"]);
  assert.deepEqual(video("91 61763031 1200"), []);
});

Deno.test("FLV: samples of LPCM change their byte order", () => {
  const [, frame] = new FlvReader().audio(fromHex("3e 0102 0304")) as FlvEvent[];
  assert.ok(frame.type === "frame");
  assert.deepEqual(frame.payload.map(toHex), ["02010403"]);
});

Deno.test("FLV: a header that is too large is refused", () => {
  const header = (length: number) => {
    const body = new Uint8Array(2 + length);
    body.set(fromHex("af00 1190"));
    return describe(new FlvReader().audio(body));
  };
  assert.equal(header(MAX_HEADER).length, 1);
  assert.equal(header(MAX_HEADER + 1), `FLV: a sequence header of over ${MAX_HEADER} bytes`);
});

Deno.test("FLV: a cut or damaged message is a value", () => {
  const bodies = [
    ...cases.map(({ kind, body }) => ({ kind, body: fromHex(body) })),
    ...ffmpeg.flatMap((vector) => messagesOf(vector)),
  ];
  const known = new FlvReader();
  for (const { kind, body } of bodies) {
    known[kind](body);
    for (const message of damaged(body.subarray(0, 160))) {
      for (const reader of [known, new FlvReader()]) check(reader[kind](message), message);
    }
  }
});

function check(events: ReturnType<FlvReader["video"]>, message: Uint8Array): void {
  if (isMalformed(events)) return;
  for (const event of events) {
    if (event.type !== "frame") continue;
    const size = event.payload.reduce((sum, { length }) => sum + length, 0);
    assert.ok(size > 0 && size <= message.length + 2000);
    assert.ok(event.payload.every(({ length }) => length > 0));
    assert.ok(event.track >= 0 && event.track <= 255);
    assert.ok(Math.abs(event.compositionTime) <= 0x800000 && event.nanoseconds < 1e6);
  }
}

Deno.test("FLV: any bytes are read or refused", () => {
  const start = fc.constantFrom("91617663", "96116176633100", "9521", "97", "1701", "af01", "9662");
  fc.assert(fc.property(start, fc.uint8Array({ maxLength: 60 }), (head, tail) => {
    const message = Uint8Array.of(...fromHex(head), ...tail), reader = new FlvReader();
    check(reader.video(message), message);
    check(reader.audio(message), message);
  }));
});
