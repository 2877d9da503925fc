import type { Multicast } from "net/udp.ts";
import type { UdpAddress } from "../address.ts";

const FIRST_GROUP = 224, LAST_GROUP = 239;

/** An interface of this machine, as `Deno.networkInterfaces` lists it. */
export type Interface = Pick<Deno.NetworkInterfaceInfo, "name" | "family" | "address">;

/** The multicast group that is received; undefined where the address is no group. Throws without such an interface. */
export function groupOf(
  { hostname, interface: name }: Pick<UdpAddress, "hostname" | "interface">,
  interfaces: () => readonly Interface[] = Deno.networkInterfaces,
): Multicast | undefined {
  const first = /^(\d+)\.\d+\.\d+\.\d+$/.exec(hostname)?.[1];
  if (first === undefined || Number(first) < FIRST_GROUP || Number(first) > LAST_GROUP) {
    return undefined;
  }
  const addresses = interfaces()
    .filter((one) => one.family === "IPv4" && (name === "" || one.name === name))
    .map(({ address }) => address);
  const [network, ...others] = addresses;
  if (network !== undefined) return { group: hostname, interface: network, others };
  throw new Error(
    name === "" ? "there is no network to join the group on" : `there is no interface '${name}'`,
  );
}
