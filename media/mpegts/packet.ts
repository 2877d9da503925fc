/** Bytes of a transport stream packet (ISO/IEC 13818-1 §2.4.3.2), and of its header. */
export const PACKET_SIZE = 188;
export const HEADER_SIZE = 4;
export const SYNC_BYTE = 0x47;
/** Bytes of a packet that can be payload. */
export const PAYLOAD_SIZE = PACKET_SIZE - HEADER_SIZE;

export const PAT_PID = 0;
/** Of packets that only fill. */
export const NULL_PID = 0x1fff;

/** Marks of the second byte of the header, above the PID. */
export const TRANSPORT_ERROR = 0x80, UNIT_START = 0x40;
/** adaptation_field_control of the fourth byte. */
export const HAS_ADAPTATION = 0x20, HAS_PAYLOAD = 0x10;
/** Marks of an adaptation field (§2.4.3.4). */
export const DISCONTINUITY = 0x80, RANDOM_ACCESS = 0x40, HAS_PCR = 0x10, HAS_OPCR = 0x08;
export const HAS_COUNTDOWN = 0x04, HAS_PRIVATE_DATA = 0x02, HAS_EXTENSION = 0x01;
