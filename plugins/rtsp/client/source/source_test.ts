import assert from "node:assert/strict";
import { FakeCamera } from "../../../../test/camera/fake_camera.ts";
import { Pulled } from "../../../../test/camera/pull.ts";
import { oddities } from "./oddities_cases.ts";

Deno.test("a good camera is pulled by UDP, and left in peace", async () => {
  await using camera = new FakeCamera();
  await using pulled = await Pulled.start(camera.url());
  await pulled.received(3);
  assert.equal(pulled.codecs, "H264, G711");
  assert.deepEqual(camera.asked, [
    "OPTIONS /live",
    "DESCRIBE /live",
    "SETUP /live/trackID=0",
    "SETUP /live/trackID=1",
    "PLAY /live/",
  ]);
  assert.equal(await pulled.stop(), undefined);
  assert.equal(camera.asked.at(-1), "TEARDOWN /live/");
  assert.deepEqual([pulled.published, pulled.closed, pulled.clock.pending], [1, 1, 0]);
});

for (const { name, script, rest, path, codecs = "H264, G711", asked, warns } of oddities) {
  Deno.test(`odd camera: ${name}`, async () => {
    await using camera = new FakeCamera(script);
    await using pulled = await Pulled.start(camera.url(rest), { path });
    if (codecs.endsWith("Generic")) await pulled.until(() => pulled.counts[0] >= 3, "video");
    else await pulled.received(3);
    assert.equal(pulled.codecs, codecs);
    if (asked) {
      assert.deepEqual(camera.asked.filter((line) => /^(SETUP|PLAY) /.test(line)), asked);
    }
    assert.equal(await pulled.stop(), undefined);
    assert.deepEqual([pulled.published, pulled.closed, pulled.clock.pending], [1, 1, 0]);
    const warnings = pulled.log.lines.filter((line) => !line.startsWith("INF"));
    assert.equal(warnings.length > 0, warns ?? false, warnings.join("\n"));
  });
}

Deno.test("what a camera asks of its own accord is answered", async () => {
  await using camera = new FakeCamera();
  await using pulled = await Pulled.start(camera.url());
  await pulled.received(3);
  for (const method of ["OPTIONS", "SET_PARAMETER", "REDIRECT"]) {
    const before = camera.requests.length;
    await camera.write(`${method} rtsp://cam RTSP/1.0\r\nCSeq: 77\r\n\r\n`);
    await pulled.until(() => camera.requests.length > before, "an answer");
    const { method: protocol, url: status, headers } = camera.requests.at(-1)!;
    assert.deepEqual([protocol, status, headers.get("cseq")], [
      "RTSP/1.0",
      method === "REDIRECT" ? "501" : "200",
      "77",
    ]);
  }
});
