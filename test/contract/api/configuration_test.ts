import assert from "node:assert/strict";
import { C, PATHS } from "./cases.ts";
import { ApiServer, USERS } from "./server.ts";

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

Deno.test("api: no name within a URL leads anywhere else", async () => {
  await using api = await ApiServer.start(USERS);
  for (const name of ["a%0Ab", "%E2%80%A8", "a%2Fb", "%00", "a//b", "a%3F"]) {
    const { status, json } = await api.ask("DELETE", `${C}/delete/${name}`);
    assert.deepEqual([status, json], [404, { status: "error", error: "path not found" }], name);
  }
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
