import assert from "node:assert/strict";
import type { UdpSocket } from "net/udp.ts";
import { FakeClock } from "../../../test/fake_clock.ts";
import type { Candidate } from "../wire/candidate.ts";
import { Agent } from "./agent.ts";
import type { Credentials } from "./credentials.ts";
import { UdpPort } from "./udp_port.ts";
import type { Way } from "./way.ts";

/** A network of hosts with one port each: datagrams arrive in order with `flush`, but for those that are lost. */
class Net {
  readonly #ports = new Map<string, UdpPort>();
  readonly #queue: (() => void)[] = [];
  lost = (_from: string, _bytes: Uint8Array) => false;

  host(ip: string): UdpPort {
    const port = new UdpPort(), from = { transport: "udp", hostname: ip, port: 8189 } as const;
    port.use({
      port: 8189,
      native: true,
      send: (bytes: Uint8Array<ArrayBuffer>, to: Deno.NetAddr) => {
        if (this.lost(ip, bytes)) return;
        const copy = bytes.slice(), target = this.#ports.get(to.hostname);
        this.#queue.push(() => target?.received(copy, 0, copy.length, from));
      },
    } as unknown as UdpSocket);
    this.#ports.set(ip, port);
    return port;
  }

  flush(): void {
    for (let next; (next = this.#queue.shift());) next();
  }
}

class Side {
  readonly told: string[] = [];
  readonly agent: Agent;
  way: Way | undefined;
  readonly credentials: Credentials;

  constructor(
    readonly ip: string,
    readonly port: UdpPort,
    readonly clock: FakeClock,
    controlling: boolean,
  ) {
    this.credentials = { ufrag: `u${ip}`, password: `password of ${ip}` };
    this.agent = new Agent(this.credentials, {
      controlling,
      clock,
      ports: [port],
      reach: ({ ip, port: number }) => [this.port.reach(ip, number)],
      received: (bytes, start, end) => this.told.push(`received ${end - start} ${bytes[start]}`),
      selected: (way) => {
        this.way = way;
        this.told.push(`selected ${way.ip}`);
      },
      failed: (reason) => this.told.push(`failed: ${reason}`),
    });
  }

  get candidate(): Candidate {
    const of = { foundation: "1", protocol: "udp", priority: 7, type: "host" } as const;
    return { ...of, ip: this.ip, port: 8189 };
  }
}

function scene() {
  const net = new Net(), clock = new FakeClock();
  const one = new Side("192.0.2.1", net.host("192.0.2.1"), clock, true);
  const other = new Side("192.0.2.2", net.host("192.0.2.2"), clock, false);
  const pass = (ms: number) => {
    for (let t = 0; t < ms; t += 50) {
      clock.advance(50);
      net.flush();
    }
  };
  return { net, clock, one, other, pass };
}

Deno.test("ICE: both sides find the same way, from what one of them knows", () => {
  for (const known of ["both", "one", "other"]) {
    const { one, other, pass } = scene();
    if (known !== "other") one.agent.addCandidate(other.candidate);
    if (known !== "one") other.agent.addCandidate(one.candidate);
    one.agent.start(other.credentials);
    other.agent.start(one.credentials);
    pass(1000);
    assert.deepEqual(one.told, ["selected 192.0.2.2"], known);
    assert.deepEqual(other.told, ["selected 192.0.2.1"], known);
    one.way!.send(Uint8Array.of(22, 1, 2));
    pass(50);
    assert.equal(other.told.at(-1), "received 3 22");
    one.agent.close();
    other.agent.close();
  }
});

Deno.test("ICE: checks that get lost are made again", () => {
  const { net, one, other, pass } = scene();
  let left = 9;
  net.lost = () => left-- > 0;
  one.agent.addCandidate(other.candidate);
  one.agent.addCandidate({ ...other.candidate, ip: "192.0.2.77" });
  one.agent.start(other.credentials);
  other.agent.start(one.credentials);
  pass(5000);
  assert.deepEqual([one.told, other.told], [["selected 192.0.2.2"], ["selected 192.0.2.1"]]);
  one.agent.close();
  other.agent.close();
});

Deno.test("ICE: who does not know the password is nobody", () => {
  const { one, other, pass } = scene();
  one.agent.addCandidate(other.candidate);
  one.agent.start({ ...other.credentials, password: "another" });
  other.agent.start(one.credentials);
  pass(5000);
  one.port.reach("192.0.2.2", 8189).send(Uint8Array.of(22, 1, 2));
  pass(50);
  assert.deepEqual([one.told, other.told], [[], []]);
  one.agent.close();
  other.agent.close();
});

Deno.test("ICE: a peer that falls silent has gone; one that answers stays", () => {
  const { net, one, other, pass } = scene();
  one.agent.addCandidate(other.candidate);
  one.agent.start(other.credentials);
  other.agent.start(one.credentials);
  pass(120_000);
  assert.deepEqual([one.told.length, other.told.length], [1, 1]);
  net.lost = () => true;
  pass(40_000);
  assert.deepEqual(one.told.slice(1), ["failed: the peer is silent"]);
  assert.deepEqual(other.told.slice(1), ["failed: the peer is silent"]);
});

Deno.test("ICE: after a restart the way is found anew, and used until then", () => {
  const { net, clock, one, other, pass } = scene();
  one.agent.addCandidate(other.candidate);
  one.agent.start(other.credentials);
  other.agent.start(one.credentials);
  pass(1000);
  const moved = new Side("192.0.2.3", net.host("192.0.2.3"), clock, true);
  const next = { ufrag: "next", password: "next password" };
  other.agent.restart(next, moved.credentials);
  one.way!.send(Uint8Array.of(22));
  pass(50);
  assert.equal(other.told.at(-1), "received 1 22");
  moved.agent.addCandidate(other.candidate);
  moved.agent.start(next);
  pass(1000);
  assert.deepEqual(moved.told, ["selected 192.0.2.2"]);
  assert.equal(other.told.at(-1), "selected 192.0.2.3");
  for (const { agent } of [one, other, moved]) agent.close();
});
