import {
  type Access,
  type Context,
  listed,
  type Logger,
  messageOf,
  type Refusal,
  TcpServer,
} from "core/mod.ts";
import { TAG } from "media/mikey/message.ts";
import { FIXED_HEADER } from "media/rtp/packet.ts";
import { machineCiphers } from "net/cipher/mod.ts";
import { openUdp, type UdpOptions, type UdpSocket } from "net/udp.ts";
import { challenges, credentialsOf } from "./auth.ts";
import type { RtspConfig } from "./config.ts";
import { Conn, type ConnOwner, refuse, type Reply } from "./conn.ts";
import type { Srtp } from "./environment.ts";
import { SrtpKeys } from "./secure/keys.ts";
import { SecureStreams } from "./secure/key_period.ts";
import { Session } from "./session/session.ts";
import { MulticastMedia } from "./routes/multicast.ts";
import { UdpMedia } from "./routes/udp_media.ts";
import { connMetrics, sessionMetrics } from "./session/metrics.ts";
import { connSchema, sessionSchema } from "./session/schema.ts";
import { viewConn, viewSession } from "./session/view.ts";
import { header, type Request } from "./wire/message.ts";
import { Door } from "./tunnel/door.ts";
import { Meetings } from "./tunnel/meetings.ts";
import type { Transport } from "./wire/transport.ts";
import type { RtspUrl } from "./wire/url.ts";

/** Answers a request of a connection; undefined for an unknown method. */
export type Perform = (
  server: RtspServer,
  conn: Conn,
  request: Request,
) => Promise<Reply | undefined>;

/** The RTSP server: its connections and sessions, and what they need of the rest. */
export class RtspServer implements ConnOwner {
  readonly log: Logger;
  /** Ports and sockets of media by UDP, where they are on. */
  udp: UdpMedia | undefined;
  /** Groups that readers join, where multicast is on. */
  multicast: MulticastMedia | undefined;
  readonly srtp: Srtp | undefined;
  readonly #tcp: TcpServer<Conn>;
  readonly #sessions = new Map<string, Session>();

  constructor(
    private readonly context: Context<RtspConfig>,
    readonly secure: boolean,
    private readonly perform: Perform,
  ) {
    const meetings = new Meetings(context.clock);
    this.#tcp = new TcpServer(context, {
      title: secure ? "RTSPS" : "RTSP",
      dumps: "rtsp_server_conn",
      address: () => this.#address(),
      besides: () => this.#datagrams(),
      trustedProxies: () => context.config.rtspTrustedProxies,
      conn: (socket) => new Conn(this, new Door(socket, meetings)),
      swept: (now) => this.#sweep(now),
    });
    this.log = this.#tcp.log;
    const keys = new SrtpKeys(machineCiphers, context.clock);
    this.srtp = secure ? { keys, streams: new SecureStreams(keys) } : undefined;
    this.#register();
    context.defer(() => this.#close());
  }

  /** Listens for as long as the plugin runs; connections that were accepted outlive a change of the address. */
  listen(): Promise<void> {
    return this.#tcp.start();
  }

  get clock() {
    return this.context.clock;
  }

  get config(): RtspConfig {
    return this.context.config;
  }

  /** SRTP takes room, which the packets of all readers leave as soon as some may be encrypted. */
  get payloadMax(): number {
    const { udpMaxPayloadSize, rtspEncryption } = this.config;
    return udpMaxPayloadSize - FIXED_HEADER - (rtspEncryption === "no" ? 0 : TAG);
  }

  get paths() {
    return this.context.paths;
  }

  /** Opens the UDP ports of media, for as long as the plugin runs: sessions outlive a change of the TCP listener. */
  openUdp(): void {
    const { rtspUDPReadBufferSize, udpReadBufferSize } = this.config;
    const { rtp: rtpAddress, rtcp: rtcpAddress, prefix } = this.#datagramPorts;
    const options = { receiveBuffer: rtspUDPReadBufferSize ?? udpReadBufferSize };
    const rtp = this.#openSocket(`${prefix}rtp`, rtpAddress, {
      ...options,
      received: (...datagram) => this.udp?.rtpReceived(...datagram),
    });
    this.context.defer(() => rtp.close());
    const rtcp = this.#openSocket(`${prefix}rtcp`, rtcpAddress, {
      ...options,
      received: (...datagram) => this.udp?.rtcpReceived(...datagram),
    });
    this.context.defer(() => rtcp.close());
    this.udp = new UdpMedia(rtp, rtcp);
    this.log.debug(`datagrams are sent ${rtp.method}`);
  }

  /** Lets readers share what is sent to a group; its sockets are there while it has members. */
  offerMulticast(): void {
    const { config } = this;
    this.multicast = new MulticastMedia({
      range: config.multicastIPRange,
      rtpPort: this.secure ? config.multicastSRTPPort : config.multicastRTPPort,
      rtcpPort: this.secure ? config.multicastSRTCPPort : config.multicastRTCPPort,
      open: (...socket) => this.#openSocket("rtsp_server_multicast", ...socket),
    });
  }

  /** Whether media may go that way: TLS carries them itself or not at all. */
  allows(transport: Transport): boolean {
    const { lower, profile } = transport;
    if (!this.config.rtspTransports.includes(lower)) return false;
    if (lower === "tcp") return profile === "AVP" || this.secure;
    const isOpen = (lower === "udp" ? this.udp : this.multicast) !== undefined;
    return isOpen && profile === (this.secure ? "SAVP" : "AVP");
  }

  answer(conn: Conn, request: Request): Promise<Reply | undefined> {
    return this.perform(this, conn, request);
  }

  /** The session that is bound to a connection. */
  sessionOn(conn: Conn): Session | undefined {
    const { session } = conn;
    return session instanceof Session && session.conn === conn ? session : undefined;
  }

  /** The session that a client names. */
  session(secret: string): Session | undefined {
    for (const session of this.#sessions.values()) if (session.secret === secret) return session;
    return undefined;
  }

  createSession(conn: Conn): Session {
    const session = new Session(this, conn, () => this.#sessions.delete(session.id));
    this.#sessions.set(session.id, session);
    return session;
  }

  /** Asks core whether the request may use the path; throws a `Refusal`. */
  authorize(
    conn: Conn,
    request: Request,
    action: "publish" | "read",
    url: RtspUrl,
    session: Session | null,
  ): Promise<Access> {
    const { path, query } = url;
    return this.paths.authorize({
      action,
      path,
      query,
      protocol: "rtsp",
      id: (session ?? conn).id,
      ip: conn.ip,
      userAgent: header(request, "user-agent") ?? "",
      credentials: credentialsOf(request, query, this.config.rtspAuthMethods, conn.nonce),
      log: (session ?? conn).log,
    });
  }

  /** The answer to a refusal of core. */
  replyTo(refusal: Refusal, conn: Conn): Reply {
    if (refusal.kind === "credentials needed") {
      const methods = challenges(this.config.rtspAuthMethods, conn.nonce);
      return { status: 401, headers: { "WWW-Authenticate": methods } };
    }
    if (refusal.kind === "not authorised") return refuse(401, "authentication failed");
    return refuse(refusal.kind === "no stream" ? 404 : 400, refusal.message);
  }

  #address() {
    const { rtspAddress, rtspsAddress, rtspServerCert, rtspServerKey } = this.config;
    return this.secure
      ? { address: rtspsAddress, secrets: { cert: rtspServerCert, key: rtspServerKey } }
      : { address: rtspAddress };
  }

  /** Where media by UDP come, for the log. */
  #datagrams(): string {
    const { rtp, rtcp } = this.#datagramPorts, secure = this.secure ? "S" : "";
    return this.udp ? `, ${rtp} (UDP/${secure}RTP), ${rtcp} (UDP/${secure}RTCP)` : "";
  }

  get #datagramPorts(): { readonly rtp: string; readonly rtcp: string; readonly prefix: string } {
    const { rtpAddress, rtcpAddress, srtpAddress, srtcpAddress } = this.config;
    return this.secure
      ? { rtp: srtpAddress, rtcp: srtcpAddress, prefix: "rtsp_server_s" }
      : { rtp: rtpAddress, rtcp: rtcpAddress, prefix: "rtsp_server_" };
  }

  #openSocket(
    prefix: string,
    address: string,
    settings: Omit<UdpOptions, "failed">,
  ): UdpSocket {
    const failed = (error: unknown) => this.log.error(`cannot receive: ${messageOf(error)}`);
    const options = { ...settings, failed };
    return this.config.dumpPackets
      ? this.#tcp.dumps.udp(prefix, address, options)
      : openUdp(address, options);
  }

  #sweep(now: number): void {
    for (const session of [...this.#sessions.values()]) session.sweep(now);
  }

  #close(): void {
    for (const session of [...this.#sessions.values()]) session.destroy("terminated");
  }

  #register(): void {
    const name = this.secure ? "rtsps" : "rtsp", reason = "kicked by an operator";
    this.context.sessions.add(listed(`${name}Conn`, `${name}conns`, this.#tcp.conns, {
      metrics: connMetrics(name),
      schema: connSchema,
      view: (conn) => viewConn(conn, this.sessionOn(conn)),
    }));
    this.context.sessions.add(listed(`${name}Session`, `${name}sessions`, this.#sessions, {
      metrics: sessionMetrics(name),
      schema: sessionSchema,
      view: viewSession,
      kick: (session) => session.close(reason),
    }));
  }
}
