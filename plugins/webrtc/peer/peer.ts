import { FIXED_HEADER } from "media/rtp/packet.ts";
import { deriveKeys } from "media/rtp/srtp/keys.ts";
import { PROFILES } from "media/rtp/srtp/profile.ts";
import { SrtpReceiver } from "media/rtp/srtp/receiver.ts";
import { SrtpSender } from "media/rtp/srtp/sender.ts";
import type { Ciphers } from "net/cipher/mod.ts";
import type { Clock } from "net/clock.ts";
import { type Agreement, type Dtls, type DtlsFactory, fingerprintOf } from "net/dtls/mod.ts";
import { Agent } from "../ice/agent.ts";
import type { Credentials } from "../ice/credentials.ts";
import type { Pair } from "../ice/pairs.ts";
import type { Port, Way } from "../ice/way.ts";
import { type Candidate, parseCandidate } from "../wire/candidate.ts";
import type { Transport } from "../wire/description.ts";
import { arena, SLOT, type Slot } from "./arena.ts";

/** What peers need of their surroundings. */
export interface PeerSettings {
  readonly clock: Clock;
  readonly ports: readonly Port[];
  readonly dtls: DtlsFactory;
  readonly ciphers: Ciphers;
  reach(candidate: Candidate): readonly Way[];
}

/** Who hears of a peer. */
export interface PeerEvents {
  connected(): void;
  /** A packet of RTP, `bytes[start .. end]`, which belong to the listener from now on. */
  rtp(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  rtcp(packet: Uint8Array): void;
  /** Anything within DTLS: a packet of SCTP. */
  data?(bytes: Uint8Array<ArrayBuffer>): void;
  /** It has gone, or could not be reached; told once. */
  closed(reason: string): void;
}

/** What has passed between us and a peer. */
export interface Traffic {
  inboundBytes: number;
  inboundRTPPackets: number;
  inboundRTCPPackets: number;
  outboundBytes: number;
  outboundRTPPackets: number;
  outboundRTCPPackets: number;
}

export const NO_TRAFFIC: Readonly<Traffic> = {
  inboundBytes: 0,
  inboundRTPPackets: 0,
  inboundRTCPPackets: 0,
  outboundBytes: 0,
  outboundRTPPackets: 0,
  outboundRTCPPackets: 0,
};

/** The other end: reached by ICE, known by DTLS, talked to by SRTP. */
export class Peer {
  readonly agent: Agent;
  readonly traffic: Traffic = { ...NO_TRAFFIC };
  /** We have begun DTLS. */
  isDtlsClient = false;
  #dtls: Dtls | undefined;
  #sender: SrtpSender | undefined;
  #receiver: SrtpReceiver | undefined;
  #way: Way | undefined;
  #dropped = 0;
  #closed = false;

  /** `controlling`: we have made the offer. */
  constructor(
    controlling: boolean,
    local: Credentials,
    private readonly settings: PeerSettings,
    private readonly events: PeerEvents,
  ) {
    const { clock, ports } = settings;
    this.agent = new Agent(local, {
      controlling,
      clock,
      ports,
      reach: (candidate) => settings.reach(candidate),
      received: (bytes, start, end) => this.#received(bytes, start, end),
      selected: (way) => this.#selected(way),
      failed: (reason) => this.#fail(reason),
    });
  }

  /** ICE and DTLS are done. */
  get connected(): boolean {
    return this.#sender !== undefined;
  }

  get selected(): Pair | undefined {
    return this.agent.selected;
  }

  /** Begins to connect; `client`: we begin DTLS. */
  start({ ufrag, password, fingerprint, candidates }: Transport, client: boolean): void {
    this.isDtlsClient = client;
    this.#dtls = this.settings.dtls.open({
      client,
      accepts: (certificate) => fingerprintOf(certificate) === fingerprint,
      send: (datagram) => (this.#way ?? this.agent.heardBy)?.send(datagram),
      connected: (agreement) => this.#connected(agreement),
      data: (bytes) => this.events.data?.(bytes),
      ended: (reason) => this.#fail(reason),
    });
    this.addCandidates(candidates);
    this.agent.start({ ufrag, password });
  }

  /** Values of `a=candidate`; those that are of no use are ignored. */
  addCandidates(values: readonly string[]): void {
    for (const value of values) {
      const candidate = parseCandidate(value);
      if (candidate) this.agent.addCandidate(candidate);
    }
  }

  /** The slot for the next packet to be sent. */
  get slot(): Slot {
    return arena.slots[arena.sizes.length];
  }

  /** Protects what stands in `slot`, `size` bytes with the fixed header; it goes out with `flush` at the latest. */
  push({ packet, body }: Slot, size: number): void {
    const protectedSize = this.#sender!.protect(packet, size, FIXED_HEADER, body);
    arena.sizes.push(protectedSize);
    this.traffic.outboundBytes += size;
    this.traffic.outboundRTPPackets++;
    if (arena.full) this.#dropped += this.#sendAll();
  }

  /** Whether a packet of that size can be sent at all. */
  fits(size: number): boolean {
    return this.#sender !== undefined && size + this.#sender.overhead <= SLOT;
  }

  /** Sends what was pushed; how many packets there was no room for. Nothing else is pushed before. */
  flush(): number {
    const dropped = this.#dropped + this.#sendAll();
    this.#dropped = 0;
    return dropped;
  }

  /** Sends a compound packet of RTCP. */
  sendRtcp(packet: Uint8Array): void {
    if (!this.#sender || !this.#way) return;
    this.traffic.outboundBytes += packet.length;
    this.traffic.outboundRTCPPackets++;
    this.#way.send(this.#sender.protectRtcp(packet));
  }

  /** Sends something within DTLS. */
  sendData(bytes: Uint8Array<ArrayBuffer>): void {
    this.#dtls?.send(bytes);
  }

  /** Says goodbye; nothing is told any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#dtls?.close();
    this.agent.close();
    this.#sender?.close();
    this.#receiver?.close();
    this.#sender = this.#receiver = this.#way = undefined;
  }

  #sendAll(): number {
    if (arena.sizes.length === 0) return 0;
    const dropped = this.#way?.sendAll(this.#way.copies ? arena : arena.copy()) ?? 0;
    arena.sizes.length = 0;
    return dropped;
  }

  #selected(way: Way): void {
    const first = this.#way === undefined;
    this.#way = way;
    if (first) this.#dtls?.start();
  }

  #connected({ profile: id, local, remote }: Agreement): void {
    const { ciphers } = this.settings, profile = PROFILES.find((p) => p.id === id)!;
    this.#sender = new SrtpSender(deriveKeys(ciphers, profile, local));
    this.#receiver = new SrtpReceiver(deriveKeys(ciphers, profile, remote));
    this.events.connected();
  }

  /** Tells DTLS, RTP and RTCP apart (RFC 7983, RFC 5761 §4). */
  #received(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const first = bytes[start], second = bytes[start + 1];
    if (first > 19 && first < 64) this.#dtls?.receive(bytes.subarray(start, end));
    else if (first < 128 || first > 191 || !this.#receiver) return;
    else if (second >= 192 && second < 224) this.#rtcp(bytes.subarray(start, end));
    else this.#rtp(bytes, start, end);
  }

  #rtp(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void {
    const open = this.#receiver!.unprotect(bytes, start, end);
    if (open < 0) return;
    this.traffic.inboundRTPPackets++;
    this.traffic.inboundBytes += open - start;
    this.events.rtp(bytes, start, open);
  }

  #rtcp(packet: Uint8Array): void {
    const open = this.#receiver!.unprotectRtcp(packet);
    if (!open) return;
    this.traffic.inboundRTCPPackets++;
    this.traffic.inboundBytes += open.length;
    this.events.rtcp(open);
  }

  #fail(reason: string): void {
    if (this.#closed) return;
    this.close();
    this.events.closed(reason);
  }
}
