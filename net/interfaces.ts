/** The IPv4 addresses by which other hosts can be reached, one for each network; the loopback's where there are none. */
export function networkAddresses(): string[] {
  const all = Deno.networkInterfaces().filter(({ family }) => family === "IPv4");
  const addresses = all.map(({ address }) => address).filter((one) => !one.startsWith("127."));
  return addresses.length > 0 ? addresses : ["127.0.0.1"];
}
