import { posix, win32 } from "node:path";

/** How a file is read: null where there is none of that name, a rejection where it cannot be read. */
export type ReadFile = (path: string) => Promise<Uint8Array | null>;

export interface SearchOptions {
  /** The file that was asked for; without it the usual places are tried. */
  readonly file?: string;
  readonly cwd: string;
  /** As in `Deno.build.os`. */
  readonly platform: string;
  readonly readFile: ReadFile;
}

export interface Found {
  /** Absolute; null where none of the usual places holds a file. */
  readonly file: string | null;
  readonly bytes: Uint8Array;
}

const NAMES = ["rtsp-simple-server.yml", "mediamtx.yml"];

const PLACES = [
  "/usr/local/etc/mediamtx.yml",
  "/usr/etc/mediamtx.yml",
  "/etc/mediamtx/mediamtx.yml",
];

/** The absolute paths of the places where a configuration is first looked for. */
export function searchedFiles(
  { cwd, platform }: Pick<SearchOptions, "cwd" | "platform">,
): string[] {
  return NAMES.map((name) => absolute(name, cwd, platform));
}

/** `file` as seen from `cwd`. */
export function absolute(file: string, cwd: string, platform: string): string {
  return (platform === "windows" ? win32 : posix).resolve(cwd, file);
}

/** Reads the file that was asked for, or the first that there is. Null where the former is missing. */
export async function findFile(options: SearchOptions): Promise<Found | null> {
  const { file, cwd, platform, readFile } = options;
  const places = platform === "windows" ? [] : PLACES;
  const candidates = file === undefined
    ? [...searchedFiles(options), ...places]
    : [absolute(file, cwd, platform)];
  for (const candidate of candidates) {
    const bytes = await readFile(candidate);
    if (bytes) return { file: candidate, bytes };
  }
  return file === undefined ? { file: null, bytes: new Uint8Array() } : null;
}
