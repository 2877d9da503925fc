import { type Server, withServer } from "../server.ts";
import { publish } from "./clients/client.ts";
import { type Clip, type ClipName, CLIPS } from "./clients/clips.ts";
import { LEVEL } from "./clients/level.ts";
import { Witness } from "./clients/witness.ts";

/** Milliseconds of each feed, and without any. */
const PLAYED = 2500, AWAY = 1500;

interface Row {
  readonly clip: ClipName;
  readonly subset: boolean;
}

const rows: readonly Row[] = [
  { clip: "H264 with B-frames, AAC", subset: true },
  { clip: "H265, Opus", subset: false },
  { clip: "H264, G711 A-law", subset: false },
];

for (const { clip, subset } of rows) {
  if (LEVEL === "subset" && !subset) continue;
  Deno.test(`grace: FFmpeg plays through an outage of its publisher: ${clip}`, () => {
    return grace(CLIPS[clip]);
  });
  Deno.test(`fallback: FFmpeg plays on while another source takes over and hands back: ${clip}`, () => {
    return fallback(CLIPS[clip]);
  });
}

function grace(clip: Clip): Promise<void> {
  return withServer("paths:\n  cam:\n    reconnectGrace: 10s\n", {}, async (server) => {
    await using first = await publishing(server, clip, "cam");
    await using witness = await Witness.start(server, clip, "cam");
    await pause(PLAYED);
    first.kill("SIGKILL");
    await server.log("[path cam] stream is offline");
    await pause(AWAY);
    await using _second = await publishing(server, clip, "cam");
    await pause(PLAYED);
    await witness.assertWhole({ switches: 1, away: 2 * AWAY, reordered: isReordered(clip) });
  });
}

/** The path's own publisher, a source of another server in its place, its own publisher again. */
function fallback(clip: Clip): Promise<void> {
  return withServer("paths:\n  all_others:\n", {}, async (other) => {
    await using _standIn = await publishing(other, clip, "stand-in");
    const source = `    fallbackSource: ${other.url("stand-in")}\n`;
    await withServer(`paths:\n  cam:\n${source}`, {}, async (server) => {
      await server.log("[path cam] stream is available and online");
      await using witness = await Witness.start(server, clip, "cam");
      const own = await publishing(server, clip, "cam");
      await server.log("[fallback RTSP source] stopped: the source is there");
      await pause(PLAYED);
      own.kill("SIGKILL");
      await server.logs("[fallback RTSP source] started", 2);
      await pause(PLAYED);
      await own[Symbol.asyncDispose]();
      await witness.assertWhole({ switches: 2, away: AWAY, reordered: isReordered(clip) });
    });
  });
}

/** Starts publishing the clip to a path; resolves when the server has taken it. */
async function publishing(server: Server, clip: Clip, path: string) {
  const said = `is publishing to path '${path}'`, before = server.count(said).length;
  const child = await publish("FFmpeg 5", clip, server.url(path), "tcp");
  await server.logs(said, before + 1);
  return child;
}

function isReordered({ video }: Clip): boolean {
  return video.recode !== undefined;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
