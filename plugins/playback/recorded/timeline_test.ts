import assert from "node:assert/strict";
import { CLIPS } from "../../../test/streams/clips.ts";
import { listRuns, viewRun } from "../list.ts";
import { EPOCH, type FileCase, LENGTH, within, write } from "../recorded_cases.ts";
import { RecordedFile } from "./file.ts";
import { runsOf } from "./timeline.ts";

/** The runs that files make: when they begin and how long they last, in seconds. */
type Found = readonly (readonly [start: number, duration: number])[];

const PICTURES = [CLIPS.h264];
const AT = [0, LENGTH, 2 * LENGTH];

const CASES: readonly [name: string, files: readonly FileCase[], runs: Found][] = [
  ["one file", [{ at: 0, number: 0 }], [[0, LENGTH]]],
  ["one that was not brought to an end", [{ at: 0, number: 0, unfinished: true }], [[0, LENGTH]]],
  ["three that follow", AT.map((at, number) => ({ at, number })), [[0, 3 * LENGTH]]],
  [
    "times are those of the media, however the wall clock went",
    [{ at: 0, number: 0 }, { at: 9, number: 1, dts: LENGTH }],
    [[0, 2 * LENGTH]],
  ],
  ["one is missing", [{ at: 0, number: 0 }, { at: 2 * LENGTH, number: 2 }], [
    [0, LENGTH],
    [2 * LENGTH, LENGTH],
  ]],
  ["another recording", [{ at: 0, number: 0 }, { at: LENGTH, number: 1, stream: 2 }], [
    [0, LENGTH],
    [LENGTH, LENGTH],
  ]],
  ["other tracks", [{ at: 0, number: 0 }, { at: LENGTH, number: 1, clips: PICTURES }], [
    [0, LENGTH],
    [LENGTH, LENGTH],
  ]],
  ["files of others, near to each other", [{ at: 0 }, { at: LENGTH + 0.9 }], [
    [0, 2 * LENGTH + 0.9],
  ]],
  ["files of others, with a gap", [{ at: 0 }, { at: LENGTH + 1.1 }], [
    [0, LENGTH],
    [LENGTH + 1.1, LENGTH],
  ]],
  ["files of others, of other tracks", [{ at: 0 }, { at: LENGTH, clips: PICTURES }], [
    [0, LENGTH],
    [LENGTH, LENGTH],
  ]],
];

const near = (value: number) => Math.round(value * 1e6) / 1e6;

for (const [name, files, expected] of CASES) {
  Deno.test(`timeline: ${name}`, () =>
    within(async (folder) => {
      const runs = await runsOf(await write(folder, files), assert.fail);
      const found = runs.map((
        { start, duration },
      ) => [near((start - EPOCH) / 1e6), near(duration)]);
      assert.deepEqual(found, expected.map((run) => run.map(near)));
    }));
}

Deno.test("timeline: files that cannot be read are left out, which is said", () =>
  within(async (folder) => {
    const segments = await write(folder, AT.map((at, number) => ({ at, number })));
    const whole = await Deno.readFile(segments[1].file), reasons: string[] = [];
    for (const bytes of [new Uint8Array(0), whole.slice(0, 400), new Uint8Array(500).fill(7)]) {
      await Deno.writeFile(segments[1].file, bytes);
      const runs = await runsOf(segments, (reason) => reasons.push(reason));
      assert.deepEqual(runs.map(({ start }) => start), [segments[0].start, segments[2].start]);
    }
    assert.equal(reasons.length, 3);
    for (const reason of reasons) {
      assert.ok(reason.startsWith(`cannot read ${segments[1].file}: MP4: `));
    }
  }));

Deno.test("timeline: of a file that was cut, the samples that are whole count", () =>
  within(async (folder) => {
    const [{ file }] = await write(folder, [{ at: 0, number: 0, unfinished: true }]);
    const whole = await Deno.readFile(file), durations: number[] = [];
    for (let length = 1500; length <= whole.length; length += 100) {
      await Deno.writeFile(file, whole.slice(0, length));
      const opened = await RecordedFile.open(file);
      durations.push(await opened.duration());
      opened.close();
    }
    assert.ok(durations.every((duration, i) => i === 0 || duration >= durations[i - 1]));
    assert.ok(durations[0] < 0.3 && durations.at(-1)! > 0.4);
  }));

Deno.test("list: runs are cut to the bounds, and have the address that gives them", () =>
  within(async (folder) => {
    const files = [{ at: 0, number: 0 }, { at: LENGTH, number: 1 }, {
      at: 10,
      number: 2,
      stream: 3,
    }];
    const segments = await write(folder, files);
    const list = async (start?: number, end?: number) => {
      const at = (seconds?: number) => seconds === undefined ? undefined : EPOCH + seconds * 1e6;
      const runs = await listRuns({ segments }, { start: at(start), end: at(end) }, assert.fail);
      return runs.map(({ start, duration }) => [near((start - EPOCH) / 1e6), near(duration)]);
    };
    assert.deepEqual(await list(), [[0, 1.12], [10, 0.56]]);
    assert.deepEqual(await list(0.7), [[0.7, 0.42], [10, 0.56]]);
    assert.deepEqual(await list(0.2, 10.1), [[0.2, 0.92], [10, 0.1]]);
    assert.deepEqual(await list(undefined, 0.3), [[0, 0.3]]);
    assert.deepEqual(await list(5, 6), []);
    assert.deepEqual(await list(11), []);
    const { url } = viewRun({ start: EPOCH, duration: 1.12 }, "cam/1", "https://host:9996");
    assert.match(url, /^https:\/\/host:9996\/get\?duration=1\.12&path=cam%2F1&start=2026-11-21T/);
    assert.equal(Date.parse(new URL(url).searchParams.get("start")!) * 1000, EPOCH);
  }));
