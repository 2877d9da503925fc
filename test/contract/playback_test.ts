import assert from "node:assert/strict";
import { EPOCH, LENGTH, write } from "../../plugins/playback/recorded_cases.ts";
import { plugins } from "../../plugins/mod.ts";
import { freePort } from "../process/ports.ts";
import { World } from "./world.ts";

const SECOND = 1e6;
const START = new Date(EPOCH / 1000).toISOString();
const ADMIN = { Authorization: `Basic ${btoa("admin:secret")}` };
const GUEST = { Authorization: `Basic ${btoa("guest:secret")}` };

const yaml = (folder: string, port: number) =>
  `playback: yes
playbackAddress: 127.0.0.1:${port}
authInternalUsers:
- {user: admin, pass: secret, permissions: [{action: playback, path: cam}, {action: playback, path: ts}, {action: playback, path: away}, {action: playback, path: empty}]}
- {user: guest, pass: secret, permissions: [{action: read}]}
pathDefaults: {recordPath: "${folder}/%path/%s-%f", recordDeleteAfter: 0s}
paths:
  cam:
  empty:
  away: {recordPath: "${folder}/none/%path/%s-%f"}
  ts: {recordFormat: mpegts}
`;

/** A server with two recordings of `cam`, one of two files, and one of `ts`. */
async function serving(
  test: (ask: (url: string, init?: RequestInit) => Promise<Response>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir(), port = freePort();
  await Deno.mkdir(`${folder}/cam`);
  const files = [{ at: 0, number: 0 }, { at: LENGTH, number: 1 }, { at: 60, number: 0, stream: 2 }];
  for (const { start, file } of await write(folder, files)) {
    const name = `${Math.floor(start / SECOND)}-${String(start % SECOND).padStart(6, "0")}`;
    await Deno.rename(file, `${folder}/cam/${name}.mp4`);
  }
  await Deno.mkdir(`${folder}/ts`);
  await Deno.writeTextFile(`${folder}/ts/1700000000-000000.ts`, "");
  const wanted = plugins.filter(({ name }) => name === "playback" || name === "recorder");
  const world = await World.of(wanted, plugins, yaml(folder, port));
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  await world.start();
  try {
    await test((url, init) =>
      fetch(`http://127.0.0.1:${port}${url}`, { headers: ADMIN, client, ...init })
    );
  } finally {
    client.close();
    await world.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

const GET = `/get?path=cam&start=${START}`;

const REFUSED: readonly [url: string, status: number, reason: string | RegExp][] = [
  ["/list", 400, /^invalid path name: /],
  ["/list?path=other", 400, "path 'other' is not configured"],
  ["/list?path=cam&start=x", 400, /^invalid start: /],
  ["/list?path=cam&end=x", 400, /^invalid end: /],
  ["/list?path=away", 400, /^lstat .*\/none: no such file or directory$/],
  ["/list?path=empty", 404, "no recording segments found"],
  ["/list?path=ts", 500, "MPEG-TS format is not supported yet"],
  ["/list?path=cam&start=2030-01-01T00:00:00Z", 404, "no recording segments found"],
  ["/get", 400, /^invalid path name: /],
  ["/get?path=cam", 400, /^invalid start: /],
  [GET, 400, /^invalid duration: /],
  [`${GET}&duration=1&format=avi`, 400, "invalid format: avi"],
  [`/get?path=away&start=${START}&duration=1`, 400, /^lstat /],
  [`/get?path=empty&start=${START}&duration=1`, 404, "no recording segments found"],
  ["/get?path=cam&start=2030-01-01T00:00:00Z&duration=1", 404, "no recording segments found"],
];

Deno.test("playback: what is refused, and why", () =>
  serving(async (ask) => {
    for (const [url, status, reason] of REFUSED) {
      const answer = await ask(url);
      assert.equal(answer.status, status, url);
      const { error, ...rest } = await answer.json();
      assert.deepEqual(rest, { status: "error" });
      if (typeof reason === "string") assert.equal(error, reason);
      else assert.match(error, reason);
    }
  }));

Deno.test("playback: who may see it", () =>
  serving(async (ask) => {
    for (const url of ["/list?path=cam&start=x", `${GET}&duration=x`]) {
      const none = await ask(url, { headers: {} });
      assert.equal(none.headers.get("www-authenticate"), 'Basic realm="mediamtx"');
      const other = await ask(url, { headers: GUEST });
      assert.deepEqual([none.status, other.status], [401, 401]);
      for (const answer of [none, other]) {
        assert.deepEqual(await answer.json(), { status: "error", error: "authentication error" });
      }
    }
  }));

Deno.test("playback: what there is, with addresses that give it", () =>
  serving(async (ask) => {
    const answer = await ask("/list?path=cam");
    assert.equal(answer.headers.get("content-type"), "application/json; charset=utf-8");
    const runs: { start: string; duration: number; url: string }[] = await answer.json();
    assert.deepEqual(runs.map(({ duration }) => duration), [2 * LENGTH, LENGTH]);
    assert.deepEqual(runs.map(({ start }) => Date.parse(start) - EPOCH / 1000), [0, 60_000]);
    for (const { url } of runs) {
      const { pathname, search } = new URL(url), file = await ask(pathname + search);
      assert.equal(file.status, 200);
      assert.ok((await file.bytes()).length > 1000);
    }
  }));

Deno.test("playback: files are streamed, whatever part is asked for", () =>
  serving(async (ask) => {
    for (const format of ["", "&format=fmp4", "&format=mp4"]) {
      const answer = await ask(`${GET}&duration=1s${format}`, {
        headers: { ...ADMIN, Range: "bytes=0-9" },
      });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), "video/mp4");
      assert.equal(answer.headers.get("accept-ranges"), "none");
      assert.equal(answer.headers.get("access-control-allow-origin"), "*");
      const bytes = await answer.bytes(), text = String.fromCharCode(...bytes);
      assert.equal(text.slice(4, 8), "ftyp");
      assert.equal(text.includes("moof"), format !== "&format=mp4");
    }
  }));

Deno.test("playback: other URLs and methods are unknown", () =>
  serving(async (ask) => {
    const unknown = [["GET", "/"], ["GET", "/list/"], ["POST", "/list"], [
      "HEAD",
      "/list?path=cam",
    ]];
    for (const [method, url] of unknown) {
      const answer = await ask(url, { method });
      assert.deepEqual([answer.status, answer.headers.get("content-type")], [404, "text/plain"]);
      assert.equal(await answer.text(), method === "HEAD" ? "" : "404 page not found");
    }
  }));
