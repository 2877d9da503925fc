import assert from "node:assert/strict";
import { Child } from "../../process/child.ts";
import { RtspClient } from "../../rtsp/client.ts";
import { assertConsecutive, readRaw, viewOf } from "../../rtsp/media.ts";
import type { Server } from "../../server.ts";
import { type Client, ffmpegOf } from "./client.ts";
import { type Clip, FRAME_RATE } from "./clips.ts";
import { decode, type Packet, packetsOf, SOUND_RATE, trim } from "./probe.ts";
import { flashesToTones } from "./recording.ts";

const FRAME = 1000 / FRAME_RATE;
/** Pictures that may be missing where a publisher is killed: those that were to come between two that are there. */
const REORDERED = 3;
/**
 * Milliseconds without media between two feeds: on an idle machine none of picture, and less than a packet of sound.
 * How long it takes to notice that a publisher has been killed is the machine's.
 */
const PAUSE = 150;
/** Milliseconds that sender reports move timestamps by: one in a thousand, and there are ten seconds between two. */
const REPORTED = 12;

/** What the feeds of a stream were. */
export interface Feeds {
  /** How often one has followed another. */
  readonly switches: number;
  /** Milliseconds without any feed at a switch; none unless given. */
  readonly away?: number;
  /** Somebody's pictures were sent in another order than they are shown in. */
  readonly reordered?: boolean;
}

/**
 * Readers of one path from one end to the other, by TCP: one that looks at the packets as they come, ffprobe for the
 * times that FFmpeg gives them, and an FFmpeg that keeps what it gets, to be decoded.
 */
export class Witness implements AsyncDisposable {
  private constructor(
    private readonly clip: Clip,
    private readonly folder: string,
    private readonly packets: RtspClient,
    private readonly probe: Child,
    private readonly copy: Child,
  ) {}

  /** Resolves when all of them read. */
  static async start(
    server: Server,
    clip: Clip,
    path: string,
    client: Client = "FFmpeg 5",
  ): Promise<Witness> {
    if (client === "GStreamer") throw new Error("Cannot witness: an FFmpeg is needed");
    const before = server.count("is reading from path").length;
    const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-witness-" });
    const url = server.url(path), input = ["-rtsp_transport", "tcp", "-i", url];
    const packets = await RtspClient.connect(server.ports.rtsp);
    await readRaw(packets, url);
    const entries = "packet=codec_type,pts_time,dts_time";
    const probe = new Child("ffprobe", [
      ...["-v", "error", "-show_entries", entries, "-of", "csv", ...input],
    ]);
    const copy = new Child(ffmpegOf(client), [
      ...["-hide_banner", "-v", "error", ...input, "-map", "0", "-c", "copy"],
      ...[...recoded(clip), "-y", `${folder}/all.nut`],
    ]);
    const witness = new Witness(clip, folder, packets, probe, copy);
    await server.logs("is reading from path", before + 3);
    await probe.until(() => probe.out.length > 2 * FRAME_RATE || undefined, "packets");
    return witness;
  }

  /** Ends the readers: none has lost anything, time went on evenly, and all of it can be decoded, in step. */
  async assertWhole(feeds: Feeds): Promise<void> {
    assert.ok(this.probe.running && this.copy.running, `${this.probe}\n${this.copy}`);
    this.packets.close();
    for (const child of [this.probe, this.copy]) {
      child.kill("SIGINT");
      await child.end();
    }
    this.#assertPackets(feeds);
    this.#assertProbed(feeds);
    await this.#assertDecoded(feeds);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.packets.close();
    await this.probe[Symbol.asyncDispose]();
    await this.copy[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }

  /** Numbers without a hole, and timestamps that nothing but a switch makes uneven. */
  #assertPackets(feeds: Feeds): void {
    for (const [channel, rate] of [[0, 90_000], [2, this.clip.audio.rate]]) {
      const packets = this.packets.blocks.filter((block) => block.channel === channel).map(viewOf);
      assertConsecutive(packets);
      const first = packets[0].getUint32(4);
      const times = packets.map((p) => 1000 * ((p.getUint32(4) - first) | 0) / rate);
      if (channel === 0) assertPictures(times, feeds, 1);
      else assertSound(times, feeds, 1);
    }
  }

  #assertProbed(feeds: Feeds): void {
    const lines = this.probe.out.map((line) => line.split(","));
    const of = (kind: string, column: number) =>
      lines.filter(([, of]) => of === kind).map((fields) => 1000 * Number(fields[column]))
        .filter((time) => !Number.isNaN(time));
    assertPictures(of("video", 2), feeds, REPORTED);
    assertSound(of("audio", 2), feeds, REPORTED);
    // Times of decoding are not in RTP: FFmpeg guesses them, and has to start anew where the order changes.
    if (!feeds.reordered) assertForward(of("video", 3));
  }

  async #assertDecoded({ switches }: Feeds): Promise<void> {
    assert.deepEqual(this.copy.err.filter((line) => !AT_JOINING.test(line)), []);
    const file = await trim(`${this.folder}/all.nut`), { video, audio } = await packetsOf(file);
    const decoded = await decode(file);
    assert.deepEqual(decoded.complaints.filter((line) => !OF_MUXER.test(line)), []);
    const sound = placed(decoded.sound, audio, this.clip);
    const apart = flashesToTones(video, audio, { ...decoded, sound });
    const beside = apart.filter(({ flash, tone }) => Math.abs(tone - flash) > APART);
    // Sound of the feed before may take the place of a tone.
    assert.ok(beside.length <= switches, JSON.stringify(beside));
    assert.ok(apart.length - beside.length >= 2, JSON.stringify(apart));
  }
}

/** Milliseconds that sound and picture may be apart. */
const APART = 60;

/** Decoded sound, which has no pauses, where its packets are, with silence between them. */
function placed(sound: Int16Array, packets: readonly Packet[], { audio }: Clip): Int16Array {
  const samples = (milliseconds: number) => Math.round(milliseconds * SOUND_RATE / 1000);
  const first = packets[0].pts, whole = new Int16Array(samples(packets.at(-1)!.pts - first + 1000));
  let from = 0;
  for (const { pts, duration } of packets) {
    const to = from + (audio.packet ?? duration);
    whole.set(sound.subarray(samples(from), samples(to)), samples(pts - first));
    from = to;
  }
  return whole;
}

/** Whoever joins in the middle of a group of pictures may be told of some before the first that can be decoded. */
const AT_JOINING = /co located POCs unavailable|unset in a packet/;

/** Where the frame rate is misjudged, what is decoded cannot be numbered: that says nothing of what was decoded. */
const OF_MUXER = /dts to muxer|Last message repeated/;

/** What FFmpeg cannot copy it has to decode as it comes. */
function recoded({ video }: Clip): string[] {
  return video.recode === undefined ? [] : ["-fps_mode:v", "passthrough", "-c:v", "ffv1"];
}

/** Times of pictures, in any order, in milliseconds: one a frame, but for `switches` that may be late. */
function assertPictures(times: readonly number[], feeds: Feeds, exact: number): void {
  const { switches, away = 0, reordered = false } = feeds;
  const most = FRAME * (reordered ? 1 + REORDERED : 1) + PAUSE + away;
  // Before the first and the last, too, some may be missing.
  const edge = reordered ? 1 + REORDERED : 0, odd: number[] = [];
  const shown = [...new Set(times)].toSorted((a, b) => a - b).slice(
    edge,
    edge === 0 ? undefined : -edge,
  );
  for (let i = 1; i < shown.length; i++) {
    const step = shown[i] - shown[i - 1];
    if (Math.abs(step - FRAME) > exact) odd.push(step);
    assert.ok(step > FRAME - exact && step <= most, `${step} ms between two pictures`);
  }
  const allowed = reordered ? 2 * switches : switches;
  assert.ok(odd.length <= allowed, `pictures ${odd} ms apart in ${switches} switches`);
}

/** Times of packets of sound, in their order: none goes back, none is missing. */
function assertSound(times: readonly number[], { away = 0 }: Feeds, exact: number): void {
  for (let i = 1; i < times.length; i++) {
    const step = times[i] - times[i - 1];
    assert.ok(step > -exact && step <= LONGEST + PAUSE + away, `${step} ms to the next sound`);
  }
}

/** Milliseconds of the longest packet of sound. */
const LONGEST = 128;

function assertForward(times: readonly number[]): void {
  for (let i = 1; i < times.length; i++) {
    assert.ok(times[i] > times[i - 1] - REPORTED, `${times[i - 1]} ms, then ${times[i]} ms`);
  }
}
