import assert from "node:assert/strict";
import { parseAddress, within } from "./network.ts";

const cases: [string[], string, boolean][] = [
  [[], "1.2.3.4", true],
  [[], "", true],
  [["1.2.3.4"], "1.2.3.4", true],
  [["1.2.3.4"], "1.2.3.5", false],
  [["1.2.3.4/32"], "1.2.3.4", true],
  [["10.0.0.0/8"], "10.255.0.1", true],
  [["10.1.2.3/8"], "10.255.0.1", true],
  [["10.0.0.0/8"], "11.0.0.1", false],
  [["0.0.0.0/0"], "200.1.1.1", true],
  [["0.0.0.0/0"], "2001:db8::1", false],
  [["::/0"], "2001:db8::1", true],
  [["::/0"], "10.0.0.1", false],
  [["::1"], "::1", true],
  [["::1/128"], "::2", false],
  [["fd00::/8"], "fd12::1", true],
  [["fe80::/10"], "fe80::1%eth0", true],
  [["1.1.1.1", "10.0.0.0/8", "::1"], "::1", true],
  // IPv4 within IPv6, on either side.
  [["10.0.0.0/8"], "::ffff:10.1.2.3", true],
  [["10.0.0.0/8"], "::ffff:a01:203", true],
  [["::ffff:10.0.0.0/104"], "10.1.2.3", true],
  [["::ffff:10.0.0.1"], "10.0.0.1", true],
  [["::ffff:10.0.0.0/104"], "::ffff:11.1.2.3", false],
  // Whoever has no address is nobody.
  [["0.0.0.0/0", "::/0"], "", false],
  [["0.0.0.0/0", "::/0"], "@", false],
];

for (const [list, ip, expected] of cases) {
  Deno.test(`networks: [${list}] ${expected ? "holds" : "does not hold"} '${ip}'`, () => {
    assert.equal(within(list)(parseAddress(ip)), expected);
  });
}

Deno.test("networks: what is no network is refused", () => {
  for (const text of ["", "x", "10.0.0.0/33", "::/129"]) assert.throws(() => within([text]), text);
});
