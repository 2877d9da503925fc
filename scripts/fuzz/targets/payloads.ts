import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { readFormat } from "media/rtp/format.ts";
import { payloadEnd, payloadStart, validPacket } from "media/rtp/packet.ts";
import { cases } from "media/rtp/payload/payload_cases.ts";
import { depacketizerFor, inspectorFor, packetizerFor } from "media/rtp/payload/registry.ts";
import type { RtpFormat, TrackConfig } from "media/track.ts";
import { MAX_ACCESS_UNIT_SIZE } from "media/codecs/nal.ts";
import type { Input, Target } from "../target.ts";
import { captures } from "./captures.ts";

/** One way to carry one codec, and what was seen of it. */
interface Way {
  readonly name: string;
  readonly config: TrackConfig;
  readonly rtp: RtpFormat;
  readonly payloads: readonly Input[];
  readonly units: readonly Input[];
}

const PAYLOAD_MAX = 1188;

/** What a table's units look like when they are packed. */
function packed({ config, rtp, units }: typeof cases[number]): Input[] {
  return units.map((unit) => {
    const payloads = packetizerFor(config, rtp)!.pack(unit, 300);
    if (isMalformed(payloads)) return [];
    return payloads.slice(0, 16).map(({ parts }) => Uint8Array.from(parts.flatMap((p) => [...p])));
  });
}

const tables: Way[] = cases.map((one) => ({ ...one, payloads: packed(one) }));

const captured: Way[] = captures.flatMap(({ kind, rtpmap, fmtp, packets }, i) => {
  const format = readFormat(kind, 96, rtpmap, fmtp);
  if (isMalformed(format)) return [];
  const payloads = packets.filter((bytes) => validPacket(bytes, 0, bytes.length)).map((bytes) =>
    bytes.subarray(payloadStart(bytes, 0, bytes.length), payloadEnd(bytes, 0, bytes.length))
  );
  const name = `${rtpmap}, capture ${i}`;
  return [{ ...format, name, payloads: [payloads.slice(0, 24)], units: [] }];
});

function unpack({ config, rtp }: Way, input: Input): void {
  const depacketizer = depacketizerFor(config, rtp), inspect = inspectorFor(config, rtp);
  if (!depacketizer || !inspect) return;
  input.forEach((payload, i) => {
    inspect(payload, 0, payload.length);
    const marker = payload.length % 3 === 0;
    const units = depacketizer.push(payload, 3000 * (i >> 2), marker);
    if (isMalformed(units)) return;
    for (const { payload } of units) {
      const size = payload.reduce((sum, part) => sum + part.length, 0);
      assert.ok(size <= MAX_ACCESS_UNIT_SIZE + 65536, `a unit of ${size} bytes`);
      packetizerFor(config, rtp)?.pack(payload, PAYLOAD_MAX);
    }
  });
}

/** Packets of Opus cannot be divided. */
function pack({ config, rtp }: Way, input: Input): void {
  const payloads = packetizerFor(config, rtp)?.pack(input, PAYLOAD_MAX);
  if (!payloads || isMalformed(payloads) || config.codec === "Opus") return;
  for (const { parts } of payloads) {
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    assert.ok(size <= PAYLOAD_MAX, `a payload of ${size} bytes`);
  }
}

const present = (inputs: readonly Input[]) => inputs.filter((input) => input.length > 0);

export const payloads: readonly Target[] = [
  ...[...tables, ...captured].map((way) => ({
    name: `unpack ${way.name}`,
    seeds: present(way.payloads),
    run: (input: Input) => unpack(way, input),
  })),
  ...tables.map((way) => ({
    name: `pack ${way.name}`,
    seeds: present(way.units),
    run: (input: Input) => pack(way, input),
  })),
];
