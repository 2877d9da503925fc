/** Bytes of the header (RFC 2250 §3.4). */
export const HEADER = 4;
/** In its first byte: another four bytes for MPEG-2 follow. */
export const EXTENSION = 0x04;
/** In its third byte: a sequence header is there, a slice begins, a slice ends. */
export const SEQUENCE = 0x20, BEGIN = 0x10, END = 0x08;
