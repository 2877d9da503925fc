import assert from "node:assert/strict";
import { type Clip, FRAME_RATE, WIDTH } from "./clips.ts";
import { type Decoded, type Packet, type Probed, SOUND_RATE } from "./probe.ts";

const FRAME = 1000 / FRAME_RATE;
/** Milliseconds that a timestamp may be beside where the one before wants it: sender reports move all a little. */
const JITTER = 45;
/**
 * Milliseconds that the ends of sound and picture may be apart: a client that is stopped on a busy machine leaves the
 * last packets of one track unwritten. That both are in step is measured by flashes and tones.
 */
const ENDS = 500;

/**
 * Frames at the end of a recording: it ends in decoding order, so some before the last may be missing. The first is not
 * looked at either: FFmpeg may have to guess its time.
 */
const REORDERED = 4;

/** Codecs, sizes, rates. */
export function assertTracks(
  tracks: readonly Probed[],
  { video, audio }: Clip,
  videoCodec = video.probed,
): void {
  const found = tracks.map((t) =>
    t.codec_type === "video"
      ? `${t.codec_name} ${t.width}x${t.height}`
      : `${t.codec_name} ${t.sample_rate} Hz, ${t.channels} channels`
  );
  assert.deepEqual(
    found.toSorted(),
    [
      `${videoCodec} ${WIDTH}x${video.height}`,
      `${audio.probed} ${audio.rate} Hz, ${audio.channels} channels`,
    ].toSorted(),
  );
}

/** Video: each frame follows the one before, from the first key frame on; at most one may be missing. */
export function assertVideoTimes(packets: readonly Packet[], least: number): void {
  assert.ok(packets[0]?.key, "it begins with a key frame");
  const times = packets.map((p) => p.pts).toSorted((a, b) => a - b).slice(1, -REORDERED);
  assertSteps(times);
  assertForward(packets);
  const missing = Math.round((times.at(-1)! - times[0]) / FRAME) + 1 - times.length;
  assert.ok(missing <= 1, `${missing} frames are missing`);
  assert.ok(packets.length >= least * FRAME_RATE / 1000, `only ${packets.length} frames`);
}

/** Audio: each packet follows the one before without a hole. */
export function assertAudioTimes(packets: readonly Packet[], { audio }: Clip, least: number): void {
  for (const [i, { pts, duration: known }] of packets.slice(0, -1).entries()) {
    const step = packets[i + 1].pts - pts, duration = audio.packet ?? known;
    const good = Math.abs(step - duration) <= JITTER;
    assert.ok(good, `a step of ${step} ms behind a packet of ${duration} ms at ${pts} ms`);
  }
  assertForward(packets);
  const length = packets.at(-1)!.pts - packets[0].pts;
  assert.ok(length >= least, `only ${length} ms of sound`);
}

function assertSteps(times: readonly number[]): void {
  for (let i = 1; i < times.length; i++) {
    const step = times[i] - times[i - 1];
    const good = step > FRAME - JITTER && step <= 2 * FRAME + JITTER;
    assert.ok(good, `a step of ${step.toFixed(3)} ms behind ${times[i - 1]} ms`);
  }
}

function assertForward(packets: readonly Packet[]): void {
  for (let i = 1; i < packets.length; i++) {
    const [before, after] = [packets[i - 1].dts, packets[i].dts];
    assert.ok(
      Number.isNaN(after) || !(after < before),
      `DTS goes back from ${before} to ${after} ms`,
    );
  }
}

/** Flashes and tones begin together up to `most` ms, as they do in the clip; both tracks end together. */
export function assertInStep(
  video: readonly Packet[],
  audio: readonly Packet[],
  decoded: Decoded,
  most: number,
): void {
  const apart = flashesToTones(video, audio, decoded);
  for (const { flash, tone } of apart) {
    const said = `${(tone - flash).toFixed(1)} ms between flash and tone at ${flash} ms`;
    assert.ok(Math.abs(tone - flash) <= most, said);
  }
  assert.ok(apart.length >= 2, `${apart.length} flashes with tones`);
  const ends = Math.abs(Math.max(...video.map((p) => p.pts)) - audio.at(-1)!.pts);
  assert.ok(ends <= ENDS + REORDERED * FRAME, `the tracks end ${ends} ms apart`);
}

/** Each flash and the tone that is nearest to it, in milliseconds, where there is one near it. */
export function flashesToTones(
  video: readonly Packet[],
  audio: readonly Packet[],
  { brightness, sound }: Decoded,
): { readonly flash: number; readonly tone: number }[] {
  const times = video.map((p) => p.pts).toSorted((a, b) => a - b);
  assert.equal(brightness.length, times.length, "every frame was decoded");
  const flashes = times.filter((_, i) => i > 0 && brightness[i] > 200);
  const tones = onsets(sound).map((at) => audio[0].pts + at * 1000 / SOUND_RATE);
  return flashes.flatMap((flash) => {
    const tone = tones.toSorted((a, b) => Math.abs(a - flash) - Math.abs(b - flash))[0];
    return tone === undefined || Math.abs(tone - flash) > 500 ? [] : [{ flash, tone }];
  });
}

/** Where a tone begins behind softness of at least 50 ms, in samples. */
function onsets(sound: Int16Array): number[] {
  const found: number[] = [];
  const quiet = SOUND_RATE / 20;
  let lastLoud = 0;
  for (let at = 0; at < sound.length; at++) {
    if (Math.abs(sound[at]) < 4000) continue;
    if (at - lastLoud > quiet) found.push(at);
    lastLoud = at;
  }
  return found;
}
