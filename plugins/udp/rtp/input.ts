import { OrderedPackets, PacketFeed } from "core/mod.ts";
import { payloadType, validPacket } from "media/rtp/packet.ts";
import type { Input, Surroundings } from "../pull.ts";
import { type Described, readDescription } from "./description.ts";

/** RTCP on the port of RTP: its packet types, 200 to 207, are where RTP has marker and payload type (RFC 5761 §4). */
const FIRST_RTCP = 200, LAST_RTCP = 207;

/** RTP of all tracks on one port, told apart by payload type. */
export class RtpInput implements Input {
  readonly #description: Described;
  /** Track by payload type. */
  readonly #types = new Map<number, number>();
  #orders: readonly OrderedPackets[] = [];
  #feed: PacketFeed | undefined;

  /** Throws where the description tells of no tracks. */
  constructor(private readonly around: Surroundings) {
    this.#description = readDescription(around.path.entry.values.rtpSDP);
    for (const { id, rtp } of this.#description.tracks) {
      if (!this.#types.has(rtp!.payloadType)) this.#types.set(rtp!.payloadType, id);
    }
  }

  receive(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const { faults } = this.around;
    if (!validPacket(bytes, start, end)) return faults.malformed("not an RTP packet");
    if (bytes[start + 1] >= FIRST_RTCP && bytes[start + 1] <= LAST_RTCP) return;
    const type = payloadType(bytes, start), track = this.#types.get(type);
    if (track === undefined) return faults.malformed(`unknown payload type ${type}`);
    if (!this.#feed) this.#start();
    this.#orders[track].push(bytes.subarray(start, end));
  }

  close(): void {
    for (const order of this.#orders) order.close();
    this.#feed?.close();
  }

  #start(): void {
    const { clock, faults, publish } = this.around, { tracks, title } = this.#description;
    const feed = this.#feed = new PacketFeed(publish(tracks, title), clock, faults);
    this.#orders = tracks.map(({ id }) =>
      new OrderedPackets(
        clock,
        (packet) => feed.packet(id, packet, 0, packet.length),
        () => feed.pause(),
      )
    );
  }
}
