import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { parseAddress } from "../../../plugins/srt/client/address.ts";
import {
  readAcknowledgement,
  readDropRequest,
  readLosses,
} from "../../../plugins/srt/wire/control.ts";
import { readHandshake, writeHandshake } from "../../../plugins/srt/wire/handshake.ts";
import { readKeyMaterial } from "../../../plugins/srt/wire/key_material.ts";
import { Keys } from "../../../plugins/srt/wire/keys.ts";
import { answerCaller } from "../../../plugins/srt/wire/opening/listener.ts";
import { HEADER, readPacket, writeControl } from "../../../plugins/srt/wire/packet.ts";
import { PACKET_CASES } from "../../../plugins/srt/wire/packet_cases.ts";
import { readStreamId } from "../../../plugins/srt/wire/stream_id.ts";
import type { Connection } from "../../../plugins/srt/wire/transfer/connection.ts";
import { ciphers, connect, FAIR, Network } from "../../../test/srt/network.ts";
import type { Input, Target } from "../target.ts";

const decoder = new TextDecoder(), encoder = new TextEncoder();
const OPTIONS = { passphrase: "a passphrase", caller: { refreshAfter: 20, announceBefore: 8 } };
const PAYLOAD = new Uint8Array(1316);

/** Packets of all kinds, as two ends exchange them. */
function conversation(): Uint8Array[] {
  const seen: Uint8Array[] = [];
  const tamper = (bytes: Uint8Array<ArrayBuffer>) => {
    seen.push(bytes.slice(0, 120));
    return bytes;
  };
  const ends = connect(OPTIONS), network = new Network(ends, { ...FAIR, loss: 0.1, tamper });
  for (let i = 0; i < 40; i++) {
    network.caller.send(PAYLOAD);
    network.run(5000);
  }
  return seen;
}

/** What comes from the peer keeps neither end from going on, nor makes it send without end. */
function exchange(input: Input): void {
  const { caller, listener } = connect(OPTIONS);
  let now = 0;
  for (const end of [caller, listener]) end.send(PAYLOAD, now);
  for (const bytes of input) {
    for (const end of [caller, listener]) take(end, bytes, now);
    now += 5000;
  }
}

function take(end: Connection, bytes: Uint8Array, now: number): void {
  end.receive(Uint8Array.from(bytes), now);
  if (end.deadline <= now) end.timeout(now);
  const sent = end.take().reduce((sum, { sizes }) => sum + sizes.length, 0);
  assert.ok(sent < 50, `${sent} packets are the answer to one`);
  end.takeDelivered();
}

/** What was read of a handshake is written, and then read as the same. */
function knock([bytes]: Input): void {
  const packet = readPacket(Uint8Array.from(bytes));
  if (isMalformed(packet) || packet.kind === "data") return;
  readAcknowledgement(packet.body);
  readLosses(packet.body);
  readDropRequest(packet.body);
  readKeyMaterial(packet.body);
  const handshake = readHandshake(packet.body);
  if (isMalformed(handshake)) return;
  const again = readPacket(writeControl(packet, writeHandshake(handshake)));
  assert.ok(!isMalformed(again) && again.kind === "control" && again.body.length >= HEADER);
  assert.deepEqual(readHandshake(again.body), handshake);
  const answer = answerCaller(packet, 1, 2, () => true);
  if (isMalformed(answer) || answer.kind === "answer") return;
  const { keyMaterial, streamId } = answer.request;
  readStreamId(streamId);
  if (keyMaterial) Keys.accept(keyMaterial, "a passphrase", ciphers);
}

function texts([bytes]: Input): void {
  const text = decoder.decode(bytes).slice(0, 4096);
  readStreamId(text);
  parseAddress(text);
}

const TEXTS = [
  "publish:a/b:u:p:x=1",
  "#!::m=publish,r=cam?x=1,u=u,s=p",
  "srt://[::1]:8890?streamid=#!::r=a&passphrase=0123456789&latency=80&maxbw=-1&tlpktdrop=no",
];
const cases = PACKET_CASES.map(({ bytes }) => bytes), seen = conversation();

export const srt: readonly Target[] = [
  { name: "srt handshake", seeds: cases.map((bytes) => [bytes]), run: knock },
  { name: "srt connection", seeds: [seen, seen.slice(20, 40), cases], run: exchange },
  {
    name: "srt texts",
    seeds: TEXTS.map((text) => [encoder.encode(text)]),
    words: [":", ",", "=", "#!::", "?", "&", "[", "]", "%"],
    run: texts,
  },
];
