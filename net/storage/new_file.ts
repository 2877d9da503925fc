/** A file that is being written: one write at a time, in order. */
export interface FileOutput {
  /** Resolves once all of `bytes` is written; rejects with the system's reason. */
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
}

/** Creates a file, with mode 0644. Rejects where it cannot, or where there is one already. */
export async function createFile(path: string): Promise<FileOutput> {
  const file = await Deno.open(path, { write: true, createNew: true, mode: 0o644 });
  return {
    async write(bytes) {
      while (bytes.length > 0) bytes = bytes.subarray(await file.write(bytes));
    },
    close: () => file.close(),
  };
}
