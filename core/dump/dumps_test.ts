import assert from "node:assert/strict";
import { readU16 } from "media/bytes.ts";
import { systemClock } from "net/clock.ts";
import { createFile } from "net/storage/new_file.ts";
import { openUdp } from "net/udp.ts";
import { LogLines } from "../../test/log_lines.ts";
import { Dumps } from "./dumps.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (text: string) => new TextEncoder().encode(text);

/** A folder for dumps, with what is dumped there so far. */
async function inFolder(
  work: (dumps: Dumps, read: () => Promise<string[]>, log: LogLines) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-dumps-" }), log = new LogLines();
  const create = (name: string) => createFile(`${folder}/${name}`);
  const dumps = new Dumps(systemClock, log.log, create);
  try {
    await work(dumps, () => frames(folder), log);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What the only file holds: `FROM>TO PAYLOAD` of each TCP segment or datagram over IPv4. */
async function frames(folder: string): Promise<string[]> {
  const [file, ...others] = Deno.readDirSync(folder);
  assert.deepEqual(others, []);
  const all = await Deno.readFile(`${folder}/${file.name}`), view = new DataView(all.buffer);
  const found: string[] = [];
  for (let at = 60; at < all.length; at += view.getUint32(at + 4, true)) {
    const ip = all.subarray(at + 28 + 14, at + 28 + view.getUint32(at + 20, true));
    const [from, to] = [readU16(ip, 20), readU16(ip, 22)];
    found.push(`${from}>${to} ${text(ip.subarray(ip[9] === 6 ? 40 : 28))}`);
  }
  return found;
}

Deno.test("dumps: a connection, both ways", async () => {
  await inFolder(async (dumps, read, log) => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const here = listener.addr.port;
    using client = await Deno.connect({ hostname: "127.0.0.1", port: here });
    const there = client.localAddr.port;
    const conn = dumps.conn("rtsp_server_conn", await listener.accept());
    const buffer = new Uint8Array(100);
    await client.write(bytes("question"));
    assert.equal(await conn.read(buffer), 8);
    assert.equal(text(buffer.subarray(0, 8)), "question");
    assert.equal(await conn.write(bytes("answer")), 6);
    assert.equal(await client.read(buffer), 6);
    await client.closeWrite();
    assert.equal(await conn.read(buffer), null);
    conn.close();
    await dumps.close();
    const [up, down] = [`${there}>${here} `, `${here}>${there} `];
    const handshake = [up, down, up];
    assert.deepEqual(await read(), [
      ...handshake,
      `${up}question`,
      `${down}answer`,
      up,
      down,
    ]);
    assert.deepEqual(log.lines, []);
  });
});

Deno.test("dumps: a datagram socket, to one, to many, and from them", async () => {
  await inFolder(async (dumps, read) => {
    const came = Promise.withResolvers<void>();
    const failed = (error: unknown) => came.reject(error);
    const peer = openUdp("127.0.0.1:0", { received: () => {}, failed });
    const socket = dumps.udp("rtsp_server_socket", "127.0.0.1:0", {
      received: () => came.resolve(),
      failed,
    });
    const to = (port: number) => ({ transport: "udp" as const, hostname: "127.0.0.1", port });
    peer.send(bytes("hello"), to(socket.port));
    await came.promise;
    socket.send(bytes("single"), to(peer.port));
    const group = socket.group(), first = group.add(to(peer.port));
    group.add(to(peer.port));
    const two = { bytes: bytes("-one-two"), offsets: [1, 5], sizes: [3, 3] };
    group.send(two);
    assert.equal(group.size, 2);
    first.remove();
    group.send(two);
    group.close();
    group.send(two);
    await Promise.all([socket.close(), peer.close()]);
    const [up, down] = [`${peer.port}>${socket.port} `, `${socket.port}>${peer.port} `];
    const sent = ["single", "one", "two", "one", "two", "one", "two"].map((text) => down + text);
    assert.deepEqual(await read(), [`${up}hello`, ...sent]);
    await dumps.close();
  });
});

Deno.test("dumps: a folder that cannot be written is a warning, and traffic goes on", async () => {
  const log = new LogLines(), create = (name: string) => createFile(`/nowhere/${name}`);
  const dumps = new Dumps(systemClock, log.log, create);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  using client = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
  const conn = dumps.conn("rtsp_server_conn", await listener.accept());
  assert.equal(await conn.write(bytes("answer")), 6);
  assert.equal(await client.read(new Uint8Array(100)), 6);
  conn.close();
  await dumps.close();
  assert.equal(log.lines.length, 1);
  assert.match(log.lines[0], /^WAR Cannot write rtsp_server_conn_\d{19}_[0-9a-f-]{36}\.pcapng: /);
});
