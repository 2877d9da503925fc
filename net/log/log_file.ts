/** Somewhere text is appended: one write at a time, in order. */
export interface TextOutput {
  /** Resolves once all of `text` is written; rejects with the system's reason. Never blocks the event loop. */
  write(text: string): Promise<void>;
  close(): void;
}

interface Handle {
  write(bytes: Uint8Array): Promise<number>;
}

/** Opens a file for appending, with mode 0644 where it is new. Throws where it cannot be opened. */
export function openLogFile(path: string): TextOutput {
  const file = open(path);
  return { write: (text) => writeAll(file, text), close: () => file.close() };
}

/** The standard output. It stays open: `close` does nothing. */
export function standardOutput(): TextOutput {
  return { write: (text) => writeAll(Deno.stdout, text), close: () => {} };
}

/** Whether the standard output is a terminal. */
export function outputIsTerminal(): boolean {
  return Deno.stdout.isTerminal();
}

function open(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { append: true, create: true, mode: 0o644 });
  } catch (error) {
    throw new Error(`Cannot open log file '${path}': ${reasonOf(error)}`);
  }
}

async function writeAll(handle: Handle, text: string): Promise<void> {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(await handle.write(bytes));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
