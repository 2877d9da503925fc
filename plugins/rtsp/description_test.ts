import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { parseSdp } from "media/sdp/parse.ts";
import type { Track } from "media/track.ts";
import { CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { Stage } from "../../test/streams/stage.ts";
import { describe } from "./description.ts";

Deno.test("description: media that have no RTP payload are left out, the others keep their names", () => {
  const [h264, opus] = tracksOf([CLIPS.h264, CLIPS.opus], false);
  const streamInfo = new Uint8Array(34);
  const config = { codec: "FLAC", streamInfo, sampleRate: 48_000, channels: 2 } as const;
  const flac: Track = { ...opus, id: 1, media: 1, config };
  const { stream } = new Stage([h264, flac, { ...opus, id: 2, media: 2 }]);
  assert.deepEqual(stream.lanes.map((lane) => lane.hasPackets), [true, false, true]);
  const description = parseSdp(describe(stream));
  assert.ok(!isMalformed(description));
  assert.deepEqual(description.medias.map((media) => media.control), ["trackID=0", "trackID=2"]);
});
