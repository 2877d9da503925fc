import assert from "node:assert/strict";
import { FakeCamera, type Script } from "../../../../test/camera/fake_camera.ts";
import { Pulled } from "../../../../test/camera/pull.ts";

/** Session header, Public; method and seconds of the sign of life. */
const signs = [
  ["12345678;timeout=60", "GET_PARAMETER", "GET_PARAMETER", 30],
  ["12345678", "OPTIONS, get_parameter", "GET_PARAMETER", 30],
  ["12345678; Timeout=10", "DESCRIBE, PLAY", "OPTIONS", 5],
  ["12345678;timeout=600", "", "OPTIONS", 30],
  ["12345678;timeout=1", "OPTIONS", "OPTIONS", 1],
] as const;

for (const [session, known, method, seconds] of signs) {
  Deno.test(`signs of life: ${method} every ${seconds} s to '${session}' and '${known}'`, async () => {
    await using camera = new FakeCamera({
      on: {
        OPTIONS: (request, self) => self.answer(request, "200 OK", { Public: known }),
        SETUP: (_request, _self, usual) => usual.replace(/Session: .*/, `Session: ${session}`),
      },
    });
    await using pulled = await Pulled.start(camera.url(), { global: "readTimeout: 1h" });
    await pulled.received(3);
    for (let i = 1; i <= 3; i++) {
      const before = camera.requests.length;
      await pulled.until(() => pulled.clock.pending >= 4, "the next timer");
      await new Promise((resolve) => setTimeout(resolve, 10));
      pulled.clock.advance(seconds * 1000 - 1);
      await new Promise((resolve) => setTimeout(resolve, 10));
      assert.equal(camera.requests.length, before);
      pulled.clock.advance(1);
      await pulled.until(() => camera.requests.length > before, "a sign of life");
      const { headers, ...sign } = camera.requests.at(-1)!;
      assert.deepEqual([sign.method, headers.get("session")], [method, "12345678"]);
    }
  });
}

Deno.test("a sign of life that is refused is followed by another kind; one without answer harms nobody", async () => {
  await using camera = new FakeCamera({
    on: {
      GET_PARAMETER: (request, self) => self.answer(request, "501 Not Implemented"),
      OPTIONS: (request, _self, usual) => request.count > 1 ? undefined : usual,
    },
  });
  await using pulled = await Pulled.start(camera.url(), { global: "readTimeout: 10m" });
  await pulled.received(3);
  const next = async (advance: number, method: string) => {
    const before = camera.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    pulled.clock.advance(advance);
    await pulled.until(() => camera.requests.length > before, method);
    assert.equal(camera.requests.at(-1)!.method, method);
  };
  await next(30_000, "GET_PARAMETER");
  for (let i = 0; i < 3; i++) await next(30_000, "OPTIONS");
  await camera.packet(0, 4);
  await pulled.until(() => pulled.counts[0] === 4, "media go on");
});

/** Lines of the configuration; Range and Scale of PLAY. */
const ranges = [
  ["", "npt=0-", undefined],
  ["rtspRangeType: clock\nrtspRangeStart: 20260131T120000Z", "clock=20260131T120000Z-", undefined],
  ["rtspRangeType: npt\nrtspRangeStart: 1m30s", "npt=90-", undefined],
  ["rtspRangeType: npt\nrtspRangeStart: 1500ms\nrtspScale: '2.0'", "npt=1.5-", "2.0"],
  ["rtspRangeType: smpte\nrtspRangeStart: 26h3m4s", "smpte=26:03:04-", undefined],
] as const;

Deno.test("PLAY names range and scale as configured", async () => {
  for (const [path, range, scale] of ranges) {
    await using camera = new FakeCamera();
    await using pulled = await Pulled.start(camera.url(), { path });
    await pulled.received(3);
    assert.deepEqual(camera.headers("PLAY", "range"), [range]);
    assert.deepEqual(camera.headers("PLAY", "scale"), [scale]);
  }
});

Deno.test("a range that was asked for is not given up", async () => {
  await using camera = new FakeCamera({
    on: { PLAY: (request, self) => self.answer(request, "457 Invalid Range") },
  });
  const path = "rtspRangeType: npt\nrtspRangeStart: 1h";
  await using pulled = await Pulled.start(camera.url(), { path });
  assert.equal(await pulled.ended, "PLAY: the server answers 457 Invalid Range");
  assert.deepEqual([pulled.published, pulled.closed], [1, 1]);
});

function answering(method: string, status: string, body?: string): Script {
  return { on: { [method]: (request, self) => self.answer(request, status, {}, body) } };
}

/** What a camera does wrong, and what is said of it. */
const failures: [Script, string][] = [
  [answering("DESCRIBE", "404 Not Found"), "DESCRIBE: the server answers 404 Not Found"],
  [answering("DESCRIBE", "302"), "DESCRIBE: the server answers 302"],
  [answering("DESCRIBE", "200 OK"), "DESCRIBE: SDP: no media"],
  [answering("DESCRIBE", "200 OK", "<html>"), "DESCRIBE: SDP: no media"],
  [
    answering("DESCRIBE", "200 OK", "m=application 0 UDP 1\n"),
    "DESCRIBE: the server offers no media that can be taken",
  ],
  [
    answering("PLAY", "453 Not Enough Bandwidth"),
    "PLAY: the server answers 453 Not Enough Bandwidth",
  ],
  [
    answering("SETUP", "503 Service Unavailable"),
    "SETUP: the server answers 503 Service Unavailable",
  ],
  [{ on: { DESCRIBE: () => null } }, "the server closed the connection"],
  [{ on: { PLAY: () => null } }, "the server closed the connection"],
  [{ media: (self) => self.hangUp() }, "the server closed the connection"],
];

Deno.test("what goes wrong is said, and leaves nothing behind", async () => {
  for (const [script, reason] of failures) {
    await using camera = new FakeCamera(script);
    await using pulled = await Pulled.start(camera.url());
    assert.equal(await pulled.ended, reason);
    assert.deepEqual([pulled.published, pulled.clock.pending], [pulled.closed, 0]);
  }
});

Deno.test("a camera that says nothing is given up after the read time-out, at each step", async () => {
  for (const method of ["OPTIONS", "DESCRIBE", "PLAY"]) {
    await using camera = new FakeCamera({ on: { [method]: () => undefined } });
    await using pulled = await Pulled.start(camera.url(), { global: "readTimeout: 4s" });
    await pulled.until(() => camera.asked.at(-1)?.startsWith(method) === true, method);
    pulled.clock.advance(4000);
    if (method === "PLAY") {
      await pulled.until(() => camera.asked.at(-1)?.startsWith("TEARDOWN") === true, "TEARDOWN");
    }
    assert.equal(await pulled.ended, `${method}: the server does not answer`);
    assert.equal(pulled.clock.pending, 0);
  }
});

Deno.test("asked to end, it ends at each step, with TEARDOWN where there is a session", async () => {
  for (const method of ["OPTIONS", "DESCRIBE", "SETUP", "PLAY"]) {
    await using camera = new FakeCamera({ on: { [method]: () => undefined } });
    await using pulled = await Pulled.start(camera.url());
    await pulled.until(() => camera.asked.at(-1)?.startsWith(method) === true, method);
    assert.equal(await pulled.stop(), undefined);
    const last = method === "PLAY" ? "TEARDOWN" : method;
    assert.equal(camera.asked.at(-1)?.split(" ")[0], last);
    assert.deepEqual([pulled.published, pulled.clock.pending], [pulled.closed, 0]);
  }
});

Deno.test("an answer to PLAY that comes when the end was asked for begins nothing", async () => {
  let late = "";
  await using camera = new FakeCamera({
    on: {
      PLAY: (_, __, usual) => void (late = usual),
      TEARDOWN: (_, __, usual) => late + usual,
    },
  });
  await using pulled = await Pulled.start(camera.url());
  await pulled.until(() => late !== "", "PLAY");
  assert.equal(await pulled.stop(), undefined);
  assert.deepEqual([pulled.published, pulled.clock.pending], [pulled.closed, 0]);
});

Deno.test("a camera that does not answer TEARDOWN holds nobody up for more than a second", async () => {
  await using camera = new FakeCamera({ on: { TEARDOWN: () => undefined } });
  await using pulled = await Pulled.start(camera.url());
  await pulled.received(3);
  const stopped = pulled.stop();
  assert.equal(pulled.closed, 1);
  await pulled.until(() => camera.asked.at(-1)?.startsWith("TEARDOWN") === true, "TEARDOWN");
  pulled.clock.advance(1000);
  assert.equal(await stopped, undefined);
});

Deno.test("a port that nobody listens to is said so", async () => {
  const camera = new FakeCamera(), url = camera.url();
  await camera[Symbol.asyncDispose]();
  await using pulled = await Pulled.start(url);
  assert.equal(
    await pulled.ended,
    `Cannot connect to 127.0.0.1:${new URL(url).port}: Connection refused`,
  );
});

Deno.test("UDP over RTSPS is refused before anybody is asked", async () => {
  await using camera = new FakeCamera();
  const url = camera.url().replace("rtsp:", "rtsps:");
  await using pulled = await Pulled.start(url, { path: "rtspTransport: udp" });
  assert.equal(
    await pulled.ended,
    "media by udp cannot be encrypted: RTSPS needs automatic or tcp",
  );
  assert.equal(camera.connections, 0);
});

Deno.test("TLS that is never answered is given up after the read time-out, or when asked to end", async () => {
  const mute = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = mute.addr as Deno.NetAddr, url = `rtsps://127.0.0.1:${port}/x`;
  for (const asked of [true, false]) {
    await using pulled = await Pulled.start(url, { global: "readTimeout: 3s" });
    const conn = await mute.accept();
    if (asked) assert.equal(await pulled.stop(), undefined);
    else {
      pulled.clock.advance(3000);
      assert.equal(await pulled.ended, `Cannot connect to 127.0.0.1:${port}: timed out`);
    }
    assert.equal(pulled.clock.pending, 0);
    conn.close();
  }
  mute.close();
});
