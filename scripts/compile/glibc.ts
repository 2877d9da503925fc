import { basename } from "node:path";
import type { Piece } from "./portable.ts";

/**
 * The C library of this machine that `program` needs: its loader, called `loader`, and the shared
 * objects. With them the portable executable runs on Linux systems that have another one.
 */
export async function glibcFor(program: string): Promise<Piece[]> {
  const { success, stdout } = await new Deno.Command("ldd", { args: [program] }).output();
  if (!success) throw new Error(`Cannot list the libraries of ${program}: ldd failed`);
  const paths = new TextDecoder().decode(stdout).match(/(?<=\s)\/\S+/g) ?? [];
  return paths.map((path) => ({
    name: basename(path).startsWith("ld-") ? "loader" : basename(path),
    bytes: Deno.readFileSync(path),
  }));
}
