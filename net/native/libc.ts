const calls = {
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  getpeername: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "u32", "i32"], result: "i32" },
  sendmmsg: { parameters: ["i32", "pointer", "u32", "i32"], result: "i32" },
  recvmmsg: { parameters: ["i32", "pointer", "u32", "i32", "pointer"], result: "i32" },
  __errno_location: { parameters: [], result: "pointer" },
} as const satisfies Deno.ForeignLibraryInterface;

/** The C library's socket calls on 64-bit Linux. */
export interface Libc
  extends Omit<Deno.DynamicLibrary<typeof calls>["symbols"], "__errno_location"> {
  /** Why the last call failed. */
  errno(): number;
}

export const EIO = 5, EINVAL = 22, EMSGSIZE = 90;
export const MSG_DONTWAIT = 0x40, MSG_NOSIGNAL = 0x4000;

let loaded: Libc | null | undefined;

/** The library, loaded once; null where there is none, or where the program may not load it. */
export function loadLibc(): Libc | null {
  if (loaded === undefined) loaded = Deno.build.os === "linux" ? tryLoad() : null;
  return loaded;
}

function tryLoad(): Libc | null {
  try {
    const { __errno_location, ...symbols } = Deno.dlopen("libc.so.6", calls).symbols;
    const errno = new Deno.UnsafePointerView(__errno_location()!);
    return { ...symbols, errno: () => errno.getInt32() };
  } catch {
    return null;
  }
}

/** Where `bytes` lie in memory. They do not move while somebody refers to their buffer. */
export function addressOf(bytes: Uint8Array<ArrayBuffer>): bigint {
  return Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
}
