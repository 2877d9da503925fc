import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { certificate } from "../process/certificate.ts";
import { freePort } from "../process/ports.ts";
import { RtspClient } from "../rtsp/client.ts";
import { publishRaw } from "../rtsp/media.ts";
import { type Server, withServer } from "../server.ts";

const PERMISSIONS = ["publish", "read", "api"].map((action) => ({ action }));

/** A key and what is signed with it. */
async function signer(alg: string, kid: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = { ...await exportJWK(publicKey), kid };
  const token = await new SignJWT({ mediamtx_permissions: PERMISSIONS, sub: kid })
    .setProtectedHeader({ alg, kid }).setExpirationTime("1h").sign(privateKey);
  return { jwk, token };
}

/** Runs `test` beside an HTTP server; `tls`: of a certificate that nobody vouches for. */
async function withHttp(
  tls: { cert: string; key: string } | undefined,
  handler: (request: Request) => Response | Promise<Response>,
  test: (port: number) => Promise<void>,
): Promise<void> {
  const end = new AbortController(), { signal } = end;
  const options = { port: 0, hostname: "127.0.0.1", signal, onListen: () => {}, ...tls };
  const server = Deno.serve(options, handler);
  try {
    await test((server.addr as Deno.NetAddr).port);
  } finally {
    end.abort();
    await server.finished;
  }
}

async function describe(server: Server, query: string, headers = {}): Promise<number | undefined> {
  using client = await RtspClient.connect(server.ports.rtsp);
  return (await client.request("DESCRIBE", server.url(`cam${query}`), headers))?.status;
}

async function ask(port: number, method: string, url: string, token: string, body?: unknown) {
  const answer = await fetch(`http://127.0.0.1:${port}/v3${url}`, {
    method,
    headers: { Authorization: `Bearer ${token}` },
    ...body !== undefined && { body: JSON.stringify(body) },
  });
  await answer.body?.cancel();
  return answer.status;
}

function assertSecret(server: Server, secrets: readonly string[]): void {
  for (const line of server.lines) {
    assert.ok(!secrets.some((secret) => line.includes(secret)), `a secret in: ${line}`);
  }
}

interface KeyServer {
  /** What it answers from now on. */
  keys: JWK[];
  /** How often it was asked. */
  fetched: number;
}

/** Runs `test` with a server whose tokens are checked by keys that are served over HTTPS; its API is at `api`. */
async function withKeys(
  api: number,
  test: (server: Server, served: KeyServer) => Promise<void>,
): Promise<void> {
  const files = await certificate(), served: KeyServer = { keys: [], fetched: 0 };
  const [cert, key] = await Promise.all([files.cert, files.key].map((f) => Deno.readTextFile(f)));
  const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(":", "");
  const answer = () => {
    served.fetched++;
    return Response.json({ keys: served.keys });
  };
  await withHttp({ cert, key }, answer, (port) => {
    const configuration = `authMethod: jwt
authJWTJWKS: https://127.0.0.1:${port}/keys
authJWTJWKSFingerprint: ${fingerprint}
authJWTExclude: []
api: yes
apiAddress: 127.0.0.1:${api}
paths: {all_others: }
`;
    return withServer(configuration, {}, async (server) => {
      await server.log("[API] started with listener");
      await test(server, served);
    });
  });
}

Deno.test("tokens: a key set by HTTPS, known by its fingerprint, is rotated while clients connect", async () => {
  const api = freePort(), use = (token: string) => ask(api, "GET", "/info", token);
  const first = await signer("RS256", "first"), second = await signer("ES256", "second");
  const third = await signer("EdDSA", "third"), stranger = await signer("ES256", "stranger");
  await withKeys(api, async (server, served) => {
    served.keys = [first.jwk];
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url(`cam?token=${first.token}`));
    assert.equal(await describe(server, `?jwt=${first.token}`), 200);
    assert.equal(await use(first.token), 200);
    assert.equal(served.fetched, 1);

    served.keys = [second.jwk];
    const statuses = Array.from({ length: 20 }, () => describe(server, `?token=${second.token}`));
    assert.deepEqual(await Promise.all(statuses), Array(20).fill(200));
    const basic = { Authorization: `Basic ${btoa(`any:${second.token}`)}` };
    assert.equal(await describe(server, "", basic), 200);
    assert.equal(served.fetched, 2);

    const refused = [first, stranger].map(({ token }) => describe(server, `?token=${token}`));
    await server.log("failed to authenticate: authentication failed: no key of the set fits");
    assert.deepEqual(await Promise.all(refused), [401, 401]);
    assert.equal(served.fetched, 2, "an unknown key makes them be fetched once in a while only");

    served.keys = [third.jwk];
    assert.equal(await ask(api, "POST", "/auth/jwks/refresh", second.token), 200);
    assert.equal(await use(third.token), 200);
    assert.equal(served.fetched, 3);

    const other = { authJWTJWKSFingerprint: "00".repeat(32) };
    assert.equal(await ask(api, "PATCH", "/config/global/patch", third.token, other), 200);
    assert.equal(await use(third.token), 401);
    await server.log("cannot fetch the keys: the certificate has another fingerprint");
    assert.equal(served.fetched, 3);
    assert.ok(await publisher.open(), "who was let in stays");
    assertSecret(server, [first, second, third, stranger].map(({ token }) => token.slice(-20)));
  });
});

const SECRET = "correct-horse";

/** Listens, and says `bytes` to whoever comes. */
function saying(bytes: string): { readonly port: number } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serve = async () => {
    for await (const conn of listener) {
      await conn.read(new Uint8Array(1024));
      await conn.write(new TextEncoder().encode(bytes));
      conn.close();
    }
  };
  void serve();
  const { port } = listener.addr as Deno.NetAddr;
  return { port, [Symbol.dispose]: () => listener.close() };
}

/** What the authentication server answers by path; the rest of its paths grant. */
async function authServer(request: Request): Promise<Response> {
  const { pathname, origin } = new URL(request.url), asked = await request.text();
  switch (pathname) {
    case "/silent":
      return await new Promise(() => {});
    case "/stuck":
      return new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array(9)) }));
    case "/broken":
      return new Response(`cannot digest\n${asked}`, { status: 500 });
    case "/login":
      return Response.redirect(`${origin}/page`, 302);
    case "/loop":
      return Response.redirect(`${origin}/loop`, 307);
    case "/moved":
      return Response.redirect(`${origin}/granted`, 307);
    default:
      return new Response("granted");
  }
}

Deno.test("an HTTP authentication server that does not do its work refuses, the log says why, and nothing hangs", async () => {
  using garbage = saying("220 welcome\r\n\r\n"), mute = saying("");
  const api = freePort();
  await withHttp(undefined, authServer, (port) => {
    const configuration = `authMethod: http
authHTTPAddress: http://127.0.0.1:${port}/granted
authHTTPExclude: [{action: api}]
readTimeout: 1s
api: yes
apiAddress: 127.0.0.1:${api}
paths: {all_others: }
`;
    const cases: readonly (readonly [url: string, reason: string])[] = [
      [`http://127.0.0.1:${port}/silent?key=${SECRET}`, "failed: no answer within 1000 ms"],
      [`http://127.0.0.1:${port}/stuck`, "failed: no answer within 1000 ms"],
      [`http://127.0.0.1:${garbage.port}/`, "failed: invalid HTTP version"],
      [`http://127.0.0.1:${mute.port}/`, "failed: connection closed"],
      [`http://127.0.0.1:${freePort()}/?key=${SECRET}`, "failed: tcp connect error"],
      [`http://127.0.0.1:${port}/loop`, "failed: too many redirects"],
      [`http://127.0.0.1:${port}/broken`, "server replied with code 500: cannot digest\\n{"],
      [`http://127.0.0.1:${port}/login`, "server replied with code 302"],
    ];
    return withServer(configuration, {}, async (server) => {
      await server.log("[API] started with listener");
      const basic = { Authorization: `Basic ${btoa(`viewer:${SECRET}`)}` };
      const use = async (authHTTPAddress: string) =>
        assert.equal(await ask(api, "PATCH", "/config/global/patch", "", { authHTTPAddress }), 200);
      const refused: Promise<number | undefined>[] = [];
      for (const [url, reason] of cases) {
        await use(url);
        refused.push(describe(server, `?token=${SECRET}`, basic));
        await server.log(new RegExp(`failed to authenticate: .*${RegExp.escape(reason)}`));
      }
      assert.deepEqual(await Promise.all(refused), Array(cases.length).fill(401));
      await use(`http://127.0.0.1:${port}/silent`);
      assert.equal(await describe(server, ""), 401, "who gives nothing is asked, if late");
      for (const path of ["granted", "moved"]) {
        await use(`http://127.0.0.1:${port}/${path}`);
        assert.equal(await describe(server, "", basic), 404);
      }
      assertSecret(server, [SECRET]);
    });
  });
});
