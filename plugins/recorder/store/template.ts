/** What the name of a file tells. */
export interface Named {
  /** The name of the path. */
  readonly name: string;
  /** When the file begins: microseconds since 1970. */
  readonly start: number;
}

const EXTENSIONS: Readonly<Record<string, string>> = { fmp4: ".mp4", mpegts: ".ts" };

/** The expression of each variable of a template. */
const VARIABLES: Readonly<Record<string, string>> = {
  "%path": "(.+?)",
  "%Y": "(\\d{4})",
  "%m": "(\\d{2})",
  "%d": "(\\d{2})",
  "%H": "(\\d{2})",
  "%M": "(\\d{2})",
  "%S": "(\\d{2})",
  "%f": "(\\d{6})",
  "%z": "(Z|[+-]\\d{4})",
  "%s": "(\\d{10})",
};
const VARIABLE = /%(?:path|[YmdHMSfzs])/g;
const SECOND = 1e6, MILLISECOND = 1e3, MINUTE = 60 * SECOND;

/** The names of the files of recordings: `recordPath`, in the time of the server's zone, and the format's extension. */
export class PathTemplate {
  /** Two with the same key name files alike. */
  readonly key: string;
  #variables: readonly string[] = [];
  #expression: RegExp | undefined;

  constructor(recordPath: string, format: string) {
    this.key = recordPath + (EXTENSIONS[format] ?? "");
  }

  /** Microseconds between two starts that it tells apart. */
  get resolution(): number {
    return this.key.includes("%f") ? 1 : SECOND;
  }

  /** The file of a path that begins at `start`, in microseconds. */
  fileOf(name: string, start: number): string {
    const values = valuesOf(start);
    return this.key.replace(VARIABLE, (variable) => variable === "%path" ? name : values[variable]);
  }

  /** The folder that all files are in, or are below of, as their names begin: of one path, or of all. */
  folderOf(name?: string): string {
    const known = name === undefined ? this.key : this.key.replaceAll("%path", name);
    const [fixed] = known.split(/%(?:path|[YmdHMSfzs])/, 1), slash = fixed.lastIndexOf("/");
    return slash < 0 ? "" : slash === 0 ? "/" : fixed.slice(0, slash);
  }

  /** What a file's name tells; undefined where it does not follow the template. */
  parse(file: string): Named | undefined {
    const match = this.#pattern.exec(file);
    if (!match) return undefined;
    const values = new Map<string, string>();
    for (const [i, variable] of this.#variables.entries()) {
      const value = match[i + 1];
      if ((values.get(variable) ?? value) !== value) return undefined;
      values.set(variable, value);
    }
    const start = startOf(values);
    return start === undefined ? undefined : { name: values.get("%path")!, start };
  }

  get #pattern(): RegExp {
    if (this.#expression) return this.#expression;
    const variables = this.key.match(VARIABLE) ?? [];
    const texts = this.key.split(VARIABLE).map((text) => RegExp.escape(text));
    const source = texts.map((text, i) => text + (VARIABLES[variables[i]] ?? "")).join("");
    this.#variables = variables;
    return this.#expression = new RegExp(`^${source}$`);
  }
}

function valuesOf(start: number): Readonly<Record<string, string>> {
  const second = Math.floor(start / SECOND), at = new Date(second * 1000);
  const digits = (value: number, count: number) => String(value).padStart(count, "0");
  return {
    "%Y": digits(at.getFullYear(), 4),
    "%m": digits(at.getMonth() + 1, 2),
    "%d": digits(at.getDate(), 2),
    "%H": digits(at.getHours(), 2),
    "%M": digits(at.getMinutes(), 2),
    "%S": digits(at.getSeconds(), 2),
    "%f": digits(start - second * SECOND, 6),
    "%z": zoneOf(-at.getTimezoneOffset()),
    "%s": digits(second, 10),
  };
}

function zoneOf(minutes: number): string {
  if (minutes === 0) return "Z";
  const away = Math.abs(minutes), hours = Math.floor(away / 60);
  const digits = String(hours * 100 + away % 60).padStart(4, "0");
  return (minutes < 0 ? "-" : "+") + digits;
}

/** Without a zone times are those of the server's. */
function startOf(values: ReadonlyMap<string, string>): number | undefined {
  const number = (variable: string) => Number(values.get(variable) ?? 0), fraction = number("%f");
  if (values.has("%s")) return number("%s") * SECOND + fraction;
  const fields = ["%Y", "%m", "%d", "%H", "%M", "%S"].map(number);
  const [year, month, day, hour, minute, second] = fields;
  const zone = values.get("%z");
  const at = zone === undefined
    ? new Date(year, month - 1, day, hour, minute, second).getTime()
    : Date.UTC(year, month - 1, day, hour, minute, second);
  const start = at * MILLISECOND - offsetOf(zone) + fraction;
  return Number.isSafeInteger(start) ? start : undefined;
}

/** Microseconds that a zone is ahead. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const away = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))) * MINUTE;
  return zone[0] === "-" ? -away : away;
}
