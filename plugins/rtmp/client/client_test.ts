import assert from "node:assert/strict";
import { amfObject } from "media/amf/value.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { systemClock } from "net/clock.ts";
import { ChunkReader } from "../wire/chunk_reader.ts";
import { type Command, isCommand, readCommand, textOf, writeCommand } from "../wire/command.ts";
import { BLOCK } from "../wire/handshake.ts";
import { parseAddress } from "./address.ts";
import { connectTo, createStream } from "./client.ts";
import type { Connection } from "./connection.ts";

/** What a server says to a command: bytes, or nothing where it closes. */
type Answer = (command: Command, connection: number) => Uint8Array | undefined;

/** A server that answers as it is told to. */
class FakeServer implements AsyncDisposable {
  readonly commands: Command[] = [];
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #running: Promise<void>[] = [];
  #count = 0;

  constructor(private readonly answer: Answer) {
    this.#running.push(this.#accept());
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    while (this.#running.length > 0) await this.#running.pop();
  }

  async #accept(): Promise<void> {
    try {
      for await (const conn of this.#listener) this.#running.push(this.#serve(conn, ++this.#count));
    } catch {
      // It was closed.
    }
  }

  async #serve(conn: Deno.Conn, number: number): Promise<void> {
    const greeting = new Uint8Array(1 + BLOCK);
    try {
      for (let at = 0; at < greeting.length;) at += await conn.read(greeting.subarray(at)) ?? 9e9;
      await conn.write(Uint8Array.of(3, ...new Uint8Array(BLOCK), ...greeting.subarray(1)));
      for (let at = 1; at < greeting.length;) at += await conn.read(greeting.subarray(at)) ?? 9e9;
      await this.#converse(conn, number);
    } catch {
      // A reset is an end as well.
    }
    conn.close();
  }

  async #converse(conn: Deno.Conn, number: number): Promise<void> {
    const reader = new ChunkReader(65536, 65536);
    for (let n; (n = await conn.read(reader.space())) !== null;) {
      reader.received(n);
      for (let message; (message = reader.next()) !== undefined;) {
        if (isMalformed(message) || !isCommand(message)) continue;
        const command = readCommand(message);
        if (isMalformed(command)) return;
        this.commands.push(command);
        const answer = this.answer(command, number);
        if (!answer) return;
        await conn.write(answer);
      }
    }
  }
}

function result({ transaction }: Command, ...values: (number | string)[]): Uint8Array {
  return writeCommand(0, 128, "_result", transaction, null, ...values);
}

function refusal({ transaction }: Command, description: string): Uint8Array {
  const info = { level: "error", code: "NetConnection.Connect.Rejected", description };
  return writeCommand(0, 128, "_error", transaction, null, amfObject(info));
}

const config = { readTimeout: 500, writeTimeout: 500, writeQueueSize: 8 };

function connect(port: number, path = "u:p@127.0.0.1"): Promise<Connection> {
  const address = parseAddress(`rtmp://${path}:${port}/live/cam`, 1936);
  assert.ok(!(address instanceof Malformed));
  return connectTo(address, {
    settings: { clock: systemClock, config },
    trust: { fingerprint: "", parameter: "sourceFingerprint" },
    signal: new AbortController().signal,
    properties: { flashVer: "test" },
  });
}

Deno.test("RTMP client: it connects, and creates a stream", async () => {
  await using server = new FakeServer((command) => result(command, 7));
  const connection = await connect(server.port);
  assert.equal(await createStream(connection), 7);
  const [{ object }] = server.commands;
  assert.deepEqual([textOf(object, "app"), textOf(object, "flashVer")], ["live", "test"]);
  assert.equal(textOf(object, "tcUrl"), `rtmp://127.0.0.1:${server.port}/live`);
  connection.close("done");
});

Deno.test("RTMP client: where an account is asked for, name and answer follow", async () => {
  const answers = [
    "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ",
    "[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=u&salt=s&challenge=c",
  ];
  await using server = new FakeServer((command, connection) =>
    connection > 2 ? result(command) : refusal(command, answers[connection - 1])
  );
  (await connect(server.port)).close("done");
  const apps = server.commands.map(({ object }) => textOf(object, "app"));
  assert.equal(apps[0], "live");
  assert.equal(apps[1], "live?authmod=adobe&user=u");
  assert.match(apps[2], /^live\?authmod=adobe&user=u&challenge=[0-9a-f]{8}&response=.{24}$/);
});

const failures: readonly (readonly [string, Answer, RegExp])[] = [
  [
    "refuses",
    (command) => refusal(command, "no such application"),
    /refuses: no such application$/,
  ],
  ["refuses the account", (command) => refusal(command, "?reason=authfailed"), /authfailed$/],
  ["closes", () => undefined, /the server closed the connection$|reset/],
  ["says nothing", () => new Uint8Array(), /connect: the server does not answer$/],
  ["talks nonsense", () => new Uint8Array(100).fill(0xff), /begins without a header$/],
];

for (const [what, answer, reason] of failures) {
  Deno.test(`RTMP client: a server that ${what}`, async () => {
    await using server = new FakeServer(answer);
    await assert.rejects(connect(server.port), reason);
  });
}
