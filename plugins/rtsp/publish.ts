import { type Access, FaultLog, PacketFeed, type Publication } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { fromNtp } from "media/rtp/ntp.ts";
import { payloadType } from "media/rtp/packet.ts";
import { parseRtcp } from "media/rtp/rtcp.ts";
import { refuse, type Reply } from "./conn.ts";
import type { Announced } from "./description.ts";
import type { RtspServer } from "./server.ts";
import type { Session } from "./session.ts";
import type { Transport } from "./wire/transport.ts";

/** The publisher's half of a session: ANNOUNCE made it, SETUP names channels, RECORD starts it. */
export class Publishing {
  readonly outlivesConnection = false;
  /** Media index by RTP channel; RTCP is one above. */
  readonly #channels = new Map<number, number>();
  readonly #faults: FaultLog;
  #publication: Publication | undefined;
  #feed: PacketFeed | undefined;

  constructor(
    private readonly session: Session,
    readonly access: Access,
    private readonly announced: Announced,
  ) {
    this.#faults = new FaultLog(session.log, session.server.clock);
  }

  /** SETUP of the media whose control the URL ends in. */
  setup(url: string, transports: readonly Transport[]): Reply {
    if (this.#publication) return refuse(400, "SETUP after RECORD");
    const media = this.#mediaOf(url);
    if (media < 0) return refuse(400, `no media has the control of '${url}'`);
    if ([...this.#channels.values()].includes(media)) {
      return refuse(400, "media was set up already");
    }
    const transport = transports.find((t) =>
      t.lower === "tcp" && this.session.server.allows("tcp")
    );
    if (!transport) return { status: 461 };
    const [rtp, rtcp] = transport.interleaved ?? [2 * media, 2 * media + 1];
    if (rtcp !== rtp + 1 || this.#channels.has(rtp)) {
      return refuse(400, "invalid interleaved channels");
    }
    this.#channels.set(rtp, media);
    return {
      status: 200,
      headers: {
        Transport: `RTP/AVP/TCP;unicast;interleaved=${rtp}-${rtcp}`,
        Session: this.session.header,
      },
    };
  }

  /** RECORD: takes the path. */
  record(): Reply {
    const { server, conn } = this.session;
    if (this.#publication) return { status: 200, headers: { Session: this.session.header } };
    if (this.#channels.size < this.announced.medias.length) {
      return refuse(400, "not all announced media were set up");
    }
    const { tracks, title } = this.announced;
    this.#publication = server.paths.publish(this.access, this.session, tracks, title);
    this.#feed = new PacketFeed(this.#publication.stream, server.clock, this.#faults);
    this.session.log.info(`is publishing to path '${this.access.name}'`);
    conn?.expectMedia();
    return { status: 200, headers: { Session: this.session.header } };
  }

  frame(channel: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const media = this.#channels.get(channel);
    if (media !== undefined) return this.#rtp(media, bytes, start, end);
    const ofRtcp = this.#channels.get(channel - 1);
    if (ofRtcp !== undefined) this.#rtcp(ofRtcp, bytes.subarray(start, end));
  }

  readEnded(): void {
    this.#feed?.pause();
  }

  /** Milliseconds of silence after which the session ends. */
  silenceAllowed(server: RtspServer): number {
    return this.#feed ? server.config.readTimeout : server.idleTimeout;
  }

  pause(): Reply {
    this.#stop();
    return { status: 200, headers: { Session: this.session.header } };
  }

  end(): void {
    this.#stop();
    this.#faults.close();
  }

  #stop(): void {
    this.#feed?.close();
    this.#publication?.close();
    this.#feed = this.#publication = undefined;
  }

  #rtp(media: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    if (!this.#feed || end - start < 2) return;
    const type = payloadType(bytes, start);
    const track = this.announced.tracks.find((t) =>
      t.media === media && t.rtp?.payloadType === type
    );
    if (track) this.#feed.packet(track.id, bytes, start, end);
    else this.#faults.malformed(`unknown payload type ${type}`);
  }

  #rtcp(media: number, bytes: Uint8Array): void {
    const packets = parseRtcp(bytes);
    if (packets instanceof Malformed) return this.#faults.malformed(packets.reason);
    for (const packet of packets) {
      if (packet.kind !== "SR") continue;
      for (const track of this.announced.tracks) {
        if (track.media === media) {
          this.#feed?.senderReport(track.id, fromNtp(packet.ntp), packet.timestamp);
        }
      }
    }
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
