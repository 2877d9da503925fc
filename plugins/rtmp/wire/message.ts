/** Types of messages (RTMP specification §5.4, §7.1). */
export const SET_CHUNK_SIZE = 1;
export const ABORT = 2;
export const ACKNOWLEDGEMENT = 3;
export const USER_CONTROL = 4;
export const WINDOW_SIZE = 5;
export const PEER_BANDWIDTH = 6;
export const AUDIO = 8;
export const VIDEO = 9;
export const DATA_AMF3 = 15;
export const COMMAND_AMF3 = 17;
export const DATA = 18;
export const COMMAND = 20;
export const AGGREGATE = 22;

/** A message (§6.1). */
export interface Message {
  readonly type: number;
  /** Message stream: 0 for what concerns the connection. */
  readonly stream: number;
  /** Milliseconds, 32 bits unsigned. */
  readonly timestamp: number;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Chunk streams that we write on, by what they carry. */
export const CHANNELS = { control: 2, command: 3, audio: 4, data: 5, video: 6 } as const;
