import {
  type Configuration,
  type FoundRecording,
  matchPath,
  type PathEntry,
  type RecordedSegment,
  type Recording,
  type Recordings,
  Refusal,
  Turns,
} from "core/mod.ts";
import { filesWithin, isFolder, removeFile } from "net/storage/folder.ts";
import type { RecordParameters } from "../config.ts";
import { PathTemplate } from "./template.ts";

/** A file that was found, and the entry by which it was recorded. */
export interface Found extends RecordedSegment {
  readonly name: string;
  readonly entry: PathEntry;
  /** The folder that all files of its template are in. */
  readonly root: string;
}

/** Finds the files of recordings, as the names that the configuration in force gives them. */
export class RecordingStore implements Recordings {
  constructor(private readonly configuration: () => Configuration) {}

  async list(): Promise<readonly Recording[]> {
    const byName = new Map<string, RecordedSegment[]>();
    for await (const { name, start, file } of this.scan()) {
      const segments = byName.get(name);
      if (segments) segments.push({ start, file });
      else byName.set(name, [{ start, file }]);
    }
    return [...byName].sort(([a], [b]) => a < b ? -1 : 1)
      .map(([name, segments]) => ({ name, segments: inOrder(segments) }));
  }

  async find(name: string): Promise<FoundRecording> {
    const { recordFormat: format, template } = this.#settingsOf(name);
    const segments: RecordedSegment[] = [], turns = new Turns();
    for await (const file of filesWithin(template.folderOf(name))) {
      if (turns.over) await turns.next();
      const named = template.parse(file);
      if (named?.name === name) segments.push({ start: named.start, file });
    }
    const root = template.folderOf(), missing = segments.length === 0 && !await isFolder(root);
    return { name, format, segments: inOrder(segments), ...missing && { missing: root } };
  }

  async delete(name: string, start: number): Promise<void> {
    const { template } = this.#settingsOf(name), { segments } = await this.find(name);
    const found = segments.find((segment) => segment.start === start);
    try {
      await removeFile(found?.file ?? template.fileOf(name, start));
    } catch (error) {
      throw new Refusal("no such file", (error as Error).message);
    }
  }

  /** Every file of every path, in no order. */
  async *scan(): AsyncGenerator<Found> {
    const turns = new Turns();
    for (const template of templatesOf(this.configuration())) {
      const root = template.folderOf();
      for await (const file of filesWithin(root)) {
        if (turns.over) await turns.next();
        const named = template.parse(file);
        const match = named && matchPath(this.configuration(), named.name);
        if (!match || "error" in match || templateOf(match.entry).key !== template.key) continue;
        yield { ...named, file, entry: match.entry, root };
      }
    }
  }

  #settingsOf(name: string) {
    const match = matchPath(this.configuration(), name);
    if ("error" in match) throw new Refusal("path not configured", match.error);
    return { ...match.entry.values, template: templateOf(match.entry) };
  }
}

/** How an entry names its files. */
export function templateOf(
  { values: { recordPath, recordFormat } }: { readonly values: RecordParameters },
): PathTemplate {
  return new PathTemplate(recordPath, recordFormat);
}

function templatesOf({ paths }: Configuration): Iterable<PathTemplate> {
  const found = new Map<string, PathTemplate>();
  for (const entry of paths.values()) {
    const template = templateOf(entry);
    if (!found.has(template.key)) found.set(template.key, template);
  }
  return found.values();
}

function inOrder(segments: RecordedSegment[]): readonly RecordedSegment[] {
  return segments.sort((a, b) => a.start - b.start);
}
