import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { certificate } from "../test/process/certificate.ts";
import { askHttp, BODY_LIMIT } from "net/http_client.ts";

async function withServer(
  handler: (request: Request) => Response | Promise<Response>,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const end = new AbortController(), { signal } = end;
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", signal, onListen: () => {} },
    handler,
  );
  try {
    await use(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    end.abort();
    await server.finished;
  }
}

Deno.test("a text is sent as it is, with headers, by any method", async () => {
  const handler = async (request: Request) =>
    new Response(
      `${request.method} ${request.headers.get("content-type")} ${await request.text()}`,
    );
  await withServer(handler, async (url) => {
    const question = { ...about, url, text: "v=0", headers: { "Content-Type": "application/sdp" } };
    assert.equal(
      (await askHttp({ ...question, method: "PATCH" })).body,
      "PATCH application/sdp v=0",
    );
    assert.equal((await askHttp({ ...about, url, method: "DELETE" })).body, "DELETE null ");
  });
});

Deno.test("credentials do not follow a redirect to another server", async () => {
  const seen: (string | null)[] = [];
  const handler = (request: Request) => {
    seen.push(request.headers.get("authorization"));
    return new Response();
  };
  await withServer(handler, (other) =>
    withServer(
      ({ url }) => Response.redirect(url.endsWith("/away") ? other : new URL("/away", url), 307),
      async (url) => {
        const headers = { Authorization: "Bearer x" };
        await askHttp({ ...about, url, method: "GET", headers });
        await askHttp({ ...about, url: other, method: "GET", headers });
      },
    ));
  assert.deepEqual(seen, [null, "Bearer x"]);
});

const about = { timeout: 5000, fingerprint: "" };

Deno.test("a body is posted as JSON, redirects are followed, long answers are cut", async () => {
  const seen: unknown[] = [];
  const handler = async (request: Request) => {
    if (request.url.endsWith("/old")) return Response.redirect(new URL("/new", request.url), 307);
    seen.push([request.method, request.headers.get("content-type"), await request.json()]);
    return new Response("x".repeat(BODY_LIMIT + 1000), { status: 201 });
  };
  await withServer(handler, async (url) => {
    const answer = await askHttp({ ...about, url: `${url}/old`, method: "POST", body: { a: 1 } });
    assert.equal(answer.status, 201);
    assert.equal(answer.body.length, BODY_LIMIT);
  });
  assert.deepEqual(seen, [["POST", "application/json", { a: 1 }]]);
});

Deno.test("a server that does not answer, or is not there, rejects in time", async () => {
  let answer = () => {};
  const waiting = new Promise<Response>((resolve) => answer = () => resolve(new Response("late")));
  await withServer(() => waiting, async (url) => {
    await assert.rejects(
      askHttp({ ...about, url, method: "GET", timeout: 100 }),
      /no answer within 100 ms/,
    );
    answer();
  });
  await assert.rejects(askHttp({ ...about, url: "http://127.0.0.1:1", method: "GET" }));
});

Deno.test("a redirect that would take the question out of a POST is the answer, one without end rejects", async () => {
  const paths: string[] = [];
  const handler = async (request: Request) => {
    const { pathname } = new URL(request.url), [status, to] = pathname.slice(1).split("/");
    paths.push(`${request.method} ${pathname} ${await request.text()}`);
    if (to === undefined) return new Response("granted");
    return new Response("moved", { status: Number(status), headers: { Location: `/${to}` } });
  };
  await withServer(handler, async (url) => {
    const post = (path: string) =>
      askHttp({ ...about, url: url + path, method: "POST", body: { a: 1 } });
    for (const status of [301, 302, 303]) {
      const answer = await post(`/${status}/login`);
      assert.deepEqual([answer.status, answer.body], [status, "moved"]);
      assert.equal(answer.headers.get("location"), "/login");
    }
    const granted = await post("/308/new");
    assert.deepEqual([granted.body, granted.url], ["granted", `${url}/new`]);
    assert.deepEqual(paths.splice(0).slice(-2), ['POST /308/new {"a":1}', 'POST /new {"a":1}']);
    assert.equal((await askHttp({ ...about, url: `${url}/301/new`, method: "GET" })).status, 200);
  });
  await withServer(
    () => new Response(null, { status: 307, headers: { Location: "/" } }),
    (url) =>
      assert.rejects(askHttp({ ...about, url, method: "POST" }), /^Error: too many redirects$/),
  );
});

Deno.test("why there is no answer is said without the URL, which may hold a key", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const closing = (async () => {
    for await (const conn of listener) conn.close();
  })();
  const url = `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}/?key=secret`;
  await assert.rejects(askHttp({ ...about, url, method: "GET" }), (error: Error) => {
    assert.doesNotMatch(error.message, /secret|127/);
    assert.match(error.message, /closed|reset/);
    return true;
  });
  listener.close();
  await closing;
});

Deno.test("a pinned server is asked when its certificate is the one expected, and only then", async () => {
  const files = await certificate();
  const [cert, key] = await Promise.all([files.cert, files.key].map((f) => Deno.readTextFile(f)));
  const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(":", "").toLowerCase();
  const end = new AbortController(), { signal } = end;
  const options = { port: 0, hostname: "127.0.0.1", cert, key, signal, onListen: () => {} };
  const server = Deno.serve(options, async (request) => new Response(await request.text()));
  const url = `https://localhost:${server.addr.port}`, method = "POST", body = { a: 1 };
  const question = { url, method, body, timeout: 5000 } as const;
  try {
    const answer = await askHttp({ ...question, fingerprint });
    assert.deepEqual([answer.status, answer.body, answer.url], [200, '{"a":1}', url]);
    assert.equal(answer.headers.get("content-type"), "text/plain;charset=UTF-8");
    await assert.rejects(askHttp({ ...question, fingerprint: "00".repeat(32) }), /fingerprint/);
    await assert.rejects(askHttp({ ...question, fingerprint: "" }), /certificate/i);
  } finally {
    end.abort();
    await server.finished;
  }
});
