import {
  FaultLog,
  MpegtsInput,
  type Publication,
  type PullRequest,
  type Source,
} from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { parseAddress } from "./address.ts";
import { type Client, type ClientSettings, connectTo } from "./client.ts";

/** Milliseconds between two looks at whether the server is silent. */
const SWEEP_INTERVAL = 1000;

/** Pulls streams of other servers. */
export function srtSource(settings: ClientSettings): Source {
  return {
    type: "srtSource",
    title: "SRT source",
    pull: (request) => new Pull(request, settings).run(),
  };
}

/** One attempt. */
class Pull {
  readonly #faults: FaultLog;
  #publication: Publication | undefined;
  #cancelSweep: () => void = () => {};

  constructor(private readonly request: PullRequest, private readonly settings: ClientSettings) {
    this.#faults = new FaultLog(request.log, request.clock);
  }

  async run(): Promise<void> {
    try {
      await this.#play();
    } finally {
      this.#cancelSweep();
      this.#publication?.close();
      this.#faults.close();
    }
  }

  async #play(): Promise<void> {
    const { url, clock, log, signal } = this.request;
    const address = parseAddress(url);
    if (address instanceof Malformed) throw new Error(address.reason);
    const client = await connectTo(address, this.settings, log, signal);
    const input = new MpegtsInput({
      clock,
      log,
      faults: this.#faults,
      publish: (tracks) => (this.#publication = this.request.publish(tracks, "")).stream,
    });
    client.received = (payload) => input.receive(payload);
    this.#sweep(client);
    throw new Error(await client.ended);
  }

  #sweep(client: Client): void {
    const { clock } = this.request, { readTimeout } = this.settings.config;
    this.#cancelSweep = clock.setTimer(() => {
      if (client.silence > readTimeout) client.close("timed out");
      else this.#sweep(client);
    }, SWEEP_INTERVAL);
  }
}
