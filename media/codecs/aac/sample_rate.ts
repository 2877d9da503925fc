/** Sampling frequencies by index (ISO 14496-3 table 1.18), in Hz. */
const SAMPLE_RATES: readonly number[] = [
  ...[96000, 88200, 64000, 48000, 44100, 32000, 24000],
  ...[22050, 16000, 12000, 11025, 8000, 7350],
];

/** Sampling frequency of an index in Hz; undefined for 13–15. */
export function sampleRateOf(index: number): number | undefined {
  return SAMPLE_RATES[index];
}

/** Index of a sampling frequency, or -1 where it has none. */
export function sampleRateIndex(sampleRate: number): number {
  return SAMPLE_RATES.indexOf(sampleRate);
}

/** Channels of channel configurations 1–7 (ISO 14496-3 table 1.19). */
const CHANNELS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 8];

/** Channels of a channel configuration; undefined but for 1–7. */
export function channelsOf(configuration: number): number | undefined {
  return CHANNELS[configuration] || undefined;
}

/** Channel configuration of 1–6 or 8 channels; -1 for any other number. */
export function channelConfiguration(channels: number): number {
  return channels > 0 ? CHANNELS.indexOf(channels) : -1;
}
