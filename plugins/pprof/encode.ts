import type { Function, Location, Profile, StringTable } from "pprof-format";
import type { Frame, Samples } from "./samples.ts";

/** A profile as pprof reads it (profile.proto, compressed by gzip). */
export async function encodeProfile(samples: Samples): Promise<Uint8Array<ArrayBuffer>> {
  const format = await import("pprof-format");
  const profile = new Encoder(format).profile(samples);
  const bytes = await profile.encodeAsync() as Uint8Array<ArrayBuffer>;
  const zipped = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}

type Format = typeof import("pprof-format");

/** Numbers the strings, functions and locations of one profile. */
class Encoder {
  readonly #strings: StringTable;
  readonly #functions = new Map<string, Function>();
  readonly #locations = new Map<string, Location>();

  constructor(private readonly format: Format) {
    this.#strings = new format.StringTable();
  }

  profile({ kinds, list, period, begin, duration }: Samples): Profile {
    const sampleType = kinds.map(([type, unit]) => this.#type(type, unit));
    const sample = list.map(({ stack, values }) => ({
      locationId: stack.map((frame) => this.#location(frame)),
      value: [...values],
    }));
    return new this.format.Profile({
      sampleType,
      sample,
      location: [...this.#locations.values()],
      function: [...this.#functions.values()],
      stringTable: this.#strings,
      periodType: this.#type(...kinds[kinds.length - 1]),
      period,
      timeNanos: BigInt(Math.round(begin)) * 1_000_000n,
      durationNanos: BigInt(Math.round(duration)) * 1_000_000n,
    });
  }

  #type(type: string, unit: string) {
    return { type: this.#strings.dedup(type), unit: this.#strings.dedup(unit) };
  }

  #location(frame: Frame): number {
    const functionId = this.#function(frame), key = `${functionId}:${frame.line}`;
    let location = this.#locations.get(key);
    if (!location) {
      const id = this.#locations.size + 1, line = [{ functionId, line: frame.line }];
      this.#locations.set(key, location = new this.format.Location({ id, line }));
    }
    return Number(location.id);
  }

  #function({ name, file, start }: Frame): number {
    const key = `${name}\n${file}`;
    let known = this.#functions.get(key);
    if (!known) {
      known = new this.format.Function({
        id: this.#functions.size + 1,
        name: this.#strings.dedup(name),
        filename: this.#strings.dedup(file),
        startLine: start,
      });
      this.#functions.set(key, known);
    }
    return Number(known.id);
  }
}
