import assert from "node:assert/strict";
import type { Datagrams, UdpGroup } from "./socket.ts";
import { SpreadGroup } from "./spread_group.ts";

/** A loop whose turns are taken by hand, and groups in which a send takes `cost` ms. */
function stage(cost: number) {
  const sends: string[] = [], turns: (() => void)[] = [];
  let now = 0, groups = 0;
  const create = (): UdpGroup => {
    const name = groups++;
    let size = 0;
    return {
      get size() {
        return size;
      },
      add: () => (size++, { dropped: 0, segmented: false, remove: () => void size-- }),
      send: ({ sizes }) => (now += cost, void sends.push(`${name}:${sizes[0]}`)),
      close: () => {},
    };
  };
  const group = new SpreadGroup(create, { now: () => now, next: (fn) => void turns.push(fn) });
  return { group, sends, turns, turn: () => turns.shift()!() };
}

const to: Deno.NetAddr = { transport: "udp", hostname: "127.0.0.1", port: 1 };
const numbered = (n: number): Datagrams => ({ bytes: new Uint8Array(9), offsets: [0], sizes: [n] });

Deno.test("few destinations are sent to at once", () => {
  const { group, sends, turns } = stage(1);
  for (let i = 0; i < 128; i++) group.add(to);
  group.send(numbered(1));
  group.send(numbered(2));
  assert.deepEqual([sends, turns.length], [["0:1", "0:2"], 0]);
});

Deno.test("many take several turns, each in order", () => {
  const { group, sends, turns, turn } = stage(2);
  for (let i = 0; i < 3 * 128 + 1; i++) group.add(to);
  assert.equal(group.size, 385);
  group.send(numbered(1));
  assert.deepEqual(sends, ["0:1", "1:1"]);
  group.send(numbered(2));
  assert.equal(turns.length, 1);
  turn();
  turn();
  assert.deepEqual(sends, ["0:1", "1:1", "2:1", "3:1", "0:2", "1:2"]);
  turn();
  assert.deepEqual([sends.slice(6), turns.length], [["2:2", "3:2"], 0]);
});

Deno.test("what waits is bounded: who writes more than can be sent waits for it", () => {
  const { group, sends, turns } = stage(5);
  for (let i = 0; i < 2 * 128; i++) group.add(to);
  for (let i = 0; i < 1000; i++) group.send(numbered(i));
  assert.equal(sends.length >= 2000 - 256, true, `${sends.length} sent`);
  assert.deepEqual(sends, sends.toSorted((a, b) => +a.slice(2) - +b.slice(2)));
  assert.equal(turns.length, 1);
});

Deno.test("places that were left are taken again, and a closed group sends no more", () => {
  const { group, sends, turn } = stage(5);
  const first = group.add(to);
  for (let i = 0; i < 128; i++) group.add(to);
  first.remove();
  group.add(to);
  group.send(numbered(1));
  group.close();
  turn();
  assert.deepEqual([sends, group.size], [["0:1"], 0]);
});
