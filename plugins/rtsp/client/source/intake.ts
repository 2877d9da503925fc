import { FaultLog, type Logger, random32, type Stream } from "core/mod.ts";
import { MediaInput } from "../../routes/media_input.ts";
import { UdpInput, type UdpSection } from "../../routes/udp_input.ts";
import { noTraffic } from "../../session/traffic.ts";
import type { Connection, FrameSink } from "../connection.ts";
import type { ClientRoute } from "../media_setup.ts";
import type { Settings } from "../settings.ts";

export interface IntakeOptions {
  readonly settings: Settings;
  readonly log: Logger;
  /** Takes the wall clock from sender reports. */
  readonly absolute: boolean;
  /** Packets have come. */
  seen(): void;
}

/** RTCP on the channel or port of RTP: its packet types, 200 to 204, are where RTP has marker and payload type. */
const FIRST_RTCP = 200, LAST_RTCP = 204;

/** The media of one source by any route, on their way into the stream. */
export class Intake implements FrameSink {
  readonly #input: MediaInput;
  readonly #udp: UdpInput;
  readonly #faults: FaultLog;
  /** Sections by channel of RTP: some servers name the same channels twice. */
  readonly #channels = new Map<number, number[]>();
  #noise = 0;
  #heard = false;

  constructor(
    private readonly stream: Stream,
    routes: ReadonlyMap<number, ClientRoute>,
    private readonly connection: Connection,
    private readonly options: IntakeOptions,
  ) {
    const { settings: { clock }, log, absolute } = options;
    this.#faults = new FaultLog(log, clock);
    this.#input = new MediaInput(stream, {
      clock,
      absolute,
      faults: this.#faults,
      traffic: noTraffic(),
      seen: () => options.seen(),
      reported: (media, report) => this.#udp.senderReport(media, report),
    });
    const sections: UdpSection[] = [];
    for (const [media, route] of routes) {
      if (route.kind === "udp") sections.push(this.#section(media, route));
      else this.#channels.set(route.rtp, [...this.#channels.get(route.rtp) ?? [], media]);
    }
    this.#udp = new UdpInput(sections, clock, this.#input, random32);
    if (this.#channels.size > 0) connection.expectMedia(this);
  }

  expects(channel: number): boolean {
    return this.#channels.has(channel) || this.#channels.has(channel - 1);
  }

  frame(channel: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const ofRtp = this.#channels.get(channel), medias = ofRtp ?? this.#channels.get(channel - 1);
    if (!medias || end - start < 2) return;
    this.#heard = true;
    const type = bytes[start + 1], isRtcp = type >= FIRST_RTCP && type <= LAST_RTCP;
    if (ofRtp && !isRtcp) this.#input.rtp(this.#sectionOf(medias, type & 0x7f), bytes, start, end);
    else this.#input.rtcp(medias[0], bytes.subarray(start, end));
  }

  readEnded(): void {
    if (this.#heard) this.options.seen();
    this.#heard = false;
    this.#input.readEnded();
    const noise = this.connection.noise - this.#noise;
    if (noise === 0) return;
    this.#noise += noise;
    this.#faults.malformed(`${noise} bytes between packets are neither packet nor answer`);
  }

  close(): void {
    this.#udp.close();
    this.#input.close();
    this.#faults.close();
  }

  #section(media: number, { pair }: ClientRoute & { kind: "udp" }): UdpSection {
    const track = this.stream.tracks.find((t) => t.media === media)!;
    return {
      media,
      clockRate: track.clockRate,
      receive: (receiver) => pair.receive(receiver),
      sendRtcp: (bytes) => pair.sendRtcp(bytes),
    };
  }

  /** Which of the sections that share a channel a payload type belongs to. */
  #sectionOf(medias: readonly number[], type: number): number {
    if (medias.length === 1) return medias[0];
    const track = this.stream.tracks.find(({ media, rtp }) =>
      rtp?.payloadType === type && medias.includes(media)
    );
    return track?.media ?? medias[0];
  }
}
