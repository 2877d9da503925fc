import assert from "node:assert/strict";
import { Peers } from "./peers.ts";
import { Receiver } from "./receiver.ts";

type Answer = Error | Uint8Array<ArrayBuffer>;

/** A socket that gives these answers, and is closed after the last. */
function socket(answers: Answer[], end: () => void): Deno.DatagramConn {
  const from: Deno.NetAddr = { transport: "udp", hostname: "192.0.2.1", port: 9 };
  const receive = (): Promise<[Uint8Array<ArrayBuffer>, Deno.Addr]> => {
    const answer = answers.shift();
    if (!answer) end();
    if (!answer || answer instanceof Error) return Promise.reject(answer ?? new Error("closed"));
    return Promise.resolve([answer, from]);
  };
  return { receive } as unknown as Deno.DatagramConn;
}

Deno.test("UDP receiver: a reset port is nothing, other faults are told, and both are survived", async () => {
  const received: number[] = [], failures: string[] = [];
  const answers = [
    new Uint8Array([1]),
    new Deno.errors.ConnectionReset("10054"),
    new Uint8Array([2]),
    new Error("no memory"),
    new Uint8Array([3]),
  ];
  const receiver: Receiver = new Receiver(
    socket(answers, () => receiver.closed = true),
    new Peers(),
    {
      received: (bytes, start) => received.push(bytes[start]),
      failed: (error) => failures.push(String(error)),
    },
  );
  await receiver.run();
  assert.deepEqual(received, [1, 2, 3]);
  assert.deepEqual(failures, ["Error: no memory"]);
});
