import { FaultLog, type ForwardRequest, type Lane } from "core/mod.ts";
import { FIXED_HEADER } from "media/rtp/packet.ts";
import { describe } from "../../description.ts";
import { TcpReader } from "../../routes/tcp_reader.ts";
import type { Outlet } from "../../session/traffic.ts";
import { setupUrls } from "../../wire/control.ts";
import { type Next, redirection } from "../attempts.ts";
import { granted, refusalOf, type RtspClient } from "../client.ts";
import { MediaSetup, type Wish } from "../media_setup.ts";
import type { Settings } from "../settings.ts";

/** The local ports that media are sent from. */
const PORT_RANGE = [32768, 60999] as const;

/** One session with a server that media are pushed to. */
export class ForwardSession {
  readonly #faults: FaultLog;
  #outlets: readonly Outlet[] = [];

  constructor(
    private readonly client: RtspClient,
    private readonly wish: Wish,
    private readonly request: ForwardRequest,
    private readonly settings: Settings,
  ) {
    this.#faults = new FaultLog(request.log, settings.clock);
  }

  /** Runs until the connection ends: rejects with the reason, resolves with what is to be tried instead. */
  async run(): Promise<Next> {
    const { client, request: { stream } } = this, { url } = client.address;
    await client.options();
    const type = { "Content-Type": "application/sdp" };
    const answer = await client.ask("ANNOUNCE", url, type, describe(stream));
    const elsewhere = redirection(answer);
    if (elsewhere) return elsewhere;
    if (!granted(answer)) throw refusalOf("ANNOUNCE", answer);
    const setup = this.#mediaSetup();
    try {
      if (!await setup.addAll(this.#setupUrls())) return "tcp";
      await client.demand("RECORD", client.aggregate, { Range: "npt=0-" });
      return await this.#send(setup);
    } finally {
      this.#stop();
      await setup.close();
    }
  }

  #mediaSetup(): MediaSetup {
    const { log } = this.request;
    return new MediaSetup(this.client, this.wish, {
      record: true,
      portRange: PORT_RANGE,
      anyPort: false,
      receiveBuffer: 0,
      failed: (error) => log.error(`cannot receive: ${error}`),
      log,
    });
  }

  get #lanes(): readonly Lane[] {
    return this.request.stream.lanes.filter((lane) => lane.hasPackets);
  }

  /** By media section, as they were announced. */
  #setupUrls(): string[][] {
    const { url } = this.client.address;
    const medias = new Set(this.#lanes.map(({ track }) => track.media));
    return [...medias].map((media) => setupUrls(url, url, `trackID=${media}`));
  }

  async #send(setup: MediaSetup): Promise<never> {
    const { client: { connection, address }, request } = this;
    this.#outlets = this.#lanes.map((lane) => this.#attach(lane, setup));
    this.request.counts(() => this.#outlets.reduce((sum, { sent }) => sum + sent.bytes, 0));
    this.client.keepAlive({
      unanswered: (reason) => setup.lower === "udp" && connection.close(reason),
    });
    request.log.info(`forwarding to '${address.url}'`);
    request.forwarding();
    throw new Error(await connection.ended);
  }

  #attach(lane: Lane, setup: MediaSetup): Outlet {
    const { config, clock } = this.settings, { stream } = this.request;
    const rendition = lane.rendition({
      payloadMax: config.udpMaxPayloadSize - FIXED_HEADER,
    });
    const report = stream.senderReport(lane, rendition),
      route = setup.routes.get(lane.track.media)!;
    if (route.kind === "udp") {
      return route.pair.media.read(route.pair.route, rendition, report, () => {});
    }
    const { queue } = this.client.connection, video = lane.track.kind === "video";
    const to = { queue, channels: route, clock, faults: this.#faults, video };
    return new TcpReader(rendition, to, report);
  }

  #stop(): void {
    for (const outlet of this.#outlets) outlet.stop();
    this.#faults.close();
  }
}
