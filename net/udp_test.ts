import assert from "node:assert/strict";
import { LARGEST, ROOM } from "./udp/socket.ts";
import { datagrams, equal, Peer, runs, verify } from "./udp/udp_cases.ts";

/** Opens a socket, has it send to itself, closes it; returns its port. */
async function reopened(native: boolean, address: string): Promise<number> {
  const peer = new Peer({ native }, address);
  const group = peer.socket.group();
  group.add(peer.address());
  group.send(datagrams([50, 50, 20]));
  verify(await peer.until(3), [50, 50, 20]);
  await peer.close();
  return peer.socket.port;
}

const descriptors = () => [...Deno.readDirSync("/proc/self/fd")].length;

for (const native of Deno.build.os === "linux" ? [true, false] : [false]) {
  const test = (name: string, body: () => Promise<void>) =>
    Deno.test(`UDP, ${native ? "native" : "portable"}: ${name}`, body);

  test("is what was asked for", async () => {
    const peer = new Peer({ native });
    assert.equal(peer.socket.native, native);
    assert.match(peer.socket.method, native ? /^native/ : /^portable/);
    assert.equal(peer.socket.receiveBuffer !== undefined, native);
    await peer.close();
  });

  for (const { name, sizes } of runs) {
    test(`order, sizes and content: ${name}`, async () => {
      const from = new Peer({ native }), to = new Peer({ native });
      const others = Array.from({ length: 3 }, () => new Peer({ native }));
      const group = from.socket.group();
      for (const peer of [to, ...others]) group.add(peer.address());
      group.send(datagrams(sizes));
      for (const peer of [to, ...others]) verify(await peer.until(sizes.length), sizes);
      assert.equal(from.socket.dropped, 0);
      assert.equal(to.received[0].from.port, from.socket.port);
      await Promise.all([from, to, ...others].map((peer) => peer.close()));
    });
  }

  test("many destinations are more than one call", async () => {
    const from = new Peer({ native }), to = new Peer({ native });
    const group = from.socket.group(), sizes = [60, 60, 30];
    const destinations = Array.from({ length: 600 }, () => group.add(to.address()));
    assert.equal(group.size, 600);
    for (const destination of destinations.slice(0, 590)) destination.remove();
    group.send(datagrams(sizes));
    const received = await to.until(30);
    const all = received.map(({ start, end }) => end - start);
    assert.deepEqual(all, Array.from({ length: 10 }, () => sizes).flat());
    destinations.forEach((destination) => destination.remove());
    assert.equal(group.size, 0);
    for (let i = 0; i < 300; i++) group.add({ ...to.address(), hostname: "127.0.0.2" });
    group.add(to.address());
    group.send(datagrams([9]));
    verify((await to.until(31)).slice(30), [9]);
    await Promise.all([from.close(), to.close()]);
  });

  test("destinations come and go between sends", async () => {
    const from = new Peer({ native }), peers = [0, 1, 2].map(() => new Peer({ native }));
    const group = from.socket.group();
    const [first, second] = peers.map((peer) => group.add(peer.address()));
    group.send(datagrams([100, 100]));
    await Promise.all(peers.map((peer) => peer.until(2)));
    first.remove();
    first.remove();
    group.send(datagrams([90], 2));
    second.remove();
    const again = group.add(peers[0].address());
    await Promise.all([peers[1].until(3), peers[2].until(3)]);
    group.send(datagrams([80], 3));
    verify(await peers[2].until(4), [100, 100, 90, 80]);
    assert.deepEqual((await peers[0].until(3)).map(({ start, end }) => end - start), [
      100,
      100,
      80,
    ]);
    verify(peers[1].received, [100, 100, 90]);
    group.close();
    assert.equal(group.size, 0);
    again.remove();
    group.send(datagrams([70]));
    from.socket.send(new Uint8Array(5), peers[2].address());
    assert.equal((await peers[2].until(5))[4].bytes.length > 0, true);
    assert.equal(peers[2].received[4].end - peers[2].received[4].start, 5);
    await Promise.all([from, ...peers].map((peer) => peer.close()));
  });

  test("IPv6 and IPv4 destinations of one socket, and answers to them", async () => {
    const server = new Peer({ native }, ":0");
    const clients = [new Peer({ native }), new Peer({ native }, "[::1]:0")];
    const group = server.socket.group();
    group.add(clients[0].address());
    group.add(clients[1].address("::1"));
    group.add(clients[0].address("::ffff:127.0.0.1"));
    group.send(datagrams([1000, 1000, 500]));
    verify(await clients[1].until(3), [1000, 1000, 500]);
    assert.equal((await clients[0].until(6)).length, 6);
    assert.equal(clients[1].received[0].from.hostname, "::1");
    const asked: [Peer, string][] = [[clients[0], "127.0.0.1"], [clients[1], "::1"]];
    for (const [i, [client, ip]] of asked.entries()) {
      client.socket.send(new Uint8Array([7]), server.address(ip));
      const { from } = (await server.until(i + 1))[i];
      assert.deepEqual({ ...from }, client.address(ip));
      const before = client.received.length;
      server.socket.send(new Uint8Array([8]), from);
      await client.until(before + 1);
    }
    assert.equal(server.socket.dropped, 0);
    await Promise.all([server, ...clients].map((peer) => peer.close()));
  });

  test("a socket bound to IPv4 refuses IPv6 destinations, and both refuse names", async () => {
    const peer = new Peer({ native }, "0.0.0.0:0"), to = new Peer({ native });
    const group = peer.socket.group();
    assert.throws(() => group.add(peer.address("::1")), /Cannot send to '::1'.*IPv4/);
    assert.throws(() => group.add(peer.address("localhost")), /'localhost': not an IP address/);
    peer.socket.send(new Uint8Array(1), peer.address("::1"));
    peer.socket.send(new Uint8Array(1), peer.address("localhost"));
    assert.equal(peer.socket.dropped, 2);
    group.add(to.address("::ffff:127.0.0.1"));
    group.send(datagrams([3]));
    verify(await to.until(1), [3]);
    await Promise.all([peer.close(), to.close()]);
  });

  test("what cannot be sent is dropped and counted, the rest is sent", async () => {
    const from = new Peer({ native }), to = new Peer({ native });
    const group = from.socket.group();
    const good = group.add(to.address()), bad = group.add({ ...to.address(), port: 0 });
    const sizes = [100, LARGEST + 1, 90];
    group.send(datagrams(sizes));
    await to.until(2);
    from.socket.send(new Uint8Array(LARGEST + 1), to.address());
    from.socket.send(new Uint8Array(10), to.address());
    await to.until(3);
    assert.deepEqual(to.received.map(({ start, end }) => end - start), [100, 90, 10]);
    assert.deepEqual([good.dropped, bad.dropped, from.socket.dropped], [1, 3, 5]);
    await Promise.all([from.close(), to.close()]);
  });

  test("received bytes are the receiver's own, with room before them", async () => {
    const from = new Peer({ native }), to = new Peer({ native });
    const sizes = [...equal(30, 1200), 700, 1, 1200], all: number[] = [];
    for (let round = 0; round < 6; round++) {
      for (const size of sizes) {
        const { bytes } = datagrams([size], all.length, 0);
        all.push(size);
        from.socket.send(bytes, to.address());
      }
      await to.until(all.length);
      for (const { bytes, start } of to.received) bytes.fill(0xff, start - ROOM, start);
    }
    verify(to.received, all);
    const next = to.received.slice(1).filter(({ bytes, start }, i) => {
      const before = to.received[i];
      return before.bytes === bytes && before.end + ROOM === start;
    });
    assert.ok(next.length > all.length - 10, "datagrams do not lie one behind the other");
    assert.ok(to.received.every(({ from }) => from === to.received[0].from));
    await Promise.all([from.close(), to.close()]);
  });

  test("a receiver that throws is told of and does not stop the socket", async () => {
    let calls = 0;
    const done = Promise.withResolvers<void>();
    const to = new Peer({
      native,
      received() {
        if (++calls === 3) done.resolve();
        throw new Error(`call ${calls}`);
      },
    });
    const from = new Peer({ native });
    for (let i = 0; i < 3; i++) from.socket.send(new Uint8Array(4), to.address());
    await done.promise;
    await Promise.all([from.close(), to.close()]);
    assert.deepEqual(to.failures.map(String), [1, 2, 3].map((n) => `Error: call ${n}`));
  });

  test("closes while it sends and receives; what comes after is dropped", async () => {
    const from = new Peer({ native }), to = new Peer({ native });
    const group = from.socket.group();
    for (let i = 0; i < 50; i++) group.add(to.address());
    for (let i = 0; i < 5; i++) group.send(datagrams(equal(14, 1200)));
    const closing = Promise.all([from.close(), to.close()]);
    group.send(datagrams([1, 2]));
    from.socket.send(new Uint8Array(3), to.address());
    assert.ok(from.socket.dropped >= 101);
    await closing;
    const received = to.received.length;
    await from.close();
    assert.equal(to.received.length, received);
    assert.deepEqual([...from.failures, ...to.failures], []);
  });

  test("a receiver may close the socket it is called from, and is called no more", async () => {
    const closed = Promise.withResolvers<void>();
    let calls = 0;
    const to: Peer = new Peer({
      native,
      received() {
        if (++calls === 3) to.close().then(closed.resolve);
      },
    });
    const from = new Peer({});
    for (let i = 0; i < 10; i++) from.socket.send(new Uint8Array(4), to.address());
    await closed.promise;
    assert.equal(calls, 3);
    await from.close();
  });

  test("the address a datagram came from, on sockets of both families in turn", async () => {
    const from = new Peer({}, ":0"), sockets = ["127.0.0.1", "[::1]", "127.0.0.1", "[::1]"];
    for (const host of sockets) {
      const to = new Peer({ native }, `${host}:0`), ip = host.replace(/[[\]]/g, "");
      for (let i = 0; i < 20; i++) from.socket.send(new Uint8Array(4), to.address(ip));
      const received = await to.until(20);
      assert.ok(received.every((datagram) => datagram.from.hostname === ip));
      await to.close();
    }
    await from.close();
  });

  test("a TCP listener on the same port is no hindrance", async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const peer = new Peer({ native }, `127.0.0.1:${listener.addr.port}`);
    assert.equal(peer.socket.native, native);
    await peer.close();
    listener.close();
  });

  test("the port is free as soon as it is closed, and no descriptor stays", async () => {
    const port = await reopened(native, "127.0.0.1:0");
    const before = Deno.build.os === "linux" ? descriptors() : 0;
    for (let i = 0; i < 20; i++) await reopened(native, `127.0.0.1:${port}`);
    if (Deno.build.os === "linux") assert.equal(descriptors(), before);
  });

  test("says why it cannot bind", async () => {
    const peer = new Peer({ native }, "127.0.0.1:0");
    const address = `127.0.0.1:${peer.socket.port}`;
    assert.throws(() => new Peer({ native }, address), {
      message: `Cannot listen on ${address} (UDP): the address is in use`,
    });
    assert.throws(() => new Peer({ native }, "nonsense"), /not HOST:PORT/);
    await peer.close();
  });
}

Deno.test("UDP, portable: a full queue drops whole sends and counts them", async () => {
  const from = new Peer({ native: false }), to = new Peer({ native: false });
  const group = from.socket.group();
  const destinations = Array.from({ length: 100 }, () => group.add(to.address()));
  const frame = datagrams(equal(64, 8));
  for (let i = 0; i < 3; i++) group.send(frame);
  const last = new Peer({ native: false }), other = from.socket.group();
  other.add(last.address());
  group.send(frame);
  other.send(frame);
  assert.equal(from.socket.dropped, 6464);
  assert.ok(destinations.every((destination) => destination.dropped === 64));
  while (last.received.length === 0) {
    await to.another();
    other.send(frame);
  }
  verify(last.received.slice(0, 1), [8]);
  await Promise.all([from.close(), to.close(), last.close()]);
});

Deno.test("UDP, portable: what waits for a removed destination is not sent", async () => {
  const from = new Peer({ native: false }), to = new Peer({ native: false });
  const gone = new Peer({ native: false }), group = from.socket.group();
  const destination = group.add(gone.address());
  group.add(to.address());
  group.send(datagrams(equal(5, 20)));
  destination.remove();
  await to.until(5);
  from.socket.send(new Uint8Array(9), gone.address());
  const underWay = 20;
  const sizes = (await gone.until(2)).map(({ start, end }) => end - start);
  assert.deepEqual(sizes, [underWay, 9]);
  await Promise.all([from.close(), to.close(), gone.close()]);
});

if (Deno.build.os === "linux") {
  Deno.test("UDP, native: equal datagrams leave in one piece, and the receive buffer is granted", async () => {
    const peer = new Peer({ receiveBuffer: 65536 });
    assert.equal(peer.socket.receiveBuffer, 65536);
    assert.ok(peer.socket.group().add(peer.address()).segmented);
    await peer.close();
  });
}
