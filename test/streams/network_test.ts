import assert from "node:assert/strict";
import { equalBytes } from "media/bytes.ts";
import { sequence } from "media/rtp/packet.ts";
import { ReorderBuffer } from "media/rtp/reorder.ts";
import { type Clip, CLIPS, tracksOf } from "./clips.ts";
import { FakeClock } from "../fake_clock.ts";
import { Network, type NetworkOptions } from "./network.ts";
import { PacketPublisher, Stage } from "./stage.ts";

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
/** As RTSP puts datagrams in order: packets and milliseconds that are waited for a missing one. */
const CAPACITY = 64, HOLD = 50;

/** The video clip so many times over lasts less than the five seconds that readers wait for a random access. */
const ROUNDS = 8;

const cases: readonly { readonly name: string; readonly options: Omit<NetworkOptions, "seed"> }[] =
  [
    { name: "a perfect network", options: {} },
    { name: "delay", options: { delay: 80 } },
    { name: "jitter", options: { delay: 20, jitter: 30 } },
    { name: "reordering", options: { reordering: 0.1, reorderDelay: 30 } },
    { name: "duplicates", options: { duplicates: 0.2, jitter: 5 } },
    { name: "loss", options: { loss: 0.05 } },
    { name: "loss in bursts", options: { loss: 0.01, burst: 0.8 } },
    {
      name: "packets that come after they were given up",
      options: { reordering: 0.1, reorderDelay: 120 },
    },
    {
      name: "everything at once",
      options: { loss: 0.05, burst: 0.4, duplicates: 0.05, reordering: 0.1, delay: 10, jitter: 40 },
    },
    { name: "hardly anything left", options: { loss: 0.6, burst: 0.9, jitter: 200 } },
  ];

/** A publisher by UDP: its packets cross a network, are put in order, and go into a stream's feed. */
class Crossing {
  readonly stage: Stage;
  readonly order = new ReorderBuffer(CAPACITY, HOLD);
  readonly publisher: PacketPublisher;
  readonly network: Network<Uint8Array<ArrayBuffer>>;
  readonly sent: Uint8Array<ArrayBuffer>[] = [];
  #waiting = false;

  constructor(private readonly clip: Clip, options: NetworkOptions) {
    this.stage = new Stage(tracksOf([clip], true));
    this.publisher = new PacketPublisher(this.stage, [clip], 256);
    this.network = new Network(this.stage.clock, (packet) => this.#arrived(packet), options);
  }

  /** Sends the clip so many times over, its packets 1 ms apart, then waits until nothing is on its way. */
  run(times: number): void {
    const { units, clockRate } = this.clip, { clock } = this.stage;
    const span = units[1].dts - units[0].dts, length = units.length * span;
    for (let round = 0; round < times; round++) {
      for (const unit of units) {
        const due = 1000 * span / clockRate, before = clock.now();
        for (const packet of this.publisher.pack(0, { ...unit, pts: unit.pts + round * length })) {
          this.sent.push(packet.slice());
          this.network.send(packet);
          clock.advance(1);
        }
        clock.advance(Math.max(0, due - (clock.now() - before)));
      }
    }
    clock.advance(1000);
    this.publisher.feed.close();
  }

  #arrived(packet: Uint8Array<ArrayBuffer>): void {
    this.order.push(packet.slice(), this.stage.clock.now());
    this.#drain();
  }

  #drain(): void {
    const packets = this.order.drain() as readonly Uint8Array<ArrayBuffer>[];
    for (const packet of packets) this.publisher.feed.packet(0, packet, 0, packet.length);
    this.publisher.feed.pause();
    const { clock } = this.stage, { deadline } = this.order;
    if (deadline === Infinity || this.#waiting) return;
    this.#waiting = true;
    clock.setTimer(() => {
      this.#waiting = false;
      this.order.timeout(clock.now());
      this.#drain();
    }, deadline - clock.now());
  }
}

function cross(clip: Clip, options: NetworkOptions) {
  const crossing = new Crossing(clip, options), { stage } = crossing;
  const packets = stage.packets(0), units = stage.units();
  crossing.run(clip === CLIPS.opus ? 20 : ROUNDS);
  return { ...crossing, crossing, stage, packets: packets.packets, units: units.units };
}

/** Numbers without their wrap at 2^16. */
function unwrapped(numbers: readonly number[]): number[] {
  let last = numbers[0];
  return numbers.map((number) => last += (((number - last) & 0xffff) << 16) >> 16);
}

for (const { name, options } of cases) {
  Deno.test(`network: ${name}: packets come in order, whole, and what is missing is counted`, () => {
    for (const seed of SEEDS) {
      const { packets, sent, order, publisher, stage, network } = cross(CLIPS.opus, {
        seed,
        ...options,
      });
      const numbers = unwrapped(packets.map((packet) => packet.sequence));
      assert.ok(numbers.length > 10, `${seed}: ${numbers.length} packets are left`);
      assert.ok(numbers.every((number, i) => i === 0 || number > numbers[i - 1]), `order, ${seed}`);
      const missing = numbers.at(-1)! - numbers[0] + 1 - numbers.length;
      assert.deepEqual([publisher.faults.lost, stage.stream.counters.packetsLost], [
        missing,
        missing,
      ]);
      assert.ok(order.lost === missing, `${seed}: ${order.lost} given up, ${missing} missing`);
      const bytes = new Map(sent.map((packet) => [sequence(packet, 0), packet.subarray(12)]));
      assert.ok(packets.every((p) => equalBytes(p.payload, bytes.get(p.sequence)!)));
      assert.deepEqual(publisher.faults.malformed, []);
      assert.deepEqual([network.pending, stage.clock.pending], [0, 0]);
    }
  });

  Deno.test(`network: ${name}: units are whole and in order of decoding`, () => {
    for (const seed of SEEDS) {
      const { units, stage } = cross(CLIPS.h265, { seed, ...options });
      const original = (payload: readonly Uint8Array[]) =>
        CLIPS.h265.units.some((unit) =>
          unit.payload.length === payload.length &&
          unit.payload.every((part, i) => equalBytes(part, payload[i]))
        );
      assert.ok(units.every((unit) => original(unit.payload)), `a part of a unit, ${seed}`);
      assert.ok(units.every((unit, i) => i === 0 || unit.dts > units[i - 1].dts), `order, ${seed}`);
      assert.ok(units.length === 0 || units[0].randomAccess);
      assert.equal(stage.clock.pending, 0);
    }
  });
}

Deno.test("network: what comes within the time it is waited for is not lost", () => {
  for (const seed of SEEDS) {
    const options = {
      seed,
      delay: 10,
      jitter: 20,
      reordering: 0.2,
      reorderDelay: 25,
      duplicates: 0.2,
    };
    const { packets, units, sent, publisher } = cross(CLIPS.h265, options);
    assert.equal(publisher.faults.lost, 0);
    assert.equal(packets.at(-1)!.sequence, sequence(sent.at(-1)!, 0));
    const [first] = packets.map((packet) => packet.sequence);
    const started = sent.findIndex((packet) => sequence(packet, 0) === first);
    assert.equal(packets.length, sent.length - started);
    assert.ok(units.length >= (ROUNDS - 1) * CLIPS.h265.units.length);
  }
});

Deno.test("network: a seed decides everything", () => {
  const run = (seed: number) => {
    const clock = new FakeClock(), arrived: [number, number][] = [];
    const options = { seed, loss: 0.2, burst: 0.5, duplicates: 0.2, jitter: 9, reordering: 0.3 };
    const network = new Network<number>(clock, (n) => arrived.push([n, clock.now()]), options);
    for (let n = 0; n < 200; n++) network.send(n);
    clock.advance(100);
    assert.deepEqual([network.sent, network.pending], [200, 0]);
    return { arrived, lost: network.lost };
  };
  const first = run(1);
  assert.deepEqual(run(1), first);
  assert.notDeepEqual(run(2), first);
  const numbers = first.arrived.map(([number]) => number);
  assert.equal(new Set(numbers).size, 200 - first.lost);
  assert.ok(numbers.length > 200 - first.lost && first.lost > 20);
  assert.notDeepEqual(numbers, numbers.toSorted((a, b) => a - b));
});
