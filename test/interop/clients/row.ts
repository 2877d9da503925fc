import assert from "node:assert/strict";
import type { Server } from "../../server.ts";
import { RtspClient } from "../../rtsp/client.ts";
import { assertConsecutive, readRaw, viewOf } from "../../rtsp/media.ts";
import type { Child } from "../../process/child.ts";
import { type Client, overTls, record, recordedVideo, type Route } from "./client.ts";
import type { Clip } from "./clips.ts";
import { decode, packetsOf, probe, trim } from "./probe.ts";
import { assertAudioTimes, assertInStep, assertTracks, assertVideoTimes } from "./recording.ts";

/** Seconds that a reader records. */
export const SECONDS = 4;
/** The milliseconds behind the first key frame that must be in it. */
const LEAST = 2500;
/**
 * `start`: milliseconds of sound that are not looked at, because GStreamer's depacketiser cannot place all units of
 * the first packet. `apart`: what sound and picture may be apart; without two sender reports from one named source
 * GStreamer goes by arrival, and packets hold up to 128 ms of sound.
 */
const CLOCKWORK = {
  "FFmpeg 5": { start: 0, apart: 60 },
  "FFmpeg 9": { start: 0, apart: 60 },
  "GStreamer": { start: 500, apart: 250 },
} as const;

/** GStreamer publishes its first second in a burst, so that arrival says less of what belongs together. */
const BURST = 100;

/** A reader of one row of the table. */
export interface Reader {
  readonly client: Client;
  readonly route: Route;
}

/** What ffprobe sees live. */
export async function assertProbed(server: Server, clip: Clip, path: string): Promise<void> {
  assertTracks(await probe(server.url(path), "-rtsp_transport", "tcp"), clip);
}

/** Packets of `seconds` by TCP, as they come: no number is missing, and one source sends a track. */
export async function assertNumbers(server: Server, path: string, seconds: number): Promise<void> {
  using client = await RtspClient.connect(server.ports.rtsp);
  await readRaw(client, server.url(path));
  await pause(seconds * 1000);
  for (const channel of [0, 2]) {
    const packets = client.blocks.filter((block) => block.channel === channel).map(viewOf);
    assert.ok(packets.length >= 2 * seconds, `${packets.length} packets on channel ${channel}`);
    assertConsecutive(packets);
  }
}

/** Records and looks at the result: tracks, timestamps, decoding, sound in step with the picture. */
export async function assertReads(
  server: Server,
  clip: Clip,
  path: string,
  { client, route }: Reader,
  publisher: Client = "FFmpeg 5",
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-recording-" });
  const url = server.url(path, { tls: overTls(route) });
  const start = (file: string) => record(client, clip, url, route, file, SECONDS);
  try {
    await assertRecords(start, clip, client, publisher, folder);
  } catch (error) {
    throw new Error(`${client} by ${route}: ${(error as Error).message}`, { cause: error });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * What a reader that `start` starts has recorded, looked at as above; `folder` is for its files. `skipped`: milliseconds
 * of sound that decoders leave out at the beginning.
 */
export async function assertRecords(
  start: (file: string) => Child,
  clip: Clip,
  client: Client,
  publisher: Client,
  folder: string,
  skipped = 0,
): Promise<void> {
  const file = `${folder}/${client === "GStreamer" ? "out.mkv" : "out.nut"}`;
  await recordWhole(() => start(file), client, file);
  await assertRecording(file, clip, client, publisher, skipped);
}

/**
 * When both tracks of an RTSP stream appear in the same moment, GStreamer may announce the last one before the other,
 * and then its own pipeline does not come together: it says so, or it receives both tracks and writes neither. That
 * tells nothing about the server, so it tries again.
 */
const RACE = "Delayed linking failed";
const ATTEMPTS = 4;

async function recordWhole(start: () => Child, client: Client, file: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    await using child = start();
    if (client === "GStreamer" && !await interrupt(child, file) && attempt < ATTEMPTS) continue;
    const { code } = await child.end(30_000);
    // GStreamer may find its own connection closed when it wants to say goodbye.
    const whole = code === 0 || child.out.some((line) => line.startsWith("EOS received"));
    assert.ok(whole, `${child}`);
    return;
  }
}

/**
 * Lets GStreamer, which would go on for ever, record from the moment it has something; false where its pipeline did
 * not come together.
 */
async function interrupt(child: Child, file: string): Promise<boolean> {
  const limit = performance.now() + 10_000;
  while (child.running && await sizeOf(file) === 0) {
    const raced = [...child.out, ...child.err].some((line) => line.includes(RACE));
    if (raced || performance.now() > limit) return false;
    await pause(50);
  }
  await pause(SECONDS * 1000);
  child.kill("SIGINT");
  return true;
}

async function assertRecording(
  file: string,
  clip: Clip,
  client: Client,
  publisher: Client,
  skipped: number,
) {
  const trimmed = await trim(file), { start, apart } = CLOCKWORK[client];
  assertTracks(await probe(trimmed), clip, recordedVideo(client, clip));
  const { video, audio } = await packetsOf(trimmed);
  assertVideoTimes(video, LEAST);
  assertAudioTimes(audio.filter((p) => p.pts >= audio[0].pts + start), clip, LEAST);
  const decoded = await decode(trimmed);
  assert.deepEqual(decoded.complaints.slice(0, 3), [], "complaints of the decoder");
  const heard = audio.map((packet) => ({ ...packet, pts: packet.pts + skipped }));
  assertInStep(video, heard, decoded, apart + (publisher === "GStreamer" ? BURST : 0));
}

async function sizeOf(file: string): Promise<number> {
  return await Deno.stat(file).then(({ size }) => size, () => 0);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
