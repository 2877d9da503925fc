import { type Access, FaultLog, Gate, type PacketReader, type Reading } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { interleaved, type RtpBatch } from "media/rtp/batch.ts";
import { describeTracks } from "media/track.ts";
import { type Conn, refuse, type Reply } from "./conn.ts";
import type { RtspServer } from "./server.ts";
import type { Session } from "./session.ts";
import type { Transport } from "./wire/transport.ts";
import { parseRtspUrl } from "./wire/url.ts";

/** The reader's half of a session: SETUP made it, PLAY starts it. */
export class Playing {
  readonly outlivesConnection = false;
  /** RTP channel by media index. */
  readonly #channels = new Map<number, number>();
  readonly #faults: FaultLog;
  #stops: (() => void)[] = [];

  constructor(
    private readonly session: Session,
    readonly access: Access,
    private readonly reading: Reading,
  ) {
    this.#faults = new FaultLog(session.log, session.server.clock);
  }

  /** SETUP of the media that the URL ends in: `trackID=N`. */
  setup(url: string, transports: readonly Transport[]): Reply {
    if (this.#stops.length > 0) return refuse(400, "SETUP while playing");
    const media = mediaOf(url);
    const tracks = this.reading.stream.lanes.filter((lane) => lane.track.media === media);
    if (tracks.length === 0) return refuse(400, `no media has the control of '${url}'`);
    if (this.#channels.has(media)) return refuse(400, "media was set up already");
    const transport = transports.find((t) =>
      t.lower === "tcp" && this.session.server.allows("tcp")
    );
    if (!transport) return { status: 461 };
    const [rtp, rtcp] = transport.interleaved ?? [2 * media, 2 * media + 1];
    if (rtcp !== rtp + 1 || [...this.#channels.values()].includes(rtp)) {
      return refuse(400, "invalid interleaved channels");
    }
    this.#channels.set(media, rtp);
    const ssrc = tracks[0].ssrc.toString(16).toUpperCase().padStart(8, "0");
    return {
      status: 200,
      headers: {
        Transport: `RTP/AVP/TCP;unicast;interleaved=${rtp}-${rtcp};ssrc=${ssrc}`,
        Session: this.session.header,
      },
    };
  }

  /** PLAY: media follow the answer. */
  play(url: string): Reply {
    if (this.#channels.size === 0) return refuse(400, "PLAY without SETUP");
    const info = this.#rtpInfo(url);
    const headers = { Session: this.session.header, ...info && { "RTP-Info": info } };
    return { status: 200, headers, after: () => this.#start() };
  }

  pause(): Reply {
    this.#stop();
    return { status: 200, headers: { Session: this.session.header } };
  }

  /** Readers send only receiver reports, which show that they are there. */
  frame(): void {}

  readEnded(): void {}

  /** Milliseconds of silence after which the session ends. */
  silenceAllowed(server: RtspServer): number {
    return server.idleTimeout;
  }

  end(): void {
    this.#stop();
    this.#faults.close();
    this.reading.close();
  }

  #start(): void {
    const { conn } = this.session;
    if (this.#stops.length > 0 || !conn) return;
    const lanes = this.reading.stream.lanes.filter((lane) => this.#channels.has(lane.track.media));
    for (const { track } of lanes) {
      const reader = new TcpReader(
        conn,
        this.#channels.get(track.media)!,
        track.kind === "video",
        this.#faults,
      );
      this.#stops.push(this.reading.stream.addPacketReader(track.id, reader));
    }
    const names = describeTracks(lanes.map((lane) => lane.track));
    this.session.log.info(`is reading from path '${this.access.name}', with TCP, ${names}`);
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** RFC 2326 §12.33: where each media stands now. */
  #rtpInfo(url: string): string | undefined {
    const base = url.replace(/\/$/, ""), { stream } = this.reading;
    const wall = this.session.server.clock.wall();
    const entries = stream.lanes.flatMap(({ track, sequence }) => {
      if (!this.#channels.has(track.media)) return [];
      const time = stream.clock.rtpAt(track.id, wall);
      if (sequence === undefined || time === undefined) return [];
      return [`url=${base}/trackID=${track.media};seq=${(sequence + 1) & 0xffff};rtptime=${time}`];
    });
    return entries.length > 0 ? entries.join(",") : undefined;
  }
}

/** One track on its way to one interleaved reader. */
class TcpReader implements PacketReader {
  readonly #gate = new Gate();

  constructor(
    private readonly conn: Conn,
    private readonly channel: number,
    private readonly video: boolean,
    private readonly faults: FaultLog,
  ) {}

  write(batch: RtpBatch): void {
    const now = this.conn.server.clock.now();
    if (this.video && !this.#gate.admits(batch, now)) return this.faults.slow(batch.sizes.length);
    if (this.conn.queue.push(interleaved(batch, this.channel), batch.sizes.length)) return;
    this.#gate.shut(now);
    this.faults.slow(batch.sizes.length);
  }
}

/** The media index in a SETUP URL; -1 where it names none. */
function mediaOf(url: string): number {
  const parsed = parseRtspUrl(url, true);
  const control = parsed instanceof Malformed ? undefined : parsed.control;
  const match = /^trackID=(\d{1,4})$/.exec(control ?? "");
  return match ? Number(match[1]) : -1;
}
