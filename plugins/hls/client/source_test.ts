import assert from "node:assert/strict";
import type { PullRequest } from "core/mod.ts";
import { isMalformed } from "media/malformed.ts";
import { fragment } from "media/mp4/write/fragment.ts";
import { initSegment } from "media/mp4/write/movie.ts";
import { samplesOf } from "media/mp4/write/sample.ts";
import { outputTrack } from "media/mp4/write/track.ts";
import type { Track } from "media/track.ts";
import { FakeClock, settle } from "../../../test/fake_clock.ts";
import { LogLines } from "../../../test/log_lines.ts";
import { type Clip, CLIPS } from "../../../test/streams/clips.ts";
import { Stage, type UnitLog } from "../../../test/streams/stage.ts";
import type { HlsConfig } from "../config.ts";
import { hlsSource } from "./source.ts";

const HEAD = "#EXTM3U\n#EXT-X-VERSION:9\n#EXT-X-TARGETDURATION:1\n";
const START = Date.UTC(2026, 5, 1);

/** A clip as an init segment and one segment. */
function filesOf({ config, clockRate, units }: Clip) {
  const track = outputTrack(1, config, clockRate, units[0].payload);
  assert.ok(track && !isMalformed(track));
  const samples = units.flatMap(({ dts, pts, payload, randomAccess }, i) => {
    const duration = (units[i + 1]?.dts ?? dts + units[1].dts - units[0].dts) - dts;
    return samplesOf(config, payload)
      .map((sample) => ({ ...sample, duration, offset: pts - dts, randomAccess }));
  });
  const segment = (dts: number) => fragment(1, [{ track: 1, dts, samples }]);
  const length = samples.reduce((sum, { duration }) => sum + duration, 0);
  return { init: initSegment([track]), segment, length };
}

type Answers = (path: string, request: Request) => Response | undefined;

/** Pulls from a server that answers so, until it ends: with what reason, and what was read. */
async function pull(answers: Answers, values: Record<string, unknown> = {}) {
  const asked: string[] = [], clock = new FakeClock(START + 5e9), log = new LogLines();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname, search } = new URL(request.url);
    asked.push(pathname + search);
    return answers(pathname + search, request) ?? new Response(null, { status: 404 });
  });
  const controller = new AbortController(), readers: UnitLog[] = [], tracks: Track[] = [];
  let closed = 0;
  const request = {
    url: `http://127.0.0.1:${server.addr.port}/a/index.m3u8`,
    path: { entry: { values: { sourceFingerprint: "", useAbsoluteTimestamp: false, ...values } } },
    ...{ log: log.log, clock, signal: controller.signal },
    publish(found: readonly Track[]) {
      tracks.push(...found);
      const stage = new Stage(found), { stream } = stage;
      readers.push(...found.map((_, track) => stage.units(track)));
      return { stream, close: () => void closed++ };
    },
  } as unknown as PullRequest;
  let reason: string | undefined;
  const config = { readTimeout: 10_000 } as HlsConfig;
  const ended = hlsSource({ config })(request).then(
    () => "",
    (error) => controller.signal.aborted ? "" : error.message,
  );
  void ended.then((text) => reason = text);
  for (let i = 0; i < 3000 && reason === undefined; i++) {
    clock.advance(20);
    await settle();
    if (values.stop && readers[0]?.units.length === values.stop) controller.abort();
  }
  controller.abort();
  await ended;
  await server.shutdown();
  const units = readers.map((reader) => reader.units);
  return { reason, asked, units, tracks, closed, pending: clock.pending };
}

const text = (body: string, headers = {}) => new Response(body, { headers });
const bytes = (body: Uint8Array) => new Response(body as Uint8Array<ArrayBuffer>);

Deno.test("source: a playlist with an end is played whole, then the stream has ended", async () => {
  const { init, segment, length } = filesOf(CLIPS.h264), { units: clip } = CLIPS.h264;
  const { reason, units: [units], tracks, closed, pending } = await pull((path) => {
    if (path.endsWith("index.m3u8")) {
      const segments = [0, 1].map((i) => `#EXTINF:0.56,\ns${i}.mp4\n`).join("");
      return text(`${HEAD}#EXT-X-MAP:URI="i.mp4"\n${segments}#EXT-X-ENDLIST\n`);
    }
    if (path === "/a/i.mp4") return bytes(init);
    const at = /s(\d)\.mp4$/.exec(path);
    return at ? bytes(segment(length * Number(at[1]))) : undefined;
  });
  assert.equal(reason, "the stream has ended");
  assert.deepEqual([closed, pending, tracks.length, units.length], [1, 0, 1, 2 * clip.length]);
  for (const [i, { pts, dts, randomAccess, payload }] of units.entries()) {
    const before = clip[i % clip.length];
    assert.equal(pts - dts, before.pts - before.dts);
    assert.equal(randomAccess, before.randomAccess);
    assert.deepEqual(payload.at(-1), before.payload.at(-1));
    if (i > 0) assert.equal(dts - units[i - 1].dts, 3600);
  }
});

Deno.test("source: picture and sound of two playlists, behind a redirect, with the cookie that was set", async () => {
  const video = filesOf(CLIPS.h264), audio = filesOf(CLIPS.aac);
  const { units, tracks, reason } = await pull((path, request) => {
    if (path === "/a/index.m3u8") {
      const headers = { Location: "/b/index.m3u8", "Set-Cookie": "k=v; Path=/" };
      return new Response(null, { status: 302, headers });
    }
    if (request.headers.get("cookie") !== "k=v") return undefined;
    if (path === "/b/index.m3u8") {
      return text(
        `#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="a",DEFAULT=YES,URI="a.m3u8?q"\n` +
          `#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"\nv.m3u8\n`,
      );
    }
    const [, of] = /^\/b\/([av])/.exec(path) ?? [], files = of === "v" ? video : audio;
    if (!of) return undefined;
    if (path.includes("m3u8")) {
      return text(`${HEAD}#EXT-X-MAP:URI="${of}i.mp4"\n#EXTINF:1,\n${of}s.mp4\n#EXT-X-ENDLIST\n`);
    }
    return bytes(path.endsWith("i.mp4") ? files.init : files.segment(0));
  });
  assert.equal(reason, "the stream has ended");
  assert.deepEqual(tracks.map(({ kind }) => kind), ["video", "audio"]);
  assert.deepEqual(units.map((of) => of.length), [CLIPS.h264.units.length, CLIPS.aac.units.length]);
});

Deno.test("source: parts are asked for before they are there, and fetched once each", async () => {
  const { init, segment, length } = filesOf(CLIPS.h264), { units: clip } = CLIPS.h264;
  const { asked, units: [units], reason, closed } = await pull((path) => {
    if (path === "/a/i.mp4") return bytes(init);
    const part = /p(\d+)\.mp4$/.exec(path);
    if (part) return bytes(segment(length * Number(part[1])));
    const query = new URLSearchParams(path.split("?")[1]);
    const last = path.includes("_HLS")
      ? 2 * Number(query.get("_HLS_msn")) + Number(query.get("_HLS_part"))
      : 1;
    const lines = Array.from(
      { length: last + 1 },
      (_, i) =>
        `#EXT-X-PART:DURATION=0.56,URI="p${i}.mp4",INDEPENDENT=YES\n${
          i % 2 ? `#EXTINF:1.12,\ns${(i - 1) / 2}.mp4\n` : ""
        }`,
    );
    return text(
      `${HEAD}#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=0.5\n` +
        `#EXT-X-PART-INF:PART-TARGET=0.56\n#EXT-X-MAP:URI="i.mp4"\n${lines.join("")}` +
        `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p${last + 1}.mp4"\n`,
    );
  }, { stop: 3 * clip.length });
  assert.deepEqual([reason, closed], ["", 1]);
  assert.equal(units.length, 3 * clip.length);
  const parts = asked.filter((path) => /p\d+\.mp4/.test(path));
  assert.deepEqual(parts.slice(0, 3), ["/a/p1.mp4", "/a/p2.mp4", "/a/p3.mp4"]);
  assert.equal(new Set(parts).size, parts.length);
  assert.deepEqual(asked.filter((path) => path.includes("_HLS")).slice(0, 2), [
    ...["/a/index.m3u8?_HLS_msn=0&_HLS_part=2", "/a/index.m3u8?_HLS_msn=1&_HLS_part=1"],
  ]);
});

for (const absolute of [true, false]) {
  Deno.test(`source: ${absolute ? "the playlist's" : "our own"} wall clock`, async () => {
    const { init, segment } = filesOf(CLIPS.h264), time = new Date(START).toISOString();
    const { units: [units] } = await pull((path) => {
      if (path === "/a/i.mp4") return bytes(init);
      if (path === "/a/s.mp4") return bytes(segment(900_000));
      return text(
        `${HEAD}#EXT-X-MAP:URI="i.mp4"\n#EXT-X-PROGRAM-DATE-TIME:${time}\n#EXTINF:1,\ns.mp4\n#EXT-X-ENDLIST\n`,
      );
    }, { useAbsoluteTimestamp: absolute });
    const [first] = units.toSorted((a, b) => a.pts - b.pts);
    for (const { pts, ntp } of units) {
      const expected = START + (pts - first.pts) / 90;
      if (absolute) assert.ok(Math.abs(ntp - expected) < 1, `${ntp - expected}`);
      else assert.ok(ntp >= START + 5e9);
    }
  });
}

const failures: readonly (readonly [string, Answers, string, Record<string, unknown>?])[] = [
  ["nothing there", () => undefined, "bad status code: 404"],
  ["a page", () => text("<html>"), "HLS: not a playlist"],
  [
    "a redirect to itself",
    () => new Response(null, { status: 302, headers: { Location: "/a/index.m3u8" } }),
    "too many redirects",
  ],
  [
    "segments that are none",
    (path) => {
      if (!path.endsWith("m3u8")) return text("text");
      const segments = Array.from({ length: 12 }, (_, i) => `#EXTINF:1,\ns${i}.ts\n`).join("");
      return text(`${HEAD}${segments}#EXT-X-ENDLIST\n`);
    },
    "the stream has ended",
  ],
  ["nothing is added", () => text(HEAD), "nothing is added to the playlist"],
  [
    "no wall clock where one is wanted",
    (path) => {
      const { init, segment } = filesOf(CLIPS.h264);
      if (path === "/a/i.mp4") return bytes(init);
      if (path === "/a/s.mp4") return bytes(segment(0));
      return text(`${HEAD}#EXT-X-MAP:URI="i.mp4"\n#EXTINF:1,\ns.mp4\n#EXT-X-ENDLIST\n`);
    },
    "useAbsoluteTimestamp needs EXT-X-PROGRAM-DATE-TIME",
    { useAbsoluteTimestamp: true },
  ],
];

for (const [name, answers, expected, values] of failures) {
  Deno.test(`source: ${name}: ${expected}`, async () => {
    const { reason, pending } = await pull(answers, values);
    assert.deepEqual([reason, pending], [expected, 0]);
  });
}
