import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged } from "../damage_cases.ts";
import { type Case, cases } from "./payload_cases.ts";
import type { Depacketizer, PackedPayload, Packetizer } from "./payload.ts";
import { depacketizerFor, inspectorFor, packetizerFor } from "./registry.ts";

const SIZES = [256, 257, 500, 1188, 1440, 65000];

function depacketizerOf({ name, config, rtp }: Case): Depacketizer {
  const depacketizer = depacketizerFor(config, rtp);
  assert.ok(depacketizer, name);
  return depacketizer;
}

function packetizerOf({ name, config, rtp }: Case): Packetizer {
  const packetizer = packetizerFor(config, rtp);
  assert.ok(packetizer, name);
  return packetizer;
}

function pack(packetizer: Packetizer, unit: readonly Uint8Array[], size: number): PackedPayload[] {
  const packed = packetizer.pack(unit, size);
  assert.ok(!isMalformed(packed));
  return packed;
}

Deno.test("payloads: what is packed is read again", () => {
  for (const one of cases) {
    for (const size of SIZES) {
      const name = `${one.name} in ${size} bytes`;
      const packetizer = packetizerOf(one), depacketizer = depacketizerOf(one);
      one.units.forEach((unit, i) => {
        const timestamp = 0xfffffff0 + 3000 * i >>> 0;
        const packed = pack(packetizer, unit, size);
        packed.forEach(({ parts, marker, timestampOffset }, k) => {
          const payload = concat(parts), last = k === packed.length - 1;
          assert.ok(payload.length <= size, name);
          const units = depacketizer.push(payload, timestamp + timestampOffset >>> 0, marker);
          assert.deepEqual(units, last ? [{ timestamp, payload: unit }] : [], name);
        });
      });
    }
  }
});

Deno.test("payloads: a timestamp that changes ends a unit, too", () => {
  for (const one of cases) {
    const depacketizer = depacketizerOf(one), packetizer = packetizerOf(one);
    const units = one.units.flatMap((unit, i) =>
      pack(packetizer, unit, 500).flatMap(({ parts, timestampOffset }) => {
        const answer = depacketizer.push(concat(parts), 3000 * i + timestampOffset, false);
        assert.ok(!isMalformed(answer), one.name);
        return [...answer];
      })
    );
    const whole = one.units.map((payload, i) => ({ timestamp: 3000 * i, payload }));
    assert.deepEqual(units, whole.slice(0, units.length), one.name);
    assert.ok(units.length >= whole.length - 1, one.name);
  }
});

Deno.test("payloads: what begins a unit and where decoding can start", () => {
  for (const one of cases) {
    const inspect = inspectorFor(one.config, one.rtp);
    assert.ok(inspect, one.name);
    const packetizer = packetizerOf(one);
    one.units.forEach((unit, i) => {
      const name = `${one.name}, unit ${i}`;
      const seen = pack(packetizer, unit, 500).map(({ parts }) => {
        const payload = concat([new Uint8Array(3), ...parts, Uint8Array.of(0xff)]);
        return inspect(payload, 3, payload.length - 1);
      });
      assert.ok(seen[0].start, name);
      const randomAccess = seen.some((inspection) => inspection.randomAccess);
      assert.equal(randomAccess, one.randomAccess?.[i] ?? true, name);
    });
  }
});

Deno.test("payloads: damage and loss are values, and the next whole unit is read", () => {
  for (const one of cases) {
    const inspect = inspectorFor(one.config, one.rtp)!;
    const unit = one.units[0], packed = pack(packetizerOf(one), unit, 256).slice(0, 4);
    const payloads = packed.map(({ parts }) => concat(parts));
    payloads.forEach((payload, i) => {
      for (const bytes of damaged(payload.subarray(0, 40))) {
        const depacketizer = depacketizerOf(one);
        const rest = concat([bytes, payload.subarray(40)]);
        inspect(rest, 0, rest.length);
        inspect(bytes, 0, bytes.length);
        for (const before of payloads.slice(0, i)) depacketizer.push(before, 0, false);
        for (const now of [bytes, rest, bytes]) {
          const answer = depacketizer.push(now, 0, i % 2 === 0);
          assert.ok(isMalformed(answer) || Array.isArray(answer), one.name);
        }
        depacketizer.reset();
        const packetizer = packetizerOf(one);
        const last = pack(packetizer, unit, 500).map(({ parts, marker, timestampOffset }) =>
          depacketizer.push(concat(parts), 9000 + timestampOffset, marker)
        ).at(-1);
        assert.deepEqual(last, [{ timestamp: 9000, payload: unit }], one.name);
      }
    });
  }
});

Deno.test("payloads: codecs that only pass through have no readers", () => {
  const rtp = { payloadType: 96, clockRate: 90000, fmtp: new Map() };
  for (const codec of ["Vorbis", "Speex", "MPEG-TS", "Generic"] as const) {
    assert.equal(depacketizerFor({ codec }, rtp), undefined);
    assert.equal(packetizerFor({ codec }, rtp), undefined);
    assert.equal(inspectorFor({ codec }, rtp), undefined);
  }
});
