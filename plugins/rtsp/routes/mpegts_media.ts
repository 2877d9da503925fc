import { MpegtsInput, type MpegtsInputOptions } from "core/mod.ts";
import { payloadEnd, payloadStart, validPacket } from "media/rtp/packet.ts";
import type { Traffic } from "../session/traffic.ts";
import type { IncomingMedia } from "./media_input.ts";

export interface MpegtsMediaOptions extends MpegtsInputOptions {
  /** Counts what comes in. */
  readonly traffic: Traffic;
  /** Whoever sends has shown that it is there. */
  seen(): void;
  /** Nothing more can be made of what comes. */
  failed(error: unknown): void;
}

/** The only media section of a publisher, MPEG-TS in RTP (RFC 2250 §2), on its way into a stream of its tracks. */
export class MpegtsMedia implements IncomingMedia {
  readonly jitter = 0;
  readonly #input: MpegtsInput;
  #ended = false;

  constructor(private readonly options: MpegtsMediaOptions) {
    this.#input = new MpegtsInput(options);
  }

  rtp(_media: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const { traffic } = this.options;
    traffic.inboundRTPPackets++;
    traffic.inboundBytes += end - start;
    if (!validPacket(bytes, start, end)) return this.malformed("not an RTP packet");
    if (this.#ended) return;
    try {
      this.#input.receive(
        bytes.subarray(payloadStart(bytes, start, end), payloadEnd(bytes, start, end)),
      );
    } catch (error) {
      this.#ended = true;
      this.options.failed(error);
    }
  }

  /** Times are those of the transport stream. */
  rtcp(_media: number, bytes: Uint8Array): void {
    this.options.traffic.inboundRTCPPackets++;
    this.options.traffic.inboundBytes += bytes.length;
  }

  readEnded(): void {}

  seen(): void {
    this.options.seen();
  }

  malformed(reason: string): void {
    this.options.traffic.inboundRTPPacketsInError++;
    this.options.faults.malformed(reason);
  }

  close(): void {
    this.#ended = true;
  }
}
