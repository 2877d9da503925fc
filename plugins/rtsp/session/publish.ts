import { type Access, FaultLog, PacketFeed, type Publication, random32 } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { fromNtp } from "media/rtp/ntp.ts";
import { payloadType } from "media/rtp/packet.ts";
import { parseRtcp } from "media/rtp/rtcp.ts";
import { refuse, type Reply } from "../conn.ts";
import type { Announced } from "../description.ts";
import { IDLE_TIMEOUT } from "../environment.ts";
import type { Role, Session } from "./session.ts";
import { describeRoute, Routes } from "../routes/transport.ts";
import { type PublishedMedia, UdpInput, type UdpSection } from "../routes/udp_input.ts";
import { noTraffic, type Traffic } from "./traffic.ts";
import type { Transport } from "../wire/transport.ts";

/** The publisher's half of a session: ANNOUNCE made it, SETUP names the routes, RECORD starts it. */
export class Publishing implements Role, PublishedMedia {
  readonly state = "publish";
  readonly routes = new Routes();
  readonly #traffic = noTraffic();
  /** Media index by interleaved channel; RTCP is one above. */
  readonly #channels = new Map<number, number>();
  readonly #faults: FaultLog;
  #publication: Publication | undefined;
  #feed: PacketFeed | undefined;
  #udp: UdpInput | undefined;

  constructor(
    private readonly session: Session,
    readonly access: Access,
    private readonly announced: Announced,
  ) {
    this.#faults = new FaultLog(session.log, session.environment.clock);
  }

  get outlivesConnection(): boolean {
    return this.#udp !== undefined;
  }

  /** SETUP of the media whose control the URL ends in. */
  setup(url: string, transports: readonly Transport[]): Reply {
    if (this.#publication) return refuse(400, "SETUP after RECORD");
    const media = this.#mediaOf(url);
    if (media < 0) return refuse(400, `no media has the control of '${url}'`);
    const { environment, ip } = this.session;
    const route = this.routes.add(media, environment, ip, transports);
    if ("status" in route) return route;
    if (route.kind === "tcp") this.#channels.set(route.rtp, media);
    return {
      status: 200,
      headers: { Transport: describeRoute(route, environment.udp), ...this.session.headers },
    };
  }

  /** RECORD: takes the path. */
  record(): Reply {
    const { environment, conn } = this.session;
    const reply = { status: 200, headers: this.session.headers };
    if (this.#publication) return reply;
    if (this.routes.size < this.announced.medias.length) {
      return refuse(400, "not all announced media were set up");
    }
    const { tracks, title } = this.announced;
    this.#publication = environment.paths.publish(this.access, this.session, tracks, title);
    this.#feed = new PacketFeed(this.#publication.stream, environment.clock, this);
    this.session.log.info(`is publishing to path '${this.access.name}'`);
    if (this.routes.kind === "tcp") conn?.expectMedia();
    else this.#udp = this.#receive();
    return reply;
  }

  frame(channel: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const media = this.#channels.get(channel);
    if (media !== undefined) return this.rtp(media, bytes, start, end);
    const ofRtcp = this.#channels.get(channel - 1);
    if (ofRtcp !== undefined) this.rtcp(ofRtcp, bytes.subarray(start, end));
  }

  /** An RTP packet of a media section, in order. */
  rtp(media: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    if (!this.#feed || end - start < 2) return;
    this.#traffic.inboundRTPPackets++;
    this.#traffic.inboundBytes += end - start;
    const type = payloadType(bytes, start);
    const track = this.announced.tracks.find((t) =>
      t.media === media && t.rtp?.payloadType === type
    );
    if (track) this.#feed.packet(track.id, bytes, start, end);
    else this.malformed(`unknown payload type ${type}`);
  }

  /** Compound RTCP of a media section. */
  rtcp(media: number, bytes: Uint8Array): void {
    this.#traffic.inboundRTCPPackets++;
    this.#traffic.inboundBytes += bytes.length;
    const packets = parseRtcp(bytes);
    if (packets instanceof Malformed) {
      this.#traffic.inboundRTCPPacketsInError++;
      return this.#faults.malformed(packets.reason);
    }
    for (const packet of packets) {
      if (packet.kind !== "SR") continue;
      this.#udp?.senderReport(media, packet);
      for (const track of this.announced.tracks) {
        if (track.media !== media) continue;
        this.#feed?.senderReport(track.id, fromNtp(packet.ntp), packet.timestamp);
      }
    }
  }

  readEnded(): void {
    this.#feed?.pause();
  }

  seen(): void {
    this.session.seen();
  }

  lost(packets: number): void {
    this.#traffic.inboundRTPPacketsLost += packets;
    this.#faults.lost(packets);
  }

  malformed(reason: string): void {
    this.#traffic.inboundRTPPacketsInError++;
    this.#faults.malformed(reason);
  }

  get traffic(): Traffic {
    const jitter = this.#udp?.jitter ?? 0;
    return { ...this.#traffic, inboundRTPPacketsJitter: jitter };
  }

  get silenceAllowed(): number {
    return this.#feed ? this.session.environment.config.readTimeout : IDLE_TIMEOUT;
  }

  pause(): Reply {
    this.#stop();
    return { status: 200, headers: this.session.headers };
  }

  end(): void {
    this.#stop();
    this.#faults.close();
  }

  /** Listens to the client's ports. */
  #receive(): UdpInput {
    const { clock, udp } = this.session.environment;
    const sections: UdpSection[] = [];
    for (const [media, route] of this.routes.entries()) {
      const track = this.announced.tracks.find((t) => t.media === media);
      if (route.kind === "udp" && track) {
        sections.push({ media, route, clockRate: track.clockRate });
      }
    }
    return new UdpInput(sections, udp!, clock, this, random32);
  }

  #stop(): void {
    this.#udp?.close();
    this.#feed?.close();
    this.#publication?.close();
    this.#udp = this.#feed = this.#publication = undefined;
  }

  /** A control is matched absolutely, or behind the URL of the announcement, as publishers build theirs. */
  #mediaOf(url: string): number {
    const { medias } = this.announced;
    return medias.findIndex(({ control }, index) => {
      if (control === undefined) return medias.length === 1 || url.endsWith(`/trackID=${index}`);
      return url === control || url.endsWith(`/${control}`);
    });
  }
}
