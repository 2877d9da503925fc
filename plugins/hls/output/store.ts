import { messageOf } from "core/mod.ts";
import { playlistOf } from "../wire/multivariant.ts";
import type { Rendition } from "../wire/rendition.ts";
import type { Part, Segment } from "../wire/segment.ts";
import type { Playlists } from "./playlists.ts";

export interface StoreOptions {
  readonly playlists: Playlists;
  /** Told why a file cannot be written. */
  failed(reason: string): void;
}

/** Segments as files of a folder: they take no memory once they are complete. */
export class Store {
  readonly #stored = new Set<Segment>();
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly folder: string,
    private readonly renditions: readonly Rendition[],
    private readonly options: StoreOptions,
  ) {
    this.#then(() => Deno.mkdir(folder, { recursive: true }));
  }

  /** Writes what is complete, and removes what nobody can ask for any more. */
  update(): void {
    const complete = new Set(this.renditions.flatMap(({ window }) => window.complete));
    for (const segment of complete) {
      if (segment.gap || this.#stored.has(segment)) continue;
      this.#stored.add(segment);
      this.#then(() => this.#write(segment));
    }
    for (const segment of this.#stored) {
      if (complete.has(segment)) continue;
      this.#stored.delete(segment);
      this.#then(() => Deno.remove(this.#file(segment.name)));
    }
  }

  /** The bytes of a segment, or of a part, that were released. Rejects where the file is gone. */
  async read(segment: Segment, part?: Part): Promise<Uint8Array<ArrayBuffer>> {
    using file = await Deno.open(this.#file(segment.name));
    const { offset, size } = part ?? { offset: 0, size: segment.size };
    const bytes = new Uint8Array(size);
    await file.seek(offset, Deno.SeekMode.Start);
    for (let at = 0; at < size;) {
      const count = await file.read(bytes.subarray(at));
      if (count === null) throw new Error(`'${segment.name}' is cut short`);
      at += count;
    }
    return bytes;
  }

  /** Removes everything that it has written. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#work;
    const names = [...this.#stored].map(({ name }) => name).concat(this.#others());
    await Promise.all(names.map((name) => Deno.remove(this.#file(name)).catch(() => {})));
    await Deno.remove(this.folder).catch(() => {});
  }

  async #write(segment: Segment): Promise<void> {
    const bytes = segment.read();
    if (!bytes) return;
    await Deno.writeFile(this.#file(segment.name), bytes);
    segment.release();
    await this.#writePlaylists(segment);
  }

  async #writePlaylists({ beginning: { init } }: Segment): Promise<void> {
    const { playlists } = this.options;
    if (playlists.variant === "lowLatency") return;
    if (init) await Deno.writeFile(this.#file(init.name), init.bytes);
    await Deno.writeTextFile(this.#file("index.m3u8"), playlists.multivariant(""));
    for (const rendition of this.renditions) {
      const text = playlists.media(rendition, "", false);
      await Deno.writeTextFile(this.#file(playlistOf(rendition.id)), text);
    }
  }

  /** Files that are no segments. */
  #others(): string[] {
    const segments = [...this.#stored];
    return [
      "index.m3u8",
      ...this.renditions.map(({ id }) => playlistOf(id)),
      ...new Set(segments.flatMap(({ beginning: { init } }) => init ? [init.name] : [])),
    ];
  }

  #file(name: string): string {
    return `${this.folder}/${name}`;
  }

  /** Does one thing after the other. */
  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error) => {
      if (!this.#closed) this.options.failed(`hlsDirectory: ${messageOf(error)}`);
    });
  }
}
