import { equalBytes } from "media/bytes.ts";
import { parseAudioSpecificConfig } from "media/codecs/aac/audio_specific_config.ts";
import { isMalformed } from "media/malformed.ts";
import type { ConfigOf, Track, TrackConfig } from "media/track.ts";

/**
 * For each offered track the index of the expected one whose place it takes, in whatever order they come; undefined
 * where they are not just as many, or of other codecs, rates or channels. Parameter sets of video may differ.
 */
export function fit(
  offered: readonly Track[],
  expected: readonly Track[],
): readonly number[] | undefined {
  if (offered.length !== expected.length) return undefined;
  const taken = new Set<number>();
  const places = offered.map(({ config }) => {
    const place = expected.findIndex((track, i) => !taken.has(i) && alike(config, track.config));
    taken.add(place);
    return place;
  });
  return places.includes(-1) ? undefined : places;
}

/** Whether readers of the one can go on with the other. */
function alike(one: TrackConfig, other: TrackConfig): boolean {
  switch (one.codec) {
    case "MPEG-4 Audio":
      return other.codec === one.codec && alikeAac(one, other);
    case "Opus":
      return other.codec === one.codec && (one.channels === other.channels || plain(one, other));
    case "G711":
      return other.codec === one.codec && alikeSamples(one, other) && one.muLaw === other.muLaw;
    case "LPCM":
      return other.codec === one.codec && alikeSamples(one, other) &&
        one.bitDepth === other.bitDepth;
    default:
      return other.codec === one.codec;
  }
}

/** Mono and stereo are announced alike (RFC 7587 §7). */
function plain(one: ConfigOf<"Opus">, other: ConfigOf<"Opus">): boolean {
  return one.channels <= 2 && other.channels <= 2;
}

type Samples = Pick<ConfigOf<"LPCM">, "sampleRate" | "channels">;

function alikeSamples(one: Samples, other: Samples): boolean {
  return one.sampleRate === other.sampleRate && one.channels === other.channels;
}

/** Configs that are written differently may say the same. */
function alikeAac(one: ConfigOf<"MPEG-4 Audio">, other: ConfigOf<"MPEG-4 Audio">): boolean {
  if (equalBytes(one.config, other.config)) return true;
  const [a, b] = [one, other].map(({ config }) => parseAudioSpecificConfig(config));
  if (isMalformed(a) || isMalformed(b)) return false;
  return a.objectType === b.objectType && a.sampleRate === b.sampleRate &&
    a.channels === b.channels && a.frameLength === b.frameLength &&
    a.sbr?.sampleRate === b.sbr?.sampleRate && a.sbr?.ps === b.sbr?.ps;
}

/** `[H264, MPEG-4 Audio (48000 Hz, 2 channels)]`: with everything that has to be the same. */
export function describeExactly(tracks: readonly Track[]): string {
  return `[${tracks.map(({ config }) => describe(config)).join(", ")}]`;
}

function describe(config: TrackConfig): string {
  switch (config.codec) {
    case "MPEG-4 Audio":
      return `${config.codec} (${sound(config)})`;
    case "G711":
      return `G711 (${config.muLaw ? "mu-law" : "A-law"}, ${sound(config)})`;
    case "LPCM":
      return `LPCM (${config.bitDepth} bits, ${sound(config)})`;
    case "Opus":
      return config.channels > 2 ? `Opus (${config.channels} channels)` : "Opus";
    default:
      return config.codec;
  }
}

function sound({ sampleRate, channels }: Samples): string {
  return `${sampleRate} Hz, ${channels} ${channels === 1 ? "channel" : "channels"}`;
}
