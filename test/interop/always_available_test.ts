import { Child } from "../process/child.ts";
import { type Server, withServer } from "../server.ts";
import { type Client, publish, type Route } from "./clients/client.ts";
import { type Clip, clipFile, type ClipName, CLIPS } from "./clients/clips.ts";
import { LEVEL } from "./clients/level.ts";
import { Witness } from "./clients/witness.ts";

/** Milliseconds of each feed. */
const FILLED = 1500, PUBLISHED = 2500;
/** Seconds of a film that fills in: it is played more than once. */
const FILM = "2";
/** From filler to publisher, and back again, twice. */
const SWITCHES = 4;
/** Rounds of a film in all that time, at most: a packet of sound may lie between two. */
const ROUNDS = 8;

/** What is played through filler, publisher, filler, publisher, filler. */
interface Row {
  readonly clip: ClipName;
  readonly subset: boolean;
  /** A film fills in. */
  readonly film?: boolean;
  readonly publisher?: Client;
  readonly route?: Route;
  readonly reader?: Client;
}

const rows: readonly Row[] = [
  { clip: "H264 with B-frames, AAC", subset: true },
  { clip: "H265, Opus", subset: true, film: true, publisher: "FFmpeg 9", reader: "FFmpeg 9" },
  { clip: "H264, AAC", subset: false, route: "udp" },
  { clip: "H264, AAC", subset: false, publisher: "GStreamer" },
  { clip: "H264, AAC", subset: false, film: true, reader: "FFmpeg 9" },
  { clip: "H264 with B-frames, AAC", subset: false, film: true },
  { clip: "H265, Opus", subset: false },
  { clip: "VP9, Opus", subset: false },
  { clip: "H264, G711 A-law", subset: false },
  { clip: "H264, LPCM", subset: false },
];

for (const row of rows) {
  if (LEVEL === "subset" && !row.subset) continue;
  const { clip, film, publisher = "FFmpeg 5", route = "tcp", reader = "FFmpeg 5" } = row;
  const filler = film ? "a film" : "black and silence";
  Deno.test(`${reader} plays through ${filler} and ${publisher} by ${route}: ${clip}`, () => {
    return plays(CLIPS[clip], row);
  });
}

async function plays(clip: Clip, row: Row): Promise<void> {
  await using film = row.film ? await filmOf(clip) : undefined;
  const filler = film
    ? `alwaysAvailableFile: ${film.file}`
    : `alwaysAvailableTracks: ${tracks(clip)}`;
  await withServer(
    `paths:\n  cam:\n    alwaysAvailable: yes\n    ${filler}\n`,
    {},
    async (server) => {
      await server.log("[path cam] stream is available, 2 tracks (");
      await using witness = await Witness.start(server, clip, "cam", row.reader);
      await pause(FILLED);
      for (let time = 0; time < 2; time++) await publishing(server, clip, row);
      await witness.assertWhole({
        switches: SWITCHES + (film ? ROUNDS : 0),
        reordered: clip.video.recode !== undefined,
      });
    },
  );
}

/** Somebody publishes for a while and is killed, or by UDP, where that is not seen at once, says goodbye; the filler goes on. */
async function publishing(server: Server, clip: Clip, { publisher, route }: Row): Promise<void> {
  const online = server.count("stream is online").length + 1;
  await using child = await publish(
    publisher ?? "FFmpeg 5",
    clip,
    server.url("cam"),
    route ?? "tcp",
  );
  await server.logs("[path cam] stream is online", online);
  await pause(PUBLISHED);
  child.kill(route === "udp" ? "SIGINT" : "SIGKILL");
  await server.logs("[path cam] stream is offline", online);
  await pause(FILLED);
}

/** The beginning of a clip, coded as the clip is. */
async function filmOf(clip: Clip): Promise<{ file: string } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-film-" }),
    file = `${folder}/film.mp4`;
  await using ffmpeg = new Child("ffmpeg", [
    ...["-hide_banner", "-v", "error", "-i", await clipFile(clip), "-t", FILM],
    ...[...clip.video.encode, ...clip.audio.encode, file],
  ]);
  const { code } = await ffmpeg.end(60_000);
  if (code !== 0) throw new Error(`Cannot make a film: ${ffmpeg}`);
  return { file, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

/** A clip's tracks, as the configuration names them. */
function tracks({ video, audio }: Clip): string {
  const codec = audio.codec === "MPEG-4 Audio" ? "MPEG4Audio" : audio.codec;
  const muLaw = audio.probed === "pcm_mulaw" ? ", muLaw: yes" : "";
  const form = codec === "Opus"
    ? ""
    : `, sampleRate: ${audio.rate}, channelCount: ${audio.channels}`;
  return `[{codec: ${video.codec}}, {codec: ${codec}${form}${muLaw}}]`;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
