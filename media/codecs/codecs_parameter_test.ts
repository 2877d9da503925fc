import assert from "node:assert/strict";
import { fromHex } from "media/rtp/damage_cases.ts";
import type { TrackConfig } from "media/track.ts";
import { codecsParameter } from "./codecs_parameter.ts";
import { cases as records } from "./record_cases.ts";

/** Those of records, in their order. */
const OF_RECORDS: readonly (string | undefined)[] = [
  ...["avc1.42c00b", "avc1.7a000b", "hvc1.1.6.L30.90", "av01.0.00M.08", "av01.1.00M.10"],
  ...["vp09.00.10.08", "vp09.03.10.12", "opus", "opus", "opus", "opus", "fLaC", "fLaC"],
  ...["ac-3", "ac-3", "ac-3"],
];

Deno.test("codecs parameter: of tracks with configuration records", () => {
  const found = records.map(({ config, frame }) => codecsParameter(config, frame && [frame]));
  assert.deepEqual(found, OF_RECORDS);
});

const aac = (hex: string): TrackConfig => ({
  codec: "MPEG-4 Audio",
  config: fromHex(hex),
  sampleRate: 48000,
  channels: 2,
});

const CASES: readonly [TrackConfig, string | undefined, string?][] = [
  [aac("1190"), "mp4a.40.2"],
  [aac("2b098800"), "mp4a.40.5"],
  [aac(""), undefined],
  [{ codec: "MPEG-1/2 Audio" }, "mp4a.6B", "fffb90c4"],
  [{ codec: "MPEG-1/2 Audio" }, "mp4a.69", "fff39004"],
  [{ codec: "MPEG-1/2 Audio" }, undefined],
  [{ codec: "VP9" }, undefined, "8600"],
  [{ codec: "H264" }, undefined],
  [{ codec: "H265" }, undefined],
  [{ codec: "AV1" }, undefined],
  [{ codec: "KLV" }, undefined],
];

Deno.test("codecs parameter: by hand, and where something is missing", () => {
  for (const [config, expected, frame] of CASES) {
    assert.equal(codecsParameter(config, frame ? [fromHex(frame)] : []), expected, config.codec);
  }
});
