import type { PacketReader, Rendition } from "core/mod.ts";
import { GAP, PacketRun, type RtpBatch } from "media/rtp/batch.ts";
import { headerLength } from "media/rtp/packet.ts";
import type { SrtpSender } from "media/rtp/srtp/sender.ts";

/** What readers of packets stand on: a rendition, or one that is encrypted. */
export type PacketSource = Pick<Rendition, "add" | "remove">;

/** A rendition whose packets are encrypted, once for all of its readers. */
export class SecureRendition implements PacketReader, PacketSource {
  #readers: readonly PacketReader[] = [];

  constructor(private readonly plain: PacketSource, private readonly sender: SrtpSender) {
    plain.add(this);
  }

  add(reader: PacketReader): void {
    this.#readers = [...this.#readers, reader];
  }

  remove(reader: PacketReader): void {
    this.#readers = this.#readers.filter((one) => one !== reader);
  }

  write(batch: RtpBatch): void {
    const secure = protectBatch(this.sender, batch);
    for (const reader of this.#readers) reader.write(secure);
  }

  report(rtcp: Uint8Array<ArrayBuffer>): void {
    const secure = this.protect(rtcp);
    for (const reader of this.#readers) reader.report(secure);
  }

  /** RTCP for one of the readers. */
  protect(rtcp: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.sender.protectRtcp(rtcp);
  }

  close(): void {
    this.plain.remove(this);
  }
}

function protectBatch(sender: SrtpSender, batch: RtpBatch): RtpBatch {
  const { offsets, sizes, channel } = batch, { overhead } = sender;
  const bytes = new Uint8Array(batch.bytes.length + sizes.length * overhead);
  const run = new PacketRun();
  let at = GAP;
  for (let i = 0; i < sizes.length; i++) {
    const from = offsets[i], size = sizes[i], packet = bytes.subarray(at, at + size + overhead);
    packet.set(batch.bytes.subarray(from, from + size));
    const end = at + sender.protect(packet, size, headerLength(packet, 0, size));
    run.push(bytes, at, end);
    at = end + GAP;
  }
  return { ...batch, ...run.take(channel) };
}
