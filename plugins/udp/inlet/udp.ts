import type { UdpAddress } from "../address.ts";
import { groupOf } from "./group.ts";
import type { Inlet, InletOptions } from "./inlet.ts";

/** Receives datagrams; throws where the port, or the group, cannot be had. */
export function openUdpInlet(address: UdpAddress, options: InletOptions): Inlet {
  const { hostname, port, source } = address, { receiveBuffer, failed } = options;
  const multicast = groupOf(address);
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return options.openUdp(`${multicast ? "" : host}:${port}`, {
    ...{ receiveBuffer, failed, ...multicast && { multicast } },
    received(bytes, start, end, from) {
      if (source === "" || from.hostname === source) options.received(bytes, start, end);
    },
  });
}
