import assert from "node:assert/strict";
import { Peer } from "./udp/udp_cases.ts";
import { freePort } from "../test/process/ports.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textsOf = ({ received }: Peer) =>
  received.map(({ bytes, start, end }) => new TextDecoder().decode(bytes.subarray(start, end)));

Deno.test("UDP: a multicast group is heard by all who joined it, other groups of its port by none", async () => {
  const port = freePort(), groups = ["239.77.1.1", "239.77.1.1", "239.77.1.2"];
  const members = groups.map((group) =>
    new Peer({ multicast: { group, interface: "0.0.0.0" } }, `:${port}`)
  );
  const sender = Deno.listenDatagram({
    transport: "udp",
    hostname: "0.0.0.0",
    port: 0,
    loopback: true,
  });
  const send = (text: string, hostname: string) =>
    sender.send(bytesOf(text), { transport: "udp", hostname, port });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await send("one", "239.77.1.1");
  await send("two", "239.77.1.2");
  await Promise.all(members.map((member) => member.until(1)));
  assert.deepEqual(members.map(textsOf), [["one"], ["one"], ["two"]]);
  sender.close();
  await Promise.all(members.map((member) => member.close()));
  assert.deepEqual(members.flatMap(({ failures }) => failures), []);
});

Deno.test("UDP: what is no multicast group is said so", async () => {
  const multicast = { group: "10.1.2.3", interface: "0.0.0.0" };
  assert.throws(() => new Peer({ multicast }, ":0"), /Cannot receive 10\.1\.2\.3:0 \(UDP\)/);
  const member = new Peer({ multicast: { group: "127.0.0.1", interface: "0.0.0.0" } }, ":0");
  while (member.failures.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await member.close();
});
