import { FaultLog, type Forwarder, type ForwardRequest, warnSkipped } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { chooseTracks, NONE_SUPPORTED } from "../output/choice.ts";
import { FromStream } from "../output/from_stream.ts";
import { sharedWriter } from "../output/ts_writer.ts";
import { parseAddress } from "./address.ts";
import { type Client, type ClientSettings, connectTo } from "./client.ts";

/** Milliseconds between two looks at whether what is sent is taken. */
const INTERVAL = 1000;

/** Pushes streams to other servers. */
export function srtForwarder(settings: ClientSettings): Forwarder {
  return { title: "SRT", forward: (request) => new Forward(request, settings).run() };
}

/** One attempt. */
class Forward {
  readonly #faults: FaultLog;
  #cancelWatch: () => void = () => {};

  constructor(private readonly request: ForwardRequest, private readonly settings: ClientSettings) {
    this.#faults = new FaultLog(request.log, request.clock);
  }

  async run(): Promise<void> {
    try {
      await this.#push();
    } finally {
      this.#faults.close();
    }
  }

  async #push(): Promise<void> {
    const { url, stream, log, signal, clock } = this.request;
    const address = parseAddress(url);
    if (address instanceof Malformed) throw new Error(address.reason);
    const { chosen, skipped } = chooseTracks(stream.lanes);
    if (chosen.length === 0) throw new Error(NONE_SUPPORTED);
    warnSkipped(log, skipped.map(({ track }) => track));
    const client = await connectTo(address, this.settings, log, signal);
    this.request.counts(() => client.sent);
    const to = { send: (block: Uint8Array) => client.send(block), clock, faults: this.#faults };
    const output = new FromStream(sharedWriter(stream, chosen), chosen, to);
    try {
      output.start();
      this.#watch(client);
      log.info(`forwarding to '${address.url}'`);
      this.request.forwarding();
      throw new Error(await client.ended);
    } finally {
      output.stop();
      this.#cancelWatch();
    }
  }

  #watch(client: Client): void {
    this.#cancelWatch = this.request.clock.setTimer(() => {
      if (client.stalled > this.settings.config.writeTimeout) client.close("write timed out");
      else this.#watch(client);
    }, INTERVAL);
  }
}
