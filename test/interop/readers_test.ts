import assert from "node:assert/strict";
import { type Server, withServer } from "../server.ts";
import { publish, reading } from "./clients/client.ts";
import { CLIPS } from "./clients/clips.ts";
import { fullTest } from "./clients/level.ts";
import { assertReads, type Reader } from "./clients/row.ts";

const CLIP = CLIPS["H264, AAC"];
const ALL = "paths:\n  all_others:\n";
/** A client that closes while media are under way resets the connection: its TEARDOWN may be lost. */
const LEFT = /\[session .*\] destroyed: (torn down by|not in use)/;

Deno.test("ten readers come and go while FFmpeg publishes", () =>
  withServer(ALL, {}, async (server) => {
    await using publisher = await publishing(server);
    const readings: Promise<void>[] = [];
    for (let number = 1; number <= 10; number++) {
      const reader: Reader = { client: "FFmpeg 5", route: number % 2 === 0 ? "udp" : "tcp" };
      readings.push(assertReads(server, CLIP, "cam", reader));
      await server.logs("is reading from path 'cam'", number);
    }
    await Promise.all(readings);
    await server.logs(LEFT, 10);
    await server.logs(/\[conn .*\] closed: /, 10);
    assert.ok(publisher.running);
    await assertReads(server, CLIP, "cam", { client: "FFmpeg 5", route: "tcp" });
  }));

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  Deno.test(`a publisher's end by ${signal} ends its readers`, () =>
    withServer(ALL, {}, async (server) => {
      await using publisher = await publishing(server);
      await using one = reading("FFmpeg 5", server.url("cam"), "tcp");
      await using other = reading("FFmpeg 5", server.url("cam"), "udp");
      await server.logs("is reading from path 'cam'", 2);
      publisher.kill(signal);
      await Promise.all([publisher.end(), one.end(), other.end()]);
      const reason = signal === "SIGINT" ? /destroyed: torn down by / : /destroyed: not in use/;
      await server.log(reason);
      await server.logs(/\[session .*\] destroyed: terminated/, 2);
      await server.logs(/\[conn .*\] closed: /, 3);
    }));
}

Deno.test("a second publisher takes the place of the first, whose readers leave", () =>
  withServer(ALL, {}, async (server) => {
    await using first = await publishing(server);
    await using reader = reading("FFmpeg 5", server.url("cam"), "tcp");
    await server.log("is reading from path 'cam'");
    await using second = await publish("FFmpeg 5", CLIP, server.url("cam"), "udp");
    await server.log("[path cam] closing existing publisher");
    await server.logs("is publishing to path 'cam'", 2);
    assert.notEqual((await first.end()).code, 0, "the first one is told");
    await reader.end();
    await server.logs(/\[session .*\] destroyed: terminated/, 2);
    await assertReads(server, CLIP, "cam", { client: "FFmpeg 5", route: "tcp" });
    assert.ok(second.running);
  }));

Deno.test("a second publisher is refused where overridePublisher is off", () =>
  withServer("paths:\n  all_others:\n    overridePublisher: no\n", {}, async (server) => {
    await using first = await publishing(server);
    await using second = await publish("FFmpeg 5", CLIP, server.url("cam"), "tcp");
    assert.notEqual((await second.end()).code, 0);
    await server.log("someone is already publishing to path 'cam'");
    assert.ok(first.running);
    assert.equal(server.count("closing existing publisher").length, 0);
  }));

Deno.test("a reader beyond maxReaders is refused", () =>
  withServer("paths:\n  all_others:\n    maxReaders: 2\n", {}, async (server) => {
    await using _publisher = await publishing(server);
    await using one = reading("FFmpeg 5", server.url("cam"), "tcp");
    await using other = reading("FFmpeg 5", server.url("cam"), "udp");
    await server.logs("is reading from path 'cam'", 2);
    await using third = reading("FFmpeg 5", server.url("cam"), "tcp");
    assert.notEqual((await third.end()).code, 0);
    await server.log("maximum reader count reached");
    one.kill("SIGINT");
    await server.log(LEFT);
    await using fourth = reading("FFmpeg 5", server.url("cam"), "tcp");
    await server.logs("is reading from path 'cam'", 3);
    assert.ok(other.running && fourth.running);
  }));

fullTest(
  "ten GStreamer readers come and go while GStreamer publishes",
  () =>
    withServer(ALL, {}, async (server) => {
      await using publisher = await publish("GStreamer", CLIP, server.url("cam"), "udp");
      await server.log("is publishing to path 'cam'");
      const readings: Promise<void>[] = [];
      for (let number = 1; number <= 10; number++) {
        const reader: Reader = { client: "GStreamer", route: number % 2 === 0 ? "udp" : "tcp" };
        readings.push(assertReads(server, CLIP, "cam", reader));
        await server.logs("is reading from path 'cam'", number);
      }
      await Promise.all(readings);
      await server.logs(LEFT, 10);
      assert.ok(publisher.running);
    }),
);

async function publishing(server: Server) {
  const publisher = await publish("FFmpeg 5", CLIP, server.url("cam"), "tcp");
  await server.log("is publishing to path 'cam'");
  return publisher;
}
