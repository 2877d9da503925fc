import { Timeline } from "core/frames/timeline.ts";
import { TrackInput } from "core/frames/track_input.ts";
import type { Logger } from "core/log/logger.ts";
import type { FaultLog } from "core/stream/faults.ts";
import type { Stream } from "core/stream/stream.ts";
import { isMalformed } from "media/malformed.ts";
import { TsDemuxer } from "media/mpegts/read/demuxer.ts";
import type { TsEvent, TsTrack, TsUnit } from "media/mpegts/read/event.ts";
import { CLOCK_RATE } from "media/mpegts/timestamp.ts";
import { writeFormat } from "media/rtp/format.ts";
import type { Track } from "media/track.ts";
import type { Clock } from "net/clock.ts";

export interface MpegtsInputOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly faults: FaultLog;
  /** Makes the stream readable once its tracks are known; what it throws ends the publisher. */
  publish(tracks: readonly Track[]): Stream;
}

/** The transport stream of one publisher or source, on its way into a stream. */
export class MpegtsInput {
  readonly #demuxer = new TsDemuxer();
  readonly #timeline = new Timeline();
  #tracks: readonly TrackInput[] = [];
  #stream: Stream | undefined;
  #jumps = 0;

  constructor(private readonly options: MpegtsInputOptions) {}

  /** Takes bytes of any chunking; throws where the publisher cannot go on. */
  receive(bytes: Uint8Array): void {
    if (this.#stream) this.#stream.counters.inboundBytes += bytes.length;
    for (const event of this.#demuxer.receive(bytes)) this.#event(event);
  }

  #event(event: TsEvent): void {
    if (isMalformed(event)) return this.#malformed(event.reason);
    switch (event.type) {
      case "unit":
        return this.#unit(event);
      case "tracks":
        return this.#start(event.tracks);
      case "skipped":
        return this.options.log.warn(`skipping ${event.what}`);
      case "lost":
        if (this.#stream) this.#stream.counters.packetsLost += event.packets;
        return this.options.faults.malformed(`MPEG-TS: ${event.packets} packets are missing`);
    }
  }

  #start(found: readonly TsTrack[]): void {
    if (this.#stream) throw new Error("the tracks of the programme have changed");
    if (found.length === 0) throw new Error("the programme has no supported tracks");
    const tracks = found.map(trackOf), stream = this.#stream = this.options.publish(tracks);
    stream.epoch++;
    this.#tracks = tracks.map((track) => new TrackInput(stream, track));
  }

  #unit({ track, pts, dts, randomAccess, payload, config }: TsUnit): void {
    const { clock } = this.options;
    const time = this.#timeline.place(track, milliseconds(dts), clock.now());
    const times = { pts: time + milliseconds(pts - dts), dts: time, ntp: clock.wall() };
    this.#tracks[track].write({ ...times, randomAccess, payload, config });
    this.#tellJumps();
  }

  #malformed(reason: string): void {
    this.options.faults.malformed(reason);
    this.#stream?.malformed(reason);
  }

  #tellJumps(): void {
    if (this.#jumps === this.#timeline.jumps) return;
    this.#jumps = this.#timeline.jumps;
    this.options.log.debug("timestamps have jumped");
  }
}

function milliseconds(ticks: number): number {
  return ticks * 1000 / CLOCK_RATE;
}

function trackOf({ kind, config }: TsTrack, id: number): Track {
  const { clockRate } = writeFormat(config, 0);
  return { id, media: id, kind, clockRate, config };
}
