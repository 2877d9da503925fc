/** stream_type of a programme map (ISO/IEC 13818-1 table 2-34). */
export const MPEG1_VIDEO = 0x01;
export const MPEG2_VIDEO = 0x02;
export const MPEG1_AUDIO = 0x03;
export const MPEG2_AUDIO = 0x04;
/** Private data: descriptors tell what it is. */
export const PRIVATE = 0x06;
export const ADTS = 0x0f;
export const MPEG4_VIDEO = 0x10;
export const LATM = 0x11;
/** Metadata in PES packets, each behind a header of its own. */
export const METADATA = 0x15;
export const H264 = 0x1b;
export const H265 = 0x24;
/** Of ATSC A/53. */
export const AC3 = 0x81;

/** Tags of descriptors (§2.6; ETSI EN 300 468 §6.1 for the private ones). */
export const REGISTRATION = 0x05;
export const METADATA_DESCRIPTOR = 0x26;
export const DVB_AC3 = 0x6a;
export const EXTENSION = 0x7f;

/** Formats that registration descriptors name. */
export const FORMAT_AC3 = "AC-3";
export const FORMAT_OPUS = "Opus";
export const FORMAT_KLV = "KLVA";

/** In an extension descriptor: the channels of Opus follow. */
export const EXTENSION_OPUS = 0x80;
