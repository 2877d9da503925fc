const TRUE = new Set(["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"]);
const FALSE = new Set(["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"]);
const NULL = new Set(["", "~", "null", "Null", "NULL"]);

const DECIMAL = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const BASED = /^0(?:x[0-9A-Fa-f]+|o[0-7]+|b[01]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/** What an unquoted YAML scalar means: null, a boolean (`yes`, `off` and the like too), a number, or text. */
export function resolvePlain(text: string): string | number | boolean | null {
  if (NULL.has(text)) return null;
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  if (!/^[-+.0-9]/.test(text)) return text;
  if (DECIMAL.test(text)) return Number(text.replaceAll("_", ""));
  return BASED.test(text) || isFloat(text) ? Number(text) : text;
}

/** Leading zeros may mean octal numbers elsewhere: `0123` stays text, which a number's parameter refuses. */
function isFloat(text: string): boolean {
  return FLOAT.test(text) && !/^[-+]?0[0-9]/.test(text);
}
