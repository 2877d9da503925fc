import { readU32 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { splitAggregate } from "./aggregate.ts";
import { type ChunkHeader, EXTENDED, readChunkHeader } from "./chunk_header.ts";
import { ABORT, AGGREGATE, type Message, SET_CHUNK_SIZE } from "./message.ts";

/** Bytes of a chunk until the sender says otherwise (RTMP specification §5.4.1). */
export const FIRST_CHUNK_SIZE = 128;
/** Chunk streams of a connection: more are refused. */
export const MAX_CHANNELS = 64;
/** A message's memory is taken as it comes, in steps that begin with this many bytes. */
const FIRST_BODY = 64 * 1024;

const EMPTY = new Uint8Array(0);

/** What is remembered of a chunk stream. */
interface Channel {
  type: number;
  stream: number;
  timestamp: number;
  /** Added to the timestamp by a message that has only a header of format 3. */
  delta: number;
  length: number;
  /** The extended timestamp of the last header that had one. */
  extended: number | undefined;
  body: Uint8Array<ArrayBuffer>;
  /** Bytes of the message so far; -1 between messages. */
  filled: number;
}

/**
 * Puts a connection's bytes together into messages. The caller reads into `space()` and says how much with
 * `received`; `next` then gives what is complete. Bodies belong to who gets them. Chunk sizes, aborts and aggregate
 * messages are dealt with here, and not given.
 */
export class ChunkReader {
  #bytes: Uint8Array<ArrayBuffer>;
  #start = 0;
  #end = 0;
  #chunkSize = FIRST_CHUNK_SIZE;
  readonly #channels = new Map<number, Channel>();
  /** The chunk under way. */
  #current: Channel | undefined;
  #left = 0;
  /** Bytes taken for messages that are not complete. */
  #held = 0;
  #ready: Message[] = [];

  /** `size`: bytes of the buffer; `limit`: bytes of a message, and of all that are not complete. */
  constructor(size: number, public limit: number) {
    this.#bytes = new Uint8Array(size);
  }

  /** Changes the size of the buffer, in bytes: large for publishers. */
  resize(size: number): void {
    const left = this.#bytes.subarray(this.#start, this.#end);
    this.#bytes = new Uint8Array(Math.max(size, 2 * left.length));
    this.#bytes.set(left);
    this.#start = 0;
    this.#end = left.length;
  }

  /** Where to read the next bytes into; never empty, as what is left is never more than a header. */
  space(): Uint8Array<ArrayBuffer> {
    if (this.#start > 0) {
      this.#bytes.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    return this.#bytes.subarray(this.#end);
  }

  /** `count` bytes were written to the start of `space()`. */
  received(count: number): void {
    this.#end += count;
  }

  /** The next complete message; undefined when more bytes are needed. After `Malformed` nothing follows. */
  next(): Message | Malformed | undefined {
    for (;;) {
      const ready = this.#ready.shift();
      if (ready) return ready;
      const begun = this.#current ? true : this.#begin();
      if (begun !== true) return begun;
      const filled = this.#fill();
      if (!filled || filled instanceof Malformed) return filled;
      const given = filled === "chunk" ? undefined : this.#take(filled);
      if (given) return given;
    }
  }

  /** Reads the header of a chunk: true once there is one under way. */
  #begin(): true | Malformed | undefined {
    const header = readChunkHeader(this.#bytes, this.#start, this.#end);
    if (!header) return undefined;
    const channel = this.#channel(header);
    if (channel instanceof Malformed) return channel;
    const extended = this.#extended(header, channel);
    if (extended === "more") return undefined;
    const at = this.#start + header.size + (extended === undefined ? 0 : 4);
    if (header.format < 3 || channel.filled < 0) {
      const failure = this.#beginMessage(header, channel, extended);
      if (failure) return failure;
    }
    this.#start = at;
    this.#current = channel;
    this.#left = Math.min(this.#chunkSize, channel.length - channel.filled);
    return true;
  }

  #channel({ format, channel: number }: ChunkHeader): Channel | Malformed {
    const known = this.#channels.get(number);
    if (known) return known;
    // Some encoders begin with a header of format 1, whose stream is 0.
    if (format > 1) return new Malformed(`RTMP: chunk stream ${number} begins without a header`);
    if (this.#channels.size >= MAX_CHANNELS) {
      return new Malformed(`RTMP: over ${MAX_CHANNELS} chunk streams`);
    }
    const channel = {
      ...{ type: 0, stream: 0, timestamp: 0, delta: 0, length: 0, filled: -1 },
      extended: undefined,
      body: EMPTY,
    };
    this.#channels.set(number, channel);
    return channel;
  }

  /**
   * The extended timestamp, where there is one. Headers of format 3 repeat it; some senders leave it out there, so it
   * counts only where it is the same as before.
   */
  #extended(header: ChunkHeader, channel: Channel): number | undefined | "more" {
    const expected = header.format < 3 ? header.time === EXTENDED : channel.extended !== undefined;
    if (!expected) return undefined;
    const at = this.#start + header.size;
    if (this.#end - at < 4) return "more";
    const value = readU32(this.#bytes, at);
    return header.format === 3 && value !== channel.extended ? undefined : value;
  }

  /** What a new message has no header for is as with the one before. One that is not complete is forgotten. */
  #beginMessage(
    header: ChunkHeader,
    channel: Channel,
    extended: number | undefined,
  ): Malformed | undefined {
    const { format } = header;
    this.#forget(channel);
    if (format < 3) {
      const time = extended ?? header.time;
      channel.extended = extended;
      channel.delta = format === 0 ? 0 : time;
      if (format === 0) channel.timestamp = time;
    }
    if (format > 0) channel.timestamp = (channel.timestamp + channel.delta) >>> 0;
    if (format < 2) {
      channel.length = header.length;
      channel.type = header.type;
    }
    if (format === 0) channel.stream = header.stream;
    if (channel.length > this.limit) {
      return new Malformed(`RTMP: a message of over ${this.limit} bytes`);
    }
    channel.filled = 0;
    return this.#room(channel, Math.min(channel.length, FIRST_BODY));
  }

  /** Copies what there is of the chunk under way: the channel whose message is complete, or that the chunk is. */
  #fill(): Channel | "chunk" | Malformed | undefined {
    const channel = this.#current!;
    const count = Math.min(this.#left, this.#end - this.#start);
    const failure = this.#room(channel, channel.filled + count);
    if (failure) return failure;
    channel.body.set(this.#bytes.subarray(this.#start, this.#start + count), channel.filled);
    channel.filled += count;
    this.#start += count;
    this.#left -= count;
    if (this.#left > 0) return undefined;
    this.#current = undefined;
    return channel.filled === channel.length ? channel : "chunk";
  }

  #take(channel: Channel): Message | Malformed | undefined {
    const { type, stream, timestamp, body } = channel;
    this.#forget(channel);
    const message = { type, stream, timestamp, body };
    switch (type) {
      case SET_CHUNK_SIZE:
        return this.#resizeChunks(body);
      case ABORT:
        if (body.length >= 4) this.#abort(readU32(body, 0));
        return undefined;
      case AGGREGATE: {
        const parts = splitAggregate(message);
        if (parts instanceof Malformed) return parts;
        this.#ready = parts;
        return undefined;
      }
      default:
        return message;
    }
  }

  #resizeChunks(body: Uint8Array): Malformed | undefined {
    const size = body.length >= 4 ? readU32(body, 0) : 0;
    if (size < 1 || size > 0x7fffffff) return new Malformed("RTMP: chunk size out of range");
    this.#chunkSize = size;
    return undefined;
  }

  #abort(number: number): void {
    const channel = this.#channels.get(number);
    if (channel) this.#forget(channel);
  }

  /** Makes room for `wanted` bytes of a body, never more than its length. */
  #room(channel: Channel, wanted: number): Malformed | undefined {
    const { body, length } = channel;
    if (wanted <= body.length) return undefined;
    const size = Math.min(length, Math.max(wanted, 2 * body.length));
    this.#held += size - body.length;
    if (this.#held > 2 * this.limit) {
      return new Malformed("RTMP: too many messages at the same time");
    }
    channel.body = new Uint8Array(size);
    channel.body.set(body.subarray(0, channel.filled));
    return undefined;
  }

  #forget(channel: Channel): void {
    this.#held -= channel.body.length;
    channel.body = EMPTY;
    channel.filled = -1;
  }
}
