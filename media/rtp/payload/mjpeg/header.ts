/** Bytes of the main header (RFC 2435 §3.1.1). */
export const MAIN_HEADER = 8;
/** Set in types whose packets have a restart marker header (RFC 2435 §3.1.7), and its bytes. */
export const RESTART = 0x40;
export const RESTART_HEADER = 4;
/** From this Q on, tables are in band (RFC 2435 §3.1.8); bytes of their header and of one table. */
export const DYNAMIC_TABLES = 128;
export const TABLE_HEADER = 4;
export const TABLE = 64;
/** Largest width and height that the main header can tell. */
export const MAX_SIZE = 255 * 8;
