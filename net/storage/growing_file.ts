/** A file that grows: one call at a time. All reject with the system's reason. */
export interface GrowingFile {
  append(bytes: Uint8Array): Promise<void>;
  /** Writes its first bytes anew; it grows no more. */
  rewrite(bytes: Uint8Array): Promise<void>;
  /** Resolves when what was written is on the disk, as far as the system can tell. */
  sync(): Promise<void>;
  close(): void;
}

/** Whether an error says that there is a file of that name. */
export function isTaken(error: unknown): boolean {
  return error instanceof Deno.errors.AlreadyExists;
}

/** Creates a file with mode 0644, and its folders with 0755. Rejects where it cannot, or where there is one already. */
export async function createGrowingFile(path: string): Promise<GrowingFile> {
  await createFolder(folderOf(path));
  const file = await Deno.open(path, { write: true, createNew: true, mode: 0o644 })
    .catch((error) => {
      throw isTaken(error) ? error : reasonOf(error, "open");
    });
  const append = async (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
  };
  return {
    append,
    async rewrite(bytes) {
      await file.seek(0, Deno.SeekMode.Start);
      await append(bytes);
    },
    sync: () => file.syncData(),
    close: () => file.close(),
  };
}

async function createFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw reasonOf(error, "mkdir");
  }
}

/** The system's reason, without the name of what it is about. */
function reasonOf(error: unknown, call: string): Error {
  const { message } = error as Error;
  return new Error(message.replace(new RegExp(`: ${call} '.*'$`), ""), { cause: error });
}

/** The folder that a file is in. */
export function folderOf(path: string): string {
  const slash = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return slash < 0 ? "." : slash === 0 ? "/" : path.slice(0, slash);
}
