import assert from "node:assert/strict";
import { CASES, NOBODY } from "./cases.ts";
import { firstId, withPublisher } from "./publisher.ts";
import { type Answer, ApiServer, GUEST, USERS } from "./server.ts";
import { misfits, operations } from "./shape.ts";

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
    assert.match(path, /^\/v3\/(?:hls|rtsps|rtmps|moq)/);
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
