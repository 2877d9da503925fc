import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { parseSdp } from "media/sdp/parse.ts";
import { writeSdp } from "media/sdp/write.ts";
import { describe, readAnnouncement } from "../../../plugins/rtsp/description.ts";
import { Stage } from "../../../test/streams/stage.ts";
import { harvest } from "../harvest.ts";
import type { Input, Target } from "../target.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();
const { texts } = await harvest("media/sdp");

/** Whole descriptions. */
export const descriptions: readonly string[] = texts.filter((text) => /(^|\n|\r)\s*m=/.test(text));

const words = [
  ...["\r\n", "\n", "\r", "\0", "=", ":", " ", "/", ";"],
  ...["m=video 0 RTP/AVP 96\r\n", "m=audio 0 RTP/AVP 0 8 97\r\n", "a=rtpmap:96 H265/90000\r\n"],
  ...["a=fmtp:96 ", "a=control:", "a=key-mgmt:mikey ", "a=sendonly\r\n", "c=IN IP4 ", "a="],
  ...["__proto__", "4294967296", "-1", "99999999999999999999", "NaN", "\u{1F600}"],
];

/** What was read can be written, and is then read as the same. */
function parse([bytes]: Input): void {
  const description = parseSdp(decoder.decode(bytes));
  if (isMalformed(description)) return;
  const once = parseSdp(writeSdp(description));
  assert.ok(!isMalformed(once), "written, not read again");
  assert.deepEqual(parseSdp(writeSdp(once)), once);
}

/** What a publisher announces, a reader is described. */
function announce([bytes]: Input): void {
  const announced = readAnnouncement(decoder.decode(bytes));
  if (isMalformed(announced)) return;
  const { stream } = new Stage(announced.tracks);
  const again = parseSdp(describe(stream));
  assert.ok(!isMalformed(again), "described, not read again");
  assert.equal(
    new Set(announced.tracks.map((track) => track.media)).size,
    again.medias.length,
    "media",
  );
}

const seeds: Input[] = descriptions.map((text) => [encoder.encode(text)]);

export const sdp: readonly Target[] = [
  { name: "sdp", seeds, words, run: parse },
  { name: "announcement", seeds, words, run: announce },
];
