import { z } from "zod";

export const okSchema = z.strictObject({ status: z.literal("ok") }).meta({ id: "OK" });

export const errorSchema = z.strictObject({ status: z.literal("error"), error: z.string() })
  .meta({ id: "Error" });

/** A count; never negative. */
export const count = z.int().min(0);

/** RFC 3339. */
export const time = z.iso.datetime({ offset: true });

/** A page of a list, under the name of its items with `List` behind it. */
export function listSchema(item: z.ZodType): z.ZodType {
  const list = z.strictObject({ itemCount: count, pageCount: count, items: z.array(item) });
  const id = item.meta()?.id;
  return id === undefined ? list : list.meta({ id: `${id}List` });
}
