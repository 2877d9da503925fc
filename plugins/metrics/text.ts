import type { Metric } from "core/mod.ts";

/** A number as the text format wants it: without exponent, the shortest that reads back as the same. */
export function formatNumber(value: number): string {
  const text = String(value), at = text.indexOf("e");
  if (at >= 0) return withoutExponent(text.slice(0, at), Number(text.slice(at + 1)));
  if (Number.isFinite(value)) return text;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

function withoutExponent(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "", [whole, fraction = ""] = mantissa.split(".");
  const digits = whole.replace("-", "") + fraction;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  return sign + digits.padEnd(exponent + 1, "0");
}

/** `{name="value",…}` in the order given; nothing without labels. Values are put in as they are. */
export function formatLabels(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return parts.length > 0 ? `{${parts.join(",")}}` : "";
}

/** A line of what plugins give: labels in alphabetical order, their values escaped. */
export function formatMetric({ name, labels, value }: Metric): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1);
  const escaped = sorted.map(([label, text]) => [label, escape(text)]);
  return `${name}${formatLabels(Object.fromEntries(escaped))} ${formatNumber(value)}\n`;
}

function escape(text: string): string {
  return text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
}
