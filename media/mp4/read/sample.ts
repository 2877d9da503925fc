/** One sample: where it is in the file, and its times in ticks of the track's timescale. */
export interface Mp4Sample {
  readonly offset: number;
  /** Bytes, above 0. */
  readonly size: number;
  /** Below 0 where an edit list begins later (priming of audio, reordered pictures). */
  readonly dts: number;
  readonly pts: number;
  readonly duration: number;
  /** Decoding can start here, as the file says. */
  readonly randomAccess: boolean;
}

/**
 * Gathers the samples of one track. Samples of LPCM, each a single one of all channels, are joined to pieces of up to
 * a tenth of a second.
 */
export class SampleList {
  readonly samples: Mp4Sample[] = [];

  /** `longest`: ticks up to which samples that follow each other in the file are joined; 0 for not at all. */
  constructor(private readonly longest: number) {}

  push(sample: Mp4Sample): void {
    const last = this.samples.at(-1);
    if (
      last && last.duration + sample.duration <= this.longest &&
      last.offset + last.size === sample.offset
    ) {
      const size = last.size + sample.size, duration = last.duration + sample.duration;
      this.samples[this.samples.length - 1] = { ...last, size, duration };
    } else this.samples.push(sample);
  }
}
