import assert from "node:assert/strict";
import fc from "fast-check";
import { encrypt } from "core/config/file/encrypt.ts";
import { formatProblem } from "core/config/check/problem.ts";
import { loadConfiguration } from "core/config/load.ts";
import { schemaOf } from "core/config/schema.ts";
import { owners } from "../../../scripts/config/owners.ts";
import { FILE, load, loadValid } from "./loading.ts";

const schema = schemaOf(owners);

Deno.test("an empty file means the defaults and no path", async () => {
  for (const yml of ["", "\n", "# nothing\n", "---\n", "paths:\npathDefaults:\n", "paths: {}\n"]) {
    const { configuration, file, warnings } = await loadValid(yml);
    assert.deepEqual({ ...configuration.global }, { ...schema.globalDefaults });
    assert.deepEqual({ ...configuration.pathDefaults }, { ...schema.pathDefaults });
    assert.deepEqual([configuration.paths.size, file, warnings.length], [0, FILE, 0]);
  }
});

Deno.test("no file is an empty file, and says where it was looked for", async () => {
  const options = { owners, env: {}, cwd: "/srv", platform: "linux" };
  const loaded = await loadConfiguration({ ...options, readFile: () => Promise.resolve(null) });
  assert.ok(loaded.ok);
  assert.equal(loaded.file, null);
  assert.deepEqual(loaded.searched, ["/srv/rtsp-simple-server.yml", "/srv/mediamtx.yml"]);
  assert.equal(loaded.configuration.paths.size, 0);
});

Deno.test("a file that was asked for and is missing, or cannot be read, is a problem", async () => {
  const options = { owners, env: {}, cwd: "/srv", platform: "linux", file: "a.yml" };
  const missing = await loadConfiguration({ ...options, readFile: () => Promise.resolve(null) });
  assert.deepEqual(missing.ok || missing.problems.map(formatProblem), [
    "/srv/a.yml: there is no such file",
  ]);
  const readFile = () => Promise.reject(new Error("permission denied"));
  const unreadable = await loadConfiguration({ ...options, readFile });
  assert.deepEqual(unreadable.ok || unreadable.problems.map(formatProblem), [
    "/srv/a.yml: the configuration cannot be read: permission denied",
  ]);
});

Deno.test("values of the file are decoded: milliseconds, bytes, networks, sorted sets", async () => {
  const { configuration } = await loadValid(`
logLevel: debug
readTimeout: 1m30s
hlsSegmentMaxSize: 1.5M
apiTrustedProxies: [10.1.2.3/8, '::1']
rtspTransports: [udp, tcp]
rtspEncryption: "yes"
authHTTPFingerprint: ${"AB:".repeat(31)}AB
paths:
  cam:
    source: rtsp://u:p@host/x
    recordDeleteAfter: 1d12h
    rtspScale: "2.0"
`);
  const { global, set } = configuration;
  assert.equal(global.logLevel, "debug");
  assert.equal(global.readTimeout, 90_000);
  assert.equal(global.hlsSegmentMaxSize, 1.5 * 1024 ** 2);
  assert.deepEqual(global.apiTrustedProxies, ["10.0.0.0/8", "::1/128"]);
  assert.deepEqual(global.rtspTransports, ["tcp", "udp"]);
  assert.equal(global.rtspEncryption, "strict");
  assert.equal(global.authHTTPFingerprint, "ab".repeat(32));
  assert.equal(set.size, 7);
  const cam = configuration.paths.get("cam")!;
  assert.equal(cam.values.name, "cam");
  assert.equal(cam.values.recordDeleteAfter, 36 * 3600_000);
  assert.equal(cam.values.recordSegmentDuration, 3600_000);
  assert.deepEqual([...cam.set].sort(), ["recordDeleteAfter", "rtspScale", "source"]);
});

Deno.test("null keeps the default of a single value, and of a list within an entry", async () => {
  const { configuration } = await loadValid(
    "logLevel:\nauthInternalUsers: [{user: me, pass: ~, ips: null}]\n" +
      "pathDefaults:\n  maxReaders: 5\npaths:\n  a:\n  b:\n    maxReaders:\n    forward:\n    name: x\n",
  );
  assert.equal(configuration.global.logLevel, "info");
  assert.deepEqual(configuration.global.authInternalUsers, [
    { user: "me", pass: "", ips: [], permissions: [] },
  ]);
  const b = configuration.paths.get("b")!;
  assert.deepEqual([b.values.maxReaders, b.values.forward, b.values.name], [5, [], "b"]);
  assert.equal(configuration.paths.get("a")!.set.size, 0);
});

Deno.test("YAML's words for booleans are booleans, as keys of paths too", async () => {
  const { configuration } = await loadValid(
    "rtsp: off\nhls: NO\napi: On\npaths:\n  on:\n  'off':\n",
  );
  const { rtsp, hls, api } = configuration.global;
  assert.deepEqual([rtsp, hls, api], [false, false, true]);
  assert.deepEqual([...configuration.paths.keys()].sort(), ["off", "true"]);
});

Deno.test("an encrypted file opens with the key of either variable, or of both in turn", async () => {
  const nonce = new Uint8Array(24);
  const yml = "logLevel: warn\n";
  const once = await encrypt(yml, "new", nonce);
  const twice = await encrypt(once, "old", nonce);
  const cases: [string, Record<string, string>][] = [
    [once, { MTX_CONFKEY: "new" }],
    [await encrypt(yml, "old", nonce), { RTSP_CONFKEY: "old" }],
    [twice, { RTSP_CONFKEY: "old", MTX_CONFKEY: "new" }],
    [yml, { MTX_CONFKEY: "" }],
  ];
  for (const [text, env] of cases) {
    assert.equal((await loadValid(text, { env })).configuration.global.logLevel, "warn");
  }
  const loaded = await load(once, { env: { MTX_CONFKEY: "other" } });
  assert.deepEqual(loaded.ok || loaded.problems.map(formatProblem), [
    `${FILE}: it cannot be decrypted: MTX_CONFKEY is not its key, or it is damaged`,
  ]);
});

const lines = [
  "paths:",
  "  cam:",
  "  '~^(a+':",
  "    source: rtsp://x",
  "    record: yes",
  "    forward:",
  "      - dest: srt://h:1",
  "authInternalUsers:",
  "  - user: x",
  "    permissions: [{action: read}]",
  "logLevel: debug",
  "readTimeout: 1d2h",
  "rtspTransports: [tcp, *a]",
  "  <<: *a",
  "a: &a [",
  "---",
  "- x",
  "? {",
  "\t",
  "__proto__: {record: yes}",
];

Deno.test("whatever the file holds, it is loaded or refused with reasons", async () => {
  const line = fc.oneof(fc.constantFrom(...lines), fc.string());
  const text = fc.array(line, { maxLength: 12 }).map((parts) => parts.join("\n"));
  await fc.assert(
    fc.asyncProperty(text, async (yml) => {
      const loaded = await load(yml);
      assert.ok(loaded.ok || loaded.problems.length > 0);
    }),
    { numRuns: 500 },
  );
});
