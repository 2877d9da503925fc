import { Malformed } from "media/malformed.ts";
import type { MasterKey } from "media/rtp/srtp/keys.ts";
import type { SrtpReceiver } from "media/rtp/srtp/receiver.ts";
import type { UdpReceiver } from "../routes/udp_media.ts";
import { readKeyAttribute, readKeyHeader, type SrtpKeys } from "./keys.ts";

/** What a client encrypts one media section with, both ways: it and we have a key each. */
export class SecureInput {
  readonly #own: MasterKey;
  readonly #receiver: SrtpReceiver;
  readonly #sender;

  constructor(private readonly keys: SrtpKeys, client: MasterKey) {
    this.#own = keys.create();
    this.#receiver = keys.receiver(client);
    this.#sender = keys.sender(this.#own);
  }

  /** The message that lets the client decrypt our RTCP, in Base64. */
  get message(): string {
    return this.keys.write(this.#own, [{ ssrc: 0, rollOver: 0 }]);
  }

  /** Decrypts RTP in place; its end, or −1 where it is not the client's. */
  rtp(bytes: Uint8Array, start: number, end: number): number {
    return this.#receiver.unprotect(bytes, start, end);
  }

  /** Decrypts RTCP in place; undefined where it is not the client's. */
  rtcp(bytes: Uint8Array): Uint8Array | undefined {
    return this.#receiver.unprotectRtcp(bytes);
  }

  /** RTCP of ours, as the client is sent it. */
  protect(rtcp: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.#sender.protectRtcp(rtcp);
  }

  /** `to`, with what comes decrypted before; `refused` is told of what is not the client's. */
  before(to: UdpReceiver, refused: () => void): UdpReceiver {
    return {
      rtp: (bytes, start, end) => {
        const plain = this.rtp(bytes, start, end);
        if (plain < 0) refused();
        else to.rtp?.(bytes, start, plain);
      },
      rtcp: (bytes) => {
        const plain = this.rtcp(bytes);
        if (plain) to.rtcp(plain);
        else refused();
      },
    };
  }

  close(): void {
    this.#receiver.close();
    this.#sender.close();
  }
}

/** The key that a client sends with its SETUP, or else told in its description; undefined where it has told none. */
export function clientKey(
  header: string | undefined,
  attribute?: string,
): MasterKey | Malformed | undefined {
  if (header !== undefined) return readKeyHeader(header);
  return attribute === undefined ? undefined : readKeyAttribute(attribute);
}
