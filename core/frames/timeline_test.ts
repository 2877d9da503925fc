import assert from "node:assert/strict";
import { Timeline } from "./timeline.ts";

/** Messages as `TRACK@TIMESTAMP` and where they are placed; each comes when its timestamp says, if not told otherwise. */
interface Case {
  readonly name: string;
  readonly messages: readonly (readonly [track: number, timestamp: number, now: number])[];
  readonly placed: readonly number[];
  readonly jumps?: number;
}

const cases: readonly Case[] = [
  {
    name: "it begins at 0, tracks keep their distance",
    messages: [[0, 5000, 0], [1, 4990, 5], [0, 5040, 40], [1, 5013, 45]],
    placed: [0, -10, 40, 13],
  },
  {
    name: "a jump forwards: time goes on on both tracks, by the step of the first",
    messages: [
      ...[[0, 0, 0], [1, 10, 10], [0, 40, 40], [1, 50, 50]] as const,
      ...[[0, 3_600_080, 80], [1, 3_600_090, 90], [0, 3_600_120, 120]] as const,
    ],
    placed: [0, 10, 40, 50, 80, 90, 120],
    jumps: 1,
  },
  {
    name: "a jump back",
    messages: [[0, 90_000, 0], [1, 90_010, 10], [0, 90_040, 40], [0, 0, 80], [1, 10, 90]],
    placed: [0, 10, 40, 80, 90],
    jumps: 1,
  },
  {
    name: "old messages of one track behind a jump of the other",
    messages: [
      ...[[0, 0, 0], [1, 0, 0], [0, 40, 40], [0, 100_080, 80]] as const,
      ...[[1, 23, 81], [0, 100_120, 120], [1, 100_103, 121], [1, 100_126, 144]] as const,
    ],
    placed: [0, 0, 40, 80, 23, 120, 103, 126],
    jumps: 1,
  },
  {
    name: "a little back is no jump, and no time goes back",
    messages: [[0, 0, 0], [0, 40, 40], [0, 20, 45], [0, 80, 80]],
    placed: [0, 40, 40, 80],
  },
  {
    name: "a pause is no jump, where time has passed",
    messages: [[0, 0, 0], [0, 40, 40], [0, 8040, 8040]],
    placed: [0, 40, 8040],
  },
  {
    name: "a track that begins late",
    messages: [[0, 0, 0], [0, 40, 40], [0, 10_000, 10_000], [1, 10_010, 10_010]],
    placed: [0, 40, 10_000, 10_010],
  },
];

for (const { name, messages, placed, jumps = 0 } of cases) {
  Deno.test(`timeline: ${name}`, () => {
    const timeline = new Timeline();
    const found = messages.map(([track, timestamp, now]) => timeline.place(track, timestamp, now));
    assert.deepEqual(found, placed);
    assert.equal(timeline.jumps, jumps);
  });
}

Deno.test("timeline: whatever comes, no track goes back, and steps are bounded", () => {
  const timeline = new Timeline(), last = [-Infinity, -Infinity];
  let state = 1;
  for (let i = 0; i < 20_000; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const track = state >> 8 & 1, timestamp = (state >> 16) % 50 === 0 ? state : i * 20;
    const placed = timeline.place(track, timestamp, i * 20);
    assert.ok(placed >= last[track]);
    if (last[track] !== -Infinity) assert.ok(placed - last[track] <= 10_000);
    last[track] = placed;
  }
});
