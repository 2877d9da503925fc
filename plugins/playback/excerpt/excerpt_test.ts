import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { type Mp4Track, readMp4 } from "media/mp4/read/mp4.ts";
import { EPOCH, type FileCase, LENGTH, within, write } from "../recorded_cases.ts";
import { fragmented, plain } from "./body.ts";
import { Excerpt } from "./excerpt.ts";

const FOLLOWING = [0, 1, 2].map((number) => ({ at: 100 + number * LENGTH, number }));

/** What an excerpt from `start` on, of `duration` seconds, is as a file, in both formats; undefined where it is none. */
async function excerpts(
  files: readonly FileCase[],
  start: number,
  duration: number,
): Promise<(readonly Mp4Track[])[] | undefined> {
  let found: (readonly Mp4Track[])[] | undefined;
  await within(async (folder) => {
    const segments = await write(folder, files);
    const at = EPOCH + Math.round(start * 1e6);
    const excerpt = await Excerpt.find(segments, at, duration, assert.fail);
    if (!excerpt) return;
    found = [];
    for (const body of [fragmented(excerpt), plain(excerpt, () => {})]) {
      const bytes = concat(await Array.fromAsync(body)), tracks = readMp4(bytes);
      assert.ok(!isMalformed(tracks));
      found.push(tracks);
    }
  });
  return found;
}

/** When samples of a track are decoded and shown, in milliseconds after what was asked for. */
const times = ({ samples, timescale }: Mp4Track) =>
  samples.map(({ dts, pts }) => [dts, pts].map((time) => Math.round(1000 * time / timescale)));

for (const [i, format] of ["fmp4", "mp4"].entries()) {
  Deno.test(`excerpt, ${format}: all of one recording, file behind file`, async () => {
    const [video, sound] = (await excerpts(FOLLOWING, 100, 60))![i];
    assert.deepEqual([video.samples.length, sound.samples.length], [3 * 14, 3 * 9]);
    assert.deepEqual(
      times(video).map(([dts]) => dts),
      Array.from({ length: 42 }, (_, i) => 40 * i),
    );
    const starts = times(sound).map(([dts]) => dts);
    assert.deepEqual([starts[0], starts[1], starts[9], starts[18]], [0, 64, 560, 1120]);
    assert.equal(video.samples.filter(({ randomAccess }) => randomAccess).length, 6);
  });

  Deno.test(`excerpt, ${format}: begins with the last key frame before, and what is before is not shown`, async () => {
    const [video, sound] = (await excerpts(FOLLOWING, 100.4, 0.5))![i];
    const [first] = times(video);
    assert.ok(video.samples[0].randomAccess);
    assert.deepEqual(first, [280 - 400, 360 - 400]);
    assert.ok(times(sound)[0][0] <= 0 && times(sound)[0][0] > -64);
    assert.deepEqual(times(video).at(-1)![0], 480);
    assert.ok(times(sound).at(-1)![0] < 500);
  });

  Deno.test(`excerpt, ${format}: ends with the first file that does not follow`, async () => {
    const files = [FOLLOWING[0], FOLLOWING[1], { ...FOLLOWING[2], number: 3 }];
    const [video] = (await excerpts(files, 100.1, 60))![i];
    assert.equal(video.samples.length, 28);
  });

  Deno.test(`excerpt, ${format}: what begins in a gap begins with what comes next`, async () => {
    const files = [{ at: 0, number: 0 }, { at: 10, number: 1, stream: 2 }];
    for (const start of [-5, 5]) {
      const [video, sound] = (await excerpts(files, start, 60))![i];
      assert.deepEqual([times(video)[0][0], times(sound)[0][0]], [0, 0]);
      assert.equal(video.samples.length, 14);
    }
  });

  Deno.test(`excerpt, ${format}: sizes of pictures and configs are those of the recording`, async () => {
    const [video, sound] = (await excerpts(FOLLOWING, 100, 60))![i];
    assert.equal(video.config?.codec, "H264");
    assert.equal(sound.config?.codec, "MPEG-4 Audio");
    assert.deepEqual([video.timescale, sound.timescale], [90000, 16000]);
  });
}

Deno.test("excerpt: nothing was recorded then", async () => {
  assert.equal(await excerpts(FOLLOWING, 50, 50), undefined);
  assert.equal(await excerpts(FOLLOWING, 102, 50), undefined);
  assert.equal(await excerpts([], 100, 50), undefined);
});

Deno.test("excerpt: a file that is cut while it is read ends it", () =>
  within(async (folder) => {
    const segments = await write(folder, [FOLLOWING[0]]);
    const excerpt = await Excerpt.find(segments, EPOCH + 100e6, 9, assert.fail);
    const body = plain(excerpt!, () => Deno.truncateSync(segments[0].file, 2500));
    await assert.rejects(Array.fromAsync(body), /was cut while it was read/);
  }));

Deno.test("excerpt: files that cannot be read were not recorded, which is said", () =>
  within(async (folder) => {
    const segments = await write(folder, FOLLOWING);
    const lengths = async () => {
      const told: Error[] = [];
      const unreadable = (error: Error) => void told.push(error);
      const excerpt = await Excerpt.find(segments, EPOCH + 100e6, 9, unreadable);
      const bytes = concat(await Array.fromAsync(fragmented(excerpt!))), tracks = readMp4(bytes);
      assert.ok(!isMalformed(tracks));
      return [tracks[0].samples.length, told.length];
    };
    await Deno.truncate(segments[2].file, 0);
    assert.deepEqual(await lengths(), [28, 1]);
    await Deno.truncate(segments[0].file, 100);
    assert.deepEqual(await lengths(), [14, 2]);
  }));
