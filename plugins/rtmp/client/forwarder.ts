import {
  type ClientSettings,
  FaultLog,
  type Forwarder,
  type ForwardRequest,
  warnSkipped,
} from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { chooseTracks, type Chosen, NONE_SUPPORTED } from "../output/choice.ts";
import { FromStream } from "../output/from_stream.ts";
import { Serializer } from "../output/serializer.ts";
import { type Command, textOf } from "../wire/command.ts";
import { type Address, parseAddress } from "./address.ts";
import { connectTo, createStream, FOURCCS } from "./client.ts";
import type { Connection } from "./connection.ts";

const SECURE_PORT = 443;
/** What encoders say they are. */
const PROPERTIES = { type: "nonprivate", flashVer: "FMLE/3.0 (compatible; mediamtx)" };
/** Milliseconds for the goodbye. */
const FAREWELL = 500;

/** Pushes streams to other servers. */
export function rtmpForwarder(settings: ClientSettings): Forwarder {
  return { title: "RTMP", forward: (request) => new Forward(request, settings).run() };
}

/** One attempt. */
class Forward {
  readonly #faults: FaultLog;
  #stream: number | undefined;
  #output: FromStream | undefined;

  constructor(private readonly request: ForwardRequest, private readonly settings: ClientSettings) {
    this.#faults = new FaultLog(request.log, request.clock);
  }

  async run(): Promise<void> {
    try {
      await this.#connect();
    } finally {
      this.#faults.close();
    }
  }

  async #connect(): Promise<void> {
    const { request: { url, stream, fingerprint, log, signal }, settings } = this;
    const address = parseAddress(url, SECURE_PORT);
    if (address instanceof Malformed) throw new Error(address.reason);
    const { chosen, skipped } = chooseTracks(stream.lanes, new Set(FOURCCS));
    if (chosen.length === 0) throw new Error(NONE_SUPPORTED);
    warnSkipped(log, skipped.map(({ track }) => track));
    // Servers that know nothing of Enhanced RTMP may take offence at it.
    const enhanced = chosen.some(({ track }) => track.fourCc !== undefined);
    const properties = { ...PROPERTIES, ...enhanced && { fourCcList: FOURCCS } };
    const trust = { fingerprint, parameter: "destFingerprint" };
    const connection = await connectTo(address, { settings, trust, signal, properties });
    this.request.counts(() => connection.queue.written);
    try {
      await this.#publish(connection, address, chosen);
    } finally {
      connection.close("terminated");
    }
  }

  async #publish(connection: Connection, { url, name }: Address, chosen: readonly Chosen[]) {
    const { clock, signal, log } = this.request;
    const leave = () => void this.#leave(connection, name);
    signal.addEventListener("abort", leave);
    try {
      if (signal.aborted) return;
      const begun = this.#listen(connection);
      connection.tell(0, "releaseStream", name);
      connection.tell(0, "FCPublish", name);
      this.#stream = await createStream(connection);
      connection.tell(this.#stream, "publish", name, "live");
      await Promise.race([begun, failed(connection)]);
      const to = { queue: connection.queue, clock, faults: this.#faults };
      this.#output = new FromStream(new Serializer(this.#stream), chosen, to);
      this.#output.start(true);
      log.info(`forwarding to '${url}'`);
      this.request.forwarding();
      await failed(connection);
    } finally {
      signal.removeEventListener("abort", leave);
      this.#output?.stop();
    }
  }

  /** Says goodbye, for which the server has little time. */
  async #leave(connection: Connection, name: string): Promise<void> {
    this.#output?.stop();
    connection.tell(0, "FCUnpublish", name);
    if (this.#stream !== undefined) connection.tell(0, "deleteStream", this.#stream);
    const cancel = this.request.clock.setTimer(() => connection.close("terminated"), FAREWELL);
    await connection.queue.drain();
    cancel();
    connection.close("terminated");
  }

  /** Resolves when the server lets us begin; what it says against it ends the connection. */
  #listen(connection: Connection): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const command = ({ name, arguments: [info] }: Command) => {
      if (name !== "onStatus") return;
      const code = textOf(info, "code");
      if (code === "NetStream.Publish.Start") resolve();
      else if (textOf(info, "level") === "error") {
        const reason = textOf(info, "description");
        connection.close(`publish: the server refuses: ${code}${reason && `: ${reason}`}`);
      }
    };
    connection.listen({ silenceAllowed: Infinity, command, message: () => {} });
    return promise;
  }
}

/** Rejects with the reason when the connection ends. */
async function failed(connection: Connection): Promise<never> {
  throw new Error(await connection.ended);
}
