import { type Access, FaultLog, type Lane, type Reading, type Rendition } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { FIXED_HEADER } from "media/rtp/packet.ts";
import { describeTracks } from "media/track.ts";
import { refuse, type Reply } from "./conn.ts";
import { IDLE_TIMEOUT } from "./environment.ts";
import type { Role, Session } from "./session.ts";
import { TcpReader } from "./routes/tcp_reader.ts";
import { describeRoute, Routes } from "./routes/transport.ts";
import type { Transport } from "./wire/transport.ts";
import { parseRtspUrl } from "./wire/url.ts";

/** The reader's half of a session: SETUP made it, PLAY starts it. */
export class Playing implements Role {
  readonly silenceAllowed = IDLE_TIMEOUT;
  readonly #routes = new Routes();
  readonly #faults: FaultLog;
  #stops: (() => void)[] = [];

  constructor(
    private readonly session: Session,
    readonly access: Access,
    private readonly reading: Reading,
  ) {
    this.#faults = new FaultLog(session.log, session.environment.clock);
  }

  get outlivesConnection(): boolean {
    return this.#stops.length > 0 && this.#routes.kind === "udp";
  }

  /** SETUP of the media that the URL ends in: `trackID=N`. */
  setup(url: string, transports: readonly Transport[]): Reply {
    if (this.#stops.length > 0) return refuse(400, "SETUP while playing");
    const media = mediaOf(url), { environment, ip } = this.session;
    const lane = this.reading.stream.lanes.find((l) => l.track.media === media);
    if (!lane) return refuse(400, `no media has the control of '${url}'`);
    const route = this.#routes.add(media, environment, ip, transports);
    if ("status" in route) return route;
    const ssrc = lane.ssrc.toString(16).toUpperCase().padStart(8, "0");
    return {
      status: 200,
      headers: {
        Transport: describeRoute(route, environment.udp, `;ssrc=${ssrc}`),
        ...this.session.headers,
      },
    };
  }

  /** PLAY: media follow the answer. */
  play(url: string): Reply {
    const { headers } = this.session;
    if (this.#routes.size === 0) return refuse(400, "PLAY without SETUP");
    if (this.#stops.length > 0) return { status: 200, headers };
    const payloadMax = this.session.environment.config.udpMaxPayloadSize - FIXED_HEADER;
    const lanes = this.reading.stream.lanes
      .filter((lane) => this.#routes.get(lane.track.media))
      .map((lane) => ({ lane, rendition: lane.rendition(payloadMax) }));
    const info = this.#rtpInfo(url, lanes);
    return {
      status: 200,
      headers: { ...headers, ...info && { "RTP-Info": info } },
      after: () => this.#start(lanes),
    };
  }

  pause(): Reply {
    this.#stop();
    return { status: 200, headers: this.session.headers };
  }

  /** Readers send only receiver reports, which show that they are there. */
  frame(): void {}

  readEnded(): void {}

  end(): void {
    this.#stop();
    this.#faults.close();
    this.reading.close();
  }

  #start(lanes: readonly { lane: Lane; rendition: Rendition }[]): void {
    for (const { lane, rendition } of lanes) {
      const stop = this.#attach(lane, rendition);
      if (stop) this.#stops.push(stop);
    }
    const kind = this.#routes.kind?.toUpperCase();
    const names = describeTracks(lanes.map(({ lane }) => lane.track));
    this.session.log.info(`is reading from path '${this.access.name}', with ${kind}, ${names}`);
  }

  #attach(lane: Lane, rendition: Rendition): (() => void) | undefined {
    const route = this.#routes.get(lane.track.media)!, { conn, environment } = this.session;
    const report = this.reading.stream.senderReport(lane);
    if (route.kind === "udp") {
      return environment.udp!.read(route, rendition, report, () => this.session.seen());
    }
    if (!conn) return undefined;
    const reader = new TcpReader(
      conn.queue,
      route,
      environment.clock,
      lane.track.kind === "video",
      this.#faults,
    );
    if (report) reader.report(report);
    rendition.add(reader);
    return () => rendition.remove(reader);
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
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
