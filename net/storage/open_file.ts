/** A file that is read here and there. */
export interface OpenFile {
  /** Bytes when it was opened. */
  readonly size: number;
  /** So many bytes from `at` on, fewer at the end. One call at a time. */
  read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/** Opens a file to read it. Rejects where it cannot. */
export async function openFile(path: string): Promise<OpenFile> {
  const file = await Deno.open(path, { read: true });
  let size: number;
  try {
    size = (await file.stat()).size;
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    size,
    async read(at, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - at)));
      await file.seek(at, Deno.SeekMode.Start);
      let have = 0;
      while (have < bytes.length) {
        const count = await file.read(bytes.subarray(have));
        if (count === null) break;
        have += count;
      }
      return bytes.subarray(0, have);
    },
    close: () => file.close(),
  };
}
