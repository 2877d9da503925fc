/** What this side of a connection wants. Times in microseconds. */
export interface Options {
  /** How long it waits for packets that are late, and how long it wants its peer to wait: the larger of both counts. */
  readonly receiveLatency: number;
  readonly peerLatency: number;
  /** Bytes of the largest packet, IP and UDP headers included. */
  readonly mtu: number;
  /** Bytes of payload of a packet. */
  readonly payloadSize: number;
  /** Packets that the peer may have on their way. */
  readonly flowWindow: number;
  /** Packets that are kept: until they are acknowledged, and until they are due. */
  readonly sendBuffer: number;
  readonly receiveBuffer: number;
  /** Packets that may wait because the peer, or the bandwidth, has no room for them. */
  readonly queue: number;
  /** Bytes a second that are sent at most. */
  readonly maxBandwidth: number;
  /** The connection ends when nothing was heard for so long. */
  readonly idleTimeout: number;
  /** Packets are handed on at the times that they were sent at, and the latency; else as soon as they are in order. */
  readonly timestampDelivery: boolean;
  /** The clock of the peer is followed. */
  readonly driftTracing: boolean;
  /** Packets that are too late are given up. */
  readonly tooLateDrop: boolean;
  /** How much later than its peer a sender gives them up. */
  readonly sendDropDelay: number;
  /** Losses are reported again and again. */
  readonly periodicNak: boolean;
  /** Packets that may overtake another one before it counts as lost. */
  readonly reorderTolerance: number;
  /** Packets that are sent with one key, and how many before its end the next one is told. */
  readonly refreshAfter: number;
  readonly announceBefore: number;
}

/** The smallest packets that are agreed to, in bytes with IP and UDP headers: as others have it. */
export const LEAST_MTU = 76;

/** 1 Gbit/s. */
export const UNLIMITED = 125_000_000;

/** As other implementations have them. */
export const DEFAULTS: Options = {
  receiveLatency: 120_000,
  peerLatency: 0,
  mtu: 1500,
  payloadSize: 1316,
  flowWindow: 8192,
  sendBuffer: 8192,
  receiveBuffer: 8192,
  queue: 8192,
  maxBandwidth: UNLIMITED,
  idleTimeout: 5_000_000,
  timestampDelivery: true,
  driftTracing: true,
  tooLateDrop: true,
  sendDropDelay: 0,
  periodicNak: true,
  reorderTolerance: 0,
  refreshAfter: 2 ** 24,
  announceBefore: 2 ** 12,
};
