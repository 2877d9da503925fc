import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { fromHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged } from "media/rtp/damage_cases.ts";
import * as stun from "./stun.ts";
import { STUN_PASSWORD, stunCases } from "./stun_cases.ts";

const key = new TextEncoder().encode(STUN_PASSWORD);
const hmac: stun.Hmac = (key, bytes) => createHmac("sha1", key).update(bytes).digest();

function parse(hex: string): stun.StunMessage {
  const message = stun.parseStun(fromHex(hex)!);
  assert.ok(!isMalformed(message));
  return message;
}

for (const [name, hex] of Object.entries(stunCases)) {
  Deno.test(`STUN ${name}: it is genuine, and written again the same`, () => {
    const message = parse(hex);
    assert.ok(stun.isGenuine(message, key, hmac));
    assert.ok(!stun.isGenuine(message, new Uint8Array(3), hmac));
    const attributes = [...message.attributes].filter(([type]) => type !== stun.MESSAGE_INTEGRITY);
    const written = stun.writeStun(message.type, message.transaction, attributes, key, hmac);
    // The RFC pads with blanks.
    const again = parse(written.toHex());
    assert.deepEqual(again.attributes.keys().toArray(), message.attributes.keys().toArray());
    assert.ok(stun.isGenuine(again, key, hmac));
  });

  Deno.test(`STUN ${name}: damaged it is malformed, or not genuine`, () => {
    const bytes = fromHex(hex)!, end = bytes.length - 8;
    for (const each of damaged(bytes)) {
      const message = stun.parseStun(each);
      if (isMalformed(message) || each.length === bytes.length) continue;
      assert.ok(each.length >= end);
    }
    for (let at = 0; at < end; at++) {
      const each = bytes.slice();
      each[at] ^= 1;
      const message = stun.parseStun(each);
      // The length is set as the integrity has it, so the fingerprint's share of it does not count.
      if (at !== 2 && at !== 3) {
        assert.ok(isMalformed(message) || !stun.isGenuine(message, key, hmac), `byte ${at}`);
      }
    }
  });
}

Deno.test("STUN: mapped addresses", () => {
  const addresses = [
    [stunCases.ipv4, "c0000201", 32853],
    [stunCases.ipv6, "20010db8123456780011223344556677", 32853],
  ] as const;
  for (const [hex, ip, port] of addresses) {
    const { attributes, transaction } = parse(hex);
    const value = attributes.get(stun.XOR_MAPPED_ADDRESS)!;
    const mapped = stun.readMapped(value, transaction)!;
    assert.deepEqual([mapped.ip.toHex(), mapped.port], [ip, port]);
    assert.deepEqual(stun.writeMapped(mapped, transaction), value);
    for (let size = 0; size < value.length; size++) {
      assert.equal(stun.readMapped(value.subarray(0, size), transaction), undefined);
    }
  }
});

Deno.test("STUN: what else comes to the port is none", () => {
  for (const first of [20, 22, 63, 128, 144]) {
    const bytes = new Uint8Array(60);
    bytes[0] = first;
    assert.ok(!stun.isStun(bytes, 0, bytes.length));
    assert.ok(isMalformed(stun.parseStun(bytes)));
  }
});
