import type { PullRequest, Stream } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { baseUrl, setupUrls } from "../../wire/control.ts";
import { type Next, redirection } from "../attempts.ts";
import { granted, refusalOf, type RtspClient } from "../client.ts";
import { Intake } from "./intake.ts";
import { MediaSetup, type Wish } from "../media_setup.ts";
import { type Offer, readOffer } from "./offer.ts";
import { playHeaders } from "./range.ts";
import type { Settings } from "../settings.ts";
import { Watch } from "./watch.ts";

/** Milliseconds without any packet by UDP after which TCP is tried. */
const UDP_PATIENCE = 3000;

/** One session with a server that media are pulled from. */
export class SourceSession {
  /** `publish` makes what is offered readable. */
  constructor(
    private readonly client: RtspClient,
    private readonly wish: Wish,
    private readonly request: PullRequest,
    private readonly settings: Settings,
    private readonly publish: (offer: Offer) => Stream,
  ) {}

  /** Runs until the media end: rejects with the reason, resolves with what is to be tried instead. */
  async run(): Promise<Next> {
    const { client } = this, { url } = client.address;
    await client.options();
    const answer = await client.ask("DESCRIBE", url, { Accept: "application/sdp" });
    const elsewhere = redirection(answer);
    if (elsewhere) return elsewhere;
    if (!granted(answer)) throw refusalOf("DESCRIBE", answer);
    const offer = readOffer(answer.body, client.address.secure);
    if (offer instanceof Malformed) throw new Error(`DESCRIBE: ${offer.reason}`);
    client.aggregate = baseUrl(url, answer, offer.control);
    const urls = offer.medias.map(({ control }) => setupUrls(client.aggregate, url, control));
    const setup = this.#mediaSetup();
    try {
      if (!await setup.addAll(urls)) return "tcp";
      return await this.#receive(setup, offer);
    } finally {
      await setup.close();
    }
  }

  get #parameters() {
    return this.request.path.entry.values;
  }

  #mediaSetup(): MediaSetup {
    const { rtspAnyPort, rtspUDPReadBufferSize, rtspUDPSourcePortRange } = this.#parameters;
    const [first, last] = rtspUDPSourcePortRange;
    const { log } = this.request;
    return new MediaSetup(this.client, this.wish, {
      record: false,
      portRange: [first, last],
      anyPort: rtspAnyPort,
      receiveBuffer: rtspUDPReadBufferSize ?? this.settings.config.udpReadBufferSize,
      failed: (error) => log.error(`cannot receive: ${error}`),
      log,
    });
  }

  async #receive(setup: MediaSetup, offer: Offer): Promise<Next> {
    const { client, request } = this;
    let watch: Watch | undefined, heard = false;
    const intake = new Intake(this.publish(offer), setup.routes, client.connection, {
      settings: this.settings,
      log: request.log,
      absolute: this.#parameters.useAbsoluteTimestamp,
      seen: () => {
        heard = true;
        watch?.seen();
      },
    });
    try {
      setup.punch();
      await this.#demandPlay();
      client.keepAlive({ sign: () => setup.punch() });
      const canSwitch = this.wish.automatic && setup.lower === "udp";
      const silent = Promise.withResolvers<undefined>();
      watch = this.#watch(canSwitch && !heard, () => silent.resolve(undefined));
      const reason = await Promise.race([client.connection.ended, silent.promise]);
      if (request.signal.aborted) return "end";
      if (reason !== undefined) throw new Error(reason);
      if (canSwitch && !heard) {
        request.log.warn("no packets come by UDP; going on with TCP");
        return "tcp";
      }
      throw new Error(`no packets came for ${this.settings.config.readTimeout / 1000} s`);
    } finally {
      watch?.close();
      intake.close();
    }
  }

  #watch(canSwitch: boolean, silent: () => void): Watch {
    const between = this.settings.config.readTimeout;
    const first = canSwitch ? Math.min(UDP_PATIENCE, between) : between;
    return new Watch(this.settings.clock, { first, between }, silent);
  }

  /** Some servers know no ranges: where none was asked for by the configuration, it is left out. */
  async #demandPlay(): Promise<void> {
    const { client } = this, headers = playHeaders(this.#parameters);
    const answer = await client.ask("PLAY", client.aggregate, headers);
    if (granted(answer)) return;
    if (this.#parameters.rtspRangeType !== "") throw refusalOf("PLAY", answer);
    const { Range: _, ...rest } = headers;
    await client.demand("PLAY", client.aggregate, rest);
  }
}
