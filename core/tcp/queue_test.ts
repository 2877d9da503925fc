import assert from "node:assert/strict";
import { settle } from "../../test/fake_clock.ts";
import { WriteQueue } from "core/tcp/queue.ts";

/** A connection whose writes the test completes by hand. */
class Pipe {
  readonly writes: Uint8Array[] = [];
  #settle: { resolve(n: number): void; reject(error: Error): void } | undefined;

  write(bytes: Uint8Array): Promise<number> {
    assert.equal(this.#settle, undefined, "one write at a time");
    this.writes.push(bytes);
    return new Promise((resolve, reject) => this.#settle = { resolve, reject });
  }

  async take(count = this.writes.at(-1)!.length): Promise<void> {
    const pending = this.#settle!;
    this.#settle = undefined;
    pending.resolve(count);
    await settle();
  }

  async fail(): Promise<void> {
    this.#settle!.reject(new Error("broken pipe"));
    await settle();
  }
}

function setUp(limit = 8) {
  const pipe = new Pipe(), broken: unknown[] = [], time = { now: 0 };
  const queue = new WriteQueue(pipe, limit, () => time.now, (error) => broken.push(error));
  return { pipe, broken, time, queue };
}

const block = (...bytes: number[]) => Uint8Array.from(bytes);

Deno.test("an idle queue writes the very bytes it is given", () => {
  const { pipe, queue } = setUp();
  const bytes = block(1, 2, 3);
  queue.push(bytes, 1);
  assert.equal(pipe.writes[0], bytes);
});

Deno.test("what waited alone is written as it is, several are joined in order", async () => {
  const { pipe, queue } = setUp();
  const alone = block(2);
  queue.push(block(1), 1);
  queue.push(alone, 1);
  await pipe.take();
  assert.equal(pipe.writes[1], alone);
  queue.push(block(3), 1), queue.push(block(4, 5), 1);
  await pipe.take();
  assert.deepEqual(pipe.writes[2], block(3, 4, 5));
});

Deno.test("what a write leaves over is written next", async () => {
  const { pipe, queue } = setUp();
  queue.push(block(1, 2, 3), 1);
  await pipe.take(1);
  assert.deepEqual(pipe.writes[1], block(2, 3));
  await pipe.take();
  assert.equal(queue.written, 3);
});

Deno.test("a full queue takes no more packets, but always what must not be lost", async () => {
  const { pipe, queue } = setUp(4);
  queue.push(block(0), 4);
  assert.equal(queue.push(block(1), 3), true);
  assert.equal(queue.push(block(2), 2), false);
  assert.equal(queue.push(block(3), 0), true);
  assert.equal(queue.waiting, 3);
  await pipe.take();
  assert.deepEqual(pipe.writes[1], block(1, 3));
  assert.equal(queue.waiting, 0);
});

Deno.test("an item larger than the limit passes an empty queue", async () => {
  const { pipe, queue } = setUp(4);
  queue.push(block(0), 1);
  assert.equal(queue.push(block(1), 100), true);
  await pipe.take();
  assert.equal(pipe.writes.length, 2);
});

Deno.test("joined writes stay within 256 kB", async () => {
  const { pipe, queue } = setUp(100);
  queue.push(block(0), 1);
  for (let i = 0; i < 3; i++) queue.push(new Uint8Array(100_000), 1);
  await pipe.take();
  assert.equal(pipe.writes[1].length, 200_000);
  await pipe.take();
  assert.equal(pipe.writes[2].length, 100_000);
});

Deno.test("a failed write is told once and ends the queue", async () => {
  const { pipe, queue, broken } = setUp();
  queue.push(block(1), 1), queue.push(block(2), 1);
  await pipe.fail();
  assert.equal(broken.length, 1);
  queue.push(block(3), 1);
  assert.equal(pipe.writes.length, 1);
});

Deno.test("stalled says how long the write under way has taken", async () => {
  const { pipe, queue, time } = setUp();
  assert.equal(queue.stalled, 0);
  queue.push(block(1), 1);
  time.now = 700;
  assert.equal(queue.stalled, 700);
  await pipe.take();
  assert.equal(queue.stalled, 0);
});

Deno.test("drain resolves once everything was taken, or when the queue is closed", async () => {
  const { pipe, queue } = setUp();
  await queue.drain();
  queue.push(block(1), 1), queue.push(block(2), 1);
  let drained = false;
  const done = queue.drain().then(() => drained = true);
  await pipe.take();
  assert.equal(drained, false);
  await pipe.take();
  await done;
  queue.push(block(3), 1);
  const closed = queue.drain();
  queue.close();
  await closed;
});

Deno.test("a connection that takes bytes at once is sent them, and waited for only with the rest", async () => {
  const { pipe, broken } = setUp(), sent: Uint8Array[] = [];
  let room = 5;
  const to = {
    write: (bytes: Uint8Array) => pipe.write(bytes),
    send(bytes: Uint8Array) {
      const taken = bytes.subarray(0, room);
      room -= taken.length;
      sent.push(taken);
      return taken.length;
    },
  };
  const queue = new WriteQueue(to, 8, () => 0, (error) => broken.push(error));
  const whole = block(1, 2, 3);
  queue.push(whole, 1);
  assert.deepEqual([pipe.writes.length, queue.written, queue.waiting], [0, 3, 0]);
  await queue.drain();
  queue.push(block(4, 5, 6, 7), 1);
  assert.deepEqual(pipe.writes, [block(6, 7)]);
  room = 100;
  queue.push(block(8), 1);
  assert.equal(sent.length, 2, "nothing overtakes the write under way");
  await pipe.take();
  assert.deepEqual(pipe.writes, [block(6, 7), block(8)]);
  await pipe.take();
  assert.equal(queue.written, 8);
  queue.push(block(9), 1);
  assert.deepEqual([pipe.writes.length, queue.written], [2, 9]);
  assert.equal(broken.length, 0);
});
