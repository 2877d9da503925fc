import assert from "node:assert/strict";
import { boxesIn, find } from "media/mp4/read/box.ts";
import { readMtxi, type SegmentInfo } from "media/mp4/mtxi.ts";
import { isMalformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import { CLIPS } from "../../test/streams/clips.ts";
import { inStudio, tracksIn } from "./recording_cases.ts";

const RATES = [90000, 16000];

/** What a file tells of itself. */
function infoOf(file: string): SegmentInfo {
  const bytes = Deno.readFileSync(file);
  const box = find(bytes, { from: 0, to: bytes.length }, "moov", "udta", "mtxi");
  assert.ok(box);
  const info = readMtxi(bytes.subarray(box.from, box.to));
  assert.ok(!isMalformed(info));
  return info;
}

/** Milliseconds that the header of a file tells. */
function headerDuration(file: string): number {
  const bytes = Deno.readFileSync(file);
  const box = find(bytes, { from: 0, to: bytes.length }, "moov", "mvhd")!;
  return new DataView(bytes.buffer).getUint32(box.from + 16);
}

/** When samples of a track are decoded on the time line of the recording, in microseconds, of all files. */
function timesOf(files: readonly string[], track: number): number[] {
  return files.flatMap((file) => {
    const base = infoOf(file).dts / 1000;
    return tracksIn(file)[track].samples.map(({ dts }) =>
      Math.round(base + dts / RATES[track] * 1e6)
    );
  });
}

Deno.test("recording: files follow each other without a gap, and nothing is missing", () =>
  inStudio({}, async (studio) => {
    studio.play(8);
    await studio.stop();
    const { files, created, completed } = studio;
    assert.ok(files.length >= 3);
    assert.deepEqual(created.toSorted(), files);
    const infos = files.map(infoOf);
    assert.deepEqual(infos.map(({ number }) => number), [...files.keys()]);
    assert.equal(new Set(infos.map(({ streamId }) => streamId.toHex())).size, 1);
    for (const [track, count] of [[0, 8 * 14], [1, 8 * 9]]) {
      const times = timesOf(files, track);
      assert.equal(times.length, count);
      const first = times[0];
      const frame = track === 0 ? 40_000 : 64_000;
      for (const [i, time] of times.entries()) {
        const expected = track === 0 ? i * frame : Math.floor(i / 9) * 560_000 + i % 9 * frame;
        assert.ok(Math.abs(time - first - expected) <= 100, `sample ${i} of track ${track}`);
      }
    }
    for (const [file, duration] of completed.slice(0, -1)) {
      assert.ok(duration >= 1 && duration < 1.4, `${duration} s`);
      assert.ok(Math.abs(headerDuration(file) - 1000 * duration) <= 1);
      assert.ok(tracksIn(file)[0].samples[0].randomAccess);
    }
  }));

Deno.test("recording: files are named after the wall clock when they begin", () =>
  inStudio({}, async (studio) => {
    studio.play(8);
    await studio.stop();
    const { files, folder } = studio, first = infoOf(files[0]);
    for (const file of files) {
      const info = infoOf(file), seconds = Math.floor(info.ntp / 1e6);
      const micros = String(info.ntp % 1e6).padStart(6, "0");
      assert.equal(file, `${folder}/cam/${seconds}-${micros}.mp4`);
      const drift = info.ntp - first.ntp - (info.dts - first.dts) / 1000;
      assert.ok(Math.abs(drift) < 50_000);
    }
  }));

Deno.test("recording: what was complete is in the file while it is being written", () =>
  inStudio({ recordSegmentDuration: 60_000 }, async (studio) => {
    studio.play(4);
    await until(() => studio.created.length > 0 && fragmentsIn(studio.created[0]) >= 8);
    const [file] = studio.created, [video] = tracksIn(file);
    assert.deepEqual([...studio.recording.files()], [file]);
    assert.ok(video.samples.length >= 4 * 14 - 6 && studio.completed.length === 0);
    assert.equal(headerDuration(file), 0);
    await studio.stop();
    assert.deepEqual([...studio.recording.files()], []);
  }));

function fragmentsIn(file: string): number {
  return boxesIn(Deno.readFileSync(file)).filter(({ type }) => type === "moof").length;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

Deno.test("recording: a part that is too large ends it, and what was there is written", () =>
  inStudio({ recordMaxPartSize: 700 }, async (studio) => {
    studio.play(1);
    await assert.rejects(studio.ended, { message: "reached maximum part size" });
    assert.ok(tracksIn(studio.created[0])[0].samples.length > 0);
  }));

/** What is said of samples that belong to a time that is over. */
const TOO_LATE = "WAR sample of track 2 received too late, discarding";

for (const [ticks, said] of [[-16000, []], [-96000, [TOO_LATE]]] as const) {
  Deno.test(`recording: samples from ${ticks} ticks before the file are discarded`, () =>
    inStudio({}, async (studio) => {
      const [key] = CLIPS.h264.units, sound = CLIPS.aac.units;
      studio.publisher.write(0, key);
      for (const unit of sound.slice(0, 2)) studio.publisher.write(1, unit, ticks);
      for (const unit of sound.slice(2)) studio.publisher.write(1, unit);
      await studio.stop();
      const lines = studio.stage.log.take().filter((line) => line.startsWith("WAR"));
      assert.deepEqual(lines, said);
      assert.equal(tracksIn(studio.created[0])[1].samples.length, sound.length - 2);
    }));
}

Deno.test("recording: a track that pauses does not hold up the others, and goes on in time", () =>
  inStudio({ recordSegmentDuration: 60_000, recordPartDuration: 10_000 }, async (studio) => {
    const { publisher } = studio, pictures = CLIPS.h264.units, sound = CLIPS.aac.units;
    for (let round = 0; round < 5; round++) {
      for (const unit of pictures) publisher.write(0, unit, round * 50400);
      if (round === 0) { for (const unit of sound.slice(0, 3)) publisher.write(1, unit); }
      if (round === 4) { for (const unit of sound.slice(0, 3)) publisher.write(1, unit, 4 * 8960); }
    }
    await studio.stop();
    const [, { samples }] = tracksIn(studio.files[0]), [first] = samples;
    const times = samples.map(({ dts }) => dts - first.dts);
    assert.deepEqual(times, [0, 1024, 2048, 35840, 36864, 37888]);
    assert.deepEqual(studio.stage.log.take().filter((line) => line.startsWith("WAR")), []);
  }));

Deno.test("recording: a picture of another kind begins another file, at once", () =>
  inStudio({ recordSegmentDuration: 60_000 }, async (studio) => {
    studio.play(1);
    const { stage: { stream, clock }, publisher } = studio, [key, ...others] = CLIPS.h264.units;
    const { sps, pps } = CLIPS.h264.config as Required<ConfigOf<"H264">>;
    const changed = sps.slice();
    changed[3]++; // level
    const config = { codec: "H264", sps: changed, pps } as const;
    for (const unit of [key, ...others]) {
      const { pts, dts } = unit, shift = 50400;
      const times = { pts: pts + shift, dts: dts + shift, ntp: clock.wall() };
      stream.writeUnit({ ...unit, ...times, track: 0, config, epoch: 1 });
    }
    publisher.write(0, key, 2 * 50400);
    await studio.stop();
    assert.equal(studio.files.length, 3);
    assert.deepEqual(studio.files.map((file) => tracksIn(file)[0].samples.length), [14, 14, 1]);
  }));

Deno.test("recording: a track that cannot be declared is left out, without another file for it", async () => {
  const config = { codec: "AC3", sampleRate: 16000, channels: 2 } as const;
  await inStudio({ recordSegmentDuration: 60_000 }, async (studio) => {
    studio.play(4);
    await studio.stop();
    assert.deepEqual(studio.files.map((file) => tracksIn(file).length), [1]);
    assert.equal(tracksIn(studio.files[0])[0].samples.length, 4 * 14);
  }, [CLIPS.h264, { ...CLIPS.aac, config }]);
});

Deno.test("recording: a track whose first frame comes late gets a file that holds it", async () => {
  const config = { codec: "MPEG-1/2 Audio" } as const, frame = new Uint8Array(418);
  frame.set([0xff, 0xfb, 0x90, 0xc4]);
  const mp3 = {
    ...CLIPS.aac,
    config,
    units: CLIPS.aac.units.map((u) => ({ ...u, payload: [frame] })),
  };
  await inStudio({ recordSegmentDuration: 60_000 }, async (studio) => {
    const { publisher } = studio;
    for (let round = 0; round < 4; round++) {
      for (const unit of CLIPS.h264.units) publisher.write(0, unit, round * 50400);
      if (round < 2) continue;
      for (const unit of mp3.units.slice(0, 9)) publisher.write(1, unit, round * 8960);
    }
    await studio.stop();
    assert.deepEqual(studio.files.map((file) => tracksIn(file).length), [1, 2]);
  }, [CLIPS.h264, mp3]);
});

Deno.test("recording: a wall clock that jumps begins another file", () =>
  inStudio({ recordSegmentDuration: 60_000 }, async (studio) => {
    studio.play(2);
    studio.stage.clock.epoch += 4000;
    studio.play(1, 2);
    studio.stage.clock.epoch += 4000;
    studio.play(1, 3);
    await studio.stop();
    const [first, second] = studio.files.map(infoOf);
    assert.equal(studio.files.length, 2);
    assert.ok(second.ntp - first.ntp > 9_000_000);
  }));

Deno.test("recording: sound alone is divided anywhere", () =>
  inStudio({ recordSegmentDuration: 200, recordPartDuration: 100 }, async (studio) => {
    for (const unit of CLIPS.aac.units) {
      studio.stage.clock.advance(64);
      studio.publisher.write(0, unit);
    }
    await studio.stop();
    assert.deepEqual(studio.files.map((file) => tracksIn(file)[0].samples.length), [4, 4, 4]);
    assert.deepEqual(studio.completed.map(([, duration]) => duration), [0.256, 0.256, 0.256]);
  }, [CLIPS.aac]));

Deno.test("recording: no file takes the place of another", () =>
  inStudio({}, async (studio) => {
    const folder = `${studio.folder}/cam`, second = Math.floor(studio.stage.clock.wall() / 1000);
    const name = (fraction: number) => `${folder}/${second}-00000${fraction}.mp4`;
    await Deno.mkdir(folder);
    for (const fraction of [0, 1]) await Deno.writeTextFile(name(fraction), "precious");
    studio.publisher.write(0, CLIPS.h264.units[0]);
    await studio.stop();
    assert.deepEqual(studio.created, [name(2)]);
    assert.equal(await Deno.readTextFile(name(1)), "precious");
  }));

Deno.test("recording: a folder that cannot be made ends it with the reason", () =>
  inStudio({ recordPath: "FOLDER/obstacle/%path/%s" }, async (studio) => {
    studio.play(2);
    await assert.rejects(studio.ended, {
      message: /^cannot create a file in .*\/obstacle\/cam: .+ \(os error \d+\)$/,
    });
    assert.deepEqual(studio.completed, []);
  }));

Deno.test("recording: what cannot be written at the end is said", () =>
  inStudio(
    { recordPath: "FOLDER/obstacle/%path/%s", recordPartDuration: 60_000 },
    async (studio) => {
      studio.play(1);
      await studio.stop();
      const [error] = studio.stage.log.take().filter((line) => line.startsWith("ERR"));
      assert.match(error, /^ERR cannot create a file in /);
    },
  ));

Deno.test("recording: tracks that a format cannot hold are skipped", async () => {
  const vp8 = { ...CLIPS.h264, config: { codec: "VP8" } as const };
  await inStudio({}, async (studio) => {
    assert.deepEqual(studio.stage.log.take(), [
      "WAR skipping track 1 (VP8)",
      "INF recording 1 track (MPEG-4 Audio)",
    ]);
    await studio.stop();
    assert.deepEqual(studio.stage.log.take(), ["INF recording stopped"]);
  }, [vp8, CLIPS.aac]);
  await inStudio({}, async (studio) => {
    assert.deepEqual(studio.stage.log.take(), [
      "WAR skipping track 1 (VP8)",
      "WAR no supported tracks found, skipping recording",
    ]);
    await studio.stop();
    assert.deepEqual(studio.stage.log.take(), []);
  }, [vp8]);
});

Deno.test("recording: files of MPEG-TS begin with their tables and hold whole packets", () =>
  inStudio({ recordFormat: "mpegts" }, async (studio) => {
    studio.play(8);
    await studio.stop();
    assert.ok(studio.files.length >= 3);
    for (const file of studio.files) {
      const bytes = await Deno.readFile(file);
      assert.ok(file.endsWith(".ts") && bytes.length > 0 && bytes.length % 188 === 0);
      for (let at = 0; at < bytes.length; at += 188) assert.equal(bytes[at], 0x47);
      assert.equal((bytes[1] & 0x1f) << 8 | bytes[2], 0, "PAT first");
    }
  }));
