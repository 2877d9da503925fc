import assert from "node:assert/strict";
import { FaultLog } from "core/mod.ts";
import { isMalformed } from "media/malformed.ts";
import { writeHeader } from "media/rtp/packet.ts";
import { parseRtcp } from "media/rtp/rtcp.ts";
import { deriveKeys } from "media/rtp/srtp/keys.ts";
import { PROFILES } from "media/rtp/srtp/profile.ts";
import { SrtpReceiver } from "media/rtp/srtp/receiver.ts";
import { SrtpSender } from "media/rtp/srtp/sender.ts";
import { portableCiphers } from "net/cipher/mod.ts";
import { ToStream } from "../../../../plugins/webrtc/input/to_stream.ts";
import { nackOf, pliOf, readNacks } from "../../../../plugins/webrtc/wire/feedback.ts";
import { type Announced, RID, TRANSPORT_CC } from "../../../../plugins/webrtc/wire/negotiate.ts";
import { Association } from "../../../../plugins/webrtc/wire/sctp/association.ts";
import { readSctp, writeSctp } from "../../../../plugins/webrtc/wire/sctp/chunk.ts";
import { writeRtcp } from "media/rtp/rtcp_write.ts";
import { Stage } from "../../../../test/streams/stage.ts";
import type { Input, Target } from "../../target.ts";

const ANNOUNCED: readonly Announced[] = [
  {
    kind: "video",
    formats: [{ payloadType: 96, rtpmap: "VP8/90000" }],
    rids: ["a", "b"],
    extensions: new Map([[TRANSPORT_CC, 3], [RID, 4]]),
    feedback: ["nack"],
  },
  {
    kind: "audio",
    formats: [{ payloadType: 111, rtpmap: "opus/48000/2" }],
    ...{ rids: [], extensions: new Map(), feedback: [] },
  },
];

/** Packets of a publisher: layers, extensions of both forms, loss, padding. */
function publish(pieces: Input): void {
  const { clock, log } = new Stage([]);
  const input = new ToStream(ANNOUNCED, {
    ...{ clock, absolute: false, trackTimeout: 100 },
    faults: new FaultLog(log.log, clock),
    send: (rtcp) => assert.ok(!isMalformed(parseRtcp(rtcp))),
    publish: (tracks) => new Stage(tracks).stream,
    failed: () => {},
  });
  input.start();
  for (const piece of pieces) {
    const bytes = Uint8Array.from(piece);
    if (bytes[1] >= 192 && bytes[1] < 224) input.rtcp(bytes);
    else input.rtp(bytes, 0, bytes.length);
    clock.advance(60);
  }
  input.close();
}

function feedback([bytes]: Input): void {
  const packets = parseRtcp(bytes);
  if (isMalformed(packets)) return;
  let asked = 0;
  for (const packet of packets) readNacks(packet, () => asked++);
  assert.ok(asked <= 17 * bytes.length / 4);
}

const [profile, gcm] = PROFILES;
const keysOf = (one: typeof profile) =>
  deriveKeys(portableCiphers, one, {
    key: new Uint8Array(one.keyLength),
    salt: new Uint8Array(one.saltLength),
  });
const keys = [profile, gcm].map(keysOf);

/** Nothing but what the sender has made is let through. */
function open(pieces: Input): void {
  for (const each of keys) {
    const receiver = new SrtpReceiver(each);
    for (const piece of pieces) {
      const end = receiver.unprotect(piece.slice(), 0, piece.length);
      assert.ok(end < 0 || genuine.has(piece.toHex()));
      const rtcp = receiver.unprotectRtcp(piece.slice());
      assert.ok(!rtcp || genuine.has(piece.toHex()));
    }
  }
}

function rtp(number: number, type: number, source: number, rest: readonly number[], first = 0x80) {
  const bytes = Uint8Array.from([...new Array(12).fill(0), ...rest]);
  writeHeader(bytes, 0, type, true, number, 3000 * number, source);
  bytes[0] = first;
  return bytes;
}

const LAYER = [0xbe, 0xde, 0, 2, 0x31, 0, 7, 0x40, 0x61, 0, 0, 0, 0x10, 0, 0, 0, 0x9d, 1, 0x2a, 0];
const PACKETS = [
  rtp(1, 96, 5, LAYER, 0x90),
  rtp(4, 96, 5, LAYER, 0x90),
  rtp(2, 96, 5, [0, 0, 3], 0xa0),
  rtp(9, 111, 6, [0xfc, 1, 2]),
  writeRtcp([{ kind: "BYE", sources: [5], reason: "" }]),
];

const sealed = keys.flatMap((each) => {
  const sender = new SrtpSender(each);
  return [
    ...PACKETS.slice(0, 2).map((packet) => {
      const out = new Uint8Array(packet.length + 16);
      out.set(packet);
      const header = packet[0] & 0x10 ? 24 : 12;
      return out.slice(0, sender.protect(out, packet.length, header));
    }),
    sender.protectRtcp(writeRtcp([pliOf(1, 2)])),
  ];
});
const genuine = new Set(sealed.map((packet) => packet.toHex()));

const SCTP_SEED = { tag: 7, tsn: 5, cookie: Uint8Array.of(1, 2) };

/** A peer of a data channel: chunks as they come, in packets whose checksums fit. */
function associate(pieces: Input): void {
  const association = new Association(SCTP_SEED);
  let now = 0;
  for (const piece of pieces) {
    association.receive(piece.slice(), now);
    const [type = 0, flags = 0, tag = 0] = piece, body = piece.slice(3);
    const chunks = [{ type, flags, body }];
    association.receive(writeSctp({ source: 1, destination: 2, tag, chunks }), now);
    association.send(1, 53, new Uint8Array(2000), now);
    now += 600;
    association.timeout(now);
    const sent = association.outbox.splice(0);
    assert.ok(sent.length < 60, `${sent.length} packets`);
    for (const packet of sent) assert.ok(!isMalformed(readSctp(packet)));
    association.messages.splice(0);
  }
}

/** Type, flags, tag, and what the chunk holds. */
const CHUNKS = [
  [1, 0, 0, 0, 0, 0, 9, 0, 1, 0, 0, 4, 0, 4, 0, 0, 0, 0, 3],
  [10, 0, 7, 1, 2],
  [0, 3, 7, 0, 0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 50, 3, 0, 0, 0],
  [3, 0, 7, 0, 0, 0, 6, 0, 1, 0, 0, 0, 0, 0, 0],
  [4, 0, 7, 0, 1, 0, 5, 9],
].map((bytes) => Uint8Array.from(bytes));

export const media: readonly Target[] = [
  { name: "WebRTC data", seeds: [CHUNKS], run: associate },
  { name: "WebRTC publisher", seeds: [PACKETS], run: publish },
  { name: "WebRTC feedback", seeds: [[writeRtcp([nackOf(1, 2, [1, 40, 100])])]], run: feedback },
  { name: "SRTP", seeds: sealed.map((packet) => [packet]), run: open },
];
