import assert from "node:assert/strict";
import { type Datagrams, openUdp, type UdpDestination, type UdpSocket } from "net/udp.ts";
import { equal } from "./udp_cases.ts";

/** What needs a network of its own: this file runs itself in a network namespace, with the case's name. */
interface Case {
  readonly setup: string;
  run(): Promise<void>;
}

const cases: Record<string, Case> = {
  "an MTU of 1400: segments are refused, plain datagrams arrive in fragments": {
    setup: "ip link set lo mtu 1400 up",
    async run() {
      const group = sender.group();
      const sizes = [100, 100, 40, ...equal(10, 1452), 300];
      for (const hostname of ["127.0.0.1", "::1"]) {
        const destination = group.add(to(hostname));
        assert.ok(destination.segmented);
        group.send(datagrams(sizes));
        await arrived(sizes, 1);
        assert.ok(!destination.segmented);
        destination.remove();
      }
      for (let i = 0; i < 3; i++) group.add(to("::1"));
      for (let i = 0; i < 2; i++) {
        group.send(datagrams(sizes));
        await arrived(sizes, 3);
      }
      assert.equal(sender.dropped, 0);
    },
  },
  "a route's MTU of 1400: only its destinations are sent plain": {
    setup: "ip link set lo up && ip route add table local local 127.0.9.1 dev lo mtu 1400",
    async run() {
      const group = sender.group(), sizes = [...equal(5, 1452), 20];
      const narrow = () => group.add(to("127.0.9.1")), wide = () => group.add(to("127.0.0.1"));
      const all: [UdpDestination, boolean][] = [
        [narrow(), false],
        [wide(), true],
        [narrow(), false],
        [wide(), true],
        [narrow(), false],
      ];
      for (let i = 0; i < 3; i++) {
        group.send(datagrams(sizes));
        await arrived(sizes, all.length);
        for (const [destination, segmented] of all) assert.equal(destination.segmented, segmented);
      }
      all[0][0].remove(), all[3][0].remove();
      group.send(datagrams(sizes));
      await arrived(sizes, 3);
      assert.equal(sender.dropped, 0);
    },
  },
  "a full socket drops and counts, and sends again when there is room": {
    setup: "ip link set lo up && tc qdisc add dev lo root tbf rate 1mbit burst 32kb limit 64mb",
    async run() {
      const group = sender.group();
      const all = [group.add(to("127.0.0.1")), group.add(to("127.0.0.1"))];
      const frame = datagrams(equal(14, 1200));
      for (let i = 0; i < 2000; i++) group.send(frame);
      assert.ok(sender.dropped > 0 && sender.dropped < 2000 * 28, `${sender.dropped} dropped`);
      assert.equal(all[0].dropped + all[1].dropped, sender.dropped);
      assert.ok(all.every(({ dropped, segmented }) => segmented && dropped % 14 === 0));
      const dropped = sender.dropped;
      for (let i = 0; i < 10; i++) sender.send(new Uint8Array(60_000), to("127.0.0.1"));
      assert.equal(sender.dropped, dropped + 10);
      await command("tc", "qdisc", "del", "dev", "lo", "root");
      group.send(datagrams([7, 7]));
      while (sizes.filter((size) => size === 7).length < 4) await another();
      assert.equal(sender.dropped, dropped + 10);
    },
  },
};

let sender: UdpSocket, receiver: UdpSocket, wake = () => {};
const sizes: number[] = [];

function to(hostname: string): Deno.NetAddr {
  return { transport: "udp", hostname, port: receiver.port };
}

/** Every byte of a datagram is its number. */
function datagrams(sizes: readonly number[]): Datagrams {
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size));
  const offsets: number[] = [];
  let at = 0;
  sizes.forEach((size, i) => {
    offsets.push(at);
    bytes.fill(i, at, at += size);
  });
  return { bytes, offsets, sizes };
}

/** Waits for datagrams of these sizes, each `times` times, and no others; once: in this order. */
async function arrived(wanted: readonly number[], times: number): Promise<void> {
  while (sizes.length < wanted.length * times) await another();
  const sort = (values: readonly number[]) =>
    times === 1 ? values : values.toSorted((a, b) => a - b);
  assert.deepEqual(sort(sizes), sort(wanted.flatMap((size) => equal(times, size))));
  sizes.length = 0;
}

const another = () => new Promise<void>((resolve) => wake = resolve);

function received(bytes: Uint8Array, start: number, end: number): void {
  assert.ok(bytes.subarray(start, end).every((byte) => byte === bytes[start]));
  sizes.push(end - start);
  wake();
}

async function command(name: string, ...args: string[]): Promise<void> {
  const { success } = await new Deno.Command(name, { args }).output();
  assert.ok(success, `${name} ${args.join(" ")}`);
}

/** The role inside the namespace. */
async function inside(name: string): Promise<void> {
  const failed = (error: unknown) => {
    throw error;
  };
  receiver = openUdp(":0", { receiveBuffer: 4 << 20, received, failed });
  sender = openUdp(":0", { received() {}, failed });
  assert.ok(sender.native);
  await cases[name].run();
  await Promise.all([sender.close(), receiver.close()]);
}

function namespace(shell: string, ...args: string[]) {
  return new Deno.Command("unshare", { args: ["--net", "sh", "-c", shell, "sh", ...args] });
}

/** Why there can be no namespace with such a network here; undefined where there can. */
async function obstacle(setup: string): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "network namespaces are Linux's";
  try {
    const { success, stderr } = await namespace(setup).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch (error) {
    return String(error);
  }
}

const ROLE = "inside-namespace";

if (Deno.args[0] === ROLE) await inside(Deno.args[1]);
else {
  for (const [name, { setup }] of Object.entries(cases)) {
    Deno.test(`UDP, native: ${name}`, async () => {
      const reason = await obstacle(setup);
      if (reason !== undefined) return console.log(`skipped: ${reason}`);
      const deno = [Deno.execPath(), "run", "-A", import.meta.filename!, ROLE, name];
      const child = namespace(`${setup} && exec timeout 20 "$@"`, ...deno);
      const { success, stderr } = await child.output();
      assert.ok(success, new TextDecoder().decode(stderr));
    });
  }
}
