/** Role: an HTTP server that does nothing but answer as the real one would, with bytes that it has. */
import { answerAll } from "../roles/peer.ts";

interface Answers {
  /** Milliseconds between two parts. */
  readonly interval: number;
  /** Bytes of a playlist, and of a part of each track. */
  readonly playlist: number;
  readonly parts: readonly number[];
}

const SEGMENT = 5;

function listen({ interval, playlist, parts }: Answers): number {
  const begun = Date.now(), bodies = parts.map((size) => new Uint8Array(size));
  const padding = "#".repeat(playlist);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const { pathname, searchParams } = new URL(request.url), track = Number(pathname[1]);
    if (pathname.endsWith(".mp4")) return new Response(bodies[track]);
    const asked = Number(searchParams.get("_HLS_msn") ?? 0) * SEGMENT +
      Number(searchParams.get("_HLS_part") ?? 0);
    const wait = begun + (asked + 1) * interval - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const newest = Math.floor((Date.now() - begun) / interval) - 1;
    const segment = Math.floor(newest / SEGMENT), lines = [`#EXT-X-MEDIA-SEQUENCE:${segment}`];
    const first = begun + segment * SEGMENT * interval;
    lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(first).toISOString()}`);
    for (let part = segment * SEGMENT; part <= newest; part++) {
      lines.push(`#EXT-X-PART:DURATION=${interval / 1000},URI="${track}_${part}.mp4"`);
    }
    return new Response(`${lines.join("\n")}\n${padding.slice(lines.join("\n").length)}`);
  });
  return server.addr.port;
}

await answerAll({ listen });
