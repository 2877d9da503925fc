import assert from "node:assert/strict";
import type { Child } from "../process/child.ts";
import { RtspClient } from "../rtsp/client.ts";
import { picture, publishRaw, readRaw, rtp } from "../rtsp/media.ts";
import { freePorts, preamble, runProgram, type Server, withServer } from "../server.ts";
import { publish } from "./clients/client.ts";
import { CLIPS } from "./clients/clips.ts";
import { assertReads } from "./clients/row.ts";

Deno.test("a misspelt key: one line that says where, and what was meant", () =>
  withFile("rtspAdress: :8554\npaths:\n", async (file, line) => {
    const { code, errors } = await outcome(runProgram([file]));
    assert.equal(code, 1);
    assert.equal(errors.length, 1);
    assert.ok(errors[0].includes(`${file}:${line}:1`), errors[0]);
    assert.match(errors[0], /rtspAdress.*rtspAddress/);
  }));

Deno.test("a wrong type: one line that says where, what was found and what is allowed", () =>
  withFile("paths:\n  cam:\n    maxReaders: many\n", async (file, line) => {
    const { code, errors } = await outcome(runProgram([file]));
    assert.equal(code, 1);
    assert.equal(errors.length, 1);
    assert.ok(errors[0].includes(`${file}:${line + 2}:`), errors[0]);
    assert.match(errors[0], /maxReaders.*many/);
  }));

Deno.test("--check says the same without starting", () =>
  withFile("paths:\n  all_others:\n", async (file) => {
    assert.equal((await outcome(runProgram(["--check", file]))).code, 0);
    await Deno.writeTextFile(file, "paths: 7\n");
    assert.equal((await outcome(runProgram(["--check", file]))).code, 1);
  }));

Deno.test("a port in use: one line, nothing is left running, exit code 1", () =>
  withServer("paths:\n  all_others:\n", {}, async (server) => {
    const ports = { ...freePorts(), rtsp: server.ports.rtsp };
    await withFile("paths:\n", async (file) => {
      const { code, errors } = await outcome(runProgram([file]));
      assert.equal(code, 1);
      assert.equal(errors.length, 1, errors.join("\n"));
      assert.ok(errors[0].includes(`:${ports.rtsp}`), errors[0]);
    }, ports);
    await withFile("paths:\n", async (file) => {
      const { code, errors } = await outcome(runProgram([file]));
      assert.equal(code, 1);
      assert.equal(errors.length, 1, errors.join("\n"));
    }, { ...freePorts(), rtp: server.ports.rtp });
  }));

Deno.test("a wrong command line: usage and exit code 80", async () => {
  await using child = runProgram(["--nonsense"]);
  assert.equal((await child.end()).code, 80);
  assert.match(child.err.join("\n"), /mediamtx: error: /);
});

Deno.test("the log begins with what was started, in the original's words", () =>
  withServer("paths:\n  all_others:\n", { tls: true }, async (server) => {
    const { rtsp, rtsps, rtp } = server.ports;
    using client = await RtspClient.connect(rtsp);
    assert.ok(await client.open());
    assert.match(server.lines[0], /^INF MediaMTX \S+, linux, \S+$/);
    assert.match(server.lines[1], /^INF configuration loaded from \/.*mediamtx\.yml$/);
    assert.ok(server.lines.includes(
      `INF [RTSP] started with listeners on :${rtsp} (TCP/RTSP), :${rtp} (UDP/RTP), :${
        rtp + 1
      } (UDP/RTCP)`,
    ));
    assert.ok(
      server.count(`INF [RTSPS] started with listener`)[0].includes(`:${rtsps} (TCP/RTSPS)`),
    );
    for (const line of server.child.out) {
      assert.match(line, /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (DEB|INF|WAR|ERR) /);
    }
  }));

Deno.test("Ctrl-C in the moment of the start ends it in order", () =>
  withServer("paths:\n  all_others:\n", {}, (server) => server.stop()));

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} ends it in order while media flow`, () =>
    withServer("paths:\n  all_others:\n", {}, async (server) => {
      using publisher = await RtspClient.connect(server.ports.rtsp);
      await publishRaw(publisher, server.url("cam"));
      using reader = await RtspClient.connect(server.ports.rtsp);
      await readRaw(reader, server.url("cam"));
      server.child.kill(signal);
      await publisher.closed();
      await reader.closed();
      assert.equal((await server.child.end()).code, 0);
      assert.equal(server.count("shutting down gracefully").length, 1);
      await server.logs(/\[session .*\] destroyed: terminated/, 2);
      await server.logs(/\[conn .*\] closed: /, 2);
    }));
}

Deno.test("Ctrl-C does not wait for those who give wrong passwords", () => {
  const users = "authInternalUsers: [{user: a, pass: b, permissions: [{action: read}]}]\n";
  return withServer(`${users}paths:\n  all_others:\n`, {}, async (server) => {
    const wrong = { Authorization: `Basic ${btoa("a:c")}` };
    const clients = [];
    for (let n = 0; n < 20; n++) {
      const client = await RtspClient.connect(server.ports.rtsp);
      clients.push({ client, asked: client.request("DESCRIBE", server.url("cam"), wrong) });
    }
    // The others wait until that one's pause is over.
    await server.log("failed to authenticate");
    const begin = performance.now();
    await server.stop();
    assert.ok(performance.now() - begin < 2000, "it ends at once");
    for (const { client, asked } of clients) {
      await asked;
      await client.finished();
    }
  });
});

Deno.test("a changed file is taken over while a stream goes on", () =>
  withServer("paths:\n  cam:\n", {}, async (server) => {
    await using publisher = await publish("FFmpeg 5", CLIPS["H264, AAC"], server.url("cam"), "tcp");
    await server.log("is publishing to path 'cam'");
    const reading = assertReads(server, CLIPS["H264, AAC"], "cam", {
      client: "FFmpeg 5",
      route: "tcp",
    });
    await server.log("is reading from path 'cam'");
    using stranger = await RtspClient.connect(server.ports.rtsp);
    assert.equal((await stranger.request("DESCRIBE", server.url("other")))?.status, 400);
    await server.rewrite("logLevel: debug\npaths:\n  cam:\n  other:\n");
    await server.log("reloading configuration (file changed)");
    await becomes(server, "other", 404);
    await reading;
    assert.ok(publisher.running);
    assert.equal(server.count("destroyed: terminated").length, 0);
  }));

Deno.test("a file that is not valid changes nothing", () =>
  withServer("paths:\n  cam:\n", {}, async (server) => {
    server.expectErrors(/rtspAdress/, /nowhere/);
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    using reader = await RtspClient.connect(server.ports.rtsp);
    await readRaw(reader, server.url("cam"));
    await server.rewrite("rtspAdress: :1\npaths:\n  other:\n");
    const line = await server.log(/^ERR .*rtspAdress/);
    assert.match(line, /mediamtx\.yml:\d+:1/);
    await becomes(server, "other", 400);
    await publisher.sendBlock(0, rtp(96, 1, 0, picture(true, 500)));
    await reader.until(() => reader.blocks.some(({ channel }) => channel === 0), "a picture");
    await server.rewrite("paths:\n  cam:\n  other:\n");
    await becomes(server, "other", 404);
    assert.ok(await publisher.open() && await reader.open());
    assert.equal(server.count(/^ERR/).length, 1);
  }));

Deno.test("a path that is removed from the file loses its publisher and readers, others do not", () =>
  withServer("paths:\n  gone:\n  stays:\n", {}, async (server) => {
    const clients = [];
    for (const path of ["gone", "stays"]) {
      const publisher = await RtspClient.connect(server.ports.rtsp);
      await publishRaw(publisher, server.url(path));
      const reader = await RtspClient.connect(server.ports.rtsp);
      await readRaw(reader, server.url(path));
      clients.push(publisher, reader);
    }
    await server.rewrite("paths:\n  stays:\n");
    await Promise.all([clients[0].closed(), clients[1].closed()]);
    assert.ok(await clients[2].open() && await clients[3].open());
    for (const client of clients) await client.finished();
  }));

/** Asks for the description of a path until the answer is as expected. */
async function becomes(server: Server, path: string, status: number): Promise<void> {
  const limit = performance.now() + 10_000;
  for (;;) {
    using client = await RtspClient.connect(server.ports.rtsp);
    const found = (await client.request("DESCRIBE", server.url(path)))?.status;
    if (found === status) return;
    if (performance.now() > limit) assert.equal(found, status);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs `test` with a file that holds `text` behind the preamble, and the number of `text`'s first line. */
async function withFile(
  text: string,
  test: (file: string, line: number) => Promise<void>,
  ports = freePorts(),
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-" });
  try {
    const before = await preamble(ports), file = `${folder}/mediamtx.yml`;
    await Deno.writeTextFile(file, before + text);
    await test(file, before.split("\n").length);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Waits for a program that should end by itself. */
async function outcome(child: Child): Promise<{ code: number; errors: string[] }> {
  await using ended = child;
  const { code } = await ended.end();
  assert.deepEqual(ended.err, []);
  return { code, errors: ended.out.filter((line) => /(^|\s)ERR:? /.test(line)) };
}
