import { refuse, type Reply } from "../conn.ts";
import type { Environment } from "../environment.ts";
import { type Membership, TTL } from "./multicast.ts";
import type { UdpMedia } from "./udp_media.ts";
import type { Transport } from "../wire/transport.ts";

/** How the media of one section travel. */
export type Route =
  & { readonly profile: Transport["profile"] }
  & (
    | { readonly kind: "tcp"; readonly rtp: number; readonly rtcp: number }
    | { readonly kind: "udp"; readonly rtp: Deno.NetAddr; readonly rtcp: Deno.NetAddr }
    | { readonly kind: "multicast"; readonly membership: Membership }
  );

/** As logs and the API have them. */
const NAMES = { tcp: "TCP", udp: "UDP", multicast: "UDP-multicast" } as const;

/** The routes of one session by media index: all of one kind. */
export class Routes {
  readonly #routes = new Map<number, Route>();

  get size(): number {
    return this.#routes.size;
  }

  /** As logs and the API have it; undefined before the first SETUP. */
  get name(): (typeof NAMES)[Route["kind"]] | undefined {
    return this.kind && NAMES[this.kind];
  }

  /** Whether SRTP is spoken; undefined before the first SETUP. */
  get profile(): Route["profile"] | undefined {
    return this.#first?.profile;
  }

  /** Undefined before the first SETUP. */
  get kind(): Route["kind"] | undefined {
    return this.#first?.kind;
  }

  get(media: number): Route | undefined {
    return this.#routes.get(media);
  }

  values(): Iterable<Route> {
    return this.#routes.values();
  }

  entries(): Iterable<[number, Route]> {
    return this.#routes.entries();
  }

  /**
   * Adds the route for `media` by the first alternative that the server allows, or says why it cannot. `join`: joins
   * the multicast group of the media, where one may.
   */
  add(
    media: number,
    environment: Environment,
    clientIp: string,
    transports: readonly Transport[],
    join?: () => Membership | undefined,
  ): Route | Reply {
    if (this.#routes.has(media)) return refuse(400, "media was set up already");
    const transport = transports.find((t) =>
      environment.allows(t) && (t.lower !== "multicast" || join)
    );
    if (!transport) return { status: 461 };
    const first = this.#first;
    if (first && (first.kind !== transport.lower || first.profile !== transport.profile)) {
      return refuse(400, "the media of one session cannot use different transports");
    }
    const route = transport.lower === "tcp"
      ? this.#interleaved(media, transport)
      : transport.lower === "udp"
      ? byDatagrams(transport, clientIp)
      : toGroup(transport, join?.());
    if ("kind" in route) this.#routes.set(media, route);
    return route;
  }

  #interleaved(media: number, transport: Transport): Route | Reply {
    const [rtp, rtcp] = transport.interleaved ?? [2 * media, 2 * media + 1];
    const taken = [...this.#routes.values()].some((r) => r.kind === "tcp" && r.rtp === rtp);
    if (rtcp !== rtp + 1 || taken) return refuse(400, "invalid interleaved channels");
    return { kind: "tcp", profile: transport.profile, rtp, rtcp };
  }

  get #first(): Route | undefined {
    return this.#routes.values().next().value;
  }
}

function byDatagrams(transport: Transport, hostname: string): Route | Reply {
  if (!transport.clientPort) return refuse(400, "Transport header without client_port");
  const [rtp, rtcp] = transport.clientPort;
  if (rtp === 0 || rtcp === 0) return refuse(400, "invalid client_port");
  const at = (port: number): Deno.NetAddr => ({ transport: "udp", hostname, port });
  return { kind: "udp", profile: transport.profile, rtp: at(rtp), rtcp: at(rtcp) };
}

function toGroup({ profile }: Transport, membership: Membership | undefined): Route | Reply {
  if (!membership) return refuse(400, "all addresses of multicastIPRange are in use");
  return { kind: "multicast", profile, membership };
}

/** The Transport header of the answer (RFC 2326 §12.39). */
export function describeRoute(route: Route, udp: UdpMedia | undefined, extra = ""): string {
  const { profile } = route;
  if (route.kind === "tcp") {
    return `RTP/${profile}/TCP;unicast;interleaved=${route.rtp}-${route.rtcp}${extra}`;
  }
  if (route.kind === "multicast") {
    const { rtp, rtcp } = route.membership.route;
    const group = `destination=${rtp.hostname};port=${rtp.port}-${rtcp.port};ttl=${TTL}`;
    return `RTP/${profile};multicast;${group}${extra}`;
  }
  const { rtp, rtcp } = udp!.ports;
  return `RTP/${profile};unicast;client_port=${route.rtp.port}-${route.rtcp.port};server_port=${rtp}-${rtcp}${extra}`;
}
