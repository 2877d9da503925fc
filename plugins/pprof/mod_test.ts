import assert from "node:assert/strict";
import { World } from "../../test/contract/world.ts";
import { freePort } from "../../test/process/ports.ts";
import { pprof } from "./mod.ts";

const USERS = `authInternalUsers:
- {user: dev, pass: secret, permissions: [{action: pprof}]}
- {user: other, pass: secret, permissions: [{action: metrics}]}
`;
const basic = (pair: string) => ({ authorization: `Basic ${btoa(pair)}` });
const DEV = basic("dev:secret");

/** Runs `test` against the plugin on a port of its own. */
async function serving(test: (url: string) => Promise<void>): Promise<void> {
  const port = freePort(), on = `pprof: yes\npprofAddress: 127.0.0.1:${port}\n`;
  const world = await World.of([pprof], [pprof], on + USERS);
  await world.start();
  try {
    await test(`http://127.0.0.1:${port}`);
  } finally {
    await world.stop();
  }
}

interface Case {
  readonly what: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly status: number;
  /** Of the answer; null for those that must be absent. */
  readonly expected?: Record<string, string | null>;
  readonly body?: string | RegExp;
}

const DENIED = '{"status":"error","error":"authentication error"}';
const BUSY = '{"status":"error","error":"another CPU profile is being taken"}';
const HEAP = "/debug/pprof/heap";

const cases: readonly Case[] = [
  {
    ...{ what: "asked for credentials", path: HEAP, status: 401, body: DENIED },
    expected: { "www-authenticate": 'Basic realm="mediamtx"' },
  },
  {
    ...{ what: "wrong password", path: HEAP, headers: basic("dev:x"), status: 401, body: DENIED },
    expected: { "www-authenticate": null },
  },
  {
    ...{ what: "another's permission", path: HEAP, headers: basic("other:secret") },
    ...{ status: 401, body: DENIED },
  },
  {
    ...{ what: "preflight", path: "/debug/pprof/", method: "OPTIONS", status: 204 },
    headers: { origin: "https://a.example", "access-control-request-method": "GET" },
    expected: {
      "access-control-allow-methods": "OPTIONS, GET",
      "access-control-allow-headers": "Authorization",
    },
  },
  {
    ...{ what: "index", path: "/debug/pprof/", headers: DEV, status: 200, body: /href="heap"/ },
    expected: { "content-type": "text/html; charset=utf-8", server: "mediamtx" },
  },
  {
    ...{ what: "index without slash", path: "/debug/pprof", headers: DEV, status: 301, body: "" },
    expected: { location: "/debug/pprof/" },
  },
  { what: "cmdline", path: "/debug/pprof/cmdline", headers: DEV, status: 200, body: /deno/ },
  {
    ...{ what: "symbol", path: "/debug/pprof/symbol", headers: DEV },
    ...{ status: 200, body: "num_symbols: 0\n" },
  },
  {
    ...{ what: "symbol", path: "/debug/pprof/symbol", method: "POST", headers: DEV },
    ...{ status: 200, body: "num_symbols: 0\n" },
  },
  {
    ...{ what: "heap as a table", path: `${HEAP}?debug=1`, headers: DEV, status: 200 },
    body: /^inuse_space: \d+ bytes\n/,
    expected: { "content-type": "text/plain; charset=utf-8" },
  },
  {
    ...{ what: "too long", path: "/debug/pprof/profile?seconds=301", headers: DEV, status: 400 },
    body: '{"status":"error","error":"seconds is at most 300"}',
  },
  ...["/", "/debug", "/debug/pprof/nothing", "/debug/pprof/goroutine", "/debug/pprof/trace"].map(
    (path) => ({ what: path, path, headers: DEV, status: 404, body: "404 page not found" }),
  ),
  { what: "HEAD", path: HEAP, method: "HEAD", headers: DEV, status: 404 },
  { what: "POST", path: HEAP, method: "POST", headers: DEV, status: 404 },
];

Deno.test("pprof: who is answered what", async () => {
  await serving(async (url) => {
    for (const { what, path, method = "GET", headers = {}, ...expected } of cases) {
      const answer = await fetch(url + path, { method, headers, redirect: "manual" });
      const body = await answer.text();
      assert.equal(answer.status, expected.status, what);
      if (typeof expected.body === "string") assert.equal(body, expected.body, what);
      else if (expected.body) assert.match(body, expected.body, what);
      for (const [name, value] of Object.entries(expected.expected ?? {})) {
        assert.equal(answer.headers.get(name), value, `${what}: ${name}`);
      }
    }
  });
});

/** What `go tool pprof -top` says of a profile; undefined where there is no Go. */
async function top(profile: Uint8Array): Promise<string | undefined> {
  const file = await Deno.makeTempFile({ prefix: "mediamtx-test-", suffix: ".pprof" });
  try {
    await Deno.writeFile(file, profile);
    const { success, stdout, stderr } = await new Deno.Command("go", {
      args: ["tool", "pprof", "-top", file],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.log("skipped: go, whose tool reads profiles, is not installed");
    return undefined;
  } finally {
    await Deno.remove(file);
  }
}

/** Keeps the processor busy for so many milliseconds, and some memory in use. */
function workForTheTest(duration: number): object[] {
  const kept = Array.from({ length: 20_000 }, (_, i) => ({ i }));
  for (const end = performance.now() + duration; performance.now() < end;);
  return kept;
}

Deno.test("pprof: go tool pprof opens what is served", async () => {
  await serving(async (url) => {
    const ask = (what: string) => fetch(`${url}/debug/pprof/${what}`, { headers: DEV });
    const asked = ask("profile?seconds=0.5"), kept: object[][] = [];
    for (let turn = 0; turn < 10; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      kept.push(workForTheTest(20));
    }
    const answers = { cpu: await asked, inuse_space: await ask("heap") };
    assert.equal(kept.length, 10);
    for (const [type, answer] of Object.entries(answers)) {
      assert.equal(answer.headers.get("content-type"), "application/octet-stream", type);
      const said = await top(await answer.bytes());
      if (said === undefined) continue;
      assert.match(said, new RegExp(`^Type: ${type}$`, "m"));
      assert.match(said, /mod_test\.ts:\d+$/m);
    }
  });
});

Deno.test("pprof: of two CPU profiles at once, one is refused", async () => {
  await serving(async (url) => {
    const ask = async () => {
      const answer = await fetch(`${url}/debug/pprof/profile?seconds=1`, { headers: DEV });
      await answer.body?.cancel();
      return answer.status;
    };
    assert.deepEqual((await Promise.all([ask(), ask()])).sort(), [200, 500]);
  });
});

Deno.test("pprof: a CPU profile ends with the server", async () => {
  let asked: Promise<unknown> | undefined;
  await serving(async (url) => {
    const ask = async (seconds: number) =>
      await (await fetch(`${url}/debug/pprof/profile?seconds=${seconds}`, { headers: DEV })).text();
    do asked = ask(300).catch(() => {}); while (await ask(0.01) !== BUSY);
  });
  await asked;
});
