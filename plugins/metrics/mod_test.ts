import assert from "node:assert/strict";
import type { SessionMetrics } from "core/mod.ts";
import { World } from "../../test/contract/world.ts";
import { freePort } from "../../test/process/ports.ts";
import { metrics } from "./mod.ts";

const USERS = `authInternalUsers:
- {user: scraper, pass: secret, permissions: [{action: metrics}]}
- {user: other, pass: secret, permissions: [{action: api}]}
`;
const basic = (pair: string) => ({ authorization: `Basic ${btoa(pair)}` });
const SCRAPER = basic("scraper:secret");

/** Runs `test` against the plugin on a port of its own. */
async function serving(
  yaml: string,
  test: (url: string, world: World) => Promise<void>,
): Promise<void> {
  const port = freePort(), on = `metrics: yes\nmetricsAddress: 127.0.0.1:${port}\n`;
  const world = await World.of([metrics], [metrics], on + yaml);
  await world.start();
  try {
    await test(`http://127.0.0.1:${port}`, world);
  } finally {
    await world.stop();
  }
}

interface Case {
  readonly what: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly status: number;
  /** Of the answer; null for those that must be absent. */
  readonly expected?: Record<string, string | null>;
  readonly body?: string;
}

const DENIED = '{"status":"error","error":"authentication error"}';
const MISSING = {
  status: 404,
  body: "404 page not found",
  expected: { "content-type": "text/plain" },
};

const cases: readonly Case[] = [
  {
    what: "asked for credentials",
    status: 401,
    body: DENIED,
    expected: { "www-authenticate": 'Basic realm="mediamtx"' },
  },
  { what: "asked for them anywhere", path: "/x", status: 401, body: DENIED },
  {
    what: "wrong password",
    headers: basic("scraper:x"),
    status: 401,
    body: DENIED,
    expected: { "www-authenticate": null },
  },
  { what: "another's permission", headers: basic("other:secret"), status: 401, body: DENIED },
  {
    what: "served",
    headers: SCRAPER,
    status: 200,
    expected: {
      "content-type": "text/plain; charset=utf-8",
      server: "mediamtx",
      "access-control-allow-origin": "*",
    },
  },
  {
    what: "nothing of an unknown type",
    headers: SCRAPER,
    path: "/metrics?type=nothing",
    status: 200,
    body: "",
  },
  { what: "another URL", headers: SCRAPER, path: "/", ...MISSING },
  { what: "a URL below", headers: SCRAPER, path: "/metrics/", ...MISSING },
  { what: "HEAD", headers: SCRAPER, method: "HEAD", status: 404 },
  { what: "POST", headers: SCRAPER, method: "POST", ...MISSING },
  {
    what: "preflight",
    method: "OPTIONS",
    headers: { origin: "https://a.example", "access-control-request-method": "GET" },
    status: 204,
    expected: {
      "access-control-allow-methods": "OPTIONS, GET",
      "access-control-allow-headers": "Authorization",
    },
  },
];

Deno.test("metrics: who is answered what", async () => {
  await serving(USERS, async (url) => {
    for (const { what, method = "GET", path = "/metrics", headers = {}, ...expected } of cases) {
      const answer = await fetch(url + path, { method, headers });
      const body = await answer.text();
      assert.equal(answer.status, expected.status, what);
      if (expected.body !== undefined) assert.equal(body, expected.body, what);
      for (const [name, value] of Object.entries(expected.expected ?? {})) {
        assert.equal(answer.headers.get(name), value, `${what}: ${name}`);
      }
    }
  });
});

const SESSIONS: SessionMetrics = {
  title: "TEST sessions",
  type: "test_sessions",
  item: "test_session",
  order: 1,
  labels: { id: "id" },
  numbers: Object.fromEntries(Array.from({ length: 19 }, (_, i) => [`n${i}`, "n"])),
};

Deno.test("metrics: paths, sessions, the process, then what plugins give", async () => {
  await serving("paths:\n  cam:\n", async (url, { sessions, hooks }) => {
    sessions.add({
      ...{ kind: "test", route: "tests", metrics: SESSIONS, get: () => undefined },
      list: () => [{ id: "1", n: 5 }],
    });
    hooks.on("another", "metrics", () => [{ name: "another_total", labels: { a: "b" }, value: 3 }]);
    hooks.on("broken", "metrics", () => {
      throw new Error("sabotage");
    });
    const text = await (await fetch(`${url}/metrics`)).text();
    assert.deepEqual(text.match(/^# .*$/gm), [
      ...["# Paths", "# Paths (deprecated)", "# TEST sessions", "# Process", "# Plugins"],
    ]);
    assert.match(text, /^paths\{name="cam",state="notReady"\} 1$/m);
    assert.match(text, /^test_sessions_n18\{id="1"\} 5$/m);
    assert.match(text, /^another_total\{a="b"\} 3$/m);
    assert.match(text, /^mediamtx_process_cpu_seconds \d+\.?\d*$/m);
    assert.match(text, /^mediamtx_process_resident_memory_bytes [1-9]\d{6,}$/m);
    assert.match(text, /^mediamtx_process_event_loop_lag_seconds\{quantile="0.99"\} [\d.]+$/m);
    if (Deno.build.os === "linux") assert.match(text, /^mediamtx_process_open_descriptors [1-9]/m);
    for (const query of ["type=paths", "path=cam", "test_session=1"]) {
      const part = await (await fetch(`${url}/metrics?${query}`)).text();
      assert.doesNotMatch(part, /mediamtx_|another_/, query);
      assert.notEqual(part, "", query);
    }
  });
});

Deno.test("metrics: ten thousand series come whole", async () => {
  await serving("", async (url, { sessions }) => {
    sessions.add({
      ...{ kind: "test", route: "tests", metrics: SESSIONS, get: () => undefined },
      *list() {
        for (let i = 0; i < 500; i++) yield { id: crypto.randomUUID(), n: i };
      },
    });
    const text = await (await fetch(`${url}/metrics`)).text();
    assert.equal(text.match(/^test_sessions.* \d+$/gm)?.length, 10_000);
  });
});

Deno.test("metrics: an address that is taken is a reason not to start", async () => {
  const port = freePort(), taken = Deno.listen({ hostname: "127.0.0.1", port });
  const on = `metrics: yes\nmetricsAddress: 127.0.0.1:${port}\n`;
  const world = await World.of([metrics], [metrics], on);
  const before = world.holdings();
  await assert.rejects(world.start(), /^Error: \[metrics\] /);
  await world.stop();
  assert.deepEqual(world.holdings(), before);
  taken.close();
});
