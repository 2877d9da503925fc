import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { formatPeer } from "net/address.ts";
import { type ByteConn, connectTcp, connectTls } from "net/connect.ts";
import { listenTcp, listenTls } from "net/tcp.ts";
import { certificate } from "../test/process/certificate.ts";

const idle = new AbortController().signal;
const hostname = "127.0.0.1";
const fail = (error: unknown) => assert.fail(String(error));

/** PEM texts of the certificate and its key, and the SHA-256 of the certificate. */
async function pem() {
  const { cert, key } = await certificate();
  const texts = [await Deno.readTextFile(cert), await Deno.readTextFile(key)] as const;
  const base64 = texts[0].replace(/-----.*?-----|\s/g, "");
  const der = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return { texts, fingerprint: createHash("sha256").update(der).digest("hex") };
}

/** A listener whose connections send back what they get, and how many have ended. */
async function echo(tls: boolean) {
  const state = { ended: 0 };
  const serve = async (conn: ByteConn) => {
    const buffer = new Uint8Array(65536);
    try {
      for (let n; (n = await conn.read(buffer)) !== null;) {
        for (let at = 0; at < n;) at += await conn.write(buffer.subarray(at, n));
      }
    } catch {
      // The client refused the certificate, or went without a word.
    }
    state.ended++;
    conn.close();
  };
  const { texts, fingerprint } = await pem();
  const listener = tls
    ? listenTls(`${hostname}:0`, ...texts, serve, fail)
    : listenTcp(`${hostname}:0`, serve, fail);
  return { ...listener, state, fingerprint };
}

async function roundTrip(conn: ByteConn, size: number): Promise<void> {
  const sent = Uint8Array.from({ length: size }, (_, i) => i * 7 & 0xff);
  const got = new Uint8Array(size);
  const writing = (async () => {
    for (let at = 0; at < size;) at += await conn.write(sent.subarray(at));
  })();
  for (let at = 0; at < size;) at += (await conn.read(got.subarray(at, at + 1000)))!;
  await writing;
  assert.deepEqual(got, sent);
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await new Promise((r) => setTimeout(r, 10));
  assert.ok(condition());
}

Deno.test("plain, and by fingerprint: bytes go both ways, closing is seen, a pending read ends", async () => {
  for (const tls of [false, true]) {
    const server = await echo(tls);
    const target = { hostname, port: server.port, signal: idle };
    const conn = tls ? await connectTls(target, server.fingerprint) : await connectTcp(target);
    assert.equal(formatPeer(conn.remoteAddr), `${hostname}:${server.port}`);
    await roundTrip(conn, 300_000);
    const read = conn.read(new Uint8Array(10)).catch(() => null);
    conn.close();
    assert.equal(await read, null);
    await until(() => server.state.ended === 1);
    await server.close();
  }
});

Deno.test("a certificate nobody vouches for is refused, and so is another fingerprint", async () => {
  const server = await echo(true);
  const target = { hostname, port: server.port, signal: idle };
  const at = `Cannot connect to ${hostname}:${server.port}: `;
  await assert.rejects(connectTls(target), (error: Error) => {
    assert.ok(error.message.startsWith(`${at}invalid peer certificate`), error.message);
    return true;
  });
  await assert.rejects(connectTls(target, "0".repeat(64)), {
    message: `${at}the certificate has another fingerprint than expected: ${server.fingerprint}`,
  });
  await until(() => server.state.ended === 2);
  await server.close();
});

Deno.test("the end of the server is the end of reading", async () => {
  const { texts, fingerprint } = await pem();
  const listener = listenTls(`${hostname}:0`, ...texts, async (conn) => {
    await conn.write(Uint8Array.of(1, 2, 3));
    conn.close();
  }, fail);
  const conn = await connectTls({ hostname, port: listener.port, signal: idle }, fingerprint);
  const buffer = new Uint8Array(10);
  assert.equal(await conn.read(buffer), 3);
  assert.equal(await conn.read(buffer).catch(() => null), null);
  conn.close();
  await listener.close();
});

Deno.test("an attempt is given up when its signal says so", async () => {
  const conns: { close(): void }[] = [];
  const mute = listenTcp(`${hostname}:0`, (conn) => void conns.push(conn), fail);
  for (const fingerprint of ["", "0".repeat(64)]) {
    const abort = new AbortController();
    const attempt = connectTls({ hostname, port: mute.port, signal: abort.signal }, fingerprint);
    await new Promise((resolve) => setTimeout(resolve, 30));
    abort.abort(new Error("timed out"));
    await assert.rejects(attempt, {
      message: `Cannot connect to ${hostname}:${mute.port}: timed out`,
    });
  }
  const aborted = AbortSignal.abort(new Error("gone"));
  for (const fingerprint of ["", "0".repeat(64)]) {
    await assert.rejects(connectTls({ hostname, port: mute.port, signal: aborted }, fingerprint), {
      message: /: gone$/,
    });
  }
  conns.forEach((conn) => conn.close());
  await mute.close();
});

Deno.test("an attempt is given up when its signal comes between TCP and TLS", async () => {
  const conns: { close(): void }[] = [];
  let abort = new AbortController();
  const mute = listenTcp(`${hostname}:0`, (conn) => {
    conns.push(conn);
    abort.abort(new Error("gone"));
  }, fail);
  for (let i = 0; i < 20; i++) {
    for (const fingerprint of ["", "0".repeat(64)]) {
      abort = new AbortController();
      const target = { hostname, port: mute.port, signal: abort.signal };
      await assert.rejects(connectTls(target, fingerprint), /: gone$/);
    }
  }
  conns.forEach((conn) => conn.close());
  await mute.close();
});

Deno.test("a connection outlives the signal of its attempt; a closed port is said so", async () => {
  const server = await echo(false);
  const abort = new AbortController();
  const conn = await connectTcp({ hostname, port: server.port, signal: abort.signal });
  abort.abort();
  await roundTrip(conn, 10);
  conn.close();
  await server.close();
  await assert.rejects(connectTcp({ hostname, port: server.port, signal: idle }), {
    message: `Cannot connect to ${hostname}:${server.port}: Connection refused`,
  });
});

Deno.test("attempts by fingerprint to a server that is not there leave nothing behind", async () => {
  const server = await echo(true);
  await server.close();
  const signals: WeakRef<AbortSignal>[] = [];
  for (let i = 0; i < 20; i++) signals.push(await attempt(server.port));
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let i = 0; i < 5; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve));
  }
  const left = signals.filter((signal) => signal.deref() !== undefined).length;
  assert.ok(left <= 2, `${left} attempts are still held`);
});

/** Whoever is held of an attempt holds its signal. */
async function attempt(port: number): Promise<WeakRef<AbortSignal>> {
  const { signal } = new AbortController();
  await assert.rejects(connectTls({ hostname, port, signal }, "0".repeat(64)));
  return new WeakRef(signal);
}
