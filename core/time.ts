const MICROSECONDS = 1000;

/** An instant as the API writes it: RFC 3339 in the local zone, without zeros at the end of the fraction. */
export function formatTime(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const local = new Date(at.getTime() + minutes * 60_000).toISOString();
  return local.replace(/\.?0*Z$/, "") + zone(minutes);
}

/** The same of microseconds since 1970. */
export function formatMicroseconds(at: number): string {
  const second = Math.floor(at / 1e6) * 1e6, fraction = String(at - second).padStart(6, "0");
  const text = formatTime(new Date(second / MICROSECONDS));
  return text.replace(/(?=[Z+-][^T]*$)/, `.${fraction}`.replace(/\.?0*$/, ""));
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/** Reads RFC 3339 (§5.6) in capital letters: microseconds since 1970; undefined where it is none, or no day. */
export function parseMicroseconds(text: string): number | undefined {
  const [, second, fraction = "", offset] = TIME.exec(text) ?? [];
  const at = second === undefined ? NaN : Date.parse(second + offset);
  if (Number.isNaN(at) || !new Date(`${second}Z`).toISOString().startsWith(second)) {
    return undefined;
  }
  return at * MICROSECONDS + Number(fraction.padEnd(6, "0").slice(0, 6));
}

function zone(minutes: number): string {
  if (minutes === 0) return "Z";
  const two = (count: number) => String(Math.floor(count)).padStart(2, "0");
  const away = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(away / 60)}:${two(away % 60)}`;
}
