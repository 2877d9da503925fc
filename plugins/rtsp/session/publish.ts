import {
  type Access,
  FaultLog,
  messageOf,
  type Publication,
  random32,
  type Stream,
} from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { refuse, type Reply } from "../conn.ts";
import type { Announced } from "../description.ts";
import { IDLE_TIMEOUT } from "../environment.ts";
import type { Role, Session } from "./session.ts";
import { type IncomingMedia, MediaInput } from "../routes/media_input.ts";
import { MpegtsMedia } from "../routes/mpegts_media.ts";
import { describeRoute, Routes } from "../routes/transport.ts";
import { UdpInput, type UdpSection } from "../routes/udp_input.ts";
import type { Track } from "media/track.ts";
import { keyHeader } from "../secure/keys.ts";
import { clientKey, SecureInput } from "../secure/secure_input.ts";
import { noTraffic, type Traffic } from "./traffic.ts";
import type { Transport } from "../wire/transport.ts";

/** The publisher's half of a session: ANNOUNCE made it, SETUP names the routes, RECORD starts it. */
export class Publishing implements Role {
  readonly state = "publish";
  readonly routes = new Routes();
  readonly #traffic = noTraffic();
  /** Media index by interleaved channel; RTCP is one above. */
  readonly #channels = new Map<number, number>();
  /** By media index, of publishers by SRTP. */
  readonly #secured = new Map<number, SecureInput>();
  readonly #faults: FaultLog;
  #publication: Publication | undefined;
  #input: IncomingMedia | undefined;
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
  setup(url: string, transports: readonly Transport[], key: string | undefined): Reply {
    if (this.#input) return refuse(400, "SETUP after RECORD");
    const media = this.#mediaOf(url);
    if (media < 0) return refuse(400, `no media has the control of '${url}'`);
    const { environment, ip } = this.session;
    const route = this.routes.add(media, environment, ip, transports);
    if ("status" in route) return route;
    const secure = route.profile === "SAVP" ? this.#secure(media, key) : undefined;
    if (secure instanceof Malformed) return refuse(400, secure.reason);
    if (route.kind === "tcp") this.#channels.set(route.rtp, media);
    return {
      status: 200,
      headers: {
        Transport: describeRoute(route, environment.udp),
        ...secure && { KeyMgmt: keyHeader(url, secure.message) },
        ...this.session.headers,
      },
    };
  }

  /** RECORD: takes the path. */
  record(): Reply {
    const { conn } = this.session;
    const reply = { status: 200, headers: this.session.headers };
    if (this.#input) return reply;
    if (this.routes.size < this.announced.medias.length) {
      return refuse(400, "not all announced media were set up");
    }
    const input = this.#input = this.#demuxes ? this.#openMpegts() : this.#openMedia();
    if (this.routes.kind === "tcp") conn?.expectMedia();
    else this.#udp = this.#receive(input);
    return reply;
  }

  frame(channel: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const media = this.#channels.get(channel);
    if (media !== undefined) return this.#rtp(media, bytes, start, end);
    const ofRtcp = this.#channels.get(channel - 1);
    if (ofRtcp !== undefined) this.#rtcp(ofRtcp, bytes.subarray(start, end));
  }

  readEnded(): void {
    this.#input?.readEnded();
  }

  get traffic(): Traffic {
    const jitter = this.#input?.jitter ?? 0;
    return { ...this.#traffic, inboundRTPPacketsJitter: jitter };
  }

  get silenceAllowed(): number {
    return this.#input ? this.session.environment.config.readTimeout : IDLE_TIMEOUT;
  }

  pause(): Reply {
    if (this.#demuxes) return { status: 501, headers: this.session.headers };
    this.#stop();
    return { status: 200, headers: this.session.headers };
  }

  end(): void {
    this.#stop();
    for (const secure of this.#secured.values()) secure.close();
    this.#faults.close();
  }

  #rtp(media: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const secure = this.#secured.get(media), plain = secure ? secure.rtp(bytes, start, end) : end;
    if (plain < 0) this.#refused();
    else this.#input?.rtp(media, bytes, start, plain);
  }

  #rtcp(media: number, bytes: Uint8Array): void {
    const secure = this.#secured.get(media), plain = secure ? secure.rtcp(bytes) : bytes;
    if (plain) this.#input?.rtcp(media, plain);
    else this.#refused();
  }

  #refused(): void {
    this.#input?.malformed("a packet is not encrypted by its publisher's key");
  }

  /** What a media section is encrypted with, by the header `KeyMgmt` or the announcement. */
  #secure(media: number, header: string | undefined): SecureInput | Malformed {
    const { keys } = this.session.environment.srtp!;
    const key = clientKey(header, this.announced.medias[media].keyMgmt);
    if (!key) return new Malformed("SRTP without a key: neither KeyMgmt nor a=key-mgmt");
    if (key instanceof Malformed) return key;
    const secure = new SecureInput(keys, key);
    this.#secured.set(media, secure);
    return secure;
  }

  /** Whether its only media section is MPEG-TS, and is taken apart. */
  get #demuxes(): boolean {
    const { tracks } = this.announced, { rtspDemuxMpegts } = this.access.entry.values;
    return rtspDemuxMpegts && tracks.length === 1 && tracks[0].config.codec === "MPEG-TS";
  }

  #publish(tracks: readonly Track[]): Stream {
    const { environment, log } = this.session, { title } = this.announced;
    this.#publication = environment.paths.publish(this.access, this.session, tracks, title);
    log.info(`is publishing to path '${this.access.name}'`);
    return this.#publication.stream;
  }

  #openMedia(): IncomingMedia {
    return new MediaInput(this.#publish(this.announced.tracks), {
      clock: this.session.environment.clock,
      absolute: this.access.entry.values.useAbsoluteTimestamp,
      faults: this.#faults,
      traffic: this.#traffic,
      seen: () => this.session.seen(),
      reported: (media, report) => this.#udp?.senderReport(media, report),
    });
  }

  /** The path is taken when the tracks are known. */
  #openMpegts(): IncomingMedia {
    const { session } = this, { environment: { clock }, log } = session;
    return new MpegtsMedia({
      ...{ clock, log, faults: this.#faults, traffic: this.#traffic },
      publish: (tracks) => this.#publish(tracks),
      seen: () => session.seen(),
      failed: (error) => session.destroy(messageOf(error)),
    });
  }

  /** Listens to the client's ports. */
  #receive(to: IncomingMedia): UdpInput {
    const { clock, udp } = this.session.environment;
    const sections: UdpSection[] = [];
    for (const [media, route] of this.routes.entries()) {
      const track = this.announced.tracks.find((t) => t.media === media);
      if (route.kind !== "udp" || !track || !udp) continue;
      const secure = this.#secured.get(media);
      sections.push({
        media,
        clockRate: track.clockRate,
        receive: (receiver) =>
          udp.receive(route, secure?.before(receiver, () => this.#refused()) ?? receiver),
        sendRtcp: (bytes) => udp.sendRtcp(secure?.protect(bytes) ?? bytes, route),
      });
    }
    return new UdpInput(sections, clock, to, random32);
  }

  #stop(): void {
    this.#udp?.close();
    this.#input?.close();
    this.#publication?.close();
    this.#udp = this.#input = this.#publication = undefined;
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
