import assert from "node:assert/strict";
import { sequence, writeHeader } from "./packet.ts";
import { ReorderBuffer } from "./reorder.ts";

function packet(number: number): Uint8Array {
  const bytes = new Uint8Array(13);
  writeHeader(bytes, 0, 96, false, number, 0, 1);
  bytes[12] = number;
  return bytes;
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i & 0xffff);
}

function numbers(buffer: ReorderBuffer): number[] {
  return buffer.drain().map((bytes) => sequence(bytes, 0));
}

const cases = [
  { name: "in order", push: [1, 2, 3], out: [1, 2, 3] },
  { name: "over the wrap", push: range(65534, 4), out: range(65534, 4) },
  { name: "swapped", push: [1, 3, 2, 4], out: [1, 2, 3, 4] },
  { name: "swapped over the wrap", push: [65534, 0, 65535, 1], out: range(65534, 4) },
  { name: "a gap holds back", push: [1, 3, 4], out: [1], waits: true },
  { name: "twice", push: [1, 2, 2, 3], out: [1, 2, 3], duplicates: 1 },
  { name: "a waiting one twice", push: [1, 3, 3, 2], out: [1, 2, 3], duplicates: 1 },
  { name: "too late", push: [5, 6, 4, 7], out: [5, 6, 7], duplicates: 1 },
  { name: "a full window gives up", push: [1, ...range(3, 8)], out: [1, ...range(3, 8)], lost: 1 },
  {
    name: "a jump beyond the window",
    push: [1, 3, 103],
    out: [1, 3],
    lost: 93,
    waits: true,
  },
  {
    name: "a new numbering after two packets of it",
    push: [1, 2, 30000, 30001, 30002],
    out: [1, 2, 30001, 30002],
    restarts: 1,
  },
  {
    name: "a new numbering below",
    push: [40000, 40002, 3, 4, 5],
    out: [40000, 40002, 4, 5],
    restarts: 1,
    lost: 1,
  },
  { name: "a stray packet", push: [1, 2, 30000, 3, 30001, 4], out: [1, 2, 3, 4] },
];

Deno.test("reordering of datagrams", () => {
  for (const { name, push, out, lost = 0, duplicates = 0, restarts = 0, waits = false } of cases) {
    const buffer = new ReorderBuffer(8, 50);
    for (const number of push) buffer.push(packet(number), 1000);
    assert.deepEqual(numbers(buffer), out, name);
    assert.deepEqual(
      [buffer.lost, buffer.duplicates, buffer.restarts],
      [lost, duplicates, restarts],
      name,
    );
    assert.equal(buffer.deadline, waits ? 1050 : Infinity, name);
  }
});

Deno.test("reordering: what is missing is given up after the hold", () => {
  const buffer = new ReorderBuffer(8, 50);
  [1, 3, 4, 6].forEach((number, i) => buffer.push(packet(number), 10 * i));
  assert.deepEqual(numbers(buffer), [1]);
  assert.equal(buffer.deadline, 60);
  buffer.timeout(59);
  assert.deepEqual(numbers(buffer), []);
  buffer.timeout(60);
  assert.deepEqual(numbers(buffer), [3, 4]);
  assert.deepEqual([buffer.lost, buffer.deadline], [1, 110]);
  buffer.push(packet(5), 70);
  assert.deepEqual(numbers(buffer), [5, 6]);
  assert.equal(buffer.deadline, Infinity);
  buffer.timeout(1000);
  assert.deepEqual([numbers(buffer).length, buffer.lost], [0, 1]);
});

Deno.test("reordering: a receive buffer may be used again after draining", () => {
  const buffer = new ReorderBuffer(8, 50);
  const receive = new Uint8Array(13);
  const seen: number[] = [];
  for (const number of [1, 4, 3, 2, 5]) {
    receive.set(packet(number));
    buffer.push(receive, 0);
    for (const bytes of buffer.drain()) seen.push(bytes[12]);
    receive.fill(0xff);
  }
  assert.deepEqual(seen, [1, 2, 3, 4, 5]);
});

Deno.test("reordering: any order within the window comes out sorted", () => {
  const order = range(65500, 400);
  for (let i = 0; i + 8 < order.length; i += 8) {
    order.splice(i + 1, 7, ...order.slice(i + 1, i + 8).reverse());
  }
  const buffer = new ReorderBuffer(16, 50);
  for (const number of order) buffer.push(packet(number), 0);
  assert.deepEqual(numbers(buffer), range(65500, 400));
  assert.equal(buffer.lost, 0);
});
