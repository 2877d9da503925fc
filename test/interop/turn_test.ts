import assert from "node:assert/strict";
import { systemClock } from "net/clock.ts";
import { openUdp, type UdpSocket } from "net/udp.ts";
import { Agent } from "../../plugins/webrtc/ice/agent.ts";
import { randomCredentials } from "../../plugins/webrtc/ice/credentials.ts";
import { Network } from "../../plugins/webrtc/ice/network.ts";
import { UdpPort } from "../../plugins/webrtc/ice/udp_port.ts";
import type { Way } from "../../plugins/webrtc/ice/way.ts";
import { LogLines } from "../log_lines.ts";
import { Child } from "../process/child.ts";
import { freePort } from "../process/ports.ts";
import { fullTest } from "./clients/level.ts";

/** A relay, which lets the machine talk to itself. */
async function turnServer(port: number): Promise<Child> {
  const child = new Child("turnserver", [
    ...["-n", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", `--listening-port=${port}`],
    ...["--user=me:secret", "--realm=example.org", "--lt-cred-mech", "--allow-loopback-peers"],
    ...["--no-tls", "--no-dtls", "--no-cli", "--log-file=stdout", "--simple-log"],
  ]);
  const lines = () => [...child.out, ...child.err].some((line) => /opened on|listener/i.test(line));
  await child.until(() => lines() || undefined, "the relay");
  return child;
}

function place(): { port: UdpPort; socket: UdpSocket } {
  const port = new UdpPort("127.0.0.1");
  const socket = openUdp("127.0.0.1:0", {
    received: (...datagram) => port.received(...datagram),
    failed: (error) => {
      throw error;
    },
  });
  port.use(socket);
  return { port, socket };
}

interface Side {
  readonly way: Promise<Way>;
  readonly heard: Promise<number>;
  readonly agent: Agent;
}

function side(network: Network, controlling: boolean, direct: boolean): Side {
  const way = Promise.withResolvers<Way>(), heard = Promise.withResolvers<number>();
  const agent = new Agent(randomCredentials(), {
    ...{ controlling, clock: systemClock, ports: network.ports },
    reach: (candidate) => network.reach(candidate).filter(({ via }) => direct === !via),
    received: (_, start, end) => heard.resolve(end - start),
    selected: way.resolve,
    failed: way.reject,
  });
  return { way: way.promise, heard: heard.promise, agent };
}

fullTest("TURN: peers that cannot reach each other do so by a relay", async () => {
  const number = freePort(), log = new LogLines();
  await using _server = await turnServer(number);
  const here = place(), there = place();
  const network = new Network(systemClock, here.port), far = new Network(systemClock, there.port);
  const turn = { url: `turn:127.0.0.1:${number}`, username: "me", password: "secret" };
  const settings = { fromInterfaces: true, interfaces: [], additional: [], timeout: 3000 };
  const gather = { ...settings, servers: [{ ...turn, clientOnly: false }] };
  const found = await network.candidates(gather, log.log);
  const [relayed] = found.filter(({ type }) => type === "relay");
  assert.equal(relayed?.ip, "127.0.0.1", `${Deno.inspect(found)} ${log.lines}`);
  const [own] = await far.candidates({ ...settings, servers: [] }, log.log);
  const behind = side(network, false, false), free = side(far, true, true);
  behind.agent.start(free.agent.local);
  free.agent.start(behind.agent.local);
  behind.agent.addCandidate(own);
  free.agent.addCandidate(relayed);
  const [byRelay, toRelay] = await Promise.all([behind.way, free.way]);
  assert.ok(byRelay.via);
  assert.equal(toRelay.port, relayed.port);
  byRelay.sendAll({ bytes: Uint8Array.of(22, 1, 2, 3), offsets: [0], sizes: [4] });
  toRelay.send(Uint8Array.of(22, 1));
  assert.deepEqual(await Promise.all([behind.heard, free.heard]), [2, 4]);
  for (const { agent } of [behind, free]) agent.close();
  network.close();
  await Promise.all([here.socket.close(), there.socket.close()]);
  assert.deepEqual(log.lines, []);
});
