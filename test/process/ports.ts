/** Below the range that systems give to outgoing connections, so that none of those takes one meanwhile. */
const FIRST = 20_000, LAST = 32_000;

/** What was given out already: it may not be in use yet. */
const given = new Set<number>();

/** The even one of two neighbouring ports that nobody uses, neither by TCP nor by UDP. */
export function freePair(): number {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = FIRST + 2 * Math.floor(Math.random() * (LAST - FIRST) / 2);
    if (given.has(port) || !isFree(port) || !isFree(port + 1)) continue;
    given.add(port);
    return port;
  }
  throw new Error(`Cannot find free ports between ${FIRST} and ${LAST}`);
}

/** A port that nobody uses. */
export function freePort(): number {
  return freePair();
}

function isFree(port: number): boolean {
  try {
    for (const hostname of ["0.0.0.0", "127.0.0.1"]) {
      Deno.listen({ hostname, port }).close();
      Deno.listenDatagram({ transport: "udp", hostname, port }).close();
    }
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
