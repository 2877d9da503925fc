import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { hmacSha1 } from "../../../../plugins/webrtc/ice/credentials.ts";
import { parseCandidate, writeCandidate } from "../../../../plugins/webrtc/wire/candidate.ts";
import { parseDescription, transportOf } from "../../../../plugins/webrtc/wire/description.ts";
import { parseFragment } from "../../../../plugins/webrtc/wire/fragment.ts";
import {
  answerPublisher,
  answerReader,
  type Sendable,
  Unacceptable,
} from "../../../../plugins/webrtc/wire/negotiate.ts";
import { answeredPublisher, answeredReader } from "../../../../plugins/webrtc/wire/offer.ts";
import { CHROMIUM_PUBLISHES, CHROMIUM_READS } from "../../../../plugins/webrtc/wire/offer_cases.ts";
import * as stun from "../../../../plugins/webrtc/wire/stun.ts";
import { STUN_PASSWORD, stunCases } from "../../../../plugins/webrtc/wire/stun_cases.ts";
import { readTarget } from "../../../../plugins/webrtc/wire/target.ts";
import { writeDescription, type WrittenSection } from "../../../../plugins/webrtc/wire/write.ts";
import type { Input, Target } from "../../target.ts";

const decoder = new TextDecoder(), encoder = new TextEncoder();
const key = encoder.encode(STUN_PASSWORD);

const TRACKS: readonly Sendable[] = [
  { id: 0, kind: "video", config: { codec: "H264" }, ssrc: 1 },
  { id: 1, kind: "video", config: { codec: "VP9" }, ssrc: 2 },
  { id: 2, kind: "audio", config: { codec: "Opus", channels: 2 }, ssrc: 3 },
];

/** Everything that is read of a message; what was read is written, and then read as the same. */
function message([bytes]: Input): void {
  const read = stun.parseStun(bytes);
  if (isMalformed(read)) return;
  stun.isGenuine(read, key, hmacSha1);
  for (const value of read.attributes.values()) stun.readMapped(value, read.transaction);
  const attributes = [...read.attributes].filter(([type]) => type !== stun.MESSAGE_INTEGRITY);
  const again = stun.parseStun(stun.writeStun(read.type, read.transaction, attributes));
  assert.ok(!isMalformed(again));
  assert.deepEqual([...again.attributes], attributes);
}

/** An offer, or an answer to ours; what is answered can be read. */
function offer([bytes]: Input): void {
  const read = parseDescription(decoder.decode(bytes));
  if (isMalformed(read)) return;
  transportOf(read);
  answeredPublisher(read);
  answeredReader(read, TRACKS);
  for (const answer of [answerPublisher(read), answerReader(read, TRACKS)]) {
    if (!(answer instanceof Unacceptable)) assertReadable(answer.sections);
  }
}

function assertReadable(sections: readonly WrittenSection[]): void {
  const answer = parseDescription(writeDescription({
    ...{ id: "1", ufrag: "u", password: "p", fingerprint: "00".repeat(32), setup: "active" },
    bundle: true,
    candidates: [],
    sections,
  }));
  assert.ok(!isMalformed(answer));
  assert.equal(answer.sections.length, sections.length);
}

function line([bytes]: Input): void {
  const text = decoder.decode(bytes);
  readTarget(text);
  parseFragment(text);
  const candidate = parseCandidate(text);
  if (candidate) assert.deepEqual(parseCandidate(writeCandidate(candidate)), candidate);
}

const FRAGMENT = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n" +
  "a=candidate:1 1 udp 1 192.0.2.1 8189 typ host\r\na=end-of-candidates\r\n";

export const signalling: readonly Target[] = [
  {
    name: "WebRTC STUN",
    seeds: Object.values(stunCases).map((hex) => [Uint8Array.fromHex(hex)]),
    run: message,
  },
  {
    name: "WebRTC offers",
    seeds: [CHROMIUM_READS, CHROMIUM_PUBLISHES].map((text) => [encoder.encode(text)]),
    words: ["a=", "m=video ", "a=rid:q send", "a=simulcast:", "a=extmap:", "\r\n", "96", "a=fmtp:"],
    run: offer,
  },
  {
    name: "WebRTC fragments, candidates, URLs",
    seeds: [
      FRAGMENT,
      "candidate:2 1 tcp 1019216383 10.0.0.1 9 typ srflx raddr 0.0.0.0 rport 0 tcptype active",
      "/live/cam/whep/00000000-0000-4000-8000-000000000000",
    ].map((text) => [encoder.encode(text)]),
    words: [" typ ", " tcp ", "a=candidate:", "%", "/whip", "/"],
    run: line,
  },
];
