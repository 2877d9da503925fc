import assert from "node:assert/strict";
import { party, TRACKS } from "../paths.ts";
import { RtspClient } from "../rtsp_client.ts";
import { type Answer, ApiServer, GUEST, USERS } from "./api_server.ts";
import { misfits, operations } from "./api_shape.ts";

/** Requests to one operation: what succeeds, and what is refused, with the reason or a part of it. */
interface Case {
  /** URL and body; `ID` stands for the id of the publisher's session or connection. */
  readonly good: readonly [url: string, body?: string];
  readonly bad?: readonly (readonly [url: string, reason: string | RegExp, body?: string])[];
  readonly missing?: readonly [url: string, reason: string, body?: string];
}

const NOBODY = "00000000-0000-4000-8000-000000000000";

const PAGES = (url: string, more = ""): Case => ({
  good: [`${url}?itemsPerPage=5&page=0${more}`],
  bad: [
    [`${url}?itemsPerPage=0${more}`, "invalid items per page"],
    [`${url}?page=x${more}`, 'strconv.ParseUint: parsing "x": invalid syntax'],
    [`${url}?page=-1${more}`, 'strconv.ParseUint: parsing "-1": invalid syntax'],
    [
      `${url}?itemsPerPage=2147483648${more}`,
      'strconv.ParseUint: parsing "2147483648": value out of range',
    ],
  ],
});

const BODIES = (url: string, parameter: string): Case["bad"] => [
  [url, "unexpected end of JSON input", ""],
  [url, /^the body is not valid JSON: /, "{"],
  [url, /JSON object/, "[]"],
  [url, /JSON object/, '"text"'],
  [url, /^json: unknown field "nothing"/, '{"nothing":1}'],
  [url, new RegExp(`${parameter}: found .*allowed: `), `{"${parameter}":{}}`],
];

const SESSION = (base: string, noun: string, verb: "get" | "kick"): Case => ({
  good: [`${base}/${verb}/ID`],
  bad: [
    [`${base}/${verb}/abc`, "invalid UUID length: 3"],
    [`${base}/${verb}/${"x".repeat(36)}`, "invalid UUID format"],
  ],
  missing: [`${base}/${verb}/${NOBODY}`, `${noun} not found`],
});

const C = "/v3/config/paths";
const CASES: Readonly<Record<string, Case>> = {
  "GET /v3/info": { good: ["/v3/info"] },
  "POST /v3/auth/jwks/refresh": { good: ["/v3/auth/jwks/refresh"] },
  "GET /v3/config/global/get": { good: ["/v3/config/global/get"] },
  "PATCH /v3/config/global/patch": {
    good: ["/v3/config/global/patch", '{"writeQueueSize":1024}'],
    bad: [
      ...BODIES("/v3/config/global/patch", "writeQueueSize")!,
      ["/v3/config/global/patch", /^json: unknown field "paths"/, '{"paths":{}}'],
      ["/v3/config/global/patch", /^json: unknown field "pathDefaults"/, '{"pathDefaults":{}}'],
    ],
  },
  "GET /v3/config/pathdefaults/get": { good: ["/v3/config/pathdefaults/get"] },
  "PATCH /v3/config/pathdefaults/patch": {
    good: ["/v3/config/pathdefaults/patch", '{"maxReaders":9}'],
    bad: BODIES("/v3/config/pathdefaults/patch", "maxReaders"),
  },
  [`GET ${C}/list`]: PAGES(`${C}/list`),
  [`GET ${C}/get/{name}`]: {
    good: [`${C}/get/cam/1`],
    bad: [[`${C}/get/`, "invalid name"]],
    missing: [`${C}/get/nothing`, "path configuration not found"],
  },
  [`POST ${C}/add/{name}`]: {
    good: [`${C}/add/added/one`, '{"name":"ignored","maxReaders":1}'],
    bad: [
      [`${C}/add/`, "invalid name", "{}"],
      [`${C}/add/cam/1`, "path already exists", "{}"],
      [`${C}/add/a%20b`, /letters, digits/, "{}"],
      [`${C}/add/~(`, /regular expression/, "{}"],
      ...BODIES(`${C}/add/bad`, "maxReaders")!,
    ],
  },
  [`PATCH ${C}/patch/{name}`]: {
    good: [`${C}/patch/cam/1`, '{"maxReaders":2,"forward":null}'],
    bad: [[`${C}/patch/`, "invalid name", "{}"], ...BODIES(`${C}/patch/cam/1`, "maxReaders")!],
    missing: [`${C}/patch/nothing`, "path not found", "{}"],
  },
  [`POST ${C}/replace/{name}`]: {
    good: [`${C}/replace/made`, "null"],
    bad: [[`${C}/replace/`, "invalid name", "{}"], ...BODIES(`${C}/replace/cam/1`, "maxReaders")!],
  },
  [`DELETE ${C}/delete/{name}`]: {
    good: [`${C}/delete/gone`],
    bad: [[`${C}/delete/`, "invalid name"]],
    missing: [`${C}/delete/nothing`, "path not found"],
  },
  "GET /v3/paths/list": PAGES("/v3/paths/list"),
  "GET /v3/paths/get/{name}": {
    good: ["/v3/paths/get/cam/1"],
    bad: [["/v3/paths/get/", "invalid name"]],
    missing: ["/v3/paths/get/regex1", "path not found"],
  },
  "GET /v3/paths/forward/list": {
    ...PAGES("/v3/paths/forward/list", "&path=cam/1"),
    missing: ["/v3/paths/forward/list?path=nothing", "path not found"],
  },
  "GET /v3/paths/forward/get": {
    good: ["/v3/paths/forward/get?path=cam/1&id=FORWARD"],
    bad: [
      [`/v3/paths/forward/get?id=${NOBODY}`, "invalid path"],
      ["/v3/paths/forward/get?path=cam/1&id=abc", "invalid UUID length: 3"],
    ],
    missing: [`/v3/paths/forward/get?path=cam/1&id=${NOBODY}`, "forward destination not found"],
  },
  "GET /v3/rtspconns/list": PAGES("/v3/rtspconns/list"),
  "GET /v3/rtspconns/get/{id}": SESSION("/v3/rtspconns", "connection", "get"),
  "GET /v3/rtspsessions/list": PAGES("/v3/rtspsessions/list"),
  "GET /v3/rtspsessions/get/{id}": SESSION("/v3/rtspsessions", "session", "get"),
  "POST /v3/rtspsessions/kick/{id}": SESSION("/v3/rtspsessions", "session", "kick"),
};

const PATHS = `paths:
  cam/1: {forward: [{dest: "rtsp://127.0.0.1:9/x"}]}
  gone:
  ~^regex:
`;

/** A server with a publisher by RTSP on cam/1. */
async function withPublisher(test: (api: ApiServer) => Promise<void>): Promise<void> {
  await using api = await ApiServer.start(USERS + PATHS);
  using client = await RtspClient.connect(api.rtsp);
  const url = "rtsp://127.0.0.1/cam/1";
  const sdp = "v=0\r\nm=audio 0 RTP/AVP 0\r\na=control:0\r\n";
  const Transport = "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record";
  await client.request("ANNOUNCE", url, { "Content-Type": "application/sdp" }, sdp);
  await client.request("SETUP", `${url}/0`, { Transport });
  assert.equal((await client.request("RECORD", url))?.status, 200);
  await test(api);
}

const firstId = async (api: ApiServer, url: string) =>
  (await api.get<{ items: { id: string }[] }>(url)).items[0].id;

/** The URL with the ids of what is there. */
async function filled(api: ApiServer, url: string): Promise<string> {
  if (url.endsWith("FORWARD")) {
    return url.replace("FORWARD", await firstId(api, "/v3/paths/forward/list?path=cam/1"));
  }
  const list = url.replace(/\/(?:get|kick)\/ID$/, "/list");
  return list === url ? url : url.replace(/ID$/, await firstId(api, list));
}

function assertError({ status, json, text }: Answer, code: number, reason: string | RegExp): void {
  assert.equal(status, code, text);
  const { error, ...rest } = json as { error: string };
  assert.deepEqual(rest, { status: "error" });
  if (typeof reason === "string") assert.equal(error, reason);
  else assert.match(error, reason);
}

for (const { method, path, response } of operations) {
  const test = CASES[`${method} ${path}`];
  if (!test) continue;
  Deno.test(`api: ${method} ${path}`, () =>
    withPublisher(async (api) => {
      const [url, body] = test.good, good = await filled(api, url);
      const none = await api.ask(method, good, { headers: {}, body });
      assertError(none, 401, "authentication error");
      assert.equal(none.headers.get("www-authenticate"), 'Basic realm="mediamtx"');
      const other = await api.ask(method, good, { headers: GUEST, body });
      assertError(other, 401, "authentication error");
      assert.equal(other.headers.get("www-authenticate"), null);
      for (const [url, reason, body] of test.bad ?? []) {
        assertError(await api.ask(method, url, { body }), 400, reason);
      }
      if (test.missing) {
        const [url, reason, body] = test.missing;
        assertError(await api.ask(method, url, { body }), 404, reason);
      }
      const answer = await api.ask(method, good, { body });
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(misfits(response.schema, answer.json), []);
    }));
}

Deno.test("api: operations of plugins that are not there answer as unknown URLs do, all others are tested", async () => {
  await using api = await ApiServer.start(USERS);
  for (const { method, path } of operations) {
    if (CASES[`${method} ${path}`]) continue;
    assert.match(path, /^\/v3\/(?:hls|rtsps|rtmp|srt|webrtc|moq|recordings)/);
    await assertUnknown(api, method, path.replace(/\{.*\}/, NOBODY));
  }
});

async function assertUnknown(api: ApiServer, method: string, url: string): Promise<void> {
  const { status, headers, text } = await api.ask(method, url);
  const expected = method === "HEAD" ? "" : "404 page not found";
  assert.deepEqual([status, headers.get("content-type"), text], [404, "text/plain", expected], url);
}

Deno.test("api: other URLs and methods are unknown, to those who may ask", async () => {
  await using api = await ApiServer.start(USERS);
  const unknown = [
    ["GET", "/"],
    ["GET", "/v3"],
    ["GET", "/v3/info/"],
    ["GET", "/v3/nothing"],
    ["POST", "/v3/info"],
    ["HEAD", "/v3/info"],
    ["OPTIONS", "/v3/info"],
    ["GET", "/v3/config/paths/add/cam"],
    ["GET", "/v3/rtspsessions/get"],
  ];
  for (const [method, url] of unknown) {
    await assertUnknown(api, method, url);
    const refused = await api.ask(method, url, { headers: {} });
    assert.equal(refused.status, 401, url);
  }
});

Deno.test("api: what is changed is what is there", async () => {
  await using api = await ApiServer.start(USERS + PATHS);
  const change = async (method: string, url: string, body?: string) =>
    assert.deepEqual((await api.ask(method, url, { body })).json, { status: "ok" });
  await change("PATCH", "/v3/config/pathdefaults/patch", '{"maxReaders":3,"record":false}');
  await change("POST", `${C}/add/new`, '{"source":"rtsp://127.0.0.1:9/x?a=1&b=<2>"}');
  await change("PATCH", `${C}/patch/new`, '{"sourceOnDemand":true}');
  const { name, source, sourceOnDemand, maxReaders } = await api.get(`${C}/get/new`);
  assert.deepEqual([name, source, sourceOnDemand, maxReaders], [
    "new",
    "rtsp://127.0.0.1:9/x?a=1&b=<2>",
    true,
    3,
  ]);
  const path = await api.get("/v3/paths/get/new");
  assert.deepEqual(path.source, { type: "rtspSource", id: "" });
  await change("POST", `${C}/replace/new`, "{}");
  assert.equal((await api.get(`${C}/get/new`)).source, "publisher");
  await change("DELETE", `${C}/delete/new`);
  assert.equal((await api.ask("GET", "/v3/paths/get/new")).status, 404);
});

Deno.test("api: names within URLs are decoded, expressions are entries too", async () => {
  await using api = await ApiServer.start(USERS);
  const key = "~^a/(.*)$", url = encodeURIComponent(key);
  assert.equal((await api.ask("POST", `${C}/add/${url}`, { body: "{}" })).status, 200);
  assert.equal((await api.get(`${C}/get/${url}`)).name, key);
  assert.equal((await api.ask("GET", `/v3/paths/get/${url}`)).status, 404);
});

Deno.test("api: JSON is safe within HTML", async () => {
  await using api = await ApiServer.start(USERS);
  const body = '{"runOnInit":"a && b > \\"c\\" <d>\\u2028"}';
  assert.equal((await api.ask("POST", `${C}/add/cam`, { body })).status, 200);
  const { text, json } = await api.ask("GET", `${C}/get/cam`);
  const written = '"runOnInit":"a \\u0026\\u0026 b \\u003e \\"c\\" \\u003cd\\u003e\\u2028"';
  assert.ok(text.includes(written), text);
  assert.equal((json as { runOnInit: string }).runOnInit, 'a && b > "c" <d>\u2028');
});

Deno.test("api: pages", async () => {
  const names = Array.from({ length: 12 }, (_, i) => `p${String(i).padStart(2, "0")}`);
  await using api = await ApiServer.start(
    `${USERS}paths: {${names.toReversed().join(": , ")}: }\n`,
  );
  const shuffled = names.toReversed();
  for (const base of ["/v3/config/paths/list", "/v3/paths/list"]) {
    const page = async (query: string) => {
      const { itemCount, pageCount, items } = await api.get<
        { itemCount: number; pageCount: number; items: { name: string }[] }
      >(base + query);
      return [itemCount, pageCount, items.map(({ name }) => name)];
    };
    assert.notDeepEqual(shuffled, names);
    assert.deepEqual(await page(""), [12, 1, names]);
    assert.deepEqual(await page("?itemsPerPage=&page="), [12, 1, names]);
    assert.deepEqual(await page("?itemsPerPage=5"), [12, 3, names.slice(0, 5)]);
    assert.deepEqual(await page("?itemsPerPage=5&page=2"), [12, 3, names.slice(10)]);
    assert.deepEqual(await page("?itemsPerPage=5&page=3"), [12, 3, []]);
    assert.deepEqual(await page("?itemsPerPage=12"), [12, 1, names]);
  }
  assert.deepEqual(await api.get("/v3/rtspconns/list"), { itemCount: 0, pageCount: 0, items: [] });
});

Deno.test("api: passwords are hidden, user names are not", async () => {
  await using api = await ApiServer.start(USERS);
  const { authInternalUsers } = await api.get<
    { authInternalUsers: { user: string; pass: string }[] }
  >("/v3/config/global/get");
  assert.deepEqual(authInternalUsers.map(({ user, pass }) => [user, pass]), [
    ["admin", "<redacted>"],
    ["guest", "<redacted>"],
    ["any", ""],
  ]);
});

Deno.test("api: who is kicked has gone", () =>
  withPublisher(async (api) => {
    const id = await firstId(api, "/v3/rtspsessions/list");
    assert.equal((await api.get("/v3/paths/get/cam/1")).available, true);
    assert.equal((await api.ask("POST", `/v3/rtspsessions/kick/${id}`)).status, 200);
    assert.equal((await api.get("/v3/paths/get/cam/1")).available, false);
    assert.equal((await api.ask("POST", `/v3/rtspsessions/kick/${id}`)).status, 404);
  }));

Deno.test("api: a path shows who publishes, reads and what", async () => {
  await using api = await ApiServer.start(USERS + PATHS);
  const access = (action: "publish" | "read") =>
    api.world.paths.authorize({
      ...{ action, path: "cam/1", query: "", protocol: "rtsp", id: null, ip: "127.0.0.1" },
      userAgent: "",
      credentials: { user: "guest", password: "secret", token: "" },
      log: api.world.log.log,
    });
  api.world.paths.publish(await access("publish"), party("p"), TRACKS);
  await api.world.paths.read(await access("read"), party("r"));
  await api.world.paths.read(await access("read"), party("h", [], { type: "hidden" }));
  const { source, readers, tracks, tracks2, ready, online } = await api.get(
    "/v3/paths/get/cam/1",
  );
  assert.deepEqual([source, readers, tracks, tracks2, ready, online], [
    { type: "testSession", id: "p" },
    [{ type: "testSession", id: "r" }],
    ["VP8"],
    [{ codec: "VP8", codecProps: null }],
    true,
    true,
  ]);
});

Deno.test("api: the document holds every operation, and every answer's schema", async () => {
  await using api = await ApiServer.start(USERS);
  const { openapi, paths, components } = await api.get<Document>("/v3/openapi.json");
  assert.equal(openapi, "3.1.0");
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
  );
  assert.deepEqual(documented.sort(), Object.keys(CASES).sort());
  for (const { method, path, response } of operations) {
    const schema = paths[path]?.[method.toLowerCase()]?.responses["200"].content["application/json"]
      .schema;
    if (!schema) continue;
    assert.deepEqual(schema, { $ref: `#/components/schemas/${response.schema}` });
    assert.ok(components.schemas[response.schema], response.schema);
  }
});

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<
      string,
      Record<
        string,
        { responses: Record<string, { content: Record<string, { schema: unknown }> }> }
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

Deno.test("api: every refusal is a line of the log", async () => {
  await using api = await ApiServer.start(USERS);
  api.world.log.take();
  await api.ask("GET", "/v3/paths/get/nothing");
  await api.ask("GET", "/v3/info", { headers: GUEST });
  const lines = api.world.log.take().filter((line) => !line.startsWith("DEB"))
    .map((line) => line.replace(/127\.0\.0\.1:\d+/, "CLIENT"));
  assert.equal(lines[0], "ERR [API] [conn CLIENT] path not found");
  assert.match(lines[1], /^WAR \[API\] \[conn CLIENT\] failed to authenticate: /);
  assert.equal(lines.length, 2);
});
