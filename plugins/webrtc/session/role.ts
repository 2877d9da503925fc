import type { Access } from "core/mod.ts";
import type { Peer } from "../peer/peer.ts";
import type { WrittenSection } from "../wire/write.ts";

/** What a session is: a publisher or a reader. */
export interface Role {
  readonly state: "publish" | "read";
  readonly access: Access;
  /** The sections of the answer. */
  readonly sections: readonly WrittenSection[];
  readonly inboundLost: number;
  readonly inboundJitter: number;
  /** Frames that there was no room for. */
  readonly discarded: number;
  /** The peer is connected. */
  start(peer: Peer): void;
  rtp(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  rtcp(packet: Uint8Array): void;
  /** A packet of SCTP. */
  data?(bytes: Uint8Array): void;
  /** Gives back what it holds. */
  end(): void;
}
