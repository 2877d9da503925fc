import assert from "node:assert/strict";
import { freePort } from "../process/ports.ts";
import { type Server, startServer, withServer } from "../server.ts";
import { noChromium, Page } from "./clients/web/chromium.ts";
import { publish } from "./clients/client.ts";
import { type Clip, CLIPS } from "./clients/clips.ts";
import { fullTest } from "./clients/level.ts";
import { decode, packetsOf, probe } from "./clients/probe.ts";
import {
  assertAudioTimes,
  assertInStep,
  assertTracks,
  assertVideoTimes,
} from "./clients/recording.ts";
import { publishByRtmp, RTMP_CLIPS } from "./clients/protocols/rtmp.ts";

const REORDERED = CLIPS["H264 with B-frames, AAC"], PLAIN = CLIPS["H264, AAC"];
/** Milliseconds that flashes and tones may be apart. */
const APART = 60;

/** A server that records everything, and serves it. */
interface Studio {
  readonly yaml: string;
  readonly folder: string;
  /** That of the server of recordings. */
  readonly address: string;
  /** What the server of recordings answers. */
  get(url: string): Promise<Response>;
  /** What the API answers. */
  api(method: string, url: string): Promise<unknown>;
}

/** Runs `test` with a folder for recordings, and what a server's file says of them; `more`: parameters of paths. */
async function inStudio(more: string, test: (studio: Studio) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-recordings-" });
  const playback = freePort(), api = freePort(), address = `http://127.0.0.1:${playback}`;
  const yaml = `logLevel: debug
playback: yes
playbackAddress: 127.0.0.1:${playback}
api: yes
apiAddress: 127.0.0.1:${api}
pathDefaults: {record: yes, recordPath: "${folder}/%path/%Y-%m-%d_%H-%M-%S-%f", ${more}}
paths: {all_others: {}, ts: {recordFormat: mpegts}}
`;
  try {
    await test({
      ...{ yaml, folder },
      address,
      get: (url) => fetch(address + url),
      async api(method, url) {
        const answer = await fetch(`http://127.0.0.1:${api}${url}`, { method });
        assert.equal(answer.status, 200);
        return await answer.json();
      },
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The recordings of a path, in their order. */
function filesOf({ folder }: Studio, path: string): string[] {
  return [...Deno.readDirSync(`${folder}/${path}`)].filter(({ name }) => /\.(mp4|ts)$/.test(name))
    .map(({ name }) => `${folder}/${path}/${name}`).sort();
}

/** What was recorded of a path without a break, as one file that was downloaded. */
async function download({ get, folder }: Studio, path: string, more = ""): Promise<string> {
  const runs: { url: string }[] = await (await get(`/list?path=${path}`)).json();
  assert.equal(runs.length, 1, "recorded without a break");
  const { pathname, search } = new URL(runs[0].url), answer = await get(pathname + search + more);
  assert.equal(answer.status, 200);
  const file = `${folder}/${crypto.randomUUID()}.mp4`;
  await Deno.writeFile(file, await answer.bytes());
  return file;
}

/** Nothing is missing in a file, it can be decoded, and sound and picture are in step. */
async function assertGood(file: string, clip: Clip, least: number): Promise<void> {
  assertTracks(await probe(file), clip);
  const { video, audio } = await packetsOf(file), decoded = await decode(file);
  assertVideoTimes(video, least);
  // Of the first packet ffprobe cannot tell the duration.
  assertAudioTimes(audio.slice(1), clip, least);
  assertInStep(video, audio, decoded, APART);
  assert.deepEqual(decoded.complaints, []);
}

/** Publishes until so many files of a path are complete, and then until the recording has ended. */
async function recorded(
  server: Server,
  path: string,
  publisher: Promise<AsyncDisposable>,
  files: number,
): Promise<void> {
  {
    await using _child = await publisher;
    await server.logs(`[path ${path}] [recorder] closing segment`, files, 30_000);
  }
  await server.log(`[path ${path}] [recorder] recording stopped`);
}

Deno.test("streams are recorded; files are joined when they are played back, and deleted by the API", () =>
  inStudio("recordSegmentDuration: 2s, recordPartDuration: 500ms", async (studio) => {
    await withServer(studio.yaml, { rtmp: true }, async (server) => {
      await Promise.all([
        recorded(server, "a", publish("FFmpeg 5", REORDERED, server.url("a"), "tcp"), 2),
        recorded(server, "b", publishByRtmp("FFmpeg 5", PLAIN, server.rtmpUrl("b")), 2),
        recorded(server, "ts", publish("FFmpeg 5", PLAIN, server.url("ts"), "tcp"), 1),
      ]);
      for (const [path, clip] of [["a", REORDERED], ["b", PLAIN]] as const) {
        for (const file of filesOf(studio, path)) {
          assertTracks(await probe(file), clip);
          assert.deepEqual((await decode(file)).complaints, []);
        }
        await assertGood(await download(studio, path), clip, 3500);
        await assertGood(await download(studio, path, "&format=mp4"), clip, 3500);
      }
      const [ts] = filesOf(studio, "ts");
      assertTracks(await probe(ts), PLAIN);
      assert.deepEqual((await decode(ts)).complaints, []);
      await assertDeletes(studio);
    });
  }));

/** The first file of `a` is deleted, and what is left begins with the second. */
async function assertDeletes(studio: Studio): Promise<void> {
  const before = filesOf(studio, "a");
  const { segments } = await studio.api("GET", "/v3/recordings/get/a") as {
    segments: { start: string }[];
  };
  assert.equal(segments.length, before.length);
  const start = encodeURIComponent(segments[0].start);
  await studio.api("DELETE", `/v3/recordings/deletesegment?path=a&start=${start}`);
  assert.deepEqual(filesOf(studio, "a"), before.slice(1));
  const runs: { start: string }[] = await (await studio.get("/list?path=a")).json();
  assert.deepEqual(runs.map(({ start }) => start), [segments[1].start]);
}

Deno.test("what a killed server has recorded can be played", () =>
  inStudio("recordPartDuration: 500ms", async (studio) => {
    {
      await using server = await startServer(studio.yaml);
      await using _child = await publish("FFmpeg 5", PLAIN, server.url("cam"), "tcp");
      await server.log("creating segment");
      await new Promise((done) => setTimeout(done, 3500));
      server.child.kill("SIGKILL");
      await server.child.end();
    }
    const [file] = filesOf(studio, "cam");
    await assertGood(file, PLAIN, 3000);
    await withServer(studio.yaml, {}, async () => {
      await assertGood(await download(studio, "cam"), PLAIN, 3000);
    });
  }));

const missing = await noChromium();
if (missing) console.log(`not tested: Chromium plays recordings: ${missing}`);
else {fullTest("Chromium plays recordings, from between two key frames on", () =>
    inStudio("recordSegmentDuration: 2s", async (studio) => {
      await withServer(studio.yaml, {}, async (server) => {
        const publisher = publish("FFmpeg 5", REORDERED, server.url("cam"), "tcp");
        await recorded(server, "cam", publisher, 2);
        const [{ start }] = await (await studio.get("/list?path=cam")).json();
        const middle = new Date(Date.parse(start) + 1300).toISOString();
        await using page = await Page.open(`${studio.address}/list?path=cam`);
        for (const format of ["fmp4", "mp4"]) {
          const url = `/get?path=cam&start=${middle}&duration=2&format=${format}`;
          const played = await page.evaluate<Played>(PLAY.replace("URL", url));
          assert.equal(played.error, undefined);
          assert.ok(played.time > 1 && played.width === 320, JSON.stringify(played));
          assert.ok(Math.abs(played.duration - 2) < 0.2, `${played.duration} s in ${format}`);
        }
      });
    }));}

/** What a page knows of a film after a while. */
interface Played {
  readonly time: number;
  readonly duration: number;
  readonly width: number;
  readonly error?: string;
}

const PLAY = `new Promise((resolve) => {
  const film = document.body.appendChild(document.createElement("video"));
  const told = () => resolve({ time: film.currentTime, duration: film.duration,
    width: film.videoWidth, error: film.error?.message });
  film.muted = true;
  film.onerror = film.onended = told;
  film.src = "URL";
  film.play().catch(() => {});
  setTimeout(told, 10000);
})`;

/** What ffprobe calls the sound of recordings of G711. */
const EXPANDED = "pcm_s16be";

/** Codecs of recordings: those that come by RTSP, and those that only come by RTMP. */
const TABLE: Readonly<Record<string, Clip>> = {
  ...CLIPS,
  "H264, MP3": RTMP_CLIPS["H264, MP3"],
  "H264, AC-3": RTMP_CLIPS["H264, AC-3"],
};

for (const [name, clip] of Object.entries(TABLE)) {
  const kept = clip.video.codec !== "VP8";
  const title = `${name} is recorded${kept ? ", and played back" : ", but for the picture"}`;
  fullTest(title, () =>
    inStudio("recordSegmentDuration: 4s", async (studio) => {
      await withServer(studio.yaml, { rtmp: true }, async (server) => {
        const child = name in CLIPS
          ? publish("FFmpeg 9", clip, server.url("cam"), "tcp")
          : publishByRtmp("FFmpeg 9", clip, server.rtmpUrl("cam"));
        await recorded(server, "cam", child, 1);
        if (kept) await assertKept(studio, clip);
        else await server.log("WAR [path cam] [recorder] skipping track 1 (VP8)");
      });
    }));
}

/** The first file, and what is played back of all. */
async function assertKept(studio: Studio, { audio, ...clip }: Clip): Promise<void> {
  const pcm = audio.codec === "G711", [file] = filesOf(studio, "cam");
  const kept = { ...clip, audio: pcm ? { ...audio, probed: EXPANDED } : audio };
  await assertGood(file, kept, 3500);
  for (const format of ["fmp4", "mp4"]) {
    await assertGood(await download(studio, "cam", `&format=${format}`), kept, 3500);
  }
}
