import type { PathEntry } from "core/config/configuration.ts";
import type { Logger } from "core/log/logger.ts";
import type { Party } from "core/paths/party.ts";
import type { Stream } from "core/stream/stream.ts";

/** A path as everybody but its manager sees it. */
export interface PathView {
  readonly name: string;
  readonly entry: PathEntry;
  /** Capture groups of the entry's expression. */
  readonly groups: readonly string[];
  /** The logger with the path's prefix. */
  readonly log: Logger;
  readonly publisher: Party | undefined;
  /** Who provides the stream, or will: the publisher, a source that is pulled, or `redirect`. */
  readonly origin: Pick<Party, "type" | "id"> | undefined;
  /** What can be read now. */
  readonly stream: Stream | undefined;
  /** When the stream became available. */
  readonly availableSince: Date | undefined;
  /** When who feeds it now came; undefined while nobody does, and readers see a filler or wait. */
  readonly onlineSince: Date | undefined;
  readonly readers: ReadonlySet<Party>;
}
