import { toHex } from "media/bytes.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import type { FlvEvent } from "./reader.ts";

/** For tests: events as text that is read at a glance, or what was wrong. */
export function describe(events: readonly FlvEvent[] | Malformed): string[] | string {
  return isMalformed(events) ? events.reason : events.map(describeEvent);
}

function describeEvent(event: FlvEvent): string {
  const head = `${event.type} ${event.kind} ${event.track}`;
  switch (event.type) {
    case "config":
      return `${head} ${describeConfig(event.config)}`;
    case "frame": {
      const sizes = event.payload.map(({ length }) => length).join("+");
      const times = [
        event.compositionTime ? ` +${event.compositionTime} ms` : "",
        event.nanoseconds ? ` +${event.nanoseconds} ns` : "",
      ];
      return `${head}${event.randomAccess ? " key" : ""} ${sizes}${times.join("")}`;
    }
    case "end":
      return head;
    case "metadata":
      return `${head} ${event.values[0]}`;
  }
}

function describeConfig(config: TrackConfig): string {
  return Object.values(config).map((value) => value instanceof Uint8Array ? toHex(value) : value)
    .join(" ");
}
