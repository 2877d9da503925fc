import { readU16, readU32 } from "media/bytes.ts";
import { headerLength } from "media/rtp/packet.ts";
import { layIv, type SessionKeys } from "./keys.ts";
import { RtcpSource } from "./rtcp_source.ts";
import { wordOf } from "./sender.ts";
import { Source } from "./source.ts";

const RTCP_HEADER = 8;
const ENCRYPTED = 0x80000000;
/** Sources of one sender that are kept; a packet of one more is refused. */
const SOURCES = 64;

/** The receiving half of an SRTP session (RFC 3711, RFC 7714). What is not genuine, or came already, is refused. */
export class SrtpReceiver {
  readonly #sources = new Map<number, Source>();
  readonly #rtcpSources = new Map<number, RtcpSource>();
  readonly #iv: Uint8Array;

  constructor(private readonly keys: SessionKeys) {
    this.#iv = new Uint8Array(new ArrayBuffer(keys.rtp.salt.length));
  }

  /** Opens the RTP packet `bytes[start .. end]` in place; where it ends then, or −1 where it is to be dropped. */
  unprotect(bytes: Uint8Array, start: number, end: number): number {
    const { cipher, salt } = this.keys.rtp, size = end - start - cipher.tagLength;
    const header = size < 0 ? -1 : headerLength(bytes, start, start + size);
    if (header < 0) return -1;
    const sequence = readU16(bytes, start + 2), ssrc = readU32(bytes, start + 8);
    const source = this.#sources.get(ssrc) ?? new Source();
    if (!source.guess(sequence) || source.stale(sequence)) return -1;
    layIv(this.#iv, salt, ssrc, source.rollOver, sequence);
    const packet = bytes.subarray(start, end), body = packet.subarray(header, size);
    const word = wordOf(this.#iv, source.rollOver), tag = packet.subarray(size);
    if (!cipher.open(packet, header, body, size - header, this.#iv, word, tag)) return -1;
    if (!this.#keep(this.#sources, ssrc, source)) return -1;
    source.note(sequence);
    return start + size;
  }

  /** Opens a compound RTCP packet in place: the packet, a view of it, or undefined where it is to be dropped. */
  unprotectRtcp(packet: Uint8Array): Uint8Array | undefined {
    const { cipher, salt } = this.keys.rtcp, { tagLength } = cipher;
    const size = packet.length - tagLength - 4, aead = salt.length === 12;
    if (size < RTCP_HEADER) return undefined;
    const word = readU32(packet, aead ? size + tagLength : size);
    const index = word % ENCRYPTED, clear = word < ENCRYPTED, ssrc = readU32(packet, 4);
    const source = this.#rtcpSources.get(ssrc) ?? new RtcpSource();
    if (clear || source.stale(index)) return undefined;
    layIv(this.#iv, salt, ssrc, index >>> 16, index & 0xffff);
    const body = packet.subarray(RTCP_HEADER, size), at = aead ? size : size + 4;
    const tag = packet.subarray(at, at + tagLength);
    if (!cipher.open(packet, RTCP_HEADER, body, size - RTCP_HEADER, this.#iv, word, tag)) {
      return undefined;
    }
    if (!this.#keep(this.#rtcpSources, ssrc, source)) return undefined;
    source.note(index);
    return packet.subarray(0, size);
  }

  close(): void {
    this.keys.rtp.cipher.close();
    this.keys.rtcp.cipher.close();
  }

  #keep<S>(sources: Map<number, S>, ssrc: number, source: S): boolean {
    if (sources.size >= SOURCES && !sources.has(ssrc)) return false;
    sources.set(ssrc, source);
    return true;
  }
}
