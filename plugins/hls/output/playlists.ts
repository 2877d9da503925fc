import { QUERY, writeMediaPlaylist } from "../wire/media_playlist.ts";
import { writeMultivariant } from "../wire/multivariant.ts";
import type { Rendition } from "../wire/rendition.ts";
import type { HlsConfig } from "../config.ts";

type Variant = HlsConfig["hlsVariant"];

interface Text {
  readonly version: number;
  readonly text: string;
}

/** The texts of playlists: each is made once of what there is, and given to everybody with their own query. */
export class Playlists {
  readonly #media = new Map<string, Text>();

  /** `renditions`: the first is the one that the others accompany. */
  constructor(
    readonly variant: Variant,
    private readonly renditions: readonly Rendition[],
  ) {}

  /** `query`: raw, without its question mark. */
  multivariant(query: string): string {
    return withQuery(writeMultivariant(aboutOf(this.variant, this.renditions)), query);
  }

  media({ id, window }: Rendition, query: string, skip: boolean): string {
    const key = `${id} ${skip}`, known = this.#media.get(key);
    const version = this.renditions.reduce((sum, each) => sum + each.window.version, 0);
    if (known?.version === version) return withQuery(known.text, query);
    const target = Math.max(...this.renditions.map((each) => each.window.target));
    const { variant } = this;
    const text = writeMediaPlaylist(window, { variant, target, skip, formatTime });
    this.#media.set(key, { version, text });
    return withQuery(text, query);
  }
}

function formatTime(milliseconds: number): string {
  return new Date(Math.round(milliseconds)).toISOString();
}

function withQuery(text: string, query: string): string {
  return text.replaceAll(QUERY, query === "" ? "" : `?${query}`);
}

function aboutOf(variant: Variant, renditions: readonly Rendition[]) {
  const [main, ...others] = renditions;
  const sound = main.id.startsWith("audio") && others.length > 0 ? renditions : others;
  const rates = renditions.map(ratesOf);
  const sum = (of: "peak" | "average") => rates.reduce((total, rate) => total + rate[of], 0);
  return {
    version: variant === "mpegts" ? 3 : 10,
    bandwidth: sum("peak"),
    averageBandwidth: sum("average"),
    codecs: [...new Set(renditions.flatMap(({ codecs }) => codecs))],
    resolution: main.resolution,
    frameRate: main.frameRate,
    main: main.id,
    audio: sound.map(({ id }) => id),
  };
}

/** Bits a second of the segments that there are. */
function ratesOf({ window }: Rendition) {
  let bits = 0, seconds = 0, peak = 0;
  for (const { size, duration } of window.segments) {
    if (duration <= 0) continue;
    bits += 8 * size;
    seconds += duration;
    peak = Math.max(peak, 8 * size / duration);
  }
  return { peak, average: seconds > 0 ? bits / seconds : 0 };
}
