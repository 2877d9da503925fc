import { z } from "zod";

/** The largest number that pages are counted with. */
const MOST = 2 ** 31 - 1;

/** Which page of a list is asked for, and how many items there are on each. */
export interface Page {
  readonly page: number;
  readonly itemsPerPage: number;
}

/** The part of a query that asks for a page. */
export const pageQuery = {
  page: unsigned(0, 0).pipe(z.number().default(0)),
  itemsPerPage: unsigned(1, 100).pipe(
    z.number().refine((value) => value !== 0, "invalid items per page").default(100),
  ),
};

/** Undefined where nothing is given. The texts are those that clients of the API know. */
function unsigned(minimum: number, initial: number) {
  const documented = { type: "integer", minimum, maximum: MOST, default: initial } as const;
  return z.string().optional().meta(documented).transform((text, context) => {
    if (text === undefined || text === "") return undefined;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value <= MOST) return value;
    const reason = Number.isNaN(value) ? "invalid syntax" : "value out of range";
    const message = `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${reason}`;
    context.issues.push({ code: "custom", message, input: text });
    return z.NEVER;
  });
}

/** The name of a path, or the key of an entry of `paths`. */
export const nameParameter = {
  name: "name",
  schema: z.string().min(1, "invalid name"),
  rest: true,
} as const;

/** In lower case. */
export const uuid = z.string().meta({ format: "uuid" }).transform((text, context) => {
  const lengthFits = text.length === 36;
  if (lengthFits && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    return text.toLowerCase();
  }
  const message = lengthFits ? "invalid UUID format" : `invalid UUID length: ${text.length}`;
  context.issues.push({ code: "custom", message, input: text });
  return z.NEVER;
});

export const idParameter = { name: "id", schema: uuid } as const;
