import type { Path, PathManager } from "core/mod.ts";
import type { Group } from "./group.ts";
import { formatLabels } from "./text.ts";

const NAMES = {
  current: [
    "paths",
    "paths_inbound_bytes",
    "paths_outbound_bytes",
    "paths_inbound_frames_in_error",
  ],
  older: ["paths_bytes_received", "paths_bytes_sent", "paths_readers"],
};

/** The paths by name. */
export function pathGroup(paths: PathManager): Group<Path> {
  return {
    title: "Paths",
    type: "paths",
    filters: ["path"],
    names: NAMES,
    items: () => byName(paths),
    admits: ({ name }, filters) => filters.item("path") === "" || filters.item("path") === name,
    lines(path) {
      const { name, stream } = path, state = stream ? "ready" : "notReady";
      const labels = formatLabels({ name, state });
      const inbound = stream?.counters.inboundBytes ?? 0, outbound = stream?.outboundBytes ?? 0;
      const inError = stream?.counters.decodeErrors ?? 0;
      return {
        current: `paths${labels} 1\n${readers(path, state)}` +
          `paths_inbound_bytes${labels} ${inbound}\npaths_outbound_bytes${labels} ${outbound}\n` +
          `paths_inbound_frames_in_error${labels} ${inError}\n`,
        older: `paths_bytes_received${labels} ${inbound}\npaths_bytes_sent${labels} ${outbound}\n`,
      };
    },
  };
}

/** The type of readers that belong to the server itself. */
const HIDDEN = "hidden";

/** One line for each kind of reader. */
function readers({ name, readers }: Path, state: string): string {
  const counts = new Map<string, number>();
  for (const { type } of readers) {
    if (type !== HIDDEN) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  if (counts.size === 0) counts.set("", 0);
  return [...counts].sort().map(([readerType, count]) =>
    `paths_readers${formatLabels({ name, readerType, state })} ${count}\n`
  ).join("");
}

type Forward = { readonly path: Path; readonly to: Path["forwards"][number] };

/** The destinations that paths are pushed to. */
export function forwardGroup(paths: PathManager): Group<Forward> {
  return {
    title: "Forward destinations",
    type: "forward_dests",
    filters: ["forward_dest", "path"],
    names: { current: ["forward_dests", "forward_dests_outbound_bytes"], older: [] },
    sparse: true,
    *items() {
      for (const path of byName(paths)) for (const to of path.forwards) yield { path, to };
    },
    admits({ path, to }, filters) {
      const name = filters.item("path"), id = filters.item("forward_dest");
      return (name === "" || name === path.name) && (id === "" || id === to.id);
    },
    lines({ path, to: { id, url, state, outboundBytes } }) {
      const protocol = url.split(":", 1)[0];
      const labels = formatLabels({ id, path: path.name, protocol, state });
      const bytes = `forward_dests_outbound_bytes${labels} ${outboundBytes}\n`;
      return { current: `forward_dests${labels} 1\n${bytes}`, older: "" };
    },
  };
}

function byName({ paths }: PathManager): Iterable<Path> {
  return [...paths.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}
