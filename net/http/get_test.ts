import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { certificate } from "../../test/process/certificate.ts";
import { freePort } from "../../test/process/ports.ts";
import { type HttpGet, HttpGetter } from "net/http/get.ts";

const about = {
  headers: { "X-Question": "why" },
  limit: 10,
  fingerprint: "",
  signal: new AbortController().signal,
};

/** Asks a server that answers so, by TLS where it has a certificate. */
async function withServer(
  tls: { readonly cert?: string; readonly key?: string },
  test: (
    get: (path: string, more?: Partial<HttpGet>) => ReturnType<HttpGetter["get"]>,
  ) => Promise<void>,
): Promise<void> {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {}, ...tls };
  const server = Deno.serve(options as Deno.ServeTcpOptions, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/away") {
      return new Response(null, { status: 302, headers: { Location: "/" } });
    }
    const headers = [["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"]] as [string, string][];
    return new Response(`${request.headers.get("x-question")} ${pathname}`, { headers });
  });
  using getter = new HttpGetter();
  const base = `${tls.cert ? "https" : "http"}://localhost:${server.addr.port}`;
  try {
    await test((path, more) => getter.get({ ...about, url: base + path, ...more }));
  } finally {
    await server.shutdown();
  }
}

async function asserted(
  get: Parameters<Parameters<typeof withServer>[1]>[0],
  more: Partial<HttpGet>,
) {
  const { status, headers, body } = await get("/x", more);
  assert.deepEqual([status, new TextDecoder().decode(body)], [200, "why /x"]);
  assert.deepEqual(headers.getSetCookie(), ["a=1", "b=2"]);
  const away = await get("/away", more);
  assert.deepEqual([away.status, away.headers.get("location")], [302, "/"]);
  await assert.rejects(get("/is/too/long", more), /^Error: the answer is longer than 10 bytes$/);
}

Deno.test("content is got with its headers, redirects are told, long answers refused", () =>
  withServer({}, async (get) => {
    await asserted(get, {});
    const signal = AbortSignal.abort(new Error("terminated"));
    await assert.rejects(get("/x", { signal }), /^Error: terminated$/);
  }));

Deno.test("the same of a server that is known by its certificate", async () => {
  const files = await certificate();
  const cert = await Deno.readTextFile(files.cert), key = await Deno.readTextFile(files.key);
  const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(":", "").toLowerCase();
  await withServer({ cert, key }, async (get) => {
    await asserted(get, { fingerprint });
    await assert.rejects(get("/x", { fingerprint: "0".repeat(64) }), /another fingerprint/);
    await assert.rejects(get("/x"), /certificate/);
  });
});

Deno.test("a server that is not there: the reason is told, the URL is not", async () => {
  using getter = new HttpGetter();
  const url = `http://user:secret@127.0.0.1:${freePort()}/x`;
  await assert.rejects(getter.get({ ...about, url }), ({ message }: Error) => {
    assert.doesNotMatch(message, /secret/);
    return true;
  });
});
