import assert from "node:assert/strict";
import { Attempts } from "core/auth/attempts.ts";
import { createAuthenticator } from "core/auth/authenticator.ts";
import { jsonAnswer } from "core/http/answer.ts";
import { HttpServer, type HttpService } from "core/http/server.ts";
import type { HttpParameters } from "core/http/settings.ts";
import { systemClock } from "net/clock.ts";
import { ConfigurationFile } from "../../test/configuration.ts";
import { LogLines } from "../../test/log_lines.ts";
import { certificate } from "../../test/process/certificate.ts";
import { freePort } from "../../test/process/ports.ts";

const USERS = `authInternalUsers:
- {user: any, ips: [127.0.0.1], permissions: [{action: api}]}
- {user: alice, pass: secret, permissions: [{action: api}, {action: metrics}]}
`;

/** What the service under test answers: what it sees of the request. */
const ECHO: HttpService = {
  preflight: { methods: "GET", headers: "Authorization" },
  async handle(request) {
    if (request.path === "/broken") throw new Error("it broke");
    const action = request.path === "/metrics" ? "metrics" : "api";
    const { ip, scheme, path, query } = request;
    return await request.authorize(action) ?? jsonAnswer({ ip, scheme, path, query });
  },
};

async function serving(yaml = USERS, first: Partial<HttpParameters> = {}) {
  const log = new LogLines();
  const { global } = await new ConfigurationFile().read(yaml);
  const direct = createAuthenticator(global);
  const auth = new Attempts(direct, systemClock, log.log, () => 0.001);
  const parameters = {
    address: `127.0.0.1:${freePort()}`,
    encryption: false,
    serverKey: "",
    serverCert: "",
    allowOrigins: ["*"] as readonly string[],
    trustedProxies: [] as readonly string[],
    ...first,
  };
  const around = { auth, direct, clock: systemClock, global: () => global };
  const server = new HttpServer(() => parameters, ECHO, around, log.log);
  await server.open();
  const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const ask = (path = "/", init: RequestInit = {}, address = parameters.address) =>
    fetch(`http://${address}${path}`, { ...init, client });
  const status = async (path = "/", headers: Record<string, string> = {}, method = "GET") => {
    const answer = await ask(path, { method, headers });
    await answer.body?.cancel();
    return answer.status;
  };
  const stop = async () => {
    client.close();
    await server.close();
    direct.close();
  };
  return { server, parameters, ask, status, log, stop };
}

Deno.test("HTTP server: every answer has the server's name and the origin that is allowed", async () => {
  const { ask, parameters, stop, log } = await serving();
  const header = async (path: string, origin = "http://localhost:3000") => {
    const answer = await ask(path, { headers: { Origin: origin } });
    await answer.body?.cancel();
    const { headers } = answer;
    return [answer.status, headers.get("server"), headers.get("access-control-allow-origin")];
  };
  assert.deepEqual(await header("/"), [200, "mediamtx", "*"]);
  assert.deepEqual(await header("/broken"), [500, "mediamtx", "*"]);
  parameters.allowOrigins = ["http://localhost:3000"];
  assert.deepEqual(await header("/"), [200, "mediamtx", "http://localhost:3000"]);
  parameters.allowOrigins = [];
  assert.deepEqual(await header("/"), [200, "mediamtx", null]);
  await stop();
  const errors = log.lines.filter((line) => line.startsWith("ERR"));
  assert.match(errors[0], /^ERR \[conn 127\.0\.0\.1:\d+\] cannot answer GET \/broken: it broke$/);
  assert.equal(errors.length, 1);
});

Deno.test("HTTP server: a browser's question is answered without credentials", async () => {
  const { ask, stop } = await serving("authInternalUsers: []\n");
  const question = { Origin: "https://a.com", "Access-Control-Request-Method": "PATCH" };
  const { status, headers } = await ask("/", { method: "OPTIONS", headers: question });
  assert.deepEqual([status, headers.get("access-control-allow-methods")], [204, "GET"]);
  assert.equal(headers.get("access-control-allow-headers"), "Authorization");
  assert.equal(headers.get("access-control-allow-origin"), "*");
  const plain = await ask("/", { method: "OPTIONS" });
  assert.equal(plain.status, 401);
  await plain.body?.cancel();
  await stop();
});

Deno.test("HTTP server: missing credentials are asked for, wrong ones refused and logged", async () => {
  const { status, log, stop } = await serving();
  const alice = (password: string) => ({ Authorization: `Basic ${btoa(`alice:${password}`)}` });
  assert.equal(await status("/metrics"), 401);
  assert.equal(await status("/metrics", alice("wrong")), 401);
  assert.equal(await status("/metrics", alice("secret")), 200);
  assert.equal(await status("/metrics", { Authorization: "Bearer alice:secret" }), 200);
  const [line, ...more] = log.lines.filter((line) => line.startsWith("WAR"));
  assert.match(line, /^WAR \[conn 127\.0\.0\.1:\d+\] failed to authenticate: /);
  assert.deepEqual(more, []);
  await stop();
});

Deno.test("HTTP server: a page of another site is not let in for its address, nor unasked", async () => {
  const { status, parameters, stop } = await serving();
  const evil = { Origin: "https://evil.com" }, json = { "Content-Type": "application/json" };
  const alice = { Authorization: `Basic ${btoa("alice:secret")}` };
  assert.equal(await status(), 200);
  assert.equal(await status("/", evil), 401);
  assert.equal(await status("/", { ...evil, Authorization: "Bearer x" }), 401);
  assert.equal(await status("/", { ...evil, ...json }, "POST"), 401);
  assert.equal(await status("/metrics", { ...evil, ...alice }), 200);
  assert.equal(await status("/metrics", { ...evil, ...alice, ...json }, "POST"), 200);
  const form = { "Content-Type": "text/plain" };
  assert.equal(await status("/metrics", { ...evil, ...alice, ...form }, "POST"), 401);
  assert.equal(await status("/", { Origin: `http://127.0.0.1:3000` }, "POST"), 200);
  parameters.allowOrigins = ["*", "https://evil.com"];
  assert.equal(await status("/", evil), 200);
  await stop();
});

Deno.test("HTTP server: a rebound name is not let in for its address", async () => {
  const { parameters, stop } = await serving();
  const ask = async (host: string) => {
    using conn = await Deno.connect({ port: Number(parameters.address.split(":")[1]) });
    const text = `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
    await conn.write(new TextEncoder().encode(text));
    return (await new Response(conn.readable).text()).slice(0, 12);
  };
  assert.equal(await ask("localhost"), "HTTP/1.1 200");
  assert.equal(await ask("evil.com"), "HTTP/1.1 401");
  parameters.allowOrigins = ["https://mediamtx.evil.com", "https://evil.com"];
  assert.equal(await ask("evil.com"), "HTTP/1.1 200");
  await stop();
});

Deno.test("HTTP server: proxies are believed where they are trusted", async () => {
  const { ask, parameters, stop } = await serving(
    "authInternalUsers: [{user: any, permissions: [{action: api}]}]\n",
  );
  const headers = { "X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "https" };
  const seen = async () => await (await ask("/a%2Fb?c=%20d", { headers })).json();
  const rest = { path: "/a%2Fb", query: "c=%20d" };
  assert.deepEqual(await seen(), { ip: "127.0.0.1", scheme: "http", ...rest });
  parameters.trustedProxies = ["127.0.0.1/32"];
  assert.deepEqual(await seen(), { ip: "9.9.9.9", scheme: "https", ...rest });
  await stop();
});

Deno.test("HTTP server: a new address is bound before the old one closes, and the old one stays where it cannot be", async () => {
  const { server, parameters, ask, log, stop } = await serving();
  const old = parameters.address, busy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const works = async (address: string) => (await ask("/", {}, address).then(async (answer) => {
    await answer.body?.cancel();
    return answer.status;
  }, () => "refused"));
  log.take();
  parameters.address = `127.0.0.1:${busy.addr.port}`;
  await server.update();
  assert.deepEqual(log.take(), [
    `ERR Cannot listen on ${parameters.address} (TCP): the address is in use`,
  ]);
  assert.equal(await works(old), 200);
  busy.close();
  const next = parameters.address = `127.0.0.1:${freePort()}`;
  await server.update();
  assert.deepEqual(log.take().filter((line) => !line.startsWith("DEB")), [
    `INF started with listener on ${next} (TCP/HTTP)`,
  ]);
  assert.deepEqual([await works(old), await works(next)], ["refused", 200]);
  await server.update();
  assert.equal(await works(next), 200);
  await stop();
  assert.equal(await works(next), "refused");
});

Deno.test("HTTP server: TLS is switched on at the same address, its certificates are read again", async () => {
  const { cert, key } = await certificate(), folder = await Deno.makeTempDir();
  const serverCert = `${folder}/server.crt`, serverKey = `${folder}/server.key`;
  const { server, parameters, log, ask, stop } = await serving();
  Object.assign(parameters, { encryption: true, serverCert, serverKey });
  log.take();
  await server.update();
  assert.match(log.take()[0], /^ERR Cannot read '.*' for TLS: No such file/);
  const plain = await ask();
  assert.equal(plain.status, 200);
  await plain.body?.cancel();
  await Deno.copyFile(cert, serverCert), await Deno.copyFile(key, serverKey);
  await server.update();
  const { address } = parameters;
  const trusting = Deno.createHttpClient({ caCerts: [await Deno.readTextFile(cert)] });
  const secure = async () =>
    await (await fetch(`https://localhost:${address.split(":")[1]}/`, { client: trusting })).json();
  assert.equal((await secure()).scheme, "https");
  log.take();
  await Deno.writeTextFile(serverCert, "broken");
  await server.update();
  assert.match(log.take().join(), /^ERR /);
  assert.equal((await secure()).scheme, "https");
  await Deno.writeTextFile(serverCert, `${await Deno.readTextFile(cert)}\n`);
  await server.update();
  assert.deepEqual(log.take().filter((line) => !line.startsWith("DEB")), [
    `INF the certificate of ${address} (TCP/HTTPS) was read again`,
  ]);
  assert.equal((await secure()).scheme, "https");
  trusting.close();
  await stop();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("HTTP server: a socket of the file system, that everybody sees", async () => {
  const folder = await Deno.makeTempDir(), path = `${folder}/api.sock`;
  Deno.listen({ transport: "unix", path }).close();
  const { log, stop } = await serving(
    "authInternalUsers: [{user: any, permissions: [{action: api}]}]\n",
    { address: `unix://${path}` },
  );
  assert.deepEqual(log.take(), [`INF started with listener on unix://${path} (UNIX/HTTP)`]);
  assert.equal(Deno.statSync(path).mode! & 0o777, 0o755);
  const client = Deno.createHttpClient({ proxy: { transport: "unix", path } });
  const answer = await fetch("http://localhost/x", { client });
  assert.deepEqual(await answer.json(), { ip: "", scheme: "http", path: "/x", query: "" });
  client.close();
  await stop();
  await Deno.remove(folder, { recursive: true });
});
