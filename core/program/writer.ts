import type { RawConfiguration } from "core/config/check/raw.ts";
import { editYaml } from "core/config/file/edit.ts";
import { editsOf } from "core/config/file/edits.ts";
import type { FileAccess } from "core/config/file/filler.ts";
import { readSource, sealSource } from "core/config/file/source.ts";
import type { Change } from "core/config/patch.ts";
import { messageOf } from "core/errors.ts";
import type { Logger } from "core/log/logger.ts";
import { Turns } from "core/turns.ts";
import { replaceFile } from "net/storage/replace_file.ts";

/** Writes changes of the configuration into its file, all else of which stays as it is. */
export class ConfigurationWriter {
  #waiting: Change[] = [];
  /** What the last of them led to. */
  #raw: RawConfiguration | undefined;
  #writing: Promise<void> | undefined;
  #written: string | undefined;

  constructor(
    private readonly file: string,
    private readonly files: FileAccess,
    private readonly log: Logger,
    private readonly env: Readonly<Record<string, string>> = Deno.env.toObject(),
  ) {}

  /**
   * Writes a change soon, together with others that come meanwhile. `raw`: what it led to, of which an entry is written
   * whole that the file does not hold. A failure is logged.
   */
  write(change: Change, raw?: RawConfiguration): void {
    this.#waiting.push(change);
    this.#raw = raw;
    this.#writing ??= this.#run().finally(() => this.#writing = undefined);
  }

  /** Resolves when nothing waits to be written. */
  settled(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  /** Whether the file holds what was written here last. */
  async isOwn(): Promise<boolean> {
    if (this.#written === undefined) return false;
    const bytes = await this.files.readFile(this.file).catch(() => null);
    return bytes !== null && new TextDecoder().decode(bytes) === this.#written;
  }

  async #run(): Promise<void> {
    const turns = new Turns();
    while (this.#waiting.length > 0) {
      await turns.next();
      try {
        await this.#store(this.#waiting.splice(0));
      } catch (error) {
        this.log.error(`a change was not written to ${this.file}: ${messageOf(error)}`);
      }
    }
  }

  async #store(changes: readonly Change[]): Promise<void> {
    const { file, files, env } = this;
    const source = await readSource({ ...files, file, env });
    if ("problem" in source) throw new Error(source.problem.text);
    const text = await editYaml(source.text, editsOf(changes, this.#raw));
    this.#written = await sealSource(text, env);
    await replaceFile(file, this.#written);
  }
}
