/** Block types and constants of pcapng (draft-ietf-opsawg-pcapng §4). */
const SECTION_HEADER = 0x0a0d0d0a, INTERFACE = 1, ENHANCED_PACKET = 6;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d, LINKTYPE_ETHERNET = 1;
/** The interface option that says the unit of timestamps, and its value for nanoseconds. */
const IF_TSRESOL = 9, NANOSECONDS = 9;

/** Bytes of a block besides its body: type, and the length at either end. */
const FRAMING = 12;

/** What a file begins with: a section of one Ethernet interface whose timestamps are nanoseconds. */
export function fileHeader(): Uint8Array<ArrayBuffer> {
  const section = 28, description = 32;
  const out = new Uint8Array(section + description);
  const view = block(out, 0, SECTION_HEADER, section);
  view.setUint32(8, BYTE_ORDER_MAGIC, true);
  view.setUint16(12, 1, true);
  view.setBigInt64(16, -1n, true);
  block(out, section, INTERFACE, description);
  view.setUint16(section + 8, LINKTYPE_ETHERNET, true);
  view.setUint16(section + 16, IF_TSRESOL, true);
  view.setUint16(section + 18, 1, true);
  view.setUint8(section + 20, NANOSECONDS);
  return out;
}

/** A frame with the time it passed, in nanoseconds since 1970, as one block. */
export function packetBlock(time: bigint, frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = 20, padded = Math.ceil(frame.length / 4) * 4;
  const out = new Uint8Array(FRAMING + body + padded);
  const view = block(out, 0, ENHANCED_PACKET, out.length);
  view.setUint32(12, Number(time >> 32n), true);
  view.setUint32(16, Number(time & 0xffffffffn), true);
  view.setUint32(20, frame.length, true);
  view.setUint32(24, frame.length, true);
  out.set(frame, 28);
  return out;
}

/** Writes type and both lengths of the block at `at`. */
function block(out: Uint8Array<ArrayBuffer>, at: number, type: number, length: number): DataView {
  const view = new DataView(out.buffer);
  view.setUint32(at, type, true);
  view.setUint32(at + 4, length, true);
  view.setUint32(at + length - 4, length, true);
  return view;
}
