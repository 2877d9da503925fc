import { type DecodingTimes, decodingTimesOf } from "media/codecs/decoding_times.ts";
import { isRandomAccess } from "media/codecs/random_access.ts";
import { Malformed } from "media/malformed.ts";
import type { RtpBatch } from "media/rtp/batch.ts";
import { marker, payloadEnd, payloadStart, sequence } from "media/rtp/packet.ts";
import type { DecodedUnit, Depacketizer } from "media/rtp/payload/payload.ts";
import { depacketizerFor } from "media/rtp/payload/registry.ts";
import type { RtpFormat, Track } from "media/track.ts";
import type { AccessUnit } from "media/unit.ts";

/** Who takes what an unpacker makes. */
export interface UnitSink {
  unit(unit: AccessUnit): void;
  malformed(reason: string): void;
}

/** Joins the packets of one track into access units. Begins, and begins again after a loss, with a whole unit. */
export class Unpacker {
  readonly #depacketizer: Depacketizer;
  #times: DecodingTimes;
  #epoch: number | undefined;
  #whole = false;
  /** There was a random access: from then on every unit's time of decoding can be told. */
  #begun = false;
  #expected: number | undefined;

  constructor(
    private readonly track: Track,
    depacketizer: Depacketizer,
    private readonly sink: UnitSink,
  ) {
    this.#depacketizer = depacketizer;
    this.#times = decodingTimesOf(track.config, track.clockRate);
  }

  /** An unpacker for the track; undefined for codecs that are only passed through. */
  static for(track: Track, rtp: RtpFormat, sink: UnitSink): Unpacker | undefined {
    const depacketizer = depacketizerFor(track.config, rtp);
    return depacketizer && new Unpacker(track, depacketizer, sink);
  }

  /** Takes the next batch; the units that it completes are handed over before it returns. */
  push(batch: RtpBatch): void {
    if (batch.epoch !== this.#epoch) this.#beginFeed(batch);
    if (batch.start) this.#whole = true;
    const { bytes, offsets, sizes } = batch;
    for (let i = 0; i < offsets.length; i++) {
      const from = offsets[i], to = from + sizes[i], number = sequence(bytes, from);
      if (this.#expected !== undefined && number !== this.#expected) {
        this.#depacketizer.reset();
        this.#whole = batch.start && i === 0;
      }
      this.#expected = (number + 1) & 0xffff;
      if (!this.#whole) continue;
      const payload = bytes.subarray(payloadStart(bytes, from, to), payloadEnd(bytes, from, to));
      this.#take(this.#depacketizer.push(payload, batch.timestamp, marker(bytes, from)), batch);
    }
  }

  /** Another publisher writes from now on: its times need not continue those before. */
  #beginFeed(batch: RtpBatch): void {
    this.#epoch = batch.epoch;
    this.#expected = undefined;
    this.#whole = this.#begun = false;
    this.#depacketizer.reset();
    this.#times = decodingTimesOf(batch.config, this.track.clockRate);
  }

  /** Where the publisher's clock has jumped back, times begin anew with the next random access. */
  #decodingTime(
    payload: readonly Uint8Array[],
    pts: number,
    randomAccess: boolean,
  ): number | Malformed {
    const dts = this.#times.extract(payload, pts);
    if (!(dts instanceof Malformed) || !randomAccess) return dts;
    this.#times = decodingTimesOf(this.track.config, this.track.clockRate);
    return this.#times.extract(payload, pts);
  }

  #take(decoded: readonly DecodedUnit[] | Malformed, batch: RtpBatch): void {
    if (decoded instanceof Malformed) {
      this.#whole = false;
      return this.sink.malformed(decoded.reason);
    }
    for (const { timestamp, payload } of decoded) {
      const pts = batch.pts + ((timestamp - batch.timestamp) | 0);
      const randomAccess = isRandomAccess(batch.config, payload);
      this.#begun ||= randomAccess;
      const dts = this.#decodingTime(payload, pts, randomAccess);
      if (dts instanceof Malformed) {
        if (this.#begun) this.sink.malformed(dts.reason);
        continue;
      }
      this.sink.unit({
        track: batch.track,
        pts,
        dts,
        ntp: batch.ntp,
        randomAccess,
        payload,
        config: batch.config,
        epoch: batch.epoch,
      });
    }
  }
}
