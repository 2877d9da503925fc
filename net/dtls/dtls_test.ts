import assert from "node:assert/strict";
import {
  type Agreement,
  createCertificate,
  type Dtls,
  type DtlsFactory,
  dtlsFactory,
  fingerprintOf,
  portableDtls,
} from "net/dtls/mod.ts";

const PROFILES = [
  { id: 0x0007, keyLength: 16, saltLength: 12 },
  { id: 0x0001, keyLength: 16, saltLength: 14 },
];

const certificates = [createCertificate(Date.now()), createCertificate(Date.now())];

interface Side {
  readonly dtls: Dtls;
  readonly over: Promise<Agreement | string>;
  readonly gone: Promise<string>;
  readonly heard: Promise<Uint8Array>;
}

function side(
  factory: DtlsFactory,
  client: boolean,
  fingerprint: string,
  send: (datagram: Uint8Array) => void,
): Side {
  const over = Promise.withResolvers<Agreement | string>();
  const gone = Promise.withResolvers<string>();
  const heard = Promise.withResolvers<Uint8Array>();
  const dtls = factory.open({
    client,
    accepts: (certificate) => fingerprintOf(certificate) === fingerprint,
    send: (datagram) => setTimeout(() => send(datagram), 0),
    connected: over.resolve,
    data: heard.resolve,
    ended: (reason) => (over.resolve(reason), gone.resolve(reason)),
  });
  return { dtls, over: over.promise, gone: gone.promise, heard: heard.promise };
}

/** `lost`: the number of a datagram of the server's that does not arrive. */
function join(
  factories: readonly DtlsFactory[],
  fingerprints = certificates.map((c) => c.fingerprint),
  lost = -1,
): [Side, Side] {
  let sent = 0;
  const client = side(factories[0], true, fingerprints[1], (d) => server.dtls.receive(d));
  const server: Side = side(factories[1], false, fingerprints[0], (d) => {
    if (sent++ !== lost) client.dtls.receive(d);
  });
  server.dtls.start();
  client.dtls.start();
  return [client, server];
}

const makers = { native: dtlsFactory, portable: portableDtls };

for (const first of ["portable", "native"] as const) {
  for (const second of ["portable", "native"] as const) {
    Deno.test({
      name: `DTLS: ${first} joins ${second}`,
      // werift waits for a second before it looks whether a flight was answered.
      sanitizeOps: false,
      sanitizeResources: false,
      async fn() {
        const factories = [
          await makers[first](certificates[0], PROFILES),
          await makers[second](certificates[1], PROFILES),
        ];
        const [client, server] = join(factories);
        const [one, other] = await Promise.all([client.over, server.over]);
        assert.ok(typeof one === "object" && typeof other === "object", `${one} ${other}`);
        assert.equal(one.profile, 7);
        assert.deepEqual(one.local.key.toHex(), other.remote.key.toHex());
        assert.deepEqual(one.local.salt.toHex(), other.remote.salt.toHex());
        assert.deepEqual(one.remote.key.toHex(), other.local.key.toHex());
        assert.notEqual(one.remote.key.toHex(), one.local.key.toHex());
        client.dtls.send(Uint8Array.of(1, 2, 3));
        server.dtls.send(Uint8Array.of(4));
        const heard = await Promise.all([server.heard, client.heard]);
        assert.deepEqual(heard.map((bytes) => [...bytes]), [[1, 2, 3], [4]]);
        client.dtls.close();
        if (first === "native") assert.equal(await server.gone, "closed by the peer");
        server.dtls.close();
      },
    });
  }
}

Deno.test("DTLS: who is not the one that was announced is refused, by either side", async () => {
  const factories = await Promise.all(certificates.map((c) => dtlsFactory(c, PROFILES)));
  const [right, other] = certificates.map((c) => c.fingerprint);
  const [client] = join(factories, [right, right]);
  assert.match(String(await client.over), /certificate/);
  const [, server] = join(factories, [other, other]);
  assert.match(String(await server.over), /certificate/);
});

Deno.test("DTLS: a flight that gets lost is sent again", async () => {
  const factories = await Promise.all(certificates.map((c) => dtlsFactory(c, PROFILES)));
  const sides = join(factories, undefined, 0);
  for (const one of await Promise.all(sides.map((s) => s.over))) assert.equal(typeof one, "object");
  for (const one of sides) one.dtls.close();
});

Deno.test("DTLS: what is no DTLS does no harm", async () => {
  const factory = await dtlsFactory(certificates[0], PROFILES);
  const [client, server] = join(
    [factory, factory],
    certificates.map(() => certificates[0].fingerprint),
  );
  for (let size = 0; size < 100; size++) {
    server.dtls.receive(new Uint8Array(size).fill(22));
    client.dtls.receive(crypto.getRandomValues(new Uint8Array(size)));
  }
  assert.equal(typeof await server.over, "object");
  for (const one of [client, server]) one.dtls.close();
});

for (const name of ["portable", "native"] as const) {
  Deno.test({
    name: `DTLS ${name}: who shows a certificate without its key is refused, by either side`,
    // As above, of the impostor.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn() {
      const [own, other] = certificates;
      const impostor = await portableDtls({ ...other, key: own.key }, PROFILES);
      const honest = await makers[name](own, PROFILES);
      const prints = [other.fingerprint, own.fingerprint];
      const [, server] = join([impostor, honest], prints);
      assert.match(String(await server.over), /^DTLS/);
      const [client] = join([honest, impostor], prints.toReversed());
      assert.match(String(await client.over), /^DTLS/);
    },
  });
}
