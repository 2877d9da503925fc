import { systemClock } from "net/clock.ts";

/** Events of one change come in bursts: the file is looked at once they have ceased for this many milliseconds. */
const SETTLE = 100;
/** Milliseconds between two calls, at least. */
const INTERVAL = 1000;

/**
 * Calls `changed` when the content behind `path` is replaced or written, also through an editor that renames or a
 * symbolic link that is swapped: its folder is watched. At most once a second. Returns an undo, which resolves when
 * the watcher has ended. Where the folder cannot be watched `failed` hears of it, and nothing else happens.
 */
export function watchFile(
  path: string,
  changed: () => void,
  failed: (error: unknown) => void,
): () => Promise<void> {
  let cancel: (() => void) | undefined;
  let last = identity(path), lastCall = -Infinity;
  const look = () => {
    cancel = undefined;
    const now = identity(path);
    if (now === last || now === undefined) return;
    last = now;
    lastCall = systemClock.now();
    changed();
  };
  const schedule = () => {
    if (cancel) return;
    const wait = Math.max(SETTLE, lastCall + INTERVAL - systemClock.now());
    cancel = systemClock.setTimer(look, wait);
  };
  const stop = watchFolder(folderOf(path), schedule, failed);
  return () => {
    cancel?.();
    return stop();
  };
}

function watchFolder(
  folder: string,
  event: () => void,
  failed: (error: unknown) => void,
): () => Promise<void> {
  let closed = false, watcher: Deno.FsWatcher;
  try {
    watcher = Deno.watchFs(folder, { recursive: false });
  } catch (error) {
    failed(error);
    return () => Promise.resolve();
  }
  const loop = (async () => {
    try {
      for await (const _ of watcher) event();
    } catch (error) {
      if (!closed) failed(error);
    }
  })();
  return () => {
    if (!closed) watcher.close();
    closed = true;
    return loop;
  };
}

/** Changes whenever the content may have: undefined while there is no file. */
function identity(path: string): string | undefined {
  try {
    const { ino, mtime, size } = Deno.statSync(path);
    return `${ino} ${mtime?.getTime()} ${size}`;
  } catch {
    return undefined;
  }
}

function folderOf(path: string): string {
  const slash = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return slash < 0 ? "." : path.slice(0, slash + 1);
}
