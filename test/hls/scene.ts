import { hls } from "../../plugins/hls/mod.ts";
import type { Plugin, Publication } from "core/mod.ts";
import { World } from "../contract/world.ts";
import { FakeClock, settle } from "../fake_clock.ts";
import { party } from "../paths.ts";
import { freePort } from "../process/ports.ts";
import { type Clip, tracksOf } from "../streams/clips.ts";
import { FramePublisher } from "../streams/stage.ts";

/** Seconds of the clips, which begin and end with whole groups of pictures. */
export const CLIP = 0.56;

/** An answer with its body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** What publishes to a path as fast as it is told to. */
export class Feed {
  #rounds = 0;
  readonly #publisher: FramePublisher;

  constructor(private readonly publication: Publication, private readonly clips: readonly Clip[]) {
    this.#publisher = new FramePublisher(
      { stream: publication.stream, clock: new FakeClock() },
      clips,
    );
  }

  /** Writes the clips so many times, each time behind the last. */
  play(times = 1): void {
    for (const end = this.#rounds + times; this.#rounds < end; this.#rounds++) {
      const shift = this.#rounds * CLIP;
      const all = this.clips.flatMap(({ units, clockRate }, track) =>
        units.filter(({ dts }) => dts / clockRate < CLIP)
          .map((unit) => ({ track, unit, due: unit.dts / clockRate, ticks: shift * clockRate }))
      );
      for (const { track, unit, ticks } of all.sort((a, b) => a.due - b.due)) {
        this.#publisher.write(track, unit, Math.round(ticks));
      }
    }
  }

  close(): void {
    this.publication.close();
  }
}

/** An HLS server at a port of its own, with everybody's permission unless `yaml` says otherwise. */
export class HlsScene implements AsyncDisposable {
  readonly #client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });

  private constructor(
    readonly world: World,
    readonly port: number,
    private readonly remux: boolean,
  ) {}

  /** `remux`: streams are prepared at once; `others`: plugins that run as well. */
  static async start(
    yaml = "",
    { paths = "all_others: {}", remux = true, others = [] as readonly Plugin[] } = {},
  ): Promise<HlsScene> {
    const port = freePort();
    const own = `hlsAddress: 127.0.0.1:${port}\nhlsAlwaysRemux: ${remux}\npaths: {${paths}}\n`;
    const world = await World.of([hls, ...others], [hls, ...others], own + yaml);
    await world.start();
    return new HlsScene(world, port, remux);
  }

  /** Publishes, and waits until the stream is prepared where it is. */
  async publish(name: string, clips: readonly Clip[]): Promise<Feed> {
    const { paths } = this.world, access = paths.grant("publish", name, "");
    const publication = paths.publish(access, party("publisher"), tracksOf(clips, false));
    if (this.remux) await this.converts(name);
    return new Feed(publication, clips);
  }

  /** Waits until the stream of a path is prepared, or cannot be. */
  async converts(name: string): Promise<void> {
    const line = new RegExp(`\\[muxer ${name}\\] (?:is converting|destroyed)`);
    while (!this.log.some((each) => line.test(each))) await settle();
  }

  /** Asks; redirects are not followed. */
  async ask(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    method = "GET",
  ): Promise<Answer> {
    const url = `http://127.0.0.1:${this.port}${path}`;
    const options = { headers, method, redirect: "manual", client: this.#client } as const;
    const answer = await fetch(url, options), bytes = await answer.bytes();
    const text = new TextDecoder().decode(bytes);
    return { status: answer.status, headers: answer.headers, bytes, text };
  }

  /** A session: the query that its requests come with. */
  async session(path: string): Promise<string> {
    const { text, status } = await this.ask(`${path}/index.m3u8?cookieCheck=1`);
    if (status !== 200) throw new Error(`${status}: ${text}`);
    return /session=[0-9a-f-]{36}/.exec(text)![0];
  }

  get log(): readonly string[] {
    return this.world.log.lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
    await this.world.stop();
  }
}
