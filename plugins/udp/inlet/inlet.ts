import type { UdpOptions, UdpSocket } from "net/udp.ts";

/** Where bytes come in. */
export interface Inlet {
  /** Nothing comes any more. */
  close(): Promise<void>;
}

export interface InletOptions {
  /** Bytes of the system's receive buffer; 0: its default. */
  readonly receiveBuffer: number;
  /** Opens a socket: `openUdp`, or what writes down what it receives. */
  openUdp(address: string, options: UdpOptions): UdpSocket;
  /** `bytes[start .. end]` have come, which belong to the caller from now on. */
  received(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  /** Something could not be received; it goes on. */
  failed(error: unknown): void;
  /** Nothing will come any more. */
  ended(reason: string): void;
}
