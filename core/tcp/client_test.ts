import assert from "node:assert/strict";
import { FakeClock, settle } from "../../test/fake_clock.ts";
import { ClientConnection } from "./client.ts";

/** A connection whose server is the test. */
function setUp() {
  const clock = new FakeClock(), written: number[] = [];
  let deliver: (count: number | null) => void = () => {}, open = true;
  const address: Deno.NetAddr = { transport: "tcp", hostname: "192.0.2.1", port: 554 };
  const socket = {
    ...{ localAddr: address, remoteAddr: address },
    read: () => new Promise<number | null>((resolve) => deliver = resolve),
    write: (bytes: Uint8Array) => Promise.resolve(written.push(bytes[0]) && bytes.length),
    close: () => void (open = false),
  };
  const config = { writeQueueSize: 8, readTimeout: 10_000, writeTimeout: 10_000 };
  const connection = new ClientConnection<string>(socket, { clock, config });
  const ask = (name: string) => connection.ask(name, (number) => Uint8Array.of(number));
  const take = async (count: number | null) => (deliver(count), await settle());
  return { clock, written, connection, ask, take, isOpen: () => open };
}

Deno.test("client: answers go to who asked, in any order", async () => {
  const { connection, ask, written } = setUp();
  const first = ask("one"), second = ask("two");
  await settle();
  assert.deepEqual([written, connection.oldest, connection.lastNumber], [[1, 2], 1, 2]);
  connection.answer(2, "second"), connection.answer(1, "first"), connection.answer(1, "again");
  assert.deepEqual(await Promise.all([first, second]), ["first", "second"]);
  assert.equal(connection.oldest, undefined);
  connection.close("done");
});

Deno.test("client: a question without answer is given up, the connection goes on", async () => {
  const { clock, connection, ask } = setUp();
  const asked = assert.rejects(ask("OPTIONS"), /OPTIONS: the server does not answer/);
  clock.advance(10_000);
  await asked;
  assert.equal(connection.closed, false);
  connection.close("done");
});

Deno.test("client: whoever waits hears why the connection ended, and whoever asks afterwards", async () => {
  const { connection, ask, isOpen } = setUp();
  const waiting = assert.rejects(ask("one"), /kicked/);
  connection.close("kicked"), connection.close("too late");
  await waiting;
  await assert.rejects(ask("two"), /kicked/);
  assert.deepEqual([await connection.ended, isOpen()], ["kicked", false]);
});

for (
  const { name, act, reason } of [
    { name: "the server closes", act: (take: Take) => take(null), reason: /server closed/ },
    { name: "what came is not understood", act: (take: Take) => take(666), reason: /not RTSP/ },
  ]
) {
  Deno.test(`client: it ends when ${name}`, async () => {
    const { connection, take } = setUp(), counts: number[] = [];
    const run = connection.run({
      space: () => new Uint8Array(1000),
      received(count) {
        if (count === 666) throw new Error("this is not RTSP");
        counts.push(count);
      },
    });
    await take(3);
    await act(take);
    await run;
    assert.deepEqual(counts, [3]);
    assert.match(await connection.ended, reason);
  });
}

type Take = (count: number | null) => Promise<void>;

Deno.test("client: a server that is silent for longer than allowed is given up", async () => {
  const { clock, connection, take } = setUp();
  connection.silenceAllowed = 5000;
  void connection.run({ space: () => new Uint8Array(9), received: () => {} });
  clock.advance(4000);
  await take(1);
  clock.advance(5000);
  assert.equal(connection.closed, false);
  clock.advance(1000);
  assert.equal(await connection.ended, "nothing came for 5 s");
});
