import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { isMalformed } from "media/malformed.ts";
import { fromHex } from "../damage_cases.ts";
import { readFormat } from "../format.ts";
import { marker, payloadEnd, payloadStart, timestamp, validPacket } from "../packet.ts";
import type { DecodedUnit } from "./payload.ts";
import { depacketizerFor, inspectorFor } from "./registry.ts";
import aac from "./vectors/aac_ffmpeg.json" with { type: "json" };
import aacFragmentsFfmpeg from "./vectors/aac_fragments_ffmpeg.json" with { type: "json" };
import aacFragmentsGstreamer from "./vectors/aac_fragments_gstreamer.json" with { type: "json" };
import av1 from "./vectors/av1_ffmpeg.json" with { type: "json" };
import h264Ffmpeg from "./vectors/h264_ffmpeg.json" with { type: "json" };
import h264Gstreamer from "./vectors/h264_gstreamer.json" with { type: "json" };
import h265Ffmpeg from "./vectors/h265_ffmpeg.json" with { type: "json" };
import h265Gstreamer from "./vectors/h265_gstreamer.json" with { type: "json" };
import latmFfmpeg from "./vectors/latm_ffmpeg.json" with { type: "json" };
import latmGstreamer from "./vectors/latm_gstreamer.json" with { type: "json" };
import mjpegFfmpeg from "./vectors/mjpeg_ffmpeg.json" with { type: "json" };
import mjpegGstreamer from "./vectors/mjpeg_gstreamer.json" with { type: "json" };
import ac3FragmentsGstreamer from "./vectors/ac3_fragments_gstreamer.json" with { type: "json" };
import ac3Gstreamer from "./vectors/ac3_gstreamer.json" with { type: "json" };
import mp4vFfmpeg from "./vectors/mp4v_ffmpeg.json" with { type: "json" };
import mp4vGstreamer from "./vectors/mp4v_gstreamer.json" with { type: "json" };
import mpaFfmpeg from "./vectors/mpa_ffmpeg.json" with { type: "json" };
import mpaFragmentsFfmpeg from "./vectors/mpa_fragments_ffmpeg.json" with { type: "json" };
import mpaFragmentsGstreamer from "./vectors/mpa_fragments_gstreamer.json" with { type: "json" };
import mpaGstreamer from "./vectors/mpa_gstreamer.json" with { type: "json" };
import mpv1Ffmpeg from "./vectors/mpv1_ffmpeg.json" with { type: "json" };
import mpvFfmpeg from "./vectors/mpv_ffmpeg.json" with { type: "json" };
import mpvGstreamer from "./vectors/mpv_gstreamer.json" with { type: "json" };
import opus from "./vectors/opus_ffmpeg.json" with { type: "json" };
import vp8Ffmpeg from "./vectors/vp8_ffmpeg.json" with { type: "json" };
import vp8Gstreamer from "./vectors/vp8_gstreamer.json" with { type: "json" };
import vp9Ffmpeg from "./vectors/vp9_ffmpeg.json" with { type: "json" };
import vp9Gstreamer from "./vectors/vp9_gstreamer.json" with { type: "json" };

/**
 * RTP packets captured from real senders. `units` are what was in the file they sent, taken from there by other
 * means: length and first half of the MD5 of each NAL unit, OBU or frame, of the scan alone for M-JPEG.
 */
const vectors = [
  h264Ffmpeg,
  h264Gstreamer,
  h265Ffmpeg,
  h265Gstreamer,
  vp8Ffmpeg,
  vp8Gstreamer,
  vp9Ffmpeg,
  vp9Gstreamer,
  av1,
  mjpegFfmpeg,
  mjpegGstreamer,
  mpvFfmpeg,
  mpv1Ffmpeg,
  mpvGstreamer,
  mp4vFfmpeg,
  mp4vGstreamer,
  aac,
  aacFragmentsFfmpeg,
  aacFragmentsGstreamer,
  opus,
  latmFfmpeg,
  latmGstreamer,
  mpaFfmpeg,
  mpaFragmentsFfmpeg,
  mpaGstreamer,
  mpaFragmentsGstreamer,
  ac3Gstreamer,
  ac3FragmentsGstreamer,
];

const AUDIO = /^(opus|mpeg4|mp4a|mpa|ac3)/i;

function setUp(vector: typeof vectors[number]) {
  const kind = AUDIO.test(vector.rtpmap) ? "audio" : "video";
  const format = readFormat(kind, 96, vector.rtpmap, vector.fmtp);
  assert.ok(!isMalformed(format), vector.rtpmap);
  const depacketizer = depacketizerFor(format.config, format.rtp);
  const inspect = inspectorFor(format.config, format.rtp);
  assert.ok(depacketizer && inspect, vector.rtpmap);
  return { name: `${vector.rtpmap} of ${vector.sender}`, depacketizer, inspect };
}

function tag(part: Uint8Array, isJpeg: boolean): string {
  const bytes = isJpeg ? scanOf(part) : part;
  return `${bytes.length}:${createHash("md5").update(bytes).digest("hex").slice(0, 8)}`;
}

/** What is between the SOS segment and the end of the image. */
function scanOf(jpeg: Uint8Array): Uint8Array {
  const at = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xda) + 2;
  return jpeg.subarray(at + (jpeg[at] << 8 | jpeg[at + 1]), jpeg.length - 2);
}

for (const vector of vectors) {
  const { name, depacketizer, inspect } = setUp(vector);

  Deno.test(`captured RTP: ${name}`, () => {
    const units: DecodedUnit[] = [], keys: boolean[] = [];
    let first = true, key = false;
    for (const hex of vector.packets) {
      const bytes = fromHex(hex), end = bytes.length;
      assert.ok(validPacket(bytes, 0, end));
      const from = payloadStart(bytes, 0, end), to = payloadEnd(bytes, 0, end);
      const { start, randomAccess } = inspect(bytes, from, to);
      assert.ok(start || !first, "a unit begins with a start");
      key ||= randomAccess;
      const answer = depacketizer.push(
        bytes.subarray(from, to),
        timestamp(bytes, 0),
        marker(bytes, 0),
      );
      assert.ok(!isMalformed(answer));
      units.push(...answer);
      first = answer.length > 0;
      for (const _ of answer) keys.push(key);
      if (first) key = false;
    }
    const tags = units.map((unit) => // GStreamer repeats parameter sets that are in the stream already.
    [...new Set(unit.payload.map((part) => tag(part, vector.rtpmap === "JPEG/90000")))]);
    assert.deepEqual(tags, vector.units);
    const always = AUDIO.test(vector.rtpmap) || vector.rtpmap === "JPEG/90000";
    assert.deepEqual(
      keys,
      units.map((_, i) => always || i % 2 === 0),
      "every other frame is a key frame",
    );
  });
}
