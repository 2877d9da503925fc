import { filmOf } from "./film.ts";
import type { Reel } from "./reel.ts";

type Film = readonly Reel[];

/** Films of MP4 files: each file is in memory once, for as long as a path plays it. */
export class Films {
  readonly #films = new Map<string, WeakRef<Film>>();
  readonly #loading = new Map<string, Promise<Film>>();

  /** Reads a file, seen from the working directory. Rejects where it cannot fill in. */
  async load(file: string): Promise<Film> {
    const { mtime, size } = await Deno.stat(file), key = `${file} ${mtime?.getTime()} ${size}`;
    const kept = this.#films.get(key)?.deref() ?? this.#loading.get(key);
    if (kept) return kept;
    const loading = this.#read(file).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    const film = await loading;
    this.#films.set(key, new WeakRef(film));
    return film;
  }

  async #read(file: string): Promise<Film> {
    const film = filmOf(await Deno.readFile(file));
    if (typeof film === "string") throw new Error(`'${file}' cannot be used: ${film}`);
    return film;
  }
}
