import { dotted, formatProblem, type Locate, type Place } from "core/config/check/problem.ts";
import { type Declared, isDeprecated } from "core/config/parameter.ts";

/** Collects warnings; of each parameter only the first is written out, the others are counted. */
export class Warnings {
  readonly #first = new Map<string, { line: string; more: number }>();

  constructor(private readonly locate: Locate) {}

  /** Warns where a parameter that was set is on its way out. */
  addOutdated(name: string, declared: Declared, place: Place): void {
    const text = isDeprecated(declared)
      ? declared.use || declared.note ? `deprecated: ${declared.note ?? `use ${declared.use}`}` : ""
      : declared.outdated && `deprecated: ${declared.outdated}`;
    if (text) this.add(`${place.length > 1 ? "path" : "global"} ${name}`, place, text);
  }

  /** Warns of `text`; only the first warning with the same id counts. */
  add(id: string, place: Place, text: string): void {
    const first = this.#first.get(id);
    if (first) {
      first.more++;
      return;
    }
    const { file, line, column } = this.locate(place, "key");
    const problem = { file, line, column, key: dotted(place), text };
    this.#first.set(id, { line: formatProblem(problem), more: 0 });
  }

  /** The lines, in order of appearance. */
  get lines(): readonly string[] {
    return [...this.#first.values()].map(({ line, more }) =>
      more === 0 ? line : `${line} (and ${more} more)`
    );
  }
}
