/** Role: players of low-latency HLS that do nothing with what they get. */
import { answerAll } from "../roles/peer.ts";

/** What is counted from one reset to the next. */
const counts = { parts: 0, bytes: 0, failures: 0 };
const delays: number[] = [];

interface Players {
  /** The media playlist of each track, with its session. */
  readonly urls: readonly string[];
  readonly count: number;
}

function play({ urls, count }: Players): void {
  for (let i = 0; i < count; i++) for (const url of urls) void follow(url);
}

/** Asks for each part when it is there, as a player at the live edge does. */
async function follow(url: string): Promise<void> {
  let edge: Edge | undefined;
  for (;;) {
    const next = edge ? `&_HLS_msn=${edge.segment}&_HLS_part=${edge.part}` : "";
    const text = await (await fetched(`${url}${next}`))?.text();
    if (text === undefined) return;
    edge = edgeOf(text);
    if (!edge) continue;
    const part = await (await fetched(new URL(edge.uri, url).href))?.arrayBuffer();
    if (!part) return;
    counts.parts++;
    counts.bytes += part.byteLength;
    delays.push(Date.now() - edge.end);
  }
}

async function fetched(url: string): Promise<Response | undefined> {
  try {
    const answer = await fetch(url);
    if (answer.ok) return answer;
    await answer.body?.cancel();
  } catch {
    // The server has gone.
  }
  counts.failures++;
  return undefined;
}

/** The newest part of a playlist, and which comes next. */
interface Edge {
  readonly uri: string;
  /** Wall clock in milliseconds at which it ends. */
  readonly end: number;
  /** The number of the segment that the next part is in, and its place there. */
  readonly segment: number;
  readonly part: number;
}

function edgeOf(playlist: string): Edge | undefined {
  let segment = Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(playlist)?.[1]);
  let time = NaN, part = 0, uri = "";
  for (const line of playlist.split("\n")) {
    const [, date] = /^#EXT-X-PROGRAM-DATE-TIME:(.*)/.exec(line) ?? [];
    if (date) time = Date.parse(date);
    if (line.startsWith("#EXTINF")) segment++, part = 0;
    const [, seconds] = /^#EXT-X-PART:DURATION=([\d.]+)/.exec(line) ?? [];
    if (!seconds) continue;
    if (part === 0 && Number.isNaN(time)) return undefined;
    time += Number(seconds) * 1000;
    uri = /URI="([^"]+)"/.exec(line)![1];
    part++;
  }
  return uri === "" ? undefined : { uri, end: time, segment, part };
}

function reset(): void {
  counts.parts = counts.bytes = counts.failures = 0;
  delays.length = 0;
}

await answerAll({ play, reset, seen: () => ({ ...counts, delays }) });
