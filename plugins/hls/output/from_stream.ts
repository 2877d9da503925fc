import type { Lane } from "core/mod.ts";
import type { AccessUnit } from "media/unit.ts";
import type { Clock } from "net/clock.ts";
import type { HlsConfig } from "../config.ts";
import type { Rendition } from "../wire/rendition.ts";
import { Segmenter } from "../wire/segmenter.ts";
import { Arrivals } from "./arrivals.ts";
import { renditionsOf } from "./choice.ts";

export interface FromStreamOptions {
  readonly clock: Clock;
  readonly config: HlsConfig;
  /** Begins the names of all files. */
  readonly prefix: string;
  /** It cannot go on: told once. */
  failed(reason: string): void;
  /** There is more to be had than before. */
  changed(): void;
}

/** The tracks of a stream on their way into segments. */
export class FromStream {
  readonly renditions: readonly Rendition[];
  readonly arrivals: Arrivals;
  readonly #segmenter: Segmenter;
  readonly #leaves: (() => void)[] = [];

  constructor(
    private readonly lanes: readonly Lane[],
    private readonly options: FromStreamOptions,
  ) {
    const { clock, config, prefix } = options;
    this.arrivals = new Arrivals(clock);
    const members = renditionsOf(lanes.map(({ track }) => track), prefix, config);
    this.renditions = [...new Set(members.map(({ rendition }) => rendition))];
    this.#segmenter = new Segmenter(members, {
      segmentDuration: config.hlsSegmentDuration / 1000,
      segmentMaxSize: config.hlsSegmentMaxSize,
    });
  }

  start(): void {
    for (const lane of this.lanes) {
      const write = (unit: AccessUnit) => this.#write(unit);
      this.#leaves.push(lane.addFrameReader({ write }));
    }
  }

  stop(): void {
    for (const leave of this.#leaves.splice(0)) leave();
    this.arrivals.end();
  }

  #write(unit: AccessUnit): void {
    const before = this.#version, failure = this.#segmenter.write(unit);
    if (failure !== undefined) return this.options.failed(failure);
    if (this.#version === before) return;
    this.options.changed();
    this.arrivals.arrived();
  }

  get #version(): number {
    return this.renditions.reduce((sum, { window }) => sum + window.version, 0);
  }
}
