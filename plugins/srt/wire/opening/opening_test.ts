import assert from "node:assert/strict";
import { isMalformed, Malformed } from "media/malformed.ts";
import { ciphers, connect } from "../../../../test/srt/network.ts";
import { type Extension, FILTER, readText } from "../extension.ts";
import { readHandshake, REASONS, REFUSALS, writeHandshake } from "../handshake.ts";
import { Keys } from "../keys.ts";
import { DEFAULTS } from "../options.ts";
import { type Bytes, type ControlPacket, readPacket, writeControl } from "../packet.ts";
import { Caller } from "./caller.ts";
import { accept, type Answer, answerCaller, refuse } from "./listener.ts";

const NOW = 5_000_000;
const settings = { options: DEFAULTS, socket: 5, sequence: 7, streamId: "publish:cam" };

function control(bytes: Bytes): ControlPacket {
  const packet = readPacket(bytes);
  assert.ok(!isMalformed(packet) && packet.kind === "control");
  return packet;
}

function knock(bytes: Bytes, now = NOW): Answer {
  const answer = answerCaller(control(bytes), now, 99, (cookie) => cookie === 99);
  if (answer instanceof Malformed) throw new Error(answer.reason);
  return answer;
}

/** A caller that has its cookie, and the request it makes. */
function called(extra: Partial<typeof settings> & { keys?: Keys } = {}): [Caller, Bytes] {
  const caller = new Caller({ ...settings, ...extra }, NOW);
  const [induction] = caller.outbox.splice(0), answer = knock(induction);
  assert.ok(answer.kind === "answer");
  caller.receive(answer.packet, NOW + 1000);
  const [conclusion] = caller.outbox.splice(0);
  return [caller, conclusion];
}

/** A request with one more extension, or other values. */
function changed(bytes: Bytes, change: object, ...more: Extension[]): Bytes {
  const packet = control(bytes), handshake = readHandshake(packet.body);
  assert.ok(!isMalformed(handshake));
  const extensions = [...handshake.extensions, ...more];
  return writeControl(packet, writeHandshake({ ...handshake, extensions, ...change }));
}

function typeOf(answer: Answer): number {
  assert.ok(answer.kind === "answer");
  const handshake = readHandshake(control(answer.packet).body);
  assert.ok(!isMalformed(handshake));
  return handshake.type;
}

Deno.test("SRT handshake: both sides agree on the same", () => {
  const { caller, listener } = connect({
    caller: { receiveLatency: 300_000, peerLatency: 50_000, mtu: 1400 },
    listener: { receiveLatency: 120_000, peerLatency: 120_000, flowWindow: 100 },
    passphrase: "correct horse",
  });
  const [ours, theirs] = [caller.agreement, listener.agreement];
  assert.deepEqual([ours.receiveLatency, ours.sendLatency], [300_000, 120_000]);
  assert.deepEqual([theirs.receiveLatency, theirs.sendLatency], [120_000, 300_000]);
  assert.deepEqual([ours.mtu, theirs.mtu, ours.peerWindow], [1400, 1400, 100]);
  assert.deepEqual([ours.socket, ours.peerSocket], [theirs.peerSocket, theirs.socket]);
  assert.ok(ours.keys && theirs.keys);
});

Deno.test("SRT handshake: a request is repeated until it is answered", () => {
  const caller = new Caller(settings, NOW);
  assert.equal(caller.outbox.splice(0).length, 1);
  caller.timeout(NOW + 100_000);
  assert.equal(caller.outbox.length, 0);
  caller.timeout(NOW + 250_000);
  const [again] = caller.outbox.splice(0);
  assert.equal(control(again).timestamp, 250_000);
});

Deno.test("SRT handshake: an answer that is repeated tells the time of its sending", () => {
  const [, request] = called(), knocked = knock(request);
  assert.ok(knocked.kind === "request");
  const { answer } = accept(knocked.request, { socket: 6, options: DEFAULTS, now: NOW });
  assert.deepEqual([NOW, NOW + 500].map((now) => control(answer(now)).timestamp), [0, 500]);
});

Deno.test("SRT handshake: a request with another's cookie is passed over", () => {
  const [, request] = called();
  const packet = control(changed(request, { cookie: 98 }));
  assert.ok(isMalformed(answerCaller(packet, NOW, 99, (cookie) => cookie === 99)));
});

const refusals: readonly (readonly [string, object, Extension[], number])[] = [
  ["an older version", { version: 4 }, [], REASONS.version],
  ["no capabilities", { extensions: [] }, [], REASONS.rogue],
  ["a packet filter", {}, [{ type: FILTER, content: new Uint8Array(8) }], REASONS.filter],
];

for (const [name, change, more, reason] of refusals) {
  Deno.test(`SRT handshake: refused: ${name}`, () => {
    const [, request] = called();
    assert.equal(typeOf(knock(changed(request, change, ...more))), REFUSALS + reason);
  });
}

Deno.test("SRT handshake: who is refused is told why", () => {
  const [caller, bytes] = called(), answer = knock(bytes);
  assert.ok(answer.kind === "request");
  assert.equal(answer.request.streamId, "publish:cam");
  caller.receive(refuse(answer.request.handshake, REASONS.peer), NOW);
  assert.equal(caller.result, "the server refuses: the application refused");
  assert.equal(caller.deadline, Infinity);
});

Deno.test("SRT handshake: a server that does not know the passphrase is not spoken to", () => {
  const [caller, bytes] = called({ keys: Keys.create("correct horse", 16, ciphers) });
  const answer = knock(bytes);
  assert.ok(answer.kind === "request" && answer.request.keyMaterial);
  caller.receive(
    accept(answer.request, { socket: 6, options: DEFAULTS, now: NOW }).answer(NOW),
    NOW,
  );
  assert.equal(caller.result, "the server refuses the passphrase");
});

Deno.test("SRT handshake: what is cut short or changed at any byte is a value", () => {
  const [, request] = called({ keys: Keys.create("correct horse", 32, ciphers) });
  const answer = knock(request);
  assert.ok(answer.kind === "request");
  const accepted = accept(answer.request, { socket: 6, options: DEFAULTS, now: NOW }).answer(NOW);
  for (let at = 0; at < request.length; at++) {
    for (const change of [0x01, 0x80]) {
      const bytes = request.slice();
      bytes[at] ^= change;
      for (const each of [bytes, request.slice(0, at)]) {
        const packet = readPacket(each);
        if (isMalformed(packet) || packet.kind === "data") continue;
        const answer = answerCaller(packet, NOW, 99, () => true);
        if (isMalformed(answer) || answer.kind === "answer") continue;
        const { keyMaterial, streamId } = answer.request;
        assert.equal(typeof streamId, "string");
        if (keyMaterial) Keys.accept(keyMaterial.slice(0, at), "correct horse", ciphers);
      }
    }
  }
  for (let at = 0; at < accepted.length; at++) {
    const [caller] = called(), bytes = accepted.slice();
    bytes[at] ^= 0xff;
    caller.receive(bytes, NOW);
    caller.receive(accepted.slice(0, at), NOW);
  }
  assert.ok(isMalformed(readText(new Uint8Array(600))));
});
