import assert from "node:assert/strict";
import {
  type Arrival,
  connect,
  FAIR,
  Network,
  type PairOptions,
  type Weather,
} from "../../../../test/srt/network.ts";
import { writeDropRequest } from "../control.ts";
import { type Bytes, DROP_REQUEST, readPacket, writeControl } from "../packet.ts";

const LATENCY = 400_000, INTERVAL = 10_000, SIZE = 1316;

/** A payload that tells its number. */
function payload(number: number, size = SIZE): Bytes {
  const bytes = new Uint8Array(size).fill(number & 0xff);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

function numberOf({ payload }: Arrival): number {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  assert.ok(payload.subarray(4).every((byte) => byte === payload[3]), "damaged");
  return view.getUint32(0);
}

interface Scene extends PairOptions {
  readonly weather?: Weather;
  readonly count?: number;
  readonly seed?: number;
}

/** Sends payloads at an even pace; what came out at the other end. */
function play({ weather, count = 500, seed, ...options }: Scene): Network {
  const latency = { receiveLatency: LATENCY };
  const ends = connect({ ...options, listener: { ...latency, ...options.listener } });
  const network = new Network(ends, { ...FAIR, ...weather }, seed);
  for (let i = 0; i < count; i++) {
    assert.ok(network.caller.send(payload(i)));
    network.run(INTERVAL);
  }
  network.run(2 * LATENCY);
  return network;
}

const all = (count: number) => Array.from({ length: count }, (_, i) => i);

/** All in order, each at its time of sending and the latency, to the millisecond. */
function assertPunctual({ arrivals }: Network, count: number): void {
  assert.deepEqual(arrivals.map(numberOf), all(count));
  arrivals.forEach(({ at }, i) => {
    const late = at - (i * INTERVAL + LATENCY);
    assert.ok(late >= -1000 && late < 25_000, `packet ${i} is late by ${late} µs`);
  });
}

const rough: readonly (readonly [name: string, scene: Scene])[] = [
  ["a good network", {}],
  ["10 % loss", { weather: { loss: 0.1 } }],
  ["20 % loss and jitter", { weather: { loss: 0.2, jitter: 8 } }],
  ["jitter that reorders", { weather: { jitter: 30 } }],
  ["duplication", { weather: { duplicates: 0.5, jitter: 5 } }],
  ["all of it", { weather: { loss: 0.1, jitter: 15, duplicates: 0.2 } }],
  ["sequence numbers that wrap", { sequence: 2 ** 31 - 100, weather: { loss: 0.1 } }],
  ["timestamps that wrap", { callerEpoch: 2 ** 32 - 2_000_000, weather: { loss: 0.05 } }],
  ["AES-128", { passphrase: "a passphrase", keyLength: 16, weather: { loss: 0.1 } }],
  ["AES-192", { passphrase: "a passphrase", keyLength: 24 }],
  ["AES-256", { passphrase: "a passphrase", keyLength: 32, weather: { loss: 0.1 } }],
  ["keys that change", {
    passphrase: "a passphrase",
    caller: { refreshAfter: 60, announceBefore: 20 },
    weather: { loss: 0.1 },
  }],
  ["a tolerance of reordering", {
    listener: { reorderTolerance: 4 },
    weather: { jitter: 15, loss: 0.05 },
  }],
];

for (const [name, scene] of rough) {
  Deno.test(`SRT: everything arrives in order and on time: ${name}`, () => {
    for (const seed of [1, 2, 3]) assertPunctual(play({ ...scene, seed }), 500);
  });
}

Deno.test("SRT: both directions at once, and what they count", () => {
  const ends = connect({
    listener: { receiveLatency: LATENCY },
    caller: { receiveLatency: LATENCY },
  });
  const network = new Network(ends, { ...FAIR, loss: 0.1, jitter: 3 });
  for (let i = 0; i < 300; i++) {
    network.caller.send(payload(i));
    network.listener.send(payload(i, 500));
    network.run(INTERVAL);
  }
  const during = network.caller.statistics;
  assert.ok(during.mbpsSendRate > 1 && during.mbpsSendRate < 1.4, `${during.mbpsSendRate} Mbit/s`);
  assert.ok(
    during.packetsReceiveBuf > 30 && during.msReceiveBuf > 300 && during.msReceiveBuf < 420,
  );
  assert.ok(during.usSndDuration > 1e6);
  network.run(2 * LATENCY);
  assert.deepEqual(network.arrivals.map(numberOf), all(300));
  assert.deepEqual(network.returned.map(numberOf), all(300));
  const [sent, received] = [network.caller.statistics, network.listener.statistics];
  assert.equal(sent.packetsSentUnique, 300);
  assert.equal(received.packetsReceivedUnique, 300);
  assert.equal(sent.packetsSent, 300 + sent.packetsRetrans);
  assert.ok(received.packetsReceived <= sent.packetsSent);
  assert.ok(received.packetsReceivedLoss > 15 && received.packetsReceivedRetrans > 15);
  assert.ok(sent.packetsReceivedACK > 0 && sent.packetsReceivedACK <= received.packetsSentACK);
  assert.ok(sent.packetsReceivedNAK > 0 && sent.packetsReceivedNAK <= received.packetsSentNAK);
  assert.equal(sent.bytesSentUnique, 300 * (SIZE + 16));
  assert.equal(sent.packetsFlightSize, 0);
  assert.equal(received.packetsReceiveBuf, 0);
  assert.equal(received.bytesReceiveBuf, 0);
  assert.deepEqual([sent.packetsSendDrop, received.packetsReceivedDrop], [0, 0]);
  assert.ok(Math.abs(sent.msRTT - 23) < 6, `${sent.msRTT} ms`);
  assert.equal(received.msReceiveTsbPdDelay, 400);
  assert.equal(sent.msSendTsbPdDelay, 400);
});

Deno.test("SRT: the listener's keys change as well, and by themselves", () => {
  const rate = { refreshAfter: 60, announceBefore: 20 };
  const ends = connect({ passphrase: "a passphrase", caller: rate, listener: rate });
  const network = new Network(ends, { ...FAIR, loss: 0.1 });
  for (let i = 0; i < 300; i++) {
    for (const end of [network.caller, network.listener]) end.send(payload(i));
    network.run(INTERVAL);
  }
  network.run(2 * LATENCY);
  assert.deepEqual(network.arrivals.map(numberOf), all(300));
  assert.deepEqual(network.returned.map(numberOf), all(300));
  for (const { statistics } of [network.caller, network.listener]) {
    assert.ok(statistics.packetsSentKM > 8 && statistics.packetsReceivedKM > 8);
  }
});

Deno.test("SRT: what does not come in time is passed over, and what comes then is belated", () => {
  let first: Bytes | undefined, held: Bytes | undefined;
  const tamper = (bytes: Bytes) => {
    const packet = readPacket(bytes);
    if (!("sequence" in packet) || packet.sequence !== 77 + 10) return bytes;
    first ??= bytes;
    held = bytes;
    return undefined;
  };
  const network = play({ count: 100, weather: { tamper } });
  assert.deepEqual(network.arrivals.map(numberOf), all(100).filter((i) => i !== 10));
  const { listener } = network;
  assert.equal(listener.statistics.packetsReceivedDrop, 1);
  assert.ok(first !== held, "it was sent again");
  listener.receive(held!);
  const { packetsReceivedBelated, packetsReceivedAvgBelatedTime } = listener.statistics;
  assert.equal(packetsReceivedBelated, 1);
  assert.ok(packetsReceivedAvgBelatedTime > 0);
  listener.receive(first!);
  assert.equal(listener.statistics.packetsReceivedBelated, 1);
});

Deno.test("SRT: what the sender says it will not send is not waited for", () => {
  const lost = (bytes: Bytes) => {
    const packet = readPacket(bytes);
    return "sequence" in packet && [80, 81, 85].includes(packet.sequence) ? undefined : bytes;
  };
  const weather = { ...FAIR, tamper: lost };
  const network = new Network(connect({ listener: { tooLateDrop: false } }), weather);
  for (let i = 0; i < 10; i++) network.caller.send(payload(i));
  network.run(1_000_000);
  assert.deepEqual(network.arrivals.map(numberOf), [0, 1, 2]);
  const body = writeDropRequest({ first: 70, last: 83 });
  network.listener.receive(
    writeControl({ type: DROP_REQUEST, timestamp: 0, destination: 6 }, body),
  );
  assert.deepEqual(network.arrivals.map(numberOf), [0, 1, 2, 5, 6, 7]);
  assert.equal(network.listener.statistics.packetsReceivedDrop, 2);
});

Deno.test("SRT: a sender gives up what nobody acknowledges, and has a limit to what it keeps", () => {
  const ends = connect({ caller: { sendBuffer: 100 } });
  const network = new Network(ends, { ...FAIR, loss: 1 });
  let sent = 0;
  for (let i = 0; i < 200; i++) {
    if (network.caller.send(payload(i))) sent++;
    network.run(INTERVAL / 2);
  }
  assert.equal(sent, 100);
  network.run(600_000);
  const { packetsSendDrop, packetsSendBuf } = network.caller.statistics;
  assert.deepEqual([packetsSendDrop, packetsSendBuf], [100, 0]);
  network.run(5_000_000);
  assert.deepEqual(network.ended, ["listener: timed out", "caller: timed out"]);
});

Deno.test("SRT: packets wait for the bandwidth that is allowed", () => {
  const ends = connect({ caller: { maxBandwidth: 136_000 } });
  const network = new Network(ends, FAIR);
  for (let i = 0; i < 51; i++) assert.ok(network.caller.send(payload(i)));
  network.run(250_000);
  const { packetsSent } = network.caller.statistics;
  assert.ok(packetsSent >= 25 && packetsSent <= 28, `${packetsSent} packets`);
  network.run(1_000_000);
  assert.deepEqual(network.arrivals.map(numberOf), all(51));
});

Deno.test("SRT: packets wait for room at the peer", () => {
  const ends = connect({ listener: { receiveBuffer: 20, flowWindow: 20 } });
  const network = new Network(ends, FAIR);
  for (let i = 0; i < 50; i++) assert.ok(network.caller.send(payload(i)));
  assert.equal(ends.caller.sender.buffer.flight, 20);
  assert.equal(ends.caller.sender.buffer.waiting, 30);
  network.run(1_000_000);
  assert.deepEqual(network.arrivals.map(numberOf), all(50));
  assert.ok(network.listener.statistics.packetsReceivedDrop <= 2);
});

Deno.test("SRT: a clock that goes wrong is followed", () => {
  const ends = connect({ listener: { receiveLatency: LATENCY } });
  // The sender's clock gains 1 ms in a second.
  const network = new Network(ends, { ...FAIR, skew: 1.001 });
  for (let i = 0; i < 6000; i++) {
    network.caller.send(payload(i));
    network.run(INTERVAL);
  }
  const held = network.now - network.arrivals.length * INTERVAL;
  assert.ok(Math.abs(held - LATENCY) < 25_000, `held for ${held} µs`);
});

Deno.test("SRT: who is silent says that it is there, and who is gone is noticed", () => {
  const ends = connect(), network = new Network(ends, FAIR);
  network.run(30_000_000);
  assert.deepEqual(network.ended, []);
  network.caller.close();
  network.run(50_000);
  assert.deepEqual(network.ended, ["listener: EOF"]);
});

Deno.test("SRT: payloads without encryption, or with a key that is unknown, are not handed on", () => {
  const options = { passphrase: "a passphrase", listener: { receiveLatency: LATENCY } };
  const tamper = (bytes: Bytes) => {
    const packet = readPacket(bytes);
    if ("sequence" in packet) bytes[4] = bytes[4] & ~0x18 | (packet.sequence % 2 ? 0x10 : 0);
    return bytes;
  };
  const network = play({ ...options, count: 20, weather: { tamper } });
  assert.equal(network.arrivals.length, 0);
  assert.equal(network.listener.statistics.packetsReceivedUndecrypt, 20);
});

Deno.test("SRT: packets cut short at each byte, and changed at each, never do harm", () => {
  const seen: Bytes[] = [];
  const tamper = (bytes: Bytes) => {
    seen.push(bytes.slice());
    return bytes;
  };
  const encrypted = {
    passphrase: "a passphrase",
    caller: { refreshAfter: 30, announceBefore: 10 },
  };
  play({ ...encrypted, count: 40, weather: { tamper, loss: 0.2 } });
  const { caller, listener } = connect(encrypted);
  let now = 0, faults = 0;
  for (const bytes of seen) {
    for (let i = 0; i < Math.min(bytes.length, 80); i++) {
      for (const end of [caller, listener]) {
        const changed = bytes.slice();
        changed[i] ^= 1 << i % 8;
        end.receive(changed, now);
        end.receive(bytes.slice(0, i), now);
        if (end.deadline <= now) end.timeout(now);
        end.take();
        end.takeDelivered();
        faults += end.takeFaults().length;
        end.ended = undefined;
      }
      now += 100;
    }
  }
  assert.ok(faults > 0);
});
