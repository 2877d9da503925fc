import { type Access, FaultLog, type Logger, messageOf, type Party } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { formatPeer, peerIp } from "net/address.ts";
import type { UdpGroup } from "net/udp.ts";
import { type Environment, microseconds, optionsOf } from "./environment.ts";
import { lentBy, Link } from "./link.ts";
import { keysOf } from "./session/passphrase.ts";
import { Playing } from "./session/playing.ts";
import { Publishing } from "./session/publishing.ts";
import type { Role } from "./session/role.ts";
import { REASONS } from "./wire/handshake.ts";
import type { Keys } from "./wire/keys.ts";
import { accept, type ConnectionRequest, refuse } from "./wire/opening/listener.ts";
import type { Bytes } from "./wire/packet.ts";
import { readStreamId, showStreamId } from "./wire/stream_id.ts";
import { Connection } from "./wire/transfer/connection.ts";
import type { Statistics } from "./wire/transfer/statistics.ts";

/** One connection of the SRT server: a client that publishes or reads. */
export class Conn implements Party {
  readonly id = crypto.randomUUID();
  readonly type = "srtConn";
  readonly created = new Date();
  readonly peer: string;
  readonly log: Logger;
  readonly userAgent = "";
  /** Undefined until its publishing or reading was granted. */
  role: Role | undefined;
  query = "";
  readonly #ended = Promise.withResolvers<string>();
  readonly #group: UdpGroup;
  readonly #faults: FaultLog;
  #link: Link | undefined;
  #answer: ((now: number) => Bytes) | undefined;
  #closed = false;
  #heardAt: number;

  /** `socket`: the number that its packets are for. */
  constructor(
    private readonly environment: Environment,
    readonly socket: number,
    private readonly request: ConnectionRequest,
    private readonly from: Deno.NetAddr,
  ) {
    this.peer = formatPeer(from);
    this.log = environment.log.child(`conn ${this.peer}`);
    this.#faults = new FaultLog(this.log, environment.clock);
    this.#heardAt = environment.clock.now();
    this.#group = environment.socket.group();
    this.#group.add(from);
  }

  get statistics(): Statistics | undefined {
    return this.#link?.statistics;
  }

  /** Serves it until it ends; the reason. Never rejects. */
  async run(): Promise<string> {
    this.#serve().catch((error) => this.close(messageOf(error)));
    const reason = await this.#ended.promise;
    this.role?.end();
    this.role = undefined;
    this.#faults.close();
    this.#group.close();
    return reason;
  }

  /** Ends the connection, or refuses it. The first reason given is the one that is logged. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#link) this.#link.close();
    else this.#send(refuse(this.request.handshake, REASONS.peer));
    this.#ended.resolve(reason);
  }

  /** Takes a packet from `from`: others than the peer are not heard. */
  receive(packet: Bytes, { hostname, port }: Deno.NetAddr): void {
    if (port === this.from.port && hostname === this.from.hostname) this.#link?.receive(packet);
  }

  /** The client repeats its request: it has not had the answer. */
  repeated(): void {
    if (this.#answer) this.#send(this.#answer(microseconds(this.environment.clock)));
  }

  /** Called about once a second: ends the connection when a write, or the client, takes too long. */
  sweep(now: number): void {
    const { role } = this, { writeTimeout } = this.environment.config;
    if (this.#link && this.#link.stalled > writeTimeout) this.close("write timed out");
    else if (role && now - this.#heardAt > role.silenceAllowed) this.close("timed out");
  }

  async #serve(): Promise<void> {
    const access = await this.#authorize(), { entry: { values }, action } = access;
    const { environment, request } = this, { paths } = environment;
    if (action === "publish") {
      paths.checkPublish(access);
      const keys = keysOf(request, values.srtPublishPassphrase);
      if (this.#closed) return;
      this.role = new Publishing(this, environment, access);
      return this.#open(keys);
    }
    const keys = keysOf(request, values.srtReadPassphrase);
    const reading = await paths.read(access, this, { quiet: true });
    try {
      if (this.#closed) throw new Error("closed");
      const send = (block: Bytes) => this.#link!.send(block);
      const playing = this.role = new Playing(this, environment, access, reading, send);
      this.#open(keys);
      playing.start();
    } catch (error) {
      reading.close();
      throw error;
    }
  }

  #authorize(): Promise<Access> {
    const { id, log, userAgent, request: { streamId } } = this;
    const asked = readStreamId(streamId);
    if (asked instanceof Malformed) {
      throw new Error(`invalid stream ID '${showStreamId(streamId)}': ${asked.reason}`);
    }
    const { action, path, query, user, password } = asked, ip = peerIp(this.from);
    this.query = query;
    return this.environment.paths.authorize({
      ...{ action, path, query, protocol: "srt", id, ip, userAgent, log },
      credentials: { user, password, token: "" },
      cannotAsk: true,
    });
  }

  #open(keys: Keys | undefined): void {
    const { clock, config, socket: shared } = this.environment, now = microseconds(clock);
    const options = optionsOf(config), { socket } = this;
    const { agreement, answer } = accept(this.request, { socket, options, keys, now });
    this.#answer = answer;
    this.#send(answer(now));
    this.#heardAt = clock.now();
    this.#link = new Link(new Connection(agreement, options, now, lentBy(shared)), clock, {
      send: (datagrams) => this.#group.send(datagrams),
      delivered: (payload) => this.#received(payload),
      malformed: (reason) => this.#faults.malformed(reason),
      ended: (reason) => this.close(reason),
    });
  }

  #received(payload: Bytes): void {
    if (this.#closed) return;
    this.#heardAt = this.environment.clock.now();
    try {
      this.role?.received(payload);
    } catch (error) {
      this.close(messageOf(error));
    }
  }

  #send(packet: Bytes): void {
    this.environment.socket.send(packet, this.from);
  }
}
