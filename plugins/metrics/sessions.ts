import type { SessionKind, SessionMetrics } from "core/mod.ts";
import type { Group } from "./group.ts";
import { formatLabels, formatNumber } from "./text.ts";

type Session = Readonly<Record<string, unknown>>;

/** The groups of the kinds of sessions that say how they are shown, in their order. */
export function sessionGroups(kinds: readonly SessionKind[]): readonly Group<Session>[] {
  return kinds
    .flatMap((kind) => kind.metrics ? [{ kind, metrics: kind.metrics }] : [])
    .sort((a, b) => a.metrics.order - b.metrics.order)
    .map(({ kind, metrics }) => groupOf(metrics, () => kind.list() as Iterable<Session>));
}

function groupOf(metrics: SessionMetrics, items: () => Iterable<Session>): Group<Session> {
  const { title, type, item: filter, labels } = metrics;
  const key = labels.id ?? labels.name;
  const numbers = named(type, metrics.numbers), older = named(type, metrics.older ?? {});
  return {
    title,
    type,
    filters: [filter],
    names: {
      current: [type, ...numbers.map(({ name }) => name)],
      older: older.map(({ name }) => name),
    },
    items,
    admits: (session, filters) =>
      filters.item(filter) === "" || filters.item(filter) === session[key],
    lines(session) {
      const shown = formatLabels(labelsOf(session, labels));
      return {
        current: `${type}${shown} 1\n${linesOf(session, numbers, shown)}`,
        older: linesOf(session, older, shown),
      };
    },
  };
}

interface Named {
  readonly name: string;
  readonly property: string;
}

function named(type: string, numbers: Readonly<Record<string, string>>): readonly Named[] {
  return Object.entries(numbers).map(([rest, property]) => ({ name: `${type}_${rest}`, property }));
}

function labelsOf(
  session: Session,
  labels: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = Object.entries(labels).map(([label, property]) => [label, session[property]]);
  return Object.fromEntries(entries);
}

function linesOf(session: Session, numbers: readonly Named[], labels: string): string {
  let lines = "";
  for (const { name, property } of numbers) {
    lines += `${name}${labels} ${formatNumber(Number(session[property] ?? 0))}\n`;
  }
  return lines;
}
