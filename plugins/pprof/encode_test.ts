import assert from "node:assert/strict";
import { Profile } from "pprof-format";
import { encodeProfile } from "./encode.ts";
import type { Frame, Samples } from "./samples.ts";

const frame = (name: string, line: number): Frame => ({ name, file: "/x.ts", start: 1, line });

const SAMPLES: Samples = {
  kinds: [["samples", "count"], ["cpu", "nanoseconds"]],
  list: [
    { stack: [frame("inner é", 5), frame("outer", 1)], values: [1, 10_000_000_000_000] },
    { stack: [frame("inner é", 6), frame("outer", 1)], values: [2, 20] },
  ],
  period: 10_000_000,
  begin: Date.UTC(2026, 0, 1),
  duration: 1500.4,
};

async function decode(samples: Samples): Promise<Profile> {
  const zipped = new Blob([await encodeProfile(samples)]).stream();
  const bytes = await new Response(zipped.pipeThrough(new DecompressionStream("gzip"))).bytes();
  return Profile.decode(bytes);
}

Deno.test("pprof: a profile reads back as it was", async () => {
  const profile = await decode(SAMPLES), { strings } = profile.stringTable;
  const text = (index: number | bigint) => strings[Number(index)];
  const functions = new Map(profile.function.map((one) => [Number(one.id), one]));
  const locations = new Map(profile.location.map((one) => [Number(one.id), one]));
  assert.deepEqual([functions.size, locations.size], [2, 3]);
  const stacks = profile.sample.map(({ locationId, value }) => ({
    stack: locationId.map((id) => {
      const [{ functionId, line }] = locations.get(Number(id))!.line;
      const { name, filename, startLine } = functions.get(Number(functionId))!;
      return {
        name: text(name),
        file: text(filename),
        start: Number(startLine),
        line: Number(line),
      };
    }),
    values: value.map(Number),
  }));
  assert.deepEqual(stacks, SAMPLES.list);
  const kinds = profile.sampleType.map(({ type, unit }) => [text(type), text(unit)]);
  assert.deepEqual(kinds, SAMPLES.kinds);
  assert.deepEqual(
    [profile.period, profile.timeNanos, profile.durationNanos].map(BigInt),
    [10_000_000n, BigInt(SAMPLES.begin) * 1_000_000n, 1_500_000_000n],
  );
});

Deno.test("pprof: an empty profile is one as well", async () => {
  assert.deepEqual((await decode({ ...SAMPLES, list: [] })).sample, []);
});
