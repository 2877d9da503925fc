import {
  type FaultLog,
  type Logger,
  type Stream,
  type TimedFrame,
  Timeline,
  TrackInput,
} from "core/mod.ts";
import { type FlvConfig, type FlvEvent, FlvReader } from "media/flv/reader.ts";
import { readMetadata } from "media/flv/metadata.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import { unwrap32 } from "media/timebase.ts";
import type { Track } from "media/track.ts";
import type { Clock } from "net/clock.ts";
import { isData, readValues } from "../wire/command.ts";
import { AUDIO, type Message, VIDEO } from "../wire/message.ts";
import { Detection, type Held, keyOf } from "./detection.ts";

export interface ToStreamOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly faults: FaultLog;
  /** Makes the stream readable once its tracks are known; what it throws ends the publisher. */
  publish(tracks: readonly Track[]): Stream;
}

/** The media messages of one publisher or source, on their way into a stream. */
export class ToStream {
  readonly #reader = new FlvReader();
  readonly #timeline = new Timeline();
  readonly #tracks = new Map<number, TrackInput>();
  /** Tracks that came too late. */
  readonly #late = new Set<number>();
  #detection: Detection | undefined = new Detection();
  #stream: Stream | undefined;
  #jumps = 0;
  /** The last timestamp, unwrapped. */
  #timestamp: number | undefined;

  constructor(private readonly options: ToStreamOptions) {}

  /** Takes a message of any type; throws where the publisher cannot go on. */
  message(message: Message): void {
    const { type, body } = message;
    if (isData(message)) return this.#data(message);
    if (type !== AUDIO && type !== VIDEO) return;
    if (this.#stream) this.#stream.counters.inboundBytes += body.length;
    const events = type === AUDIO ? this.#reader.audio(body) : this.#reader.video(body);
    if (isMalformed(events)) return this.#malformed(events);
    for (const event of events) this.#event(event, message.timestamp);
  }

  #data(message: Message): void {
    const values = readValues(message);
    const metadata = isMalformed(values) ? values : readMetadata(values);
    if (isMalformed(metadata)) this.#malformed(metadata);
    else if (metadata) this.#detection?.metadata(metadata);
  }

  #event(event: FlvEvent, timestamp: number): void {
    if (event.type === "config") return this.#config(event);
    if (event.type !== "frame") return;
    const { clock } = this.options, now = clock.now();
    this.#timestamp = unwrap32(this.#timestamp ?? timestamp, timestamp);
    const time = this.#timeline.place(keyOf(event), this.#timestamp, now);
    const held = { frame: event, time, ntp: clock.wall() };
    if (!this.#detection) this.#write(held);
    else if (this.#detection.frame(held, now)) this.#start(this.#detection);
    this.#tellJumps();
  }

  #config(event: FlvConfig): void {
    this.#detection?.config(event);
    this.#tracks.get(keyOf(event))?.admit(event.config);
  }

  #start(detection: Detection): void {
    const { tracks, held } = detection;
    this.#detection = undefined;
    const stream = this.#stream = this.options.publish([...tracks.values()]);
    stream.epoch++;
    for (const [key, track] of tracks) this.#tracks.set(key, new TrackInput(stream, track));
    for (const each of held) this.#write(each);
  }

  #write(held: Held): void {
    const key = keyOf(held.frame), track = this.#tracks.get(key);
    if (track) return track.write(timed(held));
    if (this.#late.has(key)) return;
    this.#late.add(key);
    const { codec } = held.frame.config;
    this.options.log.warn(`skipping a track (${codec}) that began after the stream had`);
  }

  #malformed({ reason }: Malformed): void {
    this.options.faults.malformed(reason);
    this.#stream?.malformed(reason);
  }

  #tellJumps(): void {
    if (this.#jumps === this.#timeline.jumps) return;
    this.#jumps = this.#timeline.jumps;
    this.options.log.debug("timestamps have jumped");
  }
}

function timed({ frame, time, ntp }: Held): TimedFrame {
  const { payload, randomAccess, config, compositionTime, nanoseconds } = frame;
  const pts = time + compositionTime + nanoseconds / 1e6;
  return { pts, dts: time, ntp, randomAccess, payload, config };
}
