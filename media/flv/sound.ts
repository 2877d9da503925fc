/** The first byte of audio with a legacy header (FLV specification §E.4.2.1). */
export interface Sound {
  /** SoundFormat. */
  readonly id: number;
  /** In Hz; says nothing with AAC and G711. */
  readonly sampleRate: number;
  readonly bitDepth: 8 | 16;
  readonly channels: 1 | 2;
}

const RATES: readonly number[] = [5512, 11025, 22050, 44100];

export function readSound(byte: number): Sound {
  return {
    id: byte >> 4,
    sampleRate: RATES[byte >> 2 & 3],
    bitDepth: (byte & 2) !== 0 ? 16 : 8,
    channels: (byte & 1) !== 0 ? 2 : 1,
  };
}

/** The byte of a sound; undefined where its rate has none. */
export function writeSound({ id, sampleRate, bitDepth, channels }: Sound): number | undefined {
  const rate = RATES.indexOf(sampleRate);
  if (rate < 0) return undefined;
  return id << 4 | rate << 2 | (bitDepth === 16 ? 2 : 0) | (channels === 2 ? 1 : 0);
}
