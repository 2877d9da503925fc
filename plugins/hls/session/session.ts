import { type Access, type Logger, type Party, type Reading, Refusal } from "core/mod.ts";
import type { Muxer } from "../muxer.ts";

/** Who a session is with. */
export interface Client {
  /** UUID of the session. */
  readonly id: string;
  /** Address without port. */
  readonly ip: string;
  readonly peer: string;
  readonly userAgent: string;
  /** It has the secret of content delivery networks. */
  readonly isCDN: boolean;
}

/** One client that watches a path: known by a secret that comes with each of its requests. */
export class Session implements Party {
  readonly type = "hlsSession";
  readonly id: string;
  readonly secret = crypto.randomUUID();
  readonly created = new Date();
  readonly log: Logger;
  outboundBytes = 0;
  #asked: number;
  #reading: Reading | undefined;
  #closed = false;

  /** `ended` is told once. */
  constructor(
    readonly muxer: Muxer,
    readonly access: Access,
    readonly client: Client,
    private readonly ended: () => void,
  ) {
    const { environment: { log, clock } } = muxer;
    this.id = client.id;
    this.log = log.child(`session ${this.id.slice(0, 8)}`);
    this.#asked = clock.now();
    muxer.sessions.add(this);
  }

  get query(): string {
    return this.access.query;
  }

  /** Takes a place on the path; rejects with a `Refusal` where there is none. */
  async start(): Promise<void> {
    const { muxer, client: { peer }, access } = this;
    const reading = await muxer.environment.paths.read(access, this);
    if (this.#closed || muxer.closed) {
      reading.close();
      throw new Refusal("closed", "the stream has ended");
    }
    this.#reading = reading;
    this.log.info(`created by ${peer}`);
  }

  /** Milliseconds since its client asked for something. */
  get idle(): number {
    return this.muxer.environment.clock.now() - this.#asked;
  }

  /** Its client asks for something. */
  touch(): void {
    this.#asked = this.muxer.environment.clock.now();
    this.muxer.touch();
  }

  /** So many bytes were sent. */
  sent(bytes: number): void {
    this.outboundBytes += bytes;
    this.muxer.outboundBytes += bytes;
  }

  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#reading?.close();
    if (this.#reading) this.log.info(`closed: ${reason}`);
    this.muxer.sessions.delete(this);
    this.ended();
  }
}
