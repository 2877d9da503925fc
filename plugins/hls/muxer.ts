import {
  type Access,
  type Logger,
  messageOf,
  type Party,
  type Reading,
  Refusal,
  warnSkipped,
} from "core/mod.ts";
import { describeTracks } from "media/track.ts";
import type { HlsConfig } from "./config.ts";
import type { Environment } from "./environment.ts";
import { chooseLanes, NONE_SUPPORTED } from "./output/choice.ts";
import { FromStream } from "./output/from_stream.ts";
import { Playlists } from "./output/playlists.ts";
import { Store } from "./output/store.ts";
import type { Rendition } from "./wire/rendition.ts";

/** Segments of a playlist, at least. */
const FEWEST: Readonly<Record<HlsConfig["hlsVariant"], number>> = {
  lowLatency: 7,
  fmp4: 3,
  mpegts: 3,
};
/** Characters of the names of files that are other ones with each muxer: players may keep files. */
const PREFIX = 12;

/** Makes HLS of the stream of one path, for all who watch it. A reader of the path that nobody is shown. */
export class Muxer implements Party {
  readonly type = "hidden";
  readonly id = "";
  readonly query: string;
  readonly log: Logger;
  readonly created = new Date();
  /** Those who watch. */
  readonly sessions = new Set<Pick<Party, "close">>();
  lastRequest = new Date();
  outboundBytes = 0;
  /** Rejects where it cannot begin. */
  readonly started: Promise<void>;
  readonly variant: HlsConfig["hlsVariant"];
  /** Once it has ended: resolves when nothing is left of it. Never rejects. */
  gone: Promise<void> = Promise.resolve();
  #asked: number;
  #reading: Reading | undefined;
  #output: FromStream | undefined;
  #playlists: Playlists | undefined;
  #store: Store | undefined;
  #closed: string | undefined;

  /** `how` it came to be, for the log; `ended` is told once. */
  constructor(
    readonly environment: Environment,
    readonly access: Access,
    how: string,
    private readonly ended: () => void,
  ) {
    const { log, clock, config } = environment;
    this.log = log.child(`muxer ${access.name}`);
    this.query = access.query;
    this.variant = config.hlsVariant;
    this.#asked = clock.now();
    this.started = this.#start(how);
    this.started.catch((error) => this.close(messageOf(error)));
  }

  get name(): string {
    return this.access.name;
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** Milliseconds since somebody asked for something. */
  get idle(): number {
    return this.environment.clock.now() - this.#asked;
  }

  /** Somebody asks for something. */
  touch(): void {
    this.#asked = this.environment.clock.now();
    this.lastRequest = new Date();
  }

  get renditions(): readonly Rendition[] {
    return this.#output?.renditions ?? [];
  }

  get playlists(): Playlists | undefined {
    return this.#playlists;
  }

  get store(): Store | undefined {
    return this.#store;
  }

  /** Resolves to true once `ready`; to false where that takes too long, or can no longer be. */
  async wait(ready: () => boolean, milliseconds: number): Promise<boolean> {
    if (!this.#output) return false;
    return await this.#output.arrivals.wait(ready, milliseconds) && !this.closed;
  }

  /** Ends it, and all its sessions. */
  close(reason: string): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#output?.stop();
    this.#reading?.close();
    for (const session of [...this.sessions]) session.close(reason);
    if (this.#store) this.gone = this.#store.close();
    if (this.#reading) this.log.info(`destroyed: ${reason}`);
    this.ended();
  }

  async #start(how: string): Promise<void> {
    const { access, environment: { paths, config } } = this;
    const reading = await paths.read(access, this, { quiet: true });
    if (this.#closed !== undefined) {
      reading.close();
      throw new Refusal("closed", this.#closed);
    }
    this.#reading = reading;
    this.log.info(how);
    if (config.hlsSegmentCount < FEWEST[this.variant]) {
      throw new Refusal("closed", `hlsSegmentCount must be ${FEWEST[this.variant]} or more`);
    }
    this.#begin(reading);
  }

  #begin({ stream }: Reading): void {
    const { clock, config } = this.environment;
    const { chosen, skipped } = chooseLanes(stream.lanes, this.variant);
    if (chosen.length === 0) throw new Refusal("tracks do not fit", NONE_SUPPORTED);
    warnSkipped(this.log, skipped.map(({ track }) => track));
    const prefix = crypto.randomUUID().replaceAll("-", "").slice(-PREFIX);
    const output = this.#output = new FromStream(chosen, {
      clock,
      config,
      prefix,
      failed: (reason) => this.close(reason),
      changed: () => this.#store?.update(),
    });
    const playlists = this.#playlists = new Playlists(this.variant, output.renditions);
    if (config.hlsDirectory !== "") {
      const folder = `${config.hlsDirectory}/${this.name}`,
        failed = (reason: string) => this.close(reason);
      this.#store = new Store(folder, output.renditions, { playlists, failed });
    }
    const tracks = describeTracks(chosen.map(({ track }) => track));
    this.log.info(`is converting into HLS, ${tracks}`);
    output.start();
  }
}
