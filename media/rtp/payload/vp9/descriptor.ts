/** Bits of the first byte of a payload descriptor (RFC 9628 §4.2). */
const I = 0x80, P = 0x40, L = 0x20, F = 0x10, B = 0x08, V = 0x02;

/** Length of the descriptor at `start`, or -1 where it or anything behind it is missing. */
export function descriptorLength(bytes: Uint8Array, start: number, end: number): number {
  const flags = bytes[start];
  let at = start + 1;
  if (flags & I) at += bytes[at] & 0x80 ? 2 : 1;
  if (flags & L) at += flags & F ? 1 : 2;
  if ((flags & (F | P)) === (F | P)) {
    // Up to three reference indices, each of which says whether another follows.
    for (let count = 1; count < 3 && bytes[at] & 1; count++) at++;
    at++;
  }
  if (flags & V) at += structureLength(bytes, at);
  return at < end ? at - start : -1;
}

/** Length of a scalability structure (RFC 9628 §4.2.1). */
function structureLength(bytes: Uint8Array, start: number): number {
  const flags = bytes[start];
  let at = start + 1;
  if (flags & 0x10) at += 4 * ((flags >> 5) + 1);
  if (!(flags & 0x08)) return at - start;
  const pictures = bytes[at++];
  for (let i = 0; i < pictures && at < bytes.length; i++) at += 1 + (bytes[at] >> 2 & 3);
  return at - start;
}

/** The payload begins a layer frame. */
export function beginsFrame(flags: number): boolean {
  return (flags & B) !== 0;
}

/** Spatial layer of the payload; 0 where its descriptor names none. */
export function spatialLayer(bytes: Uint8Array, start: number): number {
  const flags = bytes[start];
  if (!(flags & L)) return 0;
  const at = start + 1 + (flags & I ? (bytes[start + 1] & 0x80 ? 2 : 1) : 0);
  return bytes[at] >> 1 & 7;
}
