import assert from "node:assert/strict";
import { certificate } from "../process/certificate.ts";
import { RtspClient } from "../rtsp/client.ts";
import { publishRaw, readRaw } from "../rtsp/media.ts";
import { type Server, withServer } from "../server.ts";
import { type Case, CASES, CONFIGURATION } from "./status_cases.ts";

Deno.test("answers to requests, one by one", async (t) => {
  await withServer(CONFIGURATION, {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    for (const each of CASES) await t.step(each.name, () => assertCase(each, server));
    assert.ok(await publisher.open(), "the publisher goes on");
  });
});

async function assertCase(each: Case, server: Server): Promise<void> {
  using client = await RtspClient.connect(server.ports.rtsp);
  const answer = await each.request(client, server);
  assert.equal(answer?.status, each.status);
  for (const [name, expected] of Object.entries(each.headers ?? {})) {
    const found = answer!.headers.get(name)?.[0] ?? "";
    if (typeof expected === "string") assert.equal(found, expected, name);
    else assert.match(found, expected, name);
  }
  if (each.then === "open") assert.ok(await client.open(), "the connection stays open");
  else if (each.then === "closed" || each.status === undefined) await client.closed();
}

Deno.test("DESCRIBE gives the description line by line", () =>
  withServer(CONFIGURATION, {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    using reader = await RtspClient.connect(server.ports.rtsp);
    const answer = await reader.request("DESCRIBE", server.url("cam"));
    const lines = answer!.body.split("\r\n");
    const session = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=test", "c=IN IP4 0.0.0.0", "t=0 0"];
    assert.deepEqual(lines.slice(0, 5), session);
    const medias = lines.filter((line) => /^(m=|a=control)/.test(line));
    assert.deepEqual(medias, [
      "m=video 0 RTP/AVP 96",
      "a=control:trackID=0",
      "m=audio 0 RTP/AVP 0",
      "a=control:trackID=1",
    ]);
  }));

const USERS = `
authInternalUsers:
- user: viewer
  pass: secret
  permissions: [{action: read}]
- user: any
  permissions: [{action: publish}]
paths:
  all_others:
`;

Deno.test("401: what is asked for, and what becomes of a wrong answer", () =>
  withServer(`rtspAuthMethods: [basic, digest]${USERS}`, {}, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    using reader = await RtspClient.connect(server.ports.rtsp);
    const asked = await reader.request("DESCRIBE", server.url("cam"));
    assert.equal(asked?.status, 401);
    const [basic, digest, ...more] = asked!.headers.get("www-authenticate")!;
    assert.equal(basic, 'Basic realm="ipcam"');
    assert.match(digest, /^Digest realm="ipcam", nonce="[0-9a-f]{32}", algorithm="MD5"$/);
    assert.deepEqual(more, []);
    const right = { Authorization: `Basic ${btoa("viewer:secret")}` };
    assert.equal((await reader.request("DESCRIBE", server.url("cam"), right))?.status, 200);
    const wrong = { Authorization: `Basic ${btoa("viewer:guess")}` };
    const refused = await reader.request("DESCRIBE", server.url("cam"), wrong);
    assert.equal(refused?.status, 401);
    assert.equal(refused!.headers.get("www-authenticate"), undefined);
    await reader.closed();
    await server.log(/^WAR \[RTSP\] \[(conn|session) .*\] failed to authenticate: /);
  }));

Deno.test("RTSPS: media by TCP, and 461 for UDP", () =>
  withServer(CONFIGURATION, { tls: true }, async (server) => {
    const ca = await Deno.readTextFile((await certificate()).cert);
    using publisher = await RtspClient.connect(server.ports.rtsps, { ca });
    await publishRaw(publisher, server.url("cam", { tls: true }));
    using reader = await RtspClient.connect(server.ports.rtsps, { ca });
    const url = server.url("cam/trackID=0", { tls: true });
    const Transport = "RTP/AVP;unicast;client_port=35466-35467";
    assert.equal((await reader.request("SETUP", url, { Transport }))?.status, 461);
    assert.ok(await reader.open());
    await readRaw(reader, server.url("cam", { tls: true }));
    await server.log(
      /^INF \[RTSPS\] \[session .*\] is reading from path 'cam', with TCP, 2 tracks/,
    );
  }));

Deno.test("a proxy that is trusted says on whose behalf it connects", () =>
  withServer("rtspTrustedProxies: [127.0.0.1]\n", {}, async (server) => {
    using client = await RtspClient.connect(server.ports.rtsp);
    await client.send("PROXY TCP4 203.0.113.7 127.0.0.1 4000 554\r\n");
    assert.equal((await client.request("OPTIONS", server.url("cam")))?.status, 200);
    await server.log("[conn 203.0.113.7:4000] opened");
  }));
