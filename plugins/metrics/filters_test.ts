import assert from "node:assert/strict";
import { parseFilters } from "./filters.ts";

const cases: readonly { query: string; type: string; path: string; byItem: boolean }[] = [
  { query: "", type: "", path: "", byItem: false },
  { query: "type=paths", type: "paths", path: "", byItem: false },
  { query: "path=a%2Fb", type: "", path: "a/b", byItem: true },
  { query: "path=", type: "", path: "", byItem: false },
  { query: "type=&rtsp_conn=1", type: "", path: "", byItem: true },
  { query: "hls_muxer=x", type: "", path: "", byItem: true },
  { query: "forward_dest=x&path=y", type: "", path: "y", byItem: true },
  { query: "token=secret&jwt=x&state=read", type: "", path: "", byItem: false },
  { query: "%ff&&=;", type: "", path: "", byItem: false },
];

Deno.test("metrics: filters of a query", () => {
  for (const { query, ...expected } of cases) {
    const { type, byItem, item } = parseFilters(query);
    assert.deepEqual({ type, byItem, path: item("path") }, expected, query);
  }
});

Deno.test("metrics: each filter of the contract counts as one of single items", async () => {
  const file = new URL("../../test/vectors/contract/metrics.json", import.meta.url);
  const { filters } = JSON.parse(await Deno.readTextFile(file));
  for (const name of filters.item) assert.ok(parseFilters(`${name}=x`).byItem, name);
});
