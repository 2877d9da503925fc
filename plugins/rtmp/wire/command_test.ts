import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { amfObject } from "media/amf/value.ts";
import { writeAmf0 } from "media/amf/write.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { answerRefusal } from "./adobe.ts";
import { acceptConnection, CHUNK_SIZE, writeStatus } from "./answers.ts";
import { ChunkReader } from "./chunk_reader.ts";
import { readCommand, textOf } from "./command.ts";
import * as control from "./control.ts";
import { COMMAND, COMMAND_AMF3, type Message } from "./message.ts";
import { resourceOf } from "./url.ts";

function message(type: number, body: Uint8Array): Message {
  return { type, stream: 1, timestamp: 0, body: Uint8Array.from(body) };
}

function read(bytes: readonly Uint8Array[]): Message[] {
  const reader = new ChunkReader(65536, 65536), found: Message[] = [];
  for (const piece of bytes) {
    reader.space().set(piece);
    reader.received(piece.length);
    for (let one; (one = reader.next()) !== undefined;) {
      assert.ok(!isMalformed(one));
      found.push(one);
    }
  }
  return found;
}

Deno.test("commands: of AMF0, and of type AMF3 behind a byte", () => {
  const body = writeAmf0("publish", 5, null, "cam", "live");
  for (const one of [message(COMMAND, body), message(COMMAND_AMF3, Uint8Array.of(0, ...body))]) {
    const command = readCommand(one);
    assert.ok(!isMalformed(command));
    assert.deepEqual([command.name, command.transaction, command.stream], ["publish", 5, 1]);
    assert.deepEqual(command.arguments, ["cam", "live"]);
  }
});

Deno.test("commands: without a name, a number, or whole values they are malformed", () => {
  for (
    const body of [writeAmf0(1, 2), writeAmf0("x", "y"), writeAmf0("x", 1, "abc").slice(0, -1)]
  ) {
    assert.ok(readCommand(message(COMMAND, body)) instanceof Malformed);
  }
  const named = readCommand(message(COMMAND, writeAmf0("x")));
  assert.ok(!isMalformed(named) && named.transaction === 0 && named.object.size === 0);
});

Deno.test("commands: the answer to connect, with what stands before it", () => {
  const object = amfObject({ objectEncoding: 3 });
  const command = { name: "connect", transaction: 1, object, arguments: [], stream: 0 };
  const [window, bandwidth, answer] = read(acceptConnection(command, CHUNK_SIZE));
  assert.deepEqual(control.readControl(window), { kind: "window", size: 2_500_000 });
  assert.deepEqual([...bandwidth.body], [0, 0x26, 0x25, 0xa0, 2]);
  const result = readCommand(answer);
  assert.ok(!isMalformed(result));
  assert.equal(result.object.get("fmsVer"), "LNX 9,0,124,2");
  assert.equal(textOf(result.arguments[0], "code"), "NetConnection.Connect.Success");
});

Deno.test("commands: a status, and events", () => {
  const status = { level: "error", code: "NetStream.Play.Failed", description: "no" } as const;
  const [told] = read([writeStatus(1, CHUNK_SIZE, status)]), command = readCommand(told);
  assert.ok(!isMalformed(command));
  assert.deepEqual([command.name, command.stream], ["onStatus", 1]);
  assert.equal(textOf(command.arguments[0], "description"), "no");
  const [ping] = read([control.writeEvent(control.PING_REQUEST, 7)]);
  assert.deepEqual(control.readControl(ping), { kind: "event", event: 6, value: 7 });
  assert.equal(control.readControl({ ...ping, body: ping.body.subarray(0, 5) }), undefined);
});

const resources: readonly (readonly [
  tcUrl: string,
  app: string,
  name: string,
  path: string,
  query: string,
])[] = [
  ["rtmp://host/live", "live", "cam", "live/cam", ""],
  ["rtmp://host:1935/live/", "live/", "/cam/", "live/cam", ""],
  ["rtmp://host/cam", "cam", "", "cam", ""],
  ["rtmp://host/", "", "cam", "cam", ""],
  ["rtmp://host/a/b", "a/b", "c/d", "a/b/c/d", ""],
  ["rtmp://host/live", "live", "cam?user=u&pass=p", "live/cam", "user=u&pass=p"],
  ["rtmp://host/live?user=u&pass=p", "live?user=u&pass=p", "cam", "live/cam", "user=u&pass=p"],
  ["rtmp://host/cam?token=t/", "cam?token=t", "", "cam", "token=t"],
  ["rtmp://host/live?a=1", "live?a=1", "cam?b=2", "live/cam", "a=1&b=2"],
  ["", "live", "cam", "live/cam", ""],
  ["rtmp://[::1]:1935/live", "live", "c%20m", "live/c m", ""],
  ["rtmp://host/live", "live", "100%", "live/100%", ""],
];

for (const [tcUrl, app, name, path, query] of resources) {
  Deno.test(`resources: '${tcUrl}' and '${name}' are '${path}'`, () => {
    assert.deepEqual(resourceOf(tcUrl, app, name), { path, query });
  });
}

Deno.test("adobe: the name first, then the answer to the challenge", () => {
  const account = { user: "u", password: "p" };
  const md5 = (text: string) => createHash("md5").update(text).digest();
  const answer = (description: string) => answerRefusal(description, account, "00000001", md5);
  const first = "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ";
  assert.equal(answer(first), "?authmod=adobe&user=u");
  const second = "[ AccessManager.Reject ] : [ authmod=adobe ] : " +
    "?reason=needauth&user=u&salt=c2FsdA==&challenge=abc&opaque=xyz=";
  const secret = md5("uc2FsdA==p").toString("base64");
  const response = md5(`${secret}xyz=00000001`).toString("base64");
  assert.equal(
    answer(second),
    `?authmod=adobe&user=u&challenge=00000001&response=${response}&opaque=xyz=`,
  );
  assert.equal(answer("[ AccessManager.Reject ] : ?reason=authfailed"), undefined);
});
