import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { ciphers } from "../../../test/srt/network.ts";
import { unwrapKey, wrapKey } from "./key_wrap.ts";
import { Keys } from "./keys.ts";
import { type Bytes, EVEN, ODD } from "./packet.ts";

const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(" ", ""));
const KEK = hex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
const KEY = hex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F");

/** RFC 3394 §4: bytes of the key that wraps, of the one that is wrapped, and what comes out. */
const wraps: readonly (readonly [number, number, string])[] = [
  [16, 16, "1FA68B0A8112B447 AEF34BD8FB5A7B82 9D3E862371D2CFE5"],
  [24, 16, "96778B25AE6CA435 F92B5B97C050AED2 468AB8A17AD84E5D"],
  [32, 16, "64E8C3F9CE0F5BA2 63E9777905818A2A 93C8191E7D6E8AE7"],
  [24, 24, "031D33264E15D332 68F24EC260743EDC E1C6C7DDEE725A93 6BA814915C6762D2"],
  [32, 24, "A8F9BC1612C68B3F F6E6F4FBE30E71E4 769C8B80A32CB895 8CD5D17D6B254DA1"],
  [
    32,
    32,
    "28C9F404C4B810F4 CBCCB35CFB87F826 3F5786E2D80ED326 CBC7F0E71A99F43B FB988B9B7A02DD21",
  ],
];

for (const [outer, inner, wrapped] of wraps) {
  Deno.test(`AES key wrap: ${8 * inner} bits by ${8 * outer}`, () => {
    const blocks = ciphers.aes(KEK.slice(0, outer)), key = KEY.slice(0, inner);
    assert.deepEqual(wrapKey(blocks, key), hex(wrapped));
    assert.deepEqual(unwrapKey(blocks, hex(wrapped)), key);
    for (let at = 0; at < hex(wrapped).length; at++) {
      const changed = hex(wrapped);
      changed[at] ^= 1;
      assert.equal(unwrapKey(blocks, changed), undefined);
      assert.equal(unwrapKey(blocks, hex(wrapped).subarray(0, at)), undefined);
    }
  });
}

const RATE = { refreshAfter: 1000, announceBefore: 100 };
const text = (bytes: Bytes) => new TextDecoder().decode(bytes);

function pair(length: number): [Keys, Keys] {
  const ours = Keys.create("correct horse", length, ciphers);
  const theirs = Keys.accept(ours.message(), "correct horse", ciphers);
  assert.ok(theirs instanceof Keys);
  return [ours, theirs];
}

for (const length of [16, 24, 32]) {
  Deno.test(`SRT keys: what one side encrypts with ${8 * length} bits the other reads, both ways`, () => {
    const [ours, theirs] = pair(length), plain = "a payload of some bytes, at any place";
    for (const [from, to] of [[ours, theirs], [theirs, ours]]) {
      for (const start of [0, 3, 16]) {
        const bytes = new Uint8Array(start + plain.length);
        bytes.set(new TextEncoder().encode(plain), start);
        const { parity: key, stream } = from.next(RATE);
        stream.crypt(bytes, start, bytes.length, 0x7fff_fff0);
        assert.notEqual(text(bytes.slice(start)), plain);
        assert.ok(to.decrypt(key, bytes, start, bytes.length, 0x7fff_fff0));
        assert.equal(text(bytes.slice(start)), plain);
      }
    }
  });
}

Deno.test("SRT keys: another passphrase does not open them, and what is no message neither", () => {
  const message = Keys.create("correct horse", 16, ciphers).message();
  assert.equal(Keys.accept(message, "battery staple", ciphers), undefined);
  assert.ok(isMalformed(Keys.accept(message.slice(0, 40), "correct horse", ciphers)));
});

Deno.test("SRT keys: the next one is told in good time, and taken once it is confirmed", () => {
  const [ours, theirs] = pair(16), rate = { refreshAfter: 10, announceBefore: 4 };
  const send = () => ours.next(rate).parity;
  for (let i = 0; i < 5; i++) send();
  assert.equal(ours.announcement, undefined);
  send();
  const announcement = ours.announcement!;
  for (let i = 0; i < 20; i++) assert.equal(send(), EVEN, "it is not confirmed yet");
  const answer = theirs.told(announcement);
  assert.deepEqual(answer, announcement);
  ours.answered(answer);
  assert.equal(ours.announcement, undefined);
  assert.equal(send(), ODD);
  assert.deepEqual(theirs.told(new Uint8Array(7)), Uint8Array.of(0, 0, 0, 4));
});
