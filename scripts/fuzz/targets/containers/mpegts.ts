import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { trackCases } from "media/mpegts/mpegts_cases.ts";
import { TsDemuxer } from "media/mpegts/read/demuxer.ts";
import type { TsEvent, TsUnit } from "media/mpegts/read/event.ts";
import { canCarry, TsMuxer } from "media/mpegts/write/muxer.ts";
import type { Input, Target } from "../../target.ts";

/** Bytes of the largest stream: larger ones take long and show no more. */
const LARGEST = 16 * 1024;

/** A stream of each codec, unit by unit. */
const streams: Input[] = trackCases.map(({ config, units }) => {
  const muxer = new TsMuxer([{ id: 0, config, clockRate: 90000 }]);
  return units.map((unit) => {
    const written = muxer.write({ ...unit, track: 0, config });
    assert.ok(!isMalformed(written));
    return written;
  });
}).filter((parts) => parts.reduce((sum, { length }) => sum + length, 0) < LARGEST);

function demux(pieces: Input): TsEvent[] {
  const demuxer = new TsDemuxer();
  return [...pieces.flatMap((piece) => demuxer.receive(piece)), ...demuxer.flush()];
}

/** What was read can be written, and is then read as the same. */
function run(pieces: Input): void {
  for (const event of demux(pieces)) {
    if (!isMalformed(event) && event.type === "unit") rewrite(event);
  }
}

function rewrite(unit: TsUnit): void {
  assert.ok(canCarry(unit.config) || unit.config.codec.startsWith("MPEG-4 Audio"));
  const muxer = new TsMuxer([{ id: 0, config: unit.config, clockRate: 90000 }]);
  const written = muxer.write({ ...unit, track: 0 });
  if (isMalformed(written)) return;
  assert.equal(written.length % 188, 0);
  const events = demux([written]);
  const again = events.find((event) => "payload" in event) as TsUnit | undefined;
  // A picture that needs others is kept back at the beginning.
  if (!unit.randomAccess) return;
  assert.ok(again, "not read again");
  // Parameter sets, or headers, may have come before it.
  const bytes = concat(unit.payload);
  assert.deepEqual(concat(again.payload).subarray(-bytes.length), bytes);
}

export const mpegts: readonly Target[] = [{ name: "mpegts", seeds: streams, run }];
