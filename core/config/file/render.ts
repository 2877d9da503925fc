import { resolvePlain } from "core/config/file/scalar.ts";

/** Spaces of one level. */
export const STEP = 2;

const PLAIN = /^[A-Za-z0-9_./~][\w./:@?=&%+~$^()|;!-]*$/;

/** A text as YAML: without quotes where nobody could take it for something else. */
export function renderText(text: string): string {
  const plain = PLAIN.test(text) && !text.endsWith(":") && typeof resolvePlain(text) === "string";
  return plain ? text : JSON.stringify(text);
}

/** `NAME: VALUE` of a JSON value, its lines indented by so many spaces, with a line end. */
export function renderEntry(name: string, value: unknown, indent: number): string {
  return `${" ".repeat(indent)}${renderText(name)}:${renderValue(value, indent)}`;
}

/** What stands behind the colon of a name that is indented by so many spaces, with a line end. */
export function renderValue(value: unknown, indent: number): string {
  if (value === null || value === undefined) return "\n";
  if (typeof value !== "object") return ` ${renderScalar(value)}\n`;
  if (Array.isArray(value)) return renderList(value, indent);
  const entries = Object.entries(value);
  if (entries.length === 0) return " {}\n";
  return `\n${entries.map(([name, one]) => renderEntry(name, one, indent + STEP)).join("")}`;
}

function renderScalar(value: unknown): string {
  return typeof value === "string" ? renderText(value) : String(value);
}

/** Plain values on one line, others one below the other. */
function renderList(list: readonly unknown[], indent: number): string {
  if (list.every((item) => typeof item !== "object")) {
    return ` [${list.map(renderScalar).join(", ")}]\n`;
  }
  const pad = " ".repeat(indent + STEP);
  const items = list.map((item) => {
    const text = renderValue(item, indent + STEP);
    return text.startsWith("\n") && text.length > 1
      ? `${pad}- ${text.slice(1).trimStart()}`
      : `${pad}-${text}`;
  });
  return `\n${items.join("")}`;
}
