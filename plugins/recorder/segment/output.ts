import { messageOf } from "core/mod.ts";
import { removeFile } from "net/storage/folder.ts";
import {
  createGrowingFile,
  folderOf,
  type GrowingFile,
  isTaken,
} from "net/storage/growing_file.ts";

/** Bytes that are written at once: smaller pieces are joined. */
const CHUNK = 1 << 20;
/** Names that are tried where there is a file already. */
const MOST_NAMES = 100;

/** What an output asks and tells. */
export interface OutputOptions {
  /** The name of the file; `attempt` counts from 0, while there is a file of that name already. */
  name(attempt: number): string;
  /** Bytes that may wait for the disk. */
  readonly limit: number;
  /** The file is there, and not empty. */
  created(name: string): void;
  /** It cannot be written. Heard once. */
  failed(reason: string): void;
}

/**
 * A file that is written behind the stream's back: never waits, never throws. It is created with its first bytes, and
 * deleted where those cannot be written. What was written is sent on to the disk, unless more has come meanwhile.
 */
export class Output {
  #file: GrowingFile | undefined;
  #name = "";
  /** There is something in it. */
  #begun = false;
  #waiting: Uint8Array[] = [];
  #size = 0;
  #writing: Promise<void> | undefined;
  #failed = false;

  constructor(private readonly options: OutputOptions) {}

  /** Appends bytes, which belong to the file from now on. */
  write(...parts: readonly Uint8Array[]): void {
    if (this.#failed || parts.length === 0) return;
    for (const part of parts) this.#size += part.length;
    this.#waiting.push(...parts);
    if (this.#size > this.options.limit) return this.#fail("the disk is too slow");
    this.#writing ??= this.#run();
  }

  /** Writes what is left, then the first bytes anew where `head` gives them. Never rejects. */
  async close(head?: () => Uint8Array): Promise<void> {
    await this.#writing;
    const file = this.#file;
    if (!file) return;
    try {
      if (head && !this.#failed) await file.rewrite(head());
    } catch (error) {
      this.#fail(this.#reason("write", error));
    } finally {
      file.close();
    }
    if (!this.#begun) await removeFile(this.#name).catch(() => {});
  }

  async #run(): Promise<void> {
    try {
      const file = this.#file ??= await this.#create();
      while (this.#waiting.length > 0) {
        while (this.#waiting.length > 0) await this.#append(file);
        await file.sync();
      }
    } catch (error) {
      this.#fail(this.#reason(this.#file ? "write" : "create", error));
    }
    this.#writing = undefined;
  }

  async #create(): Promise<GrowingFile> {
    for (let attempt = 0;; attempt++) {
      this.#name = this.options.name(attempt);
      try {
        return await createGrowingFile(this.#name);
      } catch (error) {
        if (!isTaken(error) || attempt >= MOST_NAMES) throw error;
      }
    }
  }

  async #append(file: GrowingFile): Promise<void> {
    await file.append(this.#take());
    if (!this.#begun) this.options.created(this.#name);
    this.#begun = true;
  }

  /** The same for every file of a folder. */
  #reason(what: string, error: unknown): string {
    return `cannot ${what} a file in ${folderOf(this.#name)}: ${messageOf(error)}`;
  }

  /** The bytes to write next. */
  #take(): Uint8Array {
    let size = 0, count = 0;
    for (const { length } of this.#waiting) {
      if (count > 0 && size + length > CHUNK) break;
      size += length;
      count++;
    }
    this.#size -= size;
    const parts = this.#waiting.splice(0, count);
    if (count === 1) return parts[0];
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  #fail(reason: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#waiting = [];
    this.options.failed(reason);
  }
}
