/** Pictures that may go before one in decoding order and behind it in output: the standards allow 16. */
const MAX_DEPTH = 16;
/** Frames per second taken for granted where nothing tells. */
const DEFAULT_FRAME_RATE = 30;

/**
 * Finds decoding times of pictures from their presentation times: with a reorder depth of N pictures, the one decoded
 * as number i is due when number i − N is shown. Times are integers in ticks of the track's clock.
 */
export class DecodeClock {
  private last = -Infinity;
  /** The latest presentation times, ascending. */
  private readonly latest: number[] = [];
  /** Reorder depth the presentation times showed, in this coded video sequence and in the one before. */
  private depth = 0;
  private depthBefore = 0;

  /** `clockRate` in Hz. */
  constructor(private readonly clockRate: number) {}

  /** A coded video sequence begins: a depth shown long ago is forgotten. */
  beginSequence(): void {
    this.depthBefore = this.depth;
    this.depth = 0;
  }

  /**
   * The decoding time of the next picture in decoding order: above the last one and at most `pts`; undefined where `pts`
   * is not above the last one. `declared` is the depth its parameter sets tell: one that turns out too small is
   * corrected. `frameRate` spaces the first pictures.
   */
  next(pts: number, declared: number, frameRate?: number): number | undefined {
    const { latest } = this;
    let at = latest.length;
    while (at > 0 && latest[at - 1] > pts) at--;
    this.depth = Math.max(this.depth, latest.length - at);
    latest.splice(at, 0, pts);
    if (latest.length > MAX_DEPTH + 1) latest.shift();
    if (pts <= this.last) return undefined;
    const depth = Math.min(MAX_DEPTH, Math.max(declared, this.depth, this.depthBefore));
    this.last = Math.max(this.last + 1, Math.min(pts, this.due(depth, frameRate)));
    return this.last;
  }

  /** When the picture `depth` before the latest is shown; before the first one, frame durations count back. */
  private due(depth: number, frameRate = DEFAULT_FRAME_RATE): number {
    const index = this.latest.length - 1 - depth;
    if (index >= 0) return this.latest[index];
    const duration = Math.min(this.clockRate, Math.round(this.clockRate / frameRate));
    return this.latest[0] + index * duration;
  }
}
