import assert from "node:assert/strict";
import { absolute, findFile, searchedFiles } from "core/config/file/search.ts";

function reader(...present: string[]) {
  const asked: string[] = [];
  const readFile = (path: string) => {
    asked.push(path);
    return Promise.resolve(present.includes(path) ? new TextEncoder().encode(path) : null);
  };
  return { readFile, asked };
}

const linux = { cwd: "/srv", platform: "linux" };
const ALL = [
  "/srv/rtsp-simple-server.yml",
  "/srv/mediamtx.yml",
  "/usr/local/etc/mediamtx.yml",
  "/usr/etc/mediamtx.yml",
  "/etc/mediamtx/mediamtx.yml",
];

Deno.test("the first of the usual places that holds a file wins", async () => {
  const none = reader();
  assert.equal((await findFile({ ...linux, readFile: none.readFile }))?.file, null);
  assert.deepEqual(none.asked, ALL);
  const two = reader(ALL[1], ALL[4]);
  assert.equal((await findFile({ ...linux, readFile: two.readFile }))?.file, ALL[1]);
  assert.deepEqual(searchedFiles(linux), ALL.slice(0, 2));
});

Deno.test("Windows has the first two places only", async () => {
  const none = reader();
  await findFile({ cwd: "C:\\srv", platform: "windows", readFile: none.readFile });
  assert.deepEqual(none.asked, ["C:\\srv\\rtsp-simple-server.yml", "C:\\srv\\mediamtx.yml"]);
});

Deno.test("a file that is asked for must be there", async () => {
  const { readFile, asked } = reader("/srv/a.yml");
  assert.equal((await findFile({ ...linux, file: "a.yml", readFile }))?.file, "/srv/a.yml");
  assert.equal(await findFile({ ...linux, file: "b.yml", readFile }), null);
  assert.deepEqual(asked, ["/srv/a.yml", "/srv/b.yml"]);
  assert.equal(absolute("/x/y.yml", "/srv", "linux"), "/x/y.yml");
});
