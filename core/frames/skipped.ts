import type { Logger } from "core/log/logger.ts";
import type { Track } from "media/track.ts";

/** Says which tracks a reader is not sent, as nobody could carry them. */
export function warnSkipped(log: Logger, skipped: readonly Track[]): void {
  for (const { id, config } of skipped) log.warn(`skipping track ${id + 1} (${config.codec})`);
}
