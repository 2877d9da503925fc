import assert from "node:assert/strict";
import { CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { FramePublisher } from "../../test/streams/stage.ts";
import { settle } from "../../test/fake_clock.ts";
import { party, pathsOf } from "../../test/paths.ts";
import * as config from "./config.ts";
import { Recorder } from "./recorder.ts";

/** A path `cam` with a publisher of pictures, and a recorder that follows it. */
async function scene(values: string, test: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  // No file can be created below another.
  await Deno.writeTextFile(`${folder}/obstacle`, "");
  const yaml = (more: string) =>
    `pathDefaults: { recordPath: '${folder}/%path/%s-%f' }\npaths: { cam: { ${
      more.replace("FOLDER", folder)
    } } }`;
  const around = await pathsOf(yaml(values), [{ ...config, name: "recorder" }]);
  const { paths, hooks, clock, log, access } = around, recorder = new Recorder({ clock, hooks });
  hooks.on("recorder", "available", (path) => recorder.update(path));
  hooks.on("recorder", "unavailable", (path) => recorder.stop(path));
  const events: string[] = [];
  hooks.on("test", "segmentCreated", () => void events.push("created"));
  hooks.on(
    "test",
    "segmentCompleted",
    ({ duration }) => void events.push(`completed ${duration!.toFixed(2)}`),
  );
  const granted = await access("publish", "cam");
  const publication = paths.publish(granted, party("p"), tracksOf([CLIPS.h264], false));
  const publisher = new FramePublisher({ stream: publication.stream, clock }, [CLIPS.h264]);
  const reload = async (more: string) => {
    await around.reload(yaml(more));
    for (const path of paths.paths.values()) recorder.update(path);
    await settle();
  };
  const lines = () => log.take().filter((line) => line.includes("recorder")).map(shortened);
  try {
    await test({ ...{ folder, events, publisher, publication, clock, recorder }, reload, lines });
  } finally {
    await recorder.close();
    await paths.close();
    await Deno.remove(folder, { recursive: true });
  }
}

interface Scene {
  readonly folder: string;
  readonly events: string[];
  readonly publisher: FramePublisher;
  readonly publication: { close(): void };
  readonly clock: { advance(milliseconds: number): void };
  readonly recorder: Recorder;
  reload(values: string): Promise<void>;
  lines(): string[];
}

function shortened(line: string): string {
  return line.replace("[path cam] [recorder] ", "").replace(/ segment .*/, "");
}

const BEGUN = ["INF recording 1 track (H264)"], STOPPED = ["INF recording stopped"];
const FILE = ["DEB creating", "DEB closing"];

Deno.test("recorder: a stream is recorded from its beginning to its end", () =>
  scene("record: yes", async ({ publisher, publication, recorder, events, lines }) => {
    assert.deepEqual(lines(), BEGUN);
    for (const unit of CLIPS.h264.units) publisher.write(0, unit);
    publication.close();
    await recorder.close();
    assert.deepEqual(events, ["created", "completed 0.56"]);
    assert.deepEqual(lines(), [...FILE, ...STOPPED]);
  }));

Deno.test("recorder: other parameters begin another file at once, and end it", () =>
  scene("record: no", async ({ reload, publisher, recorder, events, lines }) => {
    assert.deepEqual(lines(), []);
    await reload("record: yes");
    assert.deepEqual(lines(), BEGUN);
    for (const unit of CLIPS.h264.units) publisher.write(0, unit);
    await reload("record: yes, recordDeleteAfter: 2d");
    assert.deepEqual(lines(), []);
    await reload("record: yes, recordSegmentDuration: 2h");
    assert.deepEqual(lines().slice(0, 1), BEGUN);
    await reload("record: no");
    await recorder.close();
    assert.deepEqual(events, ["created", "completed 0.56"]);
  }));

Deno.test("recorder: what cannot be written is said once, and tried again every two seconds", () =>
  scene("record: yes, recordPath: 'FOLDER/obstacle/%path/%s'", async (scene) => {
    const { publisher, clock, folder, reload, events, recorder } = scene, said: string[] = [];
    const ends = async (count: number) => {
      const stops = () => said.filter((line) => line === STOPPED[0]).length;
      for (; stops() < count; await settle()) said.push(...scene.lines());
    };
    for (let round = 0; round < 3; round++) {
      for (const unit of CLIPS.h264.units) publisher.write(0, unit, 2 * round * 100800);
      for (const unit of CLIPS.h264.units.slice(0, 2)) {
        publisher.write(0, unit, 90000 + 2 * round * 100800);
      }
      await ends(round + 1);
      await settle();
      clock.advance(2000);
      await settle();
    }
    said.push(...scene.lines());
    const errors = said.filter((line) => line.startsWith("ERR"));
    assert.equal(errors.length, 1);
    assert.ok(errors[0].startsWith(`ERR cannot create a file in ${folder}/obstacle/cam: `));
    assert.equal(said.filter((line) => line === BEGUN[0]).length, 4);
    await reload("record: yes, recordPath: 'FOLDER/b/%path/%s'");
    publisher.write(0, CLIPS.h264.units[0], 900_000);
    await recorder.close();
    assert.deepEqual(events.slice(0, 1), ["created"]);
  }));
