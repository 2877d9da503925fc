import type { Logger, PathManager } from "core/mod.ts";
import type { Clock } from "net/clock.ts";
import type { UdpSocket } from "net/udp.ts";
import type { SrtConfig } from "./config.ts";
import { DEFAULTS, type Options } from "./wire/options.ts";

/** What connections need of their server. */
export interface Environment {
  readonly log: Logger;
  readonly clock: Clock;
  readonly config: SrtConfig;
  readonly paths: PathManager;
  readonly socket: UdpSocket;
}

/** Bytes of the header, and of what MPEG-TS is divided into: a payload holds whole ones. */
const HEADER = 16, TS_PACKET = 188;
const LATENCY = 120_000;

/** What a connection wants where nothing else is said. */
export function optionsOf(config: SrtConfig): Options {
  const { udpMaxPayloadSize, readTimeout, writeQueueSize } = config;
  const packets = Math.max(1, Math.floor((udpMaxPayloadSize - HEADER) / TS_PACKET));
  return {
    ...DEFAULTS,
    receiveLatency: LATENCY,
    peerLatency: LATENCY,
    payloadSize: packets * TS_PACKET,
    queue: writeQueueSize,
    idleTimeout: 1000 * readTimeout,
  };
}

/** The clock as connections have it: microseconds. */
export function microseconds(clock: Clock): number {
  return Math.floor(1000 * clock.now());
}
