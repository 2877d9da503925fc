import { type Context, Dumps, listed, type Logger, messageOf, type PathManager } from "core/mod.ts";
import { parseAddress } from "net/address.ts";
import type { Clock } from "net/clock.ts";
import { listenTcp } from "net/tcp.ts";
import { openUdp, type UdpOptions } from "net/udp.ts";
import type { WebrtcConfig } from "./config.ts";
import type { Environment } from "./environment.ts";
import { Handler } from "./http/handler.ts";
import { Network } from "./ice/network.ts";
import { TcpPort } from "./ice/tcp_port.ts";
import { RECEIVE_BUFFER, UdpPort } from "./ice/udp_port.ts";
import type { Identity } from "./peer/identity.ts";
import type { Session } from "./session/session.ts";
import { sessionMetrics, sessionSchema, viewSession } from "./session/view.ts";

/** The WebRTC server: its sessions, and what they need of the rest. */
export class WebrtcServer implements Environment {
  readonly log: Logger;
  readonly network: Network;
  readonly sessions = new Map<string, Session>();

  constructor(
    private readonly context: Context<WebrtcConfig>,
    readonly identity: () => Promise<Identity>,
  ) {
    this.log = context.log;
    const { webrtcLocalUDPAddress: udp, webrtcLocalTCPAddress: tcp } = context.config;
    this.network = new Network(
      context.clock,
      // Without an address, servers still tell what any port of ours is seen as.
      udp === "" && tcp !== "" ? undefined : this.#openUdp(udp || ":0"),
      tcp === "" ? undefined : this.#openTcp(tcp),
    );
    context.defer(() => this.#close());
    context.sessions.add(listed("webRTCSession", "webrtcsessions", this.sessions, {
      metrics: sessionMetrics,
      schema: sessionSchema,
      view: viewSession,
      kick: (session) => session.close("kicked by an operator"),
    }));
  }

  get clock(): Clock {
    return this.context.clock;
  }

  get config(): WebrtcConfig {
    return this.context.config;
  }

  get paths(): PathManager {
    return this.context.paths;
  }

  /** Listens for as long as the plugin runs. */
  listen(): Promise<void> {
    const { webrtcLocalUDPAddress: udp, webrtcLocalTCPAddress: tcp } = this.config;
    const besides = `${udp && `, ${udp} (UDP/ICE)`}${tcp && `, ${tcp} (TCP/ICE)`}`;
    return this.context.http.listen("webrtc", new Handler(this, besides));
  }

  #openUdp(address: string): UdpPort {
    const port = new UdpPort(parseAddress(address).hostname), { config, context } = this;
    const options: UdpOptions = {
      receiveBuffer: config.udpReadBufferSize || RECEIVE_BUFFER,
      received: (...datagram) => port.received(...datagram),
      failed: (error) => this.log.error(`cannot receive: ${messageOf(error)}`),
    };
    const socket = config.dumpPackets
      ? this.#dumps().udp("webrtc_server_ice", address, options)
      : openUdp(address, options);
    port.use(socket);
    context.defer(() => socket.close());
    this.log.debug(`datagrams are sent ${socket.method}`);
    return port;
  }

  #dumps(): Dumps {
    const dumps = new Dumps(this.clock, this.log);
    this.context.defer(() => dumps.close());
    return dumps;
  }

  #openTcp(address: string): TcpPort {
    const { clock, context } = this;
    const port = new TcpPort({ clock, queueSize: () => this.config.writeQueueSize });
    const failed = (error: unknown) => this.log.error(`cannot accept: ${messageOf(error)}`);
    const listener = listenTcp(address, (conn) => void port.serve(conn), failed);
    context.defer(async () => {
      port.close();
      await listener.close();
    });
    port.place = { hostname: parseAddress(address).hostname, port: listener.port };
    return port;
  }

  #close(): void {
    this.network.close();
    for (const session of [...this.sessions.values()]) session.close("terminated");
  }
}
