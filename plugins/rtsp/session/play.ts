import { type Access, FaultLog, type Lane, type Reading, type Rendition } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { parseRtcp } from "media/rtp/rtcp.ts";
import type { SrtpReceiver } from "media/rtp/srtp/receiver.ts";
import { describeTracks } from "media/track.ts";
import { refuse, type Reply } from "../conn.ts";
import { IDLE_TIMEOUT } from "../environment.ts";
import type { Role, Session } from "./session.ts";
import { TcpReader } from "../routes/tcp_reader.ts";
import { describeRoute, Routes } from "../routes/transport.ts";
import { keyHeader } from "../secure/keys.ts";
import { clientKey } from "../secure/secure_input.ts";
import type { KeyPeriod, SecureMedia } from "../secure/key_period.ts";
import { addSent, noTraffic, type Outlet, type Traffic } from "./traffic.ts";
import type { Transport } from "../wire/transport.ts";
import { parseRtspUrl } from "../wire/url.ts";

/** The reader's half of a session: SETUP made it, PLAY starts it. */
export class Playing implements Role {
  readonly state = "read";
  readonly silenceAllowed = IDLE_TIMEOUT;
  readonly routes = new Routes();
  readonly #traffic = noTraffic();
  readonly #faults: FaultLog;
  /** By SSRC, as the client's last report of it says. */
  readonly #reportedLost = new Map<number, number>();
  #period: KeyPeriod | undefined;
  #release = () => {};
  /** By media index, of readers by SRTP. */
  readonly #reportKeys = new Map<number, SrtpReceiver>();
  #outlets: Outlet[] = [];

  constructor(
    private readonly session: Session,
    readonly access: Access,
    private readonly reading: Reading,
  ) {
    this.#faults = new FaultLog(session.log, session.environment.clock);
  }

  get outlivesConnection(): boolean {
    return this.#outlets.length > 0 && this.routes.kind !== "tcp";
  }

  /** SETUP of the media that the URL ends in: `trackID=N`. */
  setup(url: string, transports: readonly Transport[], key: string | undefined): Reply {
    if (this.#outlets.length > 0) return refuse(400, "SETUP while playing");
    const media = mediaOf(url), { environment, ip } = this.session;
    const lane = this.reading.stream.lanes.find((l) => l.track.media === media);
    if (!lane) return refuse(400, `no media has the control of '${url}'`);
    const join = () => environment.multicast?.join(this.reading.stream, media);
    const route = this.routes.add(media, environment, ip, transports, join);
    if ("status" in route) return route;
    const secure = route.profile === "SAVP" ? this.#secure(media, key) : undefined;
    if (secure instanceof Malformed) return refuse(400, secure.reason);
    const ssrc = lane.ssrc.toString(16).toUpperCase().padStart(8, "0");
    return {
      status: 200,
      headers: {
        Transport: describeRoute(route, environment.udp, `;ssrc=${ssrc}`),
        ...secure && { KeyMgmt: keyHeader(url, secure.message) },
        ...this.session.headers,
      },
    };
  }

  /** PLAY: media follow the answer. */
  play(url: string): Reply {
    const { headers } = this.session;
    if (this.routes.size === 0) return refuse(400, "PLAY without SETUP");
    if (this.#outlets.length > 0) return { status: 200, headers };
    const { payloadMax } = this.session.environment;
    const lanes = this.reading.stream.lanes
      .filter((lane) => this.routes.get(lane.track.media))
      .map((lane) => ({ lane, rendition: lane.rendition({ payloadMax }) }));
    const info = this.#rtpInfo(url, lanes);
    return {
      status: 200,
      headers: { ...headers, ...info && { "RTP-Info": info } },
      after: () => this.#start(lanes),
    };
  }

  pause(): Reply {
    this.#stop();
    this.reading.pause();
    return { status: 200, headers: this.session.headers };
  }

  get traffic(): Traffic {
    const traffic = { ...this.#traffic };
    for (const { sent } of this.#outlets) addSent(traffic, sent);
    return traffic;
  }

  frame(channel: number, bytes: Uint8Array, start: number, end: number): void {
    for (const [media, route] of this.routes.entries()) {
      if (route.kind === "tcp" && route.rtcp === channel) {
        this.#received(media, bytes.subarray(start, end));
      }
    }
  }

  readEnded(): void {}

  end(): void {
    this.#stop();
    for (const route of this.routes.values()) {
      if (route.kind === "multicast") route.membership.leave();
    }
    for (const receiver of this.#reportKeys.values()) receiver.close();
    this.#release();
    this.#faults.close();
    this.reading.close();
  }

  #start(lanes: readonly { lane: Lane; rendition: Rendition }[]): void {
    for (const { lane, rendition } of lanes) {
      const outlet = this.#attach(lane, rendition);
      if (outlet) this.#outlets.push(outlet);
    }
    const { name } = this.routes, names = describeTracks(lanes.map(({ lane }) => lane.track));
    this.session.log.info(`is reading from path '${this.access.name}', with ${name}, ${names}`);
    this.reading.start();
  }

  #attach(lane: Lane, rendition: Rendition): Outlet | undefined {
    const { media } = lane.track, route = this.routes.get(media)!;
    const { conn, environment, ip } = this.session, { stream } = this.reading;
    const plain = stream.senderReport(lane, rendition);
    const received = (rtcp: Uint8Array) => this.#received(media, rtcp);
    const secure = route.profile === "SAVP"
      ? this.#keys.media(media).rendition(rendition)
      : undefined;
    const source = secure ?? rendition, report = plain && secure ? secure.protect(plain) : plain;
    if (route.kind === "udp") return environment.udp!.read(route, source, report, received);
    if (route.kind === "multicast") return route.membership.read(source, report, ip, received);
    if (!conn) return undefined;
    const { clock } = environment, video = lane.track.kind === "video";
    const to = { queue: conn.queue, channels: route, clock, faults: this.#faults, video };
    return new TcpReader(source, to, report);
  }

  #stop(): void {
    for (const outlet of this.#outlets) {
      outlet.stop();
      addSent(this.#traffic, outlet.sent);
    }
    this.#outlets = [];
  }

  /** What a reader by SRTP is to be told, and what it has told: the key of its reports. */
  #secure(media: number, header: string | undefined): SecureMedia | Malformed {
    const key = clientKey(header);
    if (key instanceof Malformed) return key;
    if (key) this.#reportKeys.set(media, this.session.environment.srtp!.keys.receiver(key));
    return this.#keys.media(media);
  }

  /** What the stream is encrypted with for this reader. */
  get #keys(): KeyPeriod {
    if (this.#period) return this.#period;
    const { conn, environment } = this.session, { stream } = this.reading;
    this.#period = conn?.toldOf(stream) ?? environment.srtp!.streams.period(stream);
    this.#release = this.#period.hold();
    return this.#period;
  }

  /** Reports of a client that has told no key show only that it is there. */
  #received(media: number, rtcp: Uint8Array): void {
    if (this.routes.profile === "AVP") return this.#rtcp(rtcp);
    const receiver = this.#reportKeys.get(media), plain = receiver?.unprotectRtcp(rtcp);
    if (plain) this.#rtcp(plain);
    else if (!receiver) this.session.seen();
    else this.#traffic.inboundRTCPPacketsInError++;
  }

  /** Receiver reports: they also show that the client is there. */
  #rtcp(bytes: Uint8Array): void {
    this.session.seen();
    this.#traffic.inboundRTCPPackets++;
    this.#traffic.inboundBytes += bytes.length;
    const packets = parseRtcp(bytes);
    if (packets instanceof Malformed) {
      this.#traffic.inboundRTCPPacketsInError++;
      return;
    }
    for (const packet of packets) {
      if (packet.kind !== "RR") continue;
      for (const { ssrc, lost } of packet.reports) this.#reportedLost.set(ssrc, Math.max(0, lost));
    }
    const lost = [...this.#reportedLost.values()].reduce((sum, each) => sum + each, 0);
    this.#traffic.outboundRTPPacketsReportedLost = lost;
  }

  /** Where each media stands now (RFC 2326 §12.33). */
  #rtpInfo(
    url: string,
    lanes: readonly { lane: Lane; rendition: Rendition }[],
  ): string | undefined {
    const base = url.replace(/\/$/, ""), { clock } = this.reading.stream;
    const wall = this.session.environment.clock.wall();
    const entries = lanes.flatMap(({ lane, rendition }) => {
      const time = clock.rtpAt(lane.track.id, wall);
      if (time === undefined) return [];
      return [
        `url=${base}/trackID=${lane.track.media};seq=${
          lane.nextSequence(rendition)
        };rtptime=${time}`,
      ];
    });
    return entries.length > 0 ? entries.join(",") : undefined;
  }
}

/** The media index in a SETUP URL; -1 where it names none. */
function mediaOf(url: string): number {
  const parsed = parseRtspUrl(url, true);
  const control = parsed instanceof Malformed ? undefined : parsed.control;
  const match = /^trackID=(\d{1,4})$/.exec(control ?? "");
  return match ? Number(match[1]) : -1;
}
