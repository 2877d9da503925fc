import { lookup } from "node:dns/promises";
import { FaultLog, type Logger, messageOf, random32 } from "core/mod.ts";
import type { Clock } from "net/clock.ts";
import { openUdp, type UdpGroup, type UdpSocket } from "net/udp.ts";
import { ciphers } from "../ciphers.ts";
import type { SrtConfig } from "../config.ts";
import { microseconds, optionsOf } from "../environment.ts";
import { lentBy, Link } from "../link.ts";
import { Keys } from "../wire/keys.ts";
import type { Agreement } from "../wire/opening/agreement.ts";
import { Caller } from "../wire/opening/caller.ts";
import type { Options } from "../wire/options.ts";
import type { Bytes } from "../wire/packet.ts";
import { Connection } from "../wire/transfer/connection.ts";
import type { Address } from "./address.ts";

/** What clients need of their plugin. */
export interface ClientSettings {
  readonly clock: Clock;
  readonly config: SrtConfig;
}

/** Our end of a connection to a server. */
export class Client {
  /** Resolves with the reason once it is over. */
  readonly ended: Promise<string>;
  readonly #end: (reason: string) => void;
  readonly #opened = Promise.withResolvers<undefined>();
  readonly #socket: UdpSocket;
  readonly #group: UdpGroup;
  readonly #options: Options;
  readonly #faults: FaultLog;
  #caller: Caller | undefined;
  #link: Link | undefined;
  #closed = false;
  #cancel: () => void = () => {};
  #heardAt: number;

  /** Takes what comes; what it throws ends the connection. */
  received: (payload: Bytes) => void = () => {};

  constructor(
    private readonly to: Deno.NetAddr,
    private readonly address: Address,
    private readonly settings: ClientSettings,
    private readonly log: Logger,
  ) {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#end = resolve;
    this.#options = { ...optionsOf(settings.config), ...address.options };
    this.#faults = new FaultLog(log, settings.clock);
    this.#heardAt = settings.clock.now();
    this.#socket = openUdp(":0", {
      receiveBuffer: settings.config.udpReadBufferSize,
      received: (bytes, start, end, from) => this.#packet(bytes.subarray(start, end), from),
      failed: (error) => this.log.debug(`cannot receive: ${messageOf(error)}`),
    });
    this.#group = this.#socket.group();
  }

  /** Bytes that were sent. */
  get sent(): number {
    return this.#link?.connection.counters.bytesSent ?? 0;
  }

  /** Milliseconds that packets have waited, none being sent meanwhile. */
  get stalled(): number {
    return this.#link?.stalled ?? 0;
  }

  /** Milliseconds since a payload came. */
  get silence(): number {
    return this.settings.clock.now() - this.#heardAt;
  }

  /** Shakes hands: resolves with why it failed, or with nothing. */
  async open(): Promise<string | undefined> {
    this.#group.add(this.to);
    const { address: { streamId, tolerant, passphrase, keyLength, connectTimeout } } = this;
    const keys = passphrase === "" ? undefined : Keys.create(passphrase, keyLength, ciphers);
    const socket = random32() & 0x3fff_ffff || 1, sequence = random32() & 0x7fff_ffff;
    const options = this.#options, { clock } = this.settings;
    const late = () => this.close("the server does not answer");
    const cancel = clock.setTimer(late, connectTimeout / 1000);
    const settings = { options, socket, sequence, streamId, keys, tolerant };
    this.#caller = new Caller(settings, microseconds(clock));
    this.#shake();
    const failure = await Promise.race([this.#opened.promise, this.ended]);
    cancel();
    return failure;
  }

  /** Sends a block; false where there is no room. */
  send(block: Uint8Array): boolean {
    return this.#link?.send(block) ?? true;
  }

  /** Ends it. The first reason given counts. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancel();
    this.#link?.close();
    this.#faults.close();
    this.#group.close();
    void this.#socket.close();
    this.#end(reason);
  }

  /** Goes on with the handshake: after each packet and whenever its time has come. */
  #shake(): void {
    const caller = this.#caller, { clock } = this.settings, now = microseconds(clock);
    if (!caller || this.#closed) return;
    this.#cancel();
    caller.timeout(now);
    for (const packet of caller.outbox.splice(0)) this.#socket.send(packet, this.to);
    const { result, deadline } = caller;
    if (typeof result === "string") return this.close(result);
    if (result) return this.#begin(result, now);
    this.#cancel = clock.setTimer(() => this.#shake(), (deadline - now) / 1000);
  }

  #begin(agreement: Agreement, now: number): void {
    const { clock } = this.settings;
    this.#caller = undefined;
    this.#heardAt = clock.now();
    this.#link = new Link(
      new Connection(agreement, this.#options, now, lentBy(this.#socket)),
      clock,
      {
        send: (datagrams) => this.#group.send(datagrams),
        delivered: (payload) => this.#delivered(payload),
        malformed: (reason) => this.#faults.malformed(reason),
        ended: (reason) => this.close(reason === "EOF" ? "the stream has ended" : reason),
      },
    );
    this.#opened.resolve(undefined);
  }

  #packet(packet: Bytes, { hostname, port }: Deno.NetAddr): void {
    if (port !== this.to.port || hostname !== this.to.hostname) return;
    if (!this.#caller) return this.#link?.receive(packet);
    this.#caller.receive(packet, microseconds(this.settings.clock));
    this.#shake();
  }

  #delivered(payload: Bytes): void {
    this.#heardAt = this.settings.clock.now();
    try {
      this.received(payload);
    } catch (error) {
      this.close(messageOf(error));
    }
  }
}

/** Connects to a server; rejects with the reason. It is closed when `signal` aborts. */
export async function connectTo(
  address: Address,
  settings: ClientSettings,
  log: Logger,
  signal: AbortSignal,
): Promise<Client> {
  if (address.unknown.length > 0) log.warn(`unknown parameters: ${address.unknown.join(", ")}`);
  const { address: hostname } = await lookup(address.hostname);
  signal.throwIfAborted();
  const to = { transport: "udp", hostname, port: address.port } as const;
  const client = new Client(to, address, settings, log), stop = () => client.close("terminated");
  signal.addEventListener("abort", stop);
  void client.ended.then(() => signal.removeEventListener("abort", stop));
  const failure = await client.open();
  if (failure !== undefined) throw new Error(failure);
  return client;
}
