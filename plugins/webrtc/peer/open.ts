import type { Clock } from "net/clock.ts";
import type { Credentials } from "../ice/credentials.ts";
import type { Network } from "../ice/network.ts";
import type { Identity } from "./identity.ts";
import { Peer, type PeerEvents } from "./peer.ts";

export interface PeerOrigin {
  readonly identity: Identity;
  readonly network: Network;
  readonly clock: Clock;
  readonly local: Credentials;
  /** We decide which way is used. */
  readonly controlling: boolean;
}

/** A peer on our network. */
export function openPeer(origin: PeerOrigin, events: PeerEvents): Peer {
  const { identity: { dtls, ciphers }, network, clock, local, controlling } = origin;
  const reach = network.reach.bind(network);
  return new Peer(
    controlling,
    local,
    { clock, ports: network.ports, dtls, ciphers, reach },
    events,
  );
}
