import { pause, type Run } from "./lives.ts";
import type { Stage } from "./stage.ts";

/** Milliseconds between two looks at a playlist. */
const LOOK = 1000;

/** Watches paths by HLS as players do, each until something is missing or it is tired of it. */
export async function watch({ stage, random, over, count }: Run): Promise<void> {
  while (!over.aborted) {
    const path = random.pick(["live/tcp", "live/whip", "live/rtmp", "live/udp", "live/nobody"]);
    count("HLS");
    const viewer = new Viewer(stage, over);
    // A server that is being changed refuses; so does a path that is gone.
    await viewer.watch(stage.server.hlsUrl(path, { tls: true }), 5 + random.below(20))
      .catch(() => {});
    await pause(random.below(3000), over);
  }
}

/** Takes everything that playlists list, once. */
class Viewer {
  readonly #taken = new Set<string>();

  constructor(private readonly stage: Stage, private readonly over: AbortSignal) {}

  /** Looks at all media playlists so many times. */
  async watch(url: string, looks: number): Promise<void> {
    const index = await this.#text(url);
    const lists = linked(index.text, index.url);
    for (let n = 0; n < looks && !this.over.aborted; n++) {
      for (const list of lists) {
        const { text, url } = await this.#text(withLatest(list, n));
        for (const media of linked(text, url)) await this.#take(media);
      }
      await pause(LOOK, this.over);
    }
  }

  async #text(url: string): Promise<{ text: string; url: string }> {
    const answer = await this.stage.fetch(url, { signal: this.over });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    return { text, url: answer.url };
  }

  async #take(url: string): Promise<void> {
    if (this.#taken.has(url)) return;
    this.#taken.add(url);
    const answer = await this.stage.fetch(url, { signal: this.over });
    await answer.bytes();
  }
}

/** Every URL of a playlist: lines, and attributes. */
function linked(text: string, base: string): string[] {
  const attributes = [...text.matchAll(/URI="([^"]+)"/g)].map(([, uri]) => uri);
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return [...attributes, ...lines].map((uri) => new URL(uri, base).href);
}

/** Each second look waits for a part to come, where the server has parts. */
function withLatest(url: string, n: number): string {
  if (n % 2 === 0) return url;
  const waiting = new URL(url);
  waiting.searchParams.set("_HLS_msn", `${n}`);
  return waiting.href;
}
