/**
 * Puts `text` in place of a file's content: whoever reads meanwhile sees the old or the new, never a part. A symbolic
 * link stays one. Mode and, where allowed, owner are kept. Rejects, with nothing changed, where it cannot be done.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await Deno.realPath(path), { mode, uid, gid } = await Deno.stat(target);
  const draft = `${target}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    using file = await Deno.open(draft, { write: true, createNew: true, mode: 0o600 });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
    if (mode !== null && Deno.build.os !== "windows") await Deno.chmod(draft, mode & 0o7777);
    if (uid !== null && gid !== null) await Deno.chown(draft, uid, gid).catch(() => {});
    await Deno.rename(draft, target);
  } catch (error) {
    await Deno.remove(draft).catch(() => {});
    throw error;
  }
}
