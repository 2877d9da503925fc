import assert from "node:assert/strict";
import type { PathView, PullRequest, Source } from "core/mod.ts";
import { rescale } from "media/timebase.ts";
import type { Track } from "media/track.ts";
import { FakeClock, settle } from "../../test/fake_clock.ts";
import { LogLines } from "../../test/log_lines.ts";
import { freePort } from "../../test/process/ports.ts";
import { CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { PacketPublisher, Stage, type UnitLog } from "../../test/streams/stage.ts";
import { sendTo, transportStream } from "../../test/streams/transport_stream.ts";
import { udp } from "./mod.ts";

/** The sources of the plugin, by scheme. */
const sources = new Map<string, Source>();
await udp.setup!(
  {
    config: { readTimeout: 5000, udpReadBufferSize: 0 },
    sources: {
      add: (schemes: readonly string[], source: Source) => {
        for (const scheme of schemes) sources.set(scheme, source);
      },
    },
  } as unknown as Parameters<NonNullable<typeof udp.setup>>[0],
);

/** Rounds of the event loop that anything is waited for. */
const PATIENCE = 2000;

/** One attempt to pull. */
class Pulled {
  readonly clock = new FakeClock();
  readonly log = new LogLines();
  readonly abort = new AbortController();
  tracks: readonly Track[] = [];
  title = "";
  units: readonly UnitLog[] = [];
  closed = 0;
  /** Why it ended; empty where it was asked to. */
  readonly ended: Promise<string>;

  constructor(url: string, rtpSDP = "") {
    const source = sources.get(url.split(":", 1)[0])!;
    const values = { rtpSDP, mpegtsUDPReadBufferSize: null, rtpUDPReadBufferSize: null };
    const request: PullRequest = {
      ...{ url, clock: this.clock, log: this.log.log, signal: this.abort.signal },
      path: { entry: { values } } as unknown as PathView,
      publish: (tracks, title) => {
        this.tracks = tracks;
        this.title = title;
        const stage = new Stage(tracks);
        this.units = tracks.map((_, track) => stage.units(track));
        return { stream: stage.stream, close: () => void this.closed++ };
      },
    };
    this.ended = source.pull(request).then(() => "", (error) => error.message);
  }

  async until(found: () => boolean, what: string): Promise<void> {
    for (let i = 0; i < PATIENCE; i++) {
      if (found()) return;
      await settle();
    }
    throw new Error(
      `waited in vain for ${what}, found ${this.counts}: ${this.log.lines.join("\n")}`,
    );
  }

  get counts(): number[] {
    return this.units.map(({ units }) => units.length);
  }

  async end(): Promise<void> {
    this.abort.abort();
    assert.equal(await this.ended, "");
    assert.equal(this.clock.pending, 0);
  }
}

const BOTH = [CLIPS.h264, CLIPS.aac];
const TS = transportStream(BOTH);
/** The last of each is not over when the stream ends. */
const ALL = BOTH.map(({ units }) => units.length);

Deno.test("MPEG-TS source: what is sent by UDP is a stream, garbage is passed over", async () => {
  const port = freePort(), pulled = new Pulled(`udp+mpegts://127.0.0.1:${port}`);
  await sendTo(new Uint8Array(100).fill(0x47), port);
  await sendTo(new TextEncoder().encode("hello"), port);
  await sendTo(TS, port);
  await pulled.until(() => `${pulled.counts}` === `${ALL}`, "all units");
  assert.deepEqual(pulled.tracks.map(({ config }) => config.codec), ["H264", "MPEG-4 Audio"]);
  await pulled.end();
  assert.equal(pulled.closed, 1);
  assert.ok(pulled.log.lines.some((line) => line.includes("bytes that are no packets")));
});

Deno.test("MPEG-TS source: another sender takes over where the first one was", async () => {
  const port = freePort(), pulled = new Pulled(`udp://127.0.0.1:${port}`);
  await sendTo(TS, port);
  await pulled.until(() => `${pulled.counts}` === `${ALL}`, "all units");
  await sendTo(TS, port);
  await pulled.until(() => pulled.counts[0] === 2 * ALL[0], "all units of the second");
  const times = pulled.units[0].units.map(({ dts }) => dts);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
  assert.ok(times.at(-1)! - times[0] < rescale(2000, 1000, 90000));
  await pulled.end();
});

Deno.test("MPEG-TS source: silence is the end, and what others send is silence", async () => {
  const port = freePort(), pulled = new Pulled(`udp://127.0.0.1:${port}?source=127.0.0.2`);
  await sendTo(TS, port);
  for (let i = 0; i < 20; i++) await settle();
  pulled.clock.advance(4999);
  assert.deepEqual(pulled.counts, []);
  pulled.clock.advance(1);
  assert.equal(await pulled.ended, "no packets came for 5 s");
});

Deno.test("MPEG-TS source: a multicast group", async () => {
  const port = freePort(), [lo] = Deno.networkInterfaces().filter((i) => i.address === "127.0.0.1");
  const pulled = new Pulled(`udp+mpegts://239.18.52.86:${port}?interface=${lo.name}`);
  await sendTo(TS, port, "239.18.52.86");
  await pulled.until(() => `${pulled.counts}` === `${ALL}`, "all units");
  await pulled.end();
  assert.deepEqual(pulled.log.lines, []);
});

Deno.test("MPEG-TS source: a port that is taken is told of", async () => {
  const port = freePort(), first = new Pulled(`udp://127.0.0.1:${port}`);
  const second = new Pulled(`udp://127.0.0.1:${port}`);
  assert.match(await second.ended, /Cannot listen on .*: the address is in use/);
  await first.end();
});

Deno.test("MPEG-TS source: a socket of the file system, which is made anew", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/a.sock`;
  for (let round = 0; round < 2; round++) {
    const pulled = new Pulled(`unix+mpegts://${file}`);
    const conn = await Deno.connect({ transport: "unix", path: file });
    await conn.write(TS);
    await pulled.until(() => pulled.counts[0] === ALL[0], "all units");
    conn.close();
    assert.equal(await pulled.ended, "the sender has closed the connection");
    assert.equal(pulled.closed, 1);
  }
  await Deno.remove(folder, { recursive: true });
});

const RTP = [CLIPS.h264, CLIPS.opus], ANNOUNCED = tracksOf(RTP, true);
const SDP = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=two tracks", "t=0 0"].concat(
  ANNOUNCED.flatMap(({ kind, rtp }) => {
    const { payloadType, rtpmap, fmtp } = rtp!;
    const parameters = [...fmtp].map(([key, value]) => `${key}=${value}`).join("; ");
    return [
      `m=${kind} 0 RTP/AVP ${payloadType}`,
      `a=rtpmap:${payloadType} ${rtpmap}`,
      `a=fmtp:${payloadType} ${parameters}`,
    ];
  }),
).join("\r\n");

Deno.test("RTP source: tracks by payload type, in order, the rest is told of", async () => {
  const port = freePort(), pulled = new Pulled(`udp+rtp://127.0.0.1:${port}`, SDP);
  const publisher = new PacketPublisher(new Stage(ANNOUNCED), RTP);
  const packets = RTP.flatMap(({ units }, track) =>
    units.flatMap((unit) => publisher.pack(track, unit))
  );
  // One comes before its neighbour.
  [packets[4], packets[5]] = [packets[5], packets[4]];
  const stranger = packets[0].slice(), report = packets[0].slice();
  stranger[1] = 98;
  report[1] = 200;
  const noise = [Uint8Array.of(1, 2, 3), stranger, report];
  for (const packet of [...packets, ...noise]) await sendTo(packet, port);
  const [pictures, sounds] = RTP.map(({ units }) => units.length);
  await pulled.until(() => `${pulled.counts}` === `${[pictures, sounds - 1]}`, "all but the last");
  // Packets of Opus have no marker: another one might belong to it.
  pulled.clock.advance(10);
  assert.deepEqual(pulled.counts, [pictures, sounds]);
  assert.equal(pulled.title, "two tracks");
  const from = pulled.units[0].units[0].pts - CLIPS.h264.units[0].pts;
  const presented = pulled.units[0].units.map(({ pts }) => pts - from);
  assert.deepEqual(presented, CLIPS.h264.units.map(({ pts }) => pts));
  await pulled.end();
  const warnings = pulled.log.lines.filter((line) => line.startsWith("WAR"));
  assert.deepEqual(warnings, ["WAR 2 decode errors, last was: unknown payload type 98"]);
});

Deno.test("RTP source: a description that cannot be read is told of", async () => {
  for (const text of ["v=0\n", "nonsense", "v=0\ns=x\nt=0 0\n"]) {
    const pulled = new Pulled(`udp+rtp://127.0.0.1:${freePort()}`, text);
    assert.match(await pulled.ended, /^rtpSDP: /, text);
  }
});
