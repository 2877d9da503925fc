import { toJson, Turns } from "core/mod.ts";
import type { Page } from "./schemas/requests.ts";

/** An answer that is JSON already. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** Makes a page of all items; one beyond the end is empty. A long one is made in several turns; `view` may take some, too. */
export async function pageOf<T>(
  items: readonly T[],
  query: Readonly<Record<string, unknown>>,
  view: (item: T) => unknown,
): Promise<JsonText> {
  const { page, itemsPerPage } = query as unknown as Page, from = page * itemsPerPage;
  const texts: string[] = [];
  const turns = new Turns();
  for (const item of items.slice(from, from + itemsPerPage)) {
    if (turns.over) await turns.next();
    texts.push(toJson(await view(item)));
  }
  const pageCount = Math.ceil(items.length / itemsPerPage);
  return new JsonText(
    `{"itemCount":${items.length},"pageCount":${pageCount},"items":[${texts.join(",")}]}`,
  );
}
