import assert from "node:assert/strict";
import type { Child } from "../process/child.ts";
import { freePort } from "../process/ports.ts";
import { RtspClient } from "../rtsp/client.ts";
import { type Server, withServer } from "../server.ts";
import { publish, reading } from "./clients/client.ts";
import { CLIPS } from "./clients/clips.ts";

const CLIP = CLIPS["H264, AAC"];
const SECRETS = ["correct-horse", "battery-staple", "not-the-password"] as const;
const [PUBLISH, READ, WRONG] = SECRETS;

const users = `
authInternalUsers:
- user: camera
  pass: ${PUBLISH}
  permissions: [{action: publish, path: cam}]
- user: viewer
  pass: ${READ}
  permissions: [{action: read, path: cam}]
paths:
  all_others:
`;

for (const methods of ["[basic]", "[digest]", "[basic, digest]"]) {
  Deno.test(`a wrong password is refused and the right one works, with ${methods}`, () =>
    withServer(`rtspAuthMethods: ${methods}${users}`, {}, async (server) => {
      const stranger = await publish("FFmpeg 5", CLIP, url(server, "camera", WRONG), "tcp");
      await using _publisher = await publish(
        "FFmpeg 5",
        CLIP,
        url(server, "camera", PUBLISH),
        "tcp",
      );
      await assertRefused(stranger);
      await server.log("is publishing to path 'cam'");
      const refused = [
        reading("FFmpeg 5", url(server, "viewer", WRONG), "tcp"),
        reading("GStreamer", url(server, "viewer", WRONG), "tcp"),
        reading("FFmpeg 5", url(server, "camera", PUBLISH), "udp"),
        reading("FFmpeg 5", server.url("cam"), "tcp"),
      ];
      await using ffmpeg = reading("FFmpeg 5", url(server, "viewer", READ), "udp");
      await using gstreamer = reading("GStreamer", url(server, "viewer", READ), "tcp");
      await Promise.all(refused.map(assertRefused));
      await server.logs("is reading from path 'cam'", 2);
      await server.logs(/^WAR \[RTSP\] .*failed to authenticate: /, 4);
      assert.ok(ffmpeg.running && gstreamer.running);
      for (const line of server.lines) {
        assert.ok(!SECRETS.some((secret) => line.includes(secret)), `a secret in: ${line}`);
      }
    }));
}

Deno.test("many connections give no more tries than one, by RTSP and HTTP alike, and hold up nobody who was let in", () => {
  const api = freePort(), basic = (pair: string) => ({ Authorization: `Basic ${btoa(pair)}` });
  const users = `api: yes
apiAddress: 127.0.0.1:${api}
authInternalUsers: [{user: viewer, pass: ${READ}, permissions: [{action: api}, {action: read}]}]
paths: {all_others: }
`;
  return withServer(users, {}, async (server) => {
    const ask = async (pair: string) => {
      const answer = await fetch(`http://127.0.0.1:${api}/v3/info`, { headers: basic(pair) });
      await answer.body?.cancel();
      return answer.status;
    };
    const describe = async (pair: string) => {
      using client = await RtspClient.connect(server.ports.rtsp);
      return (await client.request("DESCRIBE", server.url("cam"), basic(pair)))?.status;
    };
    await server.log("[API] started with listener");
    assert.equal(await ask(`viewer:${READ}`), 200);
    const refused: Promise<number | undefined>[] = [];
    for (let i = 0; i < 40; i++) refused.push(ask(`guest:${i}`), describe(`guest:${i}`));
    await server.logs("too many wrong attempts from 127.0.0.1", 50);
    const checked = server.count("no user of that name").length;
    assert.ok(checked > 0 && checked <= 10, `${checked} of 80 were checked`);
    assert.deepEqual([await ask(`viewer:${READ}`), await describe(`viewer:${READ}`)], [200, 404]);
    await server.stop();
    const statuses = (await Promise.all(refused.map((one) => one.catch(() => 0)))).filter(Number);
    assert.ok(statuses.every((status) => status === 401), statuses.join());
  });
});

function url(server: Server, user: string, password: string): string {
  return server.url("cam", { user: `${user}:${password}` });
}

/** The client ends by itself, and says why. */
async function assertRefused(child: Child): Promise<void> {
  await using client = child;
  const { code } = await client.end();
  assert.notEqual(code, 0, `${client}`);
  assert.match(`${client}`, /401|Unauthorized|not authorized/i);
}
