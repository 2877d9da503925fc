import assert from "node:assert/strict";
import fc from "fast-check";
import type { z } from "zod";
import { address, fingerprint, httpAddress } from "core/config/types/address.ts";
import { credential, isHashed, plainCredential } from "core/config/types/credential.ts";
import { setOf } from "core/config/types/list.ts";
import { ipNetwork } from "core/config/types/network.ts";
import { encryptionMode, oneOf, uint } from "core/config/types/scalars.ts";

/** A schema, what it takes with the decoded value, and what it refuses. */
const cases: { name: string; schema: z.ZodType; fits: [unknown, unknown][]; wrong: unknown[] }[] = [
  {
    name: "ipNetwork",
    schema: ipNetwork,
    fits: [
      ["192.168.1.1", "192.168.1.1/32"],
      ["10.1.2.3/8", "10.0.0.0/8"],
      ["10.1.2.3/0", "0.0.0.0/0"],
      ["10.1.2.3/31", "10.1.2.2/31"],
      ["::1", "::1/128"],
      ["2001:db8::1/33", "2001:db8::/33"],
      ["::ffff:10.0.0.1", "::ffff:a00:1/128"],
    ],
    wrong: [
      "",
      "10.0.0",
      "10.0.0.1/33",
      "10.0.0.1/-1",
      "10.0.0.1/8/8",
      "010.0.0.1",
      "::g",
      "host",
      1,
    ],
  },
  {
    name: "credential",
    schema: credential,
    fits: [
      ["", ""],
      ["admin", "admin"],
      ["aZ0!$()*+.;<=>[]^_-{}@#&", "aZ0!$()*+.;<=>[]^_-{}@#&"],
      [
        "sha256:j1tsRqDEw9xvq/D7/9tMx6Jh/jMhk3UfjwIB2f1zgMo=",
        "sha256:j1tsRqDEw9xvq/D7/9tMx6Jh/jMhk3UfjwIB2f1zgMo=",
      ],
      [
        "argon2:$argon2id$v=19$m=4096,t=3,p=1$MTIzNDU2Nzg$Ux/LWeTgJQPyfMMJo1myR64+o8rALHoPmlE1i/TR+58",
        "argon2:$argon2id$v=19$m=4096,t=3,p=1$MTIzNDU2Nzg$Ux/LWeTgJQPyfMMJo1myR64+o8rALHoPmlE1i/TR+58",
      ],
    ],
    wrong: [
      "a b",
      "päss",
      "a/b",
      "sha256:",
      "sha256:YWJj",
      "argon2:x",
      "argon2:$argon2d$v=19$m=1,t=1,p=1$YQ$YQ",
      12,
    ],
  },
  {
    name: "address",
    schema: address,
    fits: [":8554", "127.0.0.1:0", "[::1]:8554", "localhost:65535", ""].map((a) => [a, a]),
    wrong: ["8554", ":65536", "::1:8554", "a b:1", "unix:///run/x.sock", ":", 8554],
  },
  {
    name: "httpAddress",
    schema: httpAddress,
    fits: ["unix:///run/x.sock", ":9997"].map((a) => [a, a]),
    wrong: ["unix://", "unix:/x y"],
  },
  {
    name: "fingerprint",
    schema: fingerprint,
    fits: [
      ["", ""],
      ["AB".repeat(32), "ab".repeat(32)],
      [Array(32).fill("AB").join(":"), "ab".repeat(32)],
    ],
    wrong: ["ab", "xy".repeat(32), "ab".repeat(33)],
  },
  {
    name: "encryptionMode",
    schema: encryptionMode,
    fits: [["no", "no"], ["optional", "optional"], ["false", "no"], ["true", "strict"], [
      "yes",
      "strict",
    ]],
    wrong: ["", "maybe", "No", false],
  },
  {
    name: "set",
    schema: setOf(["udp", "multicast", "tcp"]),
    fits: [[["udp", "tcp", "udp"], ["tcp", "udp"]], [[], []]],
    wrong: ["udp", ["quic"], [1]],
  },
  {
    name: "enum",
    schema: oneOf(["", "npt"]),
    fits: [["", ""], ["npt", "npt"]],
    wrong: ["Npt", null],
  },
  { name: "uint", schema: uint, fits: [[0, 0], [7, 7]], wrong: [-1, 1.5, "1", true] },
];

for (const { name, schema, fits, wrong } of cases) {
  Deno.test(`${name}: takes what fits, decoded, and refuses the rest`, () => {
    for (const [raw, value] of fits) assert.deepEqual(schema.parse(raw), value, String(raw));
    for (const raw of wrong) assert.equal(schema.safeParse(raw).success, false, String(raw));
  });
}

Deno.test("hashed and plain credentials are told apart", () => {
  assert.equal(isHashed("sha256:x"), true);
  assert.equal(isHashed("argon2:x"), true);
  assert.equal(isHashed("sha256"), false);
  assert.equal(plainCredential.safeParse("a:b").success, false);
  assert.equal(plainCredential.safeParse("a_b").success, true);
});

Deno.test("networks are read whatever the text, and what they become stays", () => {
  const ip = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string());
  const bits = fc.option(fc.integer({ min: -1, max: 130 }), { nil: undefined });
  fc.assert(fc.property(ip, bits, (ip, bits) => {
    const first = ipNetwork.safeParse(bits === undefined ? ip : `${ip}/${bits}`);
    if (first.success) assert.equal(ipNetwork.parse(first.data), first.data);
  }));
});
