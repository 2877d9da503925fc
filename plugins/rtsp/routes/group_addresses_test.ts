import assert from "node:assert/strict";
import { GroupAddresses } from "./group_addresses.ts";

const take = (addresses: GroupAddresses, count: number) =>
  Array.from({ length: count }, () => addresses.take());

Deno.test("group addresses: in order, those given back only behind all others", () => {
  const addresses = new GroupAddresses("224.1.0.0/29");
  assert.deepEqual(take(addresses, 3), ["224.1.0.1", "224.1.0.2", "224.1.0.3"]);
  addresses.giveBack("224.1.0.2");
  assert.deepEqual(take(addresses, 4), ["224.1.0.4", "224.1.0.5", "224.1.0.6", "224.1.0.2"]);
  assert.equal(addresses.take(), undefined);
  addresses.giveBack("224.1.0.6");
  assert.equal(addresses.take(), "224.1.0.6");
});

Deno.test("group addresses: over the borders of bytes, and of networks with hardly any", () => {
  const wide = new GroupAddresses("239.255.0.0/16");
  assert.deepEqual(take(wide, 256).slice(-2), ["239.255.0.255", "239.255.1.0"]);
  assert.deepEqual(take(new GroupAddresses("224.1.2.3/32"), 2), ["224.1.2.3", undefined]);
  assert.deepEqual(take(new GroupAddresses("224.1.2.4/31"), 2), ["224.1.2.4", "224.1.2.5"]);
});
