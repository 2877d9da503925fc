import assert from "node:assert/strict";
import type { Connection } from "core/mod.ts";
import { systemClock } from "net/clock.ts";
import { settle } from "../../../test/fake_clock.ts";
import { Door } from "./door.ts";
import { Meetings } from "./meetings.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

/** A client that sends these pieces one by one, and what it was answered. */
function client(...pieces: string[]) {
  const answered: string[] = [], remoteAddr = { transport: "tcp", hostname: "10.0.0.1", port: 1 };
  let closed = false;
  const connection = {
    localAddr: remoteAddr,
    remoteAddr,
    read(buffer: Uint8Array) {
      const piece = pieces.shift();
      if (!piece) return Promise.resolve(null);
      const { written } = encoder.encodeInto(piece, buffer);
      if (written < piece.length) pieces.unshift(piece.slice(written));
      return Promise.resolve(written);
    },
    write: (bytes: Uint8Array) => {
      answered.push(decoder.decode(bytes));
      return Promise.resolve(bytes.length);
    },
    close: () => closed = true,
  };
  return {
    connection: connection as unknown as Connection,
    answered,
    get closed() {
      return closed;
    },
  };
}

/** All that is read through a door. */
async function whole(door: Door): Promise<string> {
  const buffer = new Uint8Array(64);
  let text = "";
  for (let count; (count = await door.read(buffer)) !== null;) {
    text += decoder.decode(buffer.subarray(0, count));
  }
  return text;
}

const requests = ["OPTIONS * RTSP/1.0", "PLAY rtsp://h RTSP/1.0", "GET_PARAMETER * RTSP/1.0"];
const cuts = [1, 2, 3, 4, 5, 100];

for (const request of requests) {
  Deno.test(`door: ${request.split(" ")[0]} is RTSP, however it comes`, async () => {
    for (const cut of cuts) {
      const { connection } = client(request.slice(0, cut), request.slice(cut));
      const door = new Door(connection, new Meetings(systemClock));
      assert.deepEqual([await whole(door), door.kind], [request, "none"]);
    }
  });
}

const POST = "POST /x HTTP/1.0\r\nx-sessioncookie: c\r\n" +
  "Content-Type: application/x-rtsp-tunnelled\r\n\r\n";
const GET = "GET /x HTTP/1.0\r\nx-sessioncookie: c\r\n\r\n";

Deno.test("door: both halves of a tunnel find each other, whoever comes first", async () => {
  for (const order of [[0, 1], [1, 0]]) {
    const meetings = new Meetings(systemClock);
    const halves = [client(GET), client(POST, btoa("OPTIONS "), btoa("* RTSP/1.0"))];
    const doors = halves.map(({ connection }) => new Door(connection, meetings));
    const reading: Promise<string>[] = [];
    for (const i of order) {
      reading[i] = whole(doors[i]).catch((error) => error.message);
      await settle();
    }
    const read = await Promise.all(reading);
    assert.deepEqual(read, ["OPTIONS * RTSP/1.0", "it goes on as a part of its tunnel"]);
    await doors[0].write(encoder.encode("RTSP/1.0 200 OK"));
    assert.match(halves[0].answered.join(""), /^HTTP\/1.0 200 OK\r\n[^]*\r\n\r\nRTSP\/1.0 200 OK$/);
    doors[1].close();
    assert.equal(halves[1].closed, false);
    doors[0].close();
    assert.deepEqual(halves.map(({ closed }) => closed), [true, true]);
  }
});

Deno.test("door: a cookie that somebody else has is refused", async () => {
  const meetings = new Meetings(systemClock), post = client(POST);
  const doors = [client(GET), client(GET), post].map(({ connection }) =>
    new Door(connection, meetings)
  );
  const first = whole(doors[0]);
  await assert.rejects(whole(doors[1]), /cookie of the tunnel/);
  await assert.rejects(whole(doors[2]), /goes on/);
  assert.equal(await first, "");
});
