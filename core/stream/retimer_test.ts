import assert from "node:assert/strict";
import { soundDuration } from "media/codecs/duration.ts";
import { CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { PacketPublisher, Stage } from "../../test/streams/stage.ts";

Deno.test("retimer: sound is timed by its samples for who wants it, until something is missing", () => {
  const { opus } = CLIPS, [unit] = opus.units, stage = new Stage(tracksOf([opus], true));
  const publisher = new PacketPublisher(stage, [opus]);
  const reader = stage.packets(0, { payloadMax: 1400, retimeAudio: true });
  const duration = soundDuration(opus.config, unit.payload, 48_000)!;
  const second = 48_000, jitter = [0, 300, -500, 0, 9000, 2 * second, 2 * second];
  jitter.forEach((late, i) => {
    publisher.send(0, publisher.pack(0, { ...unit, pts: i * duration + late }));
  });
  publisher.feed.close();
  const origin = reader.packets[0].timestamp;
  assert.deepEqual(
    reader.packets.map(({ timestamp }) => (timestamp - origin) >>> 0),
    [0, 1, 2, 3, 4].map((i) => i * duration)
      .concat([5, 6].map((i) => i * duration + 2 * second)),
  );
});
