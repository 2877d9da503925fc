import { concat } from "media/bytes.ts";
import { srt } from "../../plugins/srt/mod.ts";
import type { Client } from "../../plugins/srt/client/client.ts";
import { World } from "../contract/world.ts";
import { freePair } from "../process/ports.ts";
import { connectSrt } from "./client.ts";
import type { Clip } from "../streams/clips.ts";
import { transportStream } from "../streams/transport_stream.ts";

/** Milliseconds that anything is waited for. */
const PATIENCE = 10_000;

/** A connection as the API shows it, as far as tests look. */
export interface Shown {
  readonly id: string;
  readonly state: string;
  readonly path: string;
  readonly query: string;
  readonly user: string;
  readonly [name: string]: unknown;
}

/** An SRT server at a port of its own, with everybody's permission unless `yaml` says otherwise. */
export class Scene implements AsyncDisposable {
  readonly #clients: Client[] = [];

  private constructor(readonly world: World, readonly port: number) {}

  static async start(yaml = "paths: {all_others: {}}\n"): Promise<Scene> {
    const port = freePair();
    const world = await World.of([srt], [srt], `srtAddress: 127.0.0.1:${port}\n${yaml}`);
    await world.start();
    return new Scene(world, port);
  }

  /** Rejects where it is refused. */
  async client(query: string): Promise<Client> {
    const client = await connectSrt(this.port, query);
    this.#clients.push(client);
    return client;
  }

  /** A client that publishes clips up to when the path is taken. */
  async publisher(query: string, clips: readonly Clip[]): Promise<Client> {
    const client = await this.client(query);
    client.send(transportStream(clips));
    await this.log(/is publishing to path/);
    return client;
  }

  /** Waits for a line of the log. */
  log(what: RegExp): Promise<string> {
    const { lines } = this.world.log;
    return this.until(
      () => lines.find((line) => what.test(line)),
      () => `${what}:\n${lines.join("\n")}`,
    );
  }

  /** Waits until `find` finds something. */
  async until<T>(find: () => T | undefined, what: () => string): Promise<T> {
    for (const limit = performance.now() + PATIENCE; performance.now() < limit;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`waited in vain for ${what()}`);
  }

  get conns(): Shown[] {
    return [...this.world.sessions.find("srtConn")!.list()] as Shown[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world.stop();
    for (const client of this.#clients) client.close("done");
  }
}

/** What a client is sent, from now on. */
export class Received {
  readonly #payloads: Uint8Array[] = [];

  constructor(client: Client) {
    client.received = (payload) => void this.#payloads.push(payload);
  }

  get bytes(): Uint8Array {
    return concat(this.#payloads);
  }
}
