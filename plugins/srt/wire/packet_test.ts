import assert from "node:assert/strict";
import { isMalformed, Malformed } from "media/malformed.ts";
import * as control from "./control.ts";
import * as extension from "./extension.ts";
import { readHandshake, writeHandshake } from "./handshake.ts";
import { readKeyMaterial, writeKeyMaterial } from "./key_material.ts";
import * as packets from "./packet.ts";
import { PACKET_CASES } from "./packet_cases.ts";

function valid<T>(value: T | Malformed): T {
  if (value instanceof Malformed) throw value;
  return value;
}

const range = ({ first, last }: control.Range) => `${first}-${last}`;

function describeKeys(bytes: packets.Bytes): string {
  const { keys, keyLength, salt } = valid(readKeyMaterial(bytes));
  return `keys ${keys} of ${keyLength} salt ${salt.toHex()}`;
}

function describeExtension({ type, content }: extension.Extension): string {
  if (type === extension.KM_REQUEST) return describeKeys(content);
  if (type !== extension.HS_REQUEST) return `'${valid(extension.readText(content))}'`;
  const { version, flags, receiverDelay, senderDelay } = valid(extension.readCapabilities(content));
  return `version ${version} flags ${flags} latency ${receiverDelay} ${senderDelay}`;
}

function describeHandshake(body: packets.Bytes): string {
  const {
    version,
    encryption,
    extensionField,
    type,
    socket,
    sequence,
    mtu,
    flowWindow,
    extensions,
  } = valid(readHandshake(body));
  const fixed = `handshake ${version}/${encryption}/${extensionField} ${type} from ${socket}: ` +
    `${sequence} ${mtu} ${flowWindow}`;
  return [fixed, ...extensions.map(describeExtension)].join(" ");
}

function describeAcknowledgement(info: number, body: packets.Bytes): string {
  const { sequence, report } = valid(control.readAcknowledgement(body));
  if (!report) return `ack ${info}: ${sequence}`;
  const { rtt, rttVariance, available, packetRate, capacity, byteRate } = report;
  return `ack ${info}: ${sequence} rtt ${rtt}±${rttVariance} room ${available} ` +
    `${packetRate} ${capacity} ${byteRate}`;
}

function describeControl({ type, subtype, info, body }: packets.ControlPacket): string {
  switch (type) {
    case packets.HANDSHAKE:
      return describeHandshake(body);
    case packets.ACK:
      return describeAcknowledgement(info, body);
    case packets.NAK:
      return `nak ${valid(control.readLosses(body)).map(range).join(" ")}`;
    case packets.DROP_REQUEST:
      return `drop ${range(valid(control.readDropRequest(body)))}`;
    case packets.USER:
      return `user ${subtype}: ${describeKeys(body)}`;
  }
  return `control ${type} ${subtype}: ${body.toHex()}`;
}

/** A packet in words; a broken one's reason. */
function describe(bytes: packets.Bytes): string {
  try {
    const packet = valid(packets.readPacket(bytes));
    if (packet.kind === "control") return describeControl(packet);
    const { sequence, message, key, solo, retransmitted, timestamp, destination, payload } = packet;
    return `data ${sequence} message ${message} key ${key}${retransmitted ? " again" : ""} ` +
      `${solo ? "solo" : "part"} at ${timestamp} to ${destination}: ${payload.toHex()}`;
  } catch (error) {
    if (error instanceof Malformed) return error.reason;
    throw error;
  }
}

/** The same written anew. */
function rewrite(bytes: packets.Bytes): packets.Bytes {
  const packet = valid(packets.readPacket(bytes));
  if (packet.kind === "data") {
    const out = Uint8Array.from([...new Uint8Array(packets.HEADER), ...packet.payload]);
    packets.writeDataHeader(out, 0, packet);
    if (packet.retransmitted) packets.markRetransmitted(out, 0);
    return out;
  }
  const { type, body } = packet;
  switch (type) {
    case packets.HANDSHAKE: {
      const handshake = valid(readHandshake(body));
      const extensions = handshake.extensions.map(({ type, content }) => ({
        type,
        content: type === extension.HS_REQUEST
          ? extension.writeCapabilities(valid(extension.readCapabilities(content)))
          : type === extension.KM_REQUEST
          ? writeKeyMaterial(valid(readKeyMaterial(content)))
          : extension.writeText(valid(extension.readText(content))),
      }));
      return packets.writeControl(packet, writeHandshake({ ...handshake, extensions }));
    }
    case packets.ACK: {
      const acknowledgement = valid(control.readAcknowledgement(body));
      return packets.writeControl(packet, control.writeAcknowledgement(acknowledgement));
    }
    case packets.NAK:
      return packets.writeControl(packet, control.writeLosses(valid(control.readLosses(body)), 99));
    case packets.DROP_REQUEST: {
      const range = valid(control.readDropRequest(body));
      return packets.writeControl(packet, control.writeDropRequest(range));
    }
    case packets.USER:
      return packets.writeControl(packet, writeKeyMaterial(valid(readKeyMaterial(body))));
  }
  return packets.writeControl(packet, body);
}

/** Cases that we do not write in that form. */
const OTHERS = ["data without a payload, part of a message", "ACK without rates"];

for (const { name, bytes, says } of PACKET_CASES) {
  Deno.test(`SRT packet: ${name}`, () => {
    assert.equal(describe(bytes), says);
    if (!OTHERS.includes(name)) assert.equal(rewrite(bytes).toHex(), bytes.toHex());
  });

  Deno.test(`SRT packet: ${name}: cut short and changed at each byte, it is a value`, () => {
    for (let at = 0; at < bytes.length; at++) {
      assert.equal(typeof describe(bytes.slice(0, at)), "string");
      for (const change of [0x01, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[at] ^= change;
        assert.equal(typeof describe(changed), "string");
      }
    }
  });
}

Deno.test("SRT packet: what has no place in a loss list is left out", () => {
  const ranges = [{ first: 1, last: 1 }, { first: 3, last: 5 }, { first: 9, last: 9 }];
  assert.deepEqual(control.readLosses(control.writeLosses(ranges, 3)), ranges.slice(0, 2));
  assert.deepEqual(control.readLosses(control.writeLosses(ranges, 2)), ranges.slice(0, 1));
});

Deno.test("SRT packet: a loss list that runs backwards, or whose range has no end, is none", () => {
  for (const list of ["80000009 00000007", "80000009", "80000009 80000007", "000001"]) {
    assert.ok(isMalformed(control.readLosses(Uint8Array.fromHex(list.replaceAll(" ", "")))));
  }
});

Deno.test("SRT packet: texts of any length, and one that is too long", () => {
  for (const text of ["", "a", "abc", "abcd", "äöü#!::r=x", "x".repeat(512)]) {
    const bytes = extension.writeText(text);
    assert.equal(bytes.length % 4, 0);
    assert.equal(extension.readText(bytes), text);
  }
  assert.ok(isMalformed(extension.readText(new Uint8Array(516))));
});
