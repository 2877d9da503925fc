import type { Problems } from "core/config/check/problem.ts";
import { absolute, type SearchOptions } from "core/config/file/search.ts";
import type { ConfigurationState } from "core/config/state.ts";

export type FileAccess = Pick<SearchOptions, "cwd" | "platform" | "readFile">;

/** Checks the files of paths that are always available, save those of entries that are as they were. */
export async function checkFillerFiles(
  { configuration }: ConfigurationState,
  { cwd, platform, readFile }: FileAccess,
  problems: Problems,
  previous?: ConfigurationState,
): Promise<void> {
  for (const [key, entry] of configuration.paths) {
    const { alwaysAvailable, alwaysAvailableFile: file } = entry.values;
    if (!alwaysAvailable || !file || previous?.configuration.paths.get(key) === entry) continue;
    const bytes = await readFile(absolute(file, cwd, platform)).catch(() => null);
    const reason = bytes ? fillerProblem(bytes) : "it cannot be read";
    if (reason) {
      problems.add(["paths", key, "alwaysAvailableFile"], `'${file}' cannot be used: ${reason}`);
    }
  }
}

/** Sample entries of AV1, VP9, H265, H264, Opus, MPEG-4 audio and LPCM. */
const CODECS = new Set(["av01", "vp09", "hvc1", "hev1", "avc1", "avc3", "Opus", "mp4a", "ipcm"]);

/** Why an MP4 file cannot fill in; undefined where it can: it needs a track, and known codecs in all. */
export function fillerProblem(bytes: Uint8Array): string | undefined {
  if (boxes(bytes)[0]?.type !== "ftyp") return "it is no MP4 file";
  const tracks = inner(bytes, ["moov", "trak"]);
  if (tracks.length === 0) return "it holds no track";
  const codecs = tracks.map((track) => {
    const [descriptions] = inner(track, ["mdia", "minf", "stbl", "stsd"]);
    return descriptions && boxes(descriptions.subarray(8))[0]?.type;
  });
  const unknown = codecs.findIndex((codec) => !codec || !CODECS.has(codec));
  return unknown < 0 ? undefined : `track ${unknown + 1} is of no known codec`;
}

interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

/** The bodies of the boxes at a path of types. */
function inner(bytes: Uint8Array, path: readonly string[]): Uint8Array[] {
  let level = [bytes];
  for (const type of path) {
    level = level.flatMap(boxes).filter((box) => box.type === type).map((box) => box.body);
  }
  return level;
}

/** The boxes side by side (ISO/IEC 14496-12 §4.2), up to the first that does not fit. */
function boxes(bytes: Uint8Array): Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const { size, header } = boxSize(view, at);
    if (size < header || at + size > bytes.length) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    found.push({ type, body: bytes.subarray(at + header, at + size) });
    at += size;
  }
  return found;
}

function boxSize(view: DataView, at: number): { size: number; header: number } {
  const size = view.getUint32(at);
  if (size === 0) return { size: view.byteLength - at, header: 8 };
  if (size > 1 || at + 16 > view.byteLength) return { size, header: 8 };
  return { size: Number(view.getBigUint64(at + 8)), header: 16 };
}
