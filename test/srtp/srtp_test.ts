import assert from "node:assert/strict";
import { fromHex, toHex } from "media/bytes.ts";
import { writeHeader } from "media/rtp/packet.ts";
import { deriveKeys, type MasterKey, type SessionKeys } from "media/rtp/srtp/keys.ts";
import { PROFILES, type SrtpProfile } from "media/rtp/srtp/profile.ts";
import { SrtpReceiver } from "media/rtp/srtp/receiver.ts";
import { SrtpSender } from "media/rtp/srtp/sender.ts";
import { type Ciphers, machineCiphers, portableCiphers } from "net/cipher/mod.ts";
import { type SrtpCase, srtpCases } from "./srtp_cases.ts";

const KINDS = [...new Set([portableCiphers, machineCiphers()])];
const ROOM = 64;

function profileOf(name: string): SrtpProfile {
  return PROFILES.find((profile) => profile.name === name)!;
}

function keysOf(ciphers: Ciphers, { key, salt, profile, derived }: SrtpCase): SessionKeys {
  const master = { key: fromHex(key)!, salt: fromHex(salt)! };
  if (!derived) return deriveKeys(ciphers, profileOf(profile), master);
  const keys = { cipher: ciphers.gcm(master.key), salt: master.salt };
  return { rtp: keys, rtcp: keys };
}

function sealed(sender: SrtpSender, plain: Uint8Array): Uint8Array {
  const packet = new Uint8Array(plain.length + ROOM);
  packet.set(plain);
  return packet.subarray(0, sender.protect(packet, plain.length));
}

function sealedRtcp(sender: SrtpSender, plain: Uint8Array, index: number): Uint8Array {
  for (let i = 0; i < index; i++) sender.protectRtcp(plain);
  return sender.protectRtcp(plain);
}

function opened(receiver: SrtpReceiver, packet: Uint8Array): Uint8Array | undefined {
  const end = receiver.unprotect(packet, 0, packet.length);
  return end < 0 ? undefined : packet.subarray(0, end);
}

function rtp(sequence: number, ssrc = 7): Uint8Array {
  const packet = new Uint8Array(40);
  writeHeader(packet, 0, 96, false, sequence, 1000, ssrc);
  packet.fill(sequence, 12);
  return packet;
}

function master({ keyLength, saltLength }: SrtpProfile): MasterKey {
  return { key: new Uint8Array(keyLength).fill(3), salt: new Uint8Array(saltLength).fill(5) };
}

for (const ciphers of KINDS) {
  const pair = (profile: SrtpProfile) => ({
    sender: new SrtpSender(deriveKeys(ciphers, profile, master(profile))),
    receiver: new SrtpReceiver(deriveKeys(ciphers, profile, master(profile))),
  });

  for (const one of srtpCases) {
    Deno.test(`SRTP ${ciphers.method}: ${one.name}`, () => {
      const plain = fromHex(one.plain)!, keys = () => keysOf(ciphers, one);
      const sender = new SrtpSender(keys()), { rtcpIndex } = one;
      const protectedOne = rtcpIndex === undefined
        ? sealed(sender, plain)
        : sealedRtcp(sender, plain, rtcpIndex);
      assert.equal(toHex(protectedOne), one.sealed);
      const receiver = new SrtpReceiver(keys());
      const open = (packet: Uint8Array) =>
        rtcpIndex === undefined ? opened(receiver, packet) : receiver.unprotectRtcp(packet);
      for (let bit = 0; bit < 8 * protectedOne.length; bit += 3) {
        const damaged = protectedOne.slice();
        damaged[bit >> 3] ^= 1 << (bit & 7);
        assert.equal(open(damaged), undefined, `bit ${bit}`);
      }
      for (let size = 0; size < protectedOne.length; size++) {
        assert.equal(open(protectedOne.slice(0, size)), undefined);
      }
      assert.deepEqual(open(protectedOne.slice()), plain);
      assert.equal(open(protectedOne.slice()), undefined, "replayed");
    });
  }

  for (const profile of PROFILES) {
    Deno.test(`SRTP ${ciphers.method}, ${profile.name}: numbers wrap, with loss and disorder`, () => {
      const { sender, receiver } = pair(profile), late: Uint8Array[] = [];
      for (let i = 65000; i < 3 * 65536; i += 131) {
        const plain = rtp(i & 0xffff), packet = sealed(sender, plain);
        if (i % 3 === 0) late.push(packet);
        else if (i % 5 > 0) assert.deepEqual(opened(receiver, packet), plain, `${i}`);
        for (const one of late.length > 2 ? late.splice(0) : []) {
          assert.notEqual(opened(receiver, one), undefined, `late before ${i}`);
        }
      }
    });

    Deno.test(`SRTP ${ciphers.method}, ${profile.name}: sent again it is the same`, () => {
      const { sender } = pair(profile);
      const packets = [65534, 65535, 0, 1].map((n) => sealed(sender, rtp(n)));
      assert.deepEqual([65534, 65535, 0, 1].map((n) => sealed(sender, rtp(n))), packets);
    });

    Deno.test(`SRTP ${ciphers.method}, ${profile.name}: sources are apart, and so many`, () => {
      const { sender, receiver } = pair(profile);
      for (let ssrc = 0; ssrc < 70; ssrc++) {
        const plain = rtp(60000 + ssrc, ssrc), packet = sealed(sender, plain);
        assert.deepEqual(opened(receiver, packet), ssrc < 64 ? plain : undefined);
      }
    });
  }
}

Deno.test("SRTCP: each source counts its packets by itself", () => {
  const [profile] = PROFILES, keys = () => deriveKeys(portableCiphers, profile, master(profile));
  const receiver = new SrtpReceiver(keys());
  for (let ssrc = 0; ssrc < 70; ssrc++) {
    const report = Uint8Array.of(0x80, 201, 0, 1, 0, 0, 0, ssrc), sender = new SrtpSender(keys());
    for (let i = 0; i < 3; i++) {
      const packet = sender.protectRtcp(report);
      assert.deepEqual(receiver.unprotectRtcp(packet.slice()), ssrc < 64 ? report : undefined);
      assert.equal(receiver.unprotectRtcp(packet), undefined, "replayed");
    }
  }
});

Deno.test("session keys are those of RFC 3711 B.3", () => {
  const derived: string[] = [];
  const spy = {
    ...portableCiphers,
    counterMode(key: Uint8Array, authenticationKey: Uint8Array, tagLength: number) {
      derived.push(toHex(key), toHex(authenticationKey));
      return portableCiphers.counterMode(key, authenticationKey, tagLength);
    },
  };
  const keys = deriveKeys(spy, profileOf("AES_CM_128_HMAC_SHA1_80"), {
    key: fromHex("E1F97A0D3E018BE0D64FA32C06DE4139")!,
    salt: fromHex("0EC675AD498AFEEBB6960B3AABE6")!,
  });
  assert.equal(derived[0], "c61e7a93744f39ee10734afe3ff7a087");
  assert.equal(derived[1], "cebe321f6ff7716b6fd4ab49af256a156d38baa4");
  assert.equal(toHex(keys.rtp.salt), "30cbbc08863d8c85d49db34a9ae10000");
});
