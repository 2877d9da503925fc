import assert from "node:assert/strict";
import { rtmp } from "../../plugins/rtmp/mod.ts";
import type { Message } from "../../plugins/rtmp/wire/message.ts";
import { World } from "../contract/world.ts";
import { freePort } from "../process/ports.ts";
import { RtmpClient } from "./client.ts";
import { messagesOf } from "./media.ts";
import type { Clip } from "../streams/clips.ts";

/** Milliseconds that a line of the log is waited for. */
const PATIENCE = 10_000;

/** An RTMP server at a port of its own, with everybody's permission unless `yaml` says otherwise. */
export class Scene implements AsyncDisposable {
  readonly #clients: RtmpClient[] = [];

  private constructor(readonly world: World, readonly port: number) {}

  static async start(yaml = "paths: {all_others: {}}\n"): Promise<Scene> {
    const port = freePort();
    const world = await World.of([rtmp], [rtmp], `rtmpAddress: 127.0.0.1:${port}\n${yaml}`);
    await world.start();
    return new Scene(world, port);
  }

  async client(options?: { deaf?: boolean }): Promise<RtmpClient> {
    const client = await RtmpClient.connect(this.port, options);
    this.#clients.push(client);
    return client;
  }

  /** A client that publishes clips up to when the path is taken. */
  async publisher(app: string, name: string, clips: readonly Clip[]): Promise<RtmpClient> {
    const client = await this.client();
    assert.equal(await client.publish(app, name), "NetStream.Publish.Start");
    const { metadata, headers, frames } = messagesOf(clips);
    await send(client, [metadata, ...headers, ...frames]);
    await this.log(/is publishing to path/);
    return client;
  }

  /** Waits for a line of the log. */
  async log(what: RegExp): Promise<string> {
    for (const limit = performance.now() + PATIENCE; performance.now() < limit;) {
      const line = this.world.log.lines.find((line) => what.test(line));
      if (line !== undefined) return line;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`waited in vain for ${what}:\n${this.world.log.lines.join("\n")}`);
  }

  /** The connections as the API shows them. */
  get conns() {
    const kind = this.world.sessions.find("rtmpConn")!;
    return [...kind.list()] as { id: string; state: string; path: string; query: string }[];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world.stop();
    for (const client of this.#clients) await client.finished();
  }
}

/** Sends messages on message stream 1. */
export async function send(client: RtmpClient, messages: readonly Message[]): Promise<void> {
  for (const { type, timestamp, body } of messages) await client.message(type, timestamp, body);
}
