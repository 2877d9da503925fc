import assert from "node:assert/strict";
import { type HttpExchange, type HttpListener, listenHttp } from "net/http.ts";
import type { HttpServerOptions } from "net/http/options.ts";
import { serveConnection } from "net/http/serve_connection.ts";
import { listenWhole } from "net/http/whole.ts";
import { certificate } from "../test/process/certificate.ts";
import { freePort } from "../test/process/ports.ts";

const GRACE = 1000;

function options(more: Partial<HttpServerOptions> = {}): HttpServerOptions {
  return {
    address: `127.0.0.1:${freePort()}`,
    limits: () => ({ header: 10_000, idle: 10_000, answer: 10_000 }),
    handle: ({ request }) => new Response(new URL(request.url).pathname),
    failed: (error) => assert.fail(error as Error),
    ...more,
  };
}

/** What the peer sends until it ends the connection, or until `enough`. */
async function readAll(
  conn: Deno.Conn,
  enough: (text: string) => boolean = () => false,
): Promise<string> {
  const buffer = new Uint8Array(4096), decoder = new TextDecoder();
  for (let text = "";;) {
    const count = await conn.read(buffer);
    if (count === null) return text;
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
    if (enough(text)) return text;
  }
}

async function send(listener: HttpListener, text: string): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ port: listener.port });
  await conn.write(new TextEncoder().encode(text));
  return conn;
}

Deno.test("this Deno can end connections of HTTP", () => {
  assert.ok(
    serveConnection(),
    "without it HTTP has no time-outs: see net/http/serve_connection.ts",
  );
});

for (const [name, listen] of [["one by one", listenHttp], ["whole", listenWhole]] as const) {
  Deno.test(`HTTP, connections ${name}: requests over TCP, TLS and a socket of the file system`, async () => {
    const { cert, key } = await certificate();
    const tls = { cert: await Deno.readTextFile(cert), key: await Deno.readTextFile(key) };
    const secure = listen(options({ tls })), plain = listen(options());
    const file = await Deno.makeTempFile();
    await Deno.remove(file);
    const unix = listen(options({ address: `unix://${file}` }));
    const viaFile = Deno.createHttpClient({ proxy: { transport: "unix", path: file } });
    const trusting = Deno.createHttpClient({ caCerts: [tls.cert] });
    const ask = async (url: string, client?: Deno.HttpClient) =>
      await (await fetch(url, { ...client && { client } })).text();
    assert.equal(await ask(`http://127.0.0.1:${plain.port}/plain`), "/plain");
    assert.equal(await ask(`https://localhost:${secure.port}/tls`, trusting), "/tls");
    assert.equal(await ask("http://localhost/unix", viaFile), "/unix");
    viaFile.close();
    trusting.close();
    await Promise.all([plain, secure, unix].map((listener) => listener.close(GRACE)));
    assert.throws(() => Deno.lstatSync(file), Deno.errors.NotFound);
  });

  Deno.test(`HTTP, connections ${name}: a handler that throws is told and answered with 500`, async () => {
    const errors: unknown[] = [];
    const listener = listen(options({
      handle: () => Promise.reject(new Error("broken")),
      failed: (error) => errors.push((error as Error).message),
    }));
    const answer = await fetch(`http://127.0.0.1:${listener.port}/`);
    assert.deepEqual([answer.status, await answer.text(), errors], [500, "", ["broken"]]);
    await listener.close(GRACE);
  });

  Deno.test(`HTTP, connections ${name}: closing waits for the answer, and the address is free`, async () => {
    const asked = Promise.withResolvers<void>(), answer = Promise.withResolvers<Response>();
    const handle = () => {
      asked.resolve();
      return answer.promise;
    };
    const settings = options({ handle });
    const listener = listen(settings);
    const fetched = fetch(`http://${settings.address}/`);
    await asked.promise;
    const closed = listener.close(60_000);
    await new Promise((resolve) => setTimeout(resolve, 0));
    const next = listen(options({ address: settings.address }));
    answer.resolve(new Response("late"));
    assert.equal(await (await fetched).text(), "late");
    await closed;
    assert.equal(await (await fetch(`http://${settings.address}/next`)).text(), "/next");
    await next.close(GRACE);
  });
}

Deno.test("HTTP: closing ends an answer that takes too long", async () => {
  const asked = Promise.withResolvers<void>(), answer = Promise.withResolvers<Response>();
  const handle = () => {
    asked.resolve();
    return answer.promise;
  };
  const listener = listenHttp(options({ handle }));
  const conn = await send(listener, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await asked.promise;
  await listener.close(10);
  assert.equal(await readAll(conn).catch(() => ""), "");
  answer.resolve(new Response());
  conn.close();
});

function pieces(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(bytes.subarray(at, at += 65_536));
      if (at >= bytes.length) controller.close();
    },
  });
}

const SHORT = { header: 10_000, idle: 10_000, answer: 10_000 };
const SLOW: [string, string, Partial<typeof SHORT>][] = [
  ["that says nothing", "", { header: 1 }],
  ["with half a request", "GET / HTTP/1.1\r\nHost:", { header: 1 }],
  ["that was answered and is silent", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", { idle: 1 }],
  ["that does not take its answer", "GET /large HTTP/1.1\r\nHost: x\r\n\r\n", { answer: 1 }],
];
for (const [what, text, limit] of SLOW) {
  Deno.test(`HTTP: a client ${what} is given up`, async () => {
    const large = new Uint8Array(16_000_000);
    const handle = ({ request }: HttpExchange) =>
      new Response(request.url.endsWith("large") ? pieces(large) : "small");
    const listener = listenHttp(options({ handle, limits: () => ({ ...SHORT, ...limit }) }));
    const conn = await send(listener, text);
    if (limit.answer) await new Promise((resolve) => setTimeout(resolve, 1500));
    const got = await readAll(conn).catch(() => "");
    assert.ok(got.length < large.length);
    assert.equal(got.includes("200 OK"), text.endsWith("\r\n\r\n"));
    conn.close();
    await listener.close(GRACE);
  });
}

Deno.test("HTTP: a client is not given up while its answer is made, nor while it makes progress", async () => {
  const handle = ({ touch }: HttpExchange) => {
    let left = 8;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 300));
        touch();
        controller.enqueue(new TextEncoder().encode("x"));
        if (--left === 0) controller.close();
      },
    });
    return new Promise<Response>((resolve) => setTimeout(() => resolve(new Response(body)), 1200));
  };
  const limits = () => ({ header: 500, idle: 500, answer: 900 });
  const listener = listenHttp(options({ handle, limits }));
  const answer = await fetch(`http://127.0.0.1:${listener.port}/`);
  assert.equal(await answer.text(), "xxxxxxxx");
  await listener.close(GRACE);
});

Deno.test("HTTP: what speaks no TLS where it must is given up without a word", async () => {
  const { cert, key } = await certificate();
  const tls = { cert: await Deno.readTextFile(cert), key: await Deno.readTextFile(key) };
  const listener = listenHttp(options({ tls }));
  const conn = await send(listener, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const got = await readAll(conn).catch(() => "");
  assert.ok(!got.includes("HTTP"), got);
  conn.close();
  await listener.close(GRACE);
});
