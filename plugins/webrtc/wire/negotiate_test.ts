import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import { type Description, formatsOf, parseDescription, transportOf } from "./description.ts";
import { parseFragment, writeFragment } from "./fragment.ts";
import { answerPublisher, answerReader, RID, type Sendable, Unacceptable } from "./negotiate.ts";
import {
  answeredPublisher,
  answeredReader,
  bestOfEach,
  offerToReceive,
  offerToSend,
} from "./offer.ts";
import { CHROMIUM_PUBLISHES, CHROMIUM_READS } from "./offer_cases.ts";
import { RECEIVABLE } from "./codecs.ts";
import { writeDescription, type WrittenSection } from "./write.ts";

function read(text: string): Description {
  const description = parseDescription(text);
  assert.ok(!isMalformed(description), text);
  return description;
}

function written(sections: readonly WrittenSection[], setup: "active" | "actpass" = "active") {
  return writeDescription({
    bundle: true,
    id: "1",
    ufrag: "ufrag",
    password: "password",
    fingerprint: "ab".repeat(32),
    setup,
    candidates: ["candidate:1 1 udp 1 192.0.2.1 8189 typ host"],
    sections,
  });
}

function track(id: number, config: TrackConfig): Sendable {
  const sound = ["Opus", "G711", "G722", "LPCM", "MPEG-4 Audio"].includes(config.codec);
  return { id, kind: sound ? "audio" : "video", config, ssrc: 1000 + id };
}

const H264 = track(0, { codec: "H264" }), OPUS = track(1, { codec: "Opus", channels: 2 });
const VP9 = track(2, { codec: "VP9" }),
  G711 = track(3, g711(8000)),
  H265 = track(4, { codec: "H265" });

function g711(sampleRate: number): TrackConfig {
  return { codec: "G711", muLaw: false, sampleRate, channels: 1 };
}

Deno.test("a reader is sent what it knows, of each kind the best", () => {
  const cases: readonly [readonly Sendable[], readonly [id: number, payloadType: number][]][] = [
    [[H264, OPUS], [[0, 102], [1, 111]]],
    [[H264, OPUS, VP9, G711], [[2, 98], [1, 111]]],
    [[H265, H264], [[0, 102]]],
    [[G711], [[3, 8]]],
    [[track(7, { codec: "AV1" })], [[7, 45]]],
  ];
  for (const [tracks, expected] of cases) {
    const answer = answerReader(read(CHROMIUM_READS), tracks);
    assert.ok(!(answer instanceof Unacceptable));
    assert.deepEqual(answer.sending.map(({ id, payloadType }) => [id, payloadType]), expected);
    const back = read(written(answer.sections));
    assert.equal(back.sections.length, 2);
    assert.deepEqual(back.sections.map(({ attributes }) => attributes.get("mid")), ["0", "1"]);
  }
});

Deno.test("what a reader knows nothing of is not acceptable", () => {
  for (const config of [{ codec: "H265" }, { codec: "VP9", profile: 3 }, g711(16000)] as const) {
    const answer = answerReader(read(CHROMIUM_READS), [track(0, config)]);
    assert.ok(answer instanceof Unacceptable);
  }
});

Deno.test("stereo is said, and silence where there is no sound", () => {
  const stereo = answerReader(read(CHROMIUM_READS), [H264, OPUS]);
  assert.ok(!(stereo instanceof Unacceptable));
  assert.match(written(stereo.sections), /^a=fmtp:111 .*stereo=1;sprop-stereo=1\r$/m);
  const silent = answerReader(read(CHROMIUM_READS), [H264]);
  assert.ok(!(silent instanceof Unacceptable));
  assert.match(written(silent.sections), /^m=audio 9 UDP\/TLS\/RTP\/SAVPF 0\r$/m);
});

Deno.test("a publisher's layers are tracks; retransmission and redundancy are left out", () => {
  const answer = answerPublisher(read(CHROMIUM_PUBLISHES));
  assert.ok(!(answer instanceof Unacceptable));
  const [video, audio] = answer.announced;
  assert.deepEqual(video.rids, ["q", "h", "f"]);
  assert.deepEqual(video.formats.map(({ payloadType }) => payloadType), [96, 102]);
  assert.equal(video.extensions.get(RID), 10);
  assert.deepEqual(video.feedback, ["nack", "nack pli", "ccm fir", "transport-cc"]);
  assert.deepEqual(audio.formats.map(({ payloadType }) => payloadType), [111]);
  const text = written(answer.sections);
  assert.match(text, /^a=simulcast:recv q;h;f\r$/m);
  assert.equal(text.match(/^a=candidate:/gm)?.length, 1);
  assert.equal(text.match(/^a=recvonly\r$/gm)?.length, 2);
});

Deno.test("offers of two pictures, or of none, are not acceptable", () => {
  const section = CHROMIUM_PUBLISHES.slice(CHROMIUM_PUBLISHES.indexOf("m=video"));
  const twice = answerPublisher(read(CHROMIUM_PUBLISHES + section));
  assert.ok(twice instanceof Unacceptable);
  assert.match(twice.message, /only one video track/);
  const receiving = answerPublisher(read(CHROMIUM_READS));
  assert.ok(receiving instanceof Unacceptable);
  assert.equal(receiving.message, "no valid tracks found");
});

Deno.test("media that would take a way of their own are refused", () => {
  const alone = (offer: string) => read(offer.replace(/^a=group:BUNDLE.*\r\n/m, ""));
  const reader = answerReader(alone(CHROMIUM_READS), [H264, OPUS]);
  const publisher = answerPublisher(alone(CHROMIUM_PUBLISHES));
  for (const answer of [reader, publisher]) {
    assert.ok(!(answer instanceof Unacceptable));
    const text = written(answer.sections);
    assert.match(text, /^m=video 9 /m);
    assert.match(text, /^m=audio 0 /m);
  }
});

Deno.test("what we offer we understand the answer to", () => {
  const kinds = (["video", "audio"] as const).map((kind) => ({ kind, formats: RECEIVABLE[kind]! }));
  const offer = read(written(offerToReceive(kinds), "actpass"));
  const tracks = [
    H264,
    OPUS,
    VP9,
    track(5, { codec: "LPCM", bitDepth: 16, sampleRate: 48000, channels: 2 }),
  ];
  const answer = answerReader(offer, tracks);
  assert.ok(!(answer instanceof Unacceptable));
  const announced = answeredPublisher(read(written(answer.sections)));
  assert.deepEqual(announced.map(({ kind, formats }) => [kind, formats[0].rtpmap]), [
    ["video", "VP9/90000"],
    ["audio", "opus/48000/2"],
  ]);
  const best = bestOfEach(tracks);
  assert.deepEqual(best.map(({ id }) => id), [2, 1]);
  const accepted = answerPublisher(read(written(offerToSend(best), "actpass")));
  assert.ok(!(accepted instanceof Unacceptable));
  assert.deepEqual(answeredReader(read(written(accepted.sections)), best), [
    { id: 2, payloadType: 96 },
    { id: 1, payloadType: 97 },
  ]);
});

Deno.test("every codec is offered as it can be answered", () => {
  const configs: readonly TrackConfig[] = [
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((channels) => ({ codec: "Opus", channels } as const)),
    { codec: "H265" },
    { codec: "AV1" },
    { codec: "VP8" },
    { codec: "VP9", profile: 2 },
    { codec: "G722" },
    { codec: "G711", muLaw: true, sampleRate: 8000, channels: 2 },
    { codec: "LPCM", bitDepth: 16, sampleRate: 16000, channels: 2 },
  ];
  const kinds = (["video", "audio"] as const).map((kind) => ({ kind, formats: RECEIVABLE[kind]! }));
  const offer = read(written(offerToReceive(kinds), "actpass"));
  for (const config of configs) {
    const answer = answerReader(offer, [track(0, config)]);
    assert.ok(!(answer instanceof Unacceptable), JSON.stringify(config));
    assert.equal(answer.sending.length, 1);
  }
});

Deno.test("the way to the peer is in the offer", () => {
  const transport = transportOf(read(CHROMIUM_READS));
  assert.ok(!isMalformed(transport));
  assert.deepEqual([transport.ufrag, transport.setup, transport.lite], ["5x4s", "actpass", false]);
  assert.match(transport.fingerprint, /^dee03a[0-9a-f]{58}$/);
  for (const missing of ["ice-ufrag", "ice-pwd", "fingerprint"]) {
    const text = CHROMIUM_READS.replaceAll(`a=${missing}:`, "a=nothing:");
    assert.ok(isMalformed(transportOf(read(text))), missing);
  }
});

Deno.test("offers that are cut off do no harm", () => {
  for (const text of [CHROMIUM_READS, CHROMIUM_PUBLISHES]) {
    for (let size = 0; size < text.length; size += 7) {
      const description = parseDescription(text.slice(0, size));
      if (isMalformed(description)) continue;
      transportOf(description);
      answerPublisher(description);
      answerReader(description, [H264, OPUS]);
      for (const section of description.sections) formatsOf(section);
    }
  }
  assert.ok(isMalformed(parseDescription("v=0\r\n" + "a=x\r\n".repeat(100_000))));
});

Deno.test("fragments are read, and written for a restart", () => {
  const fragment = parseFragment(
    "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n" +
      "a=candidate:1 1 udp 1 192.0.2.1 8189 typ host\r\na=end-of-candidates\r\n",
  );
  assert.ok(!isMalformed(fragment));
  assert.deepEqual(fragment, {
    ufrag: "EsAw",
    password: "P2uYro0UCOQ4zxjKXaWCBui1",
    candidates: ["1 1 udp 1 192.0.2.1 8189 typ host"],
  });
  const again = { ...fragment, candidates: [`candidate:${fragment.candidates[0]}`] };
  assert.deepEqual(parseFragment(writeFragment(again, "0")), fragment);
  for (const text of ["", "hello", "a=x\nhello"]) assert.ok(isMalformed(parseFragment(text)), text);
});
