let foreign: boolean | undefined;

/**
 * Opens a library of the system by one of its names; null where there is none, where the program may not, or where the
 * system's C library is musl: the portable executable brings glibc along, and a process cannot have both.
 */
export function openLibrary<const S extends Deno.ForeignLibraryInterface>(
  names: readonly string[],
  symbols: S,
): Deno.DynamicLibrary<S>["symbols"] | null {
  foreign ??= hasMusl();
  if (foreign) return null;
  for (const name of names) {
    try {
      return Deno.dlopen(name, symbols).symbols;
    } catch {
      continue;
    }
  }
  return null;
}

function hasMusl(): boolean {
  if (Deno.build.os !== "linux") return false;
  try {
    return [...Deno.readDirSync("/lib")].some(({ name }) => name.startsWith("ld-musl-"));
  } catch {
    return true;
  }
}
