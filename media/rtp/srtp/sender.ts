import { readU16, readU32, writeU32 } from "media/bytes.ts";
import { FIXED_HEADER } from "media/rtp/packet.ts";
import { layIv, type SessionKeys } from "./keys.ts";
import { Source } from "./source.ts";

/** Bytes of an RTCP packet that stay as they are: the first header and SSRC. */
const RTCP_HEADER = 8;
const ENCRYPTED = 0x80000000;

/** The sending half of an SRTP session (RFC 3711, RFC 7714). */
export class SrtpSender {
  /** Bytes that an RTP packet grows by, and an RTCP packet. */
  readonly overhead: number;
  readonly rtcpOverhead: number;
  readonly #sources = new Map<number, Source>();
  readonly #iv: Uint8Array;
  #ssrc = -1;
  #source = new Source();
  #rtcpIndex = 0;

  /** `firstRollOver`: that of every source's first packet; above all that these keys were used with before. */
  constructor(private readonly keys: SessionKeys, private readonly firstRollOver = 0) {
    this.overhead = keys.rtp.cipher.tagLength;
    this.rtcpOverhead = this.overhead + 4;
    this.#iv = new Uint8Array(new ArrayBuffer(keys.rtp.salt.length));
  }

  /**
   * Protects the RTP packet `packet[.. size]` in place; returns its new size, for which there must be room. `header`:
   * its length with CSRCs and extension; `body`: the view of `packet` behind it, which callers in a hurry keep. A
   * packet that is sent again comes out the same.
   */
  protect(
    packet: Uint8Array,
    size: number,
    header = FIXED_HEADER,
    body = packet.subarray(header),
  ): number {
    const sequence = readU16(packet, 2), ssrc = readU32(packet, 8);
    const source = this.#sourceOf(ssrc), { cipher, salt } = this.keys.rtp;
    source.guess(sequence);
    source.note(sequence);
    layIv(this.#iv, salt, ssrc, source.rollOver, sequence);
    cipher.seal(packet, header, body, size - header, this.#iv, wordOf(this.#iv, source.rollOver));
    packet.set(cipher.tag, size);
    return size + cipher.tagLength;
  }

  /** Protects a compound RTCP packet of 8 bytes at least, in bytes of its own. */
  protectRtcp(rtcp: Uint8Array): Uint8Array<ArrayBuffer> {
    const size = rtcp.length, { cipher, salt } = this.keys.rtcp, { tagLength } = cipher;
    const out = new Uint8Array(new ArrayBuffer(size + tagLength + 4));
    out.set(rtcp);
    const index = this.#rtcpIndex;
    this.#rtcpIndex = (index + 1) % ENCRYPTED;
    const word = (index | ENCRYPTED) >>> 0, aead = salt.length === 12;
    layIv(this.#iv, salt, readU32(out, 4), index >>> 16, index & 0xffff);
    const body = out.subarray(RTCP_HEADER);
    cipher.seal(out, RTCP_HEADER, body, size - RTCP_HEADER, this.#iv, word);
    out.set(cipher.tag, aead ? size : size + 4);
    writeU32(out, aead ? size + tagLength : size, word);
    return out;
  }

  /** How often the sequence numbers of a source have wrapped. */
  rollOver(ssrc: number): number {
    return this.#sources.get(ssrc)?.wraps ?? this.firstRollOver;
  }

  close(): void {
    this.keys.rtp.cipher.close();
    this.keys.rtcp.cipher.close();
  }

  #sourceOf(ssrc: number): Source {
    if (ssrc === this.#ssrc) return this.#source;
    let source = this.#sources.get(ssrc);
    if (!source) this.#sources.set(ssrc, source = new Source(this.firstRollOver));
    this.#ssrc = ssrc;
    return this.#source = source;
  }
}

/** With GCM the roll-over counter is in the vector, and not authenticated besides. */
export function wordOf(iv: Uint8Array, rollOver: number): number {
  return iv.length === 12 ? -1 : rollOver;
}
