import assert from "node:assert/strict";
import { PathTemplate } from "./template.ts";

const AT = new Date(2026, 10, 21, 9, 5, 3).getTime() * 1000 + 42, SECONDS = Math.floor(AT / 1e6);

const CASES: readonly [template: string, file: string][] = [
  ["./recordings/%path/%Y-%m-%d_%H-%M-%S-%f", "./recordings/a/b/2026-11-21_09-05-03-000042.mp4"],
  ["/%path_%s_%f", `/a/b_${SECONDS}_000042.mp4`],
  ["%s-%f-%path", `${SECONDS}-000042-a/b.mp4`],
  ["x/%Y/%m/%d/%path.%s.%f", `x/2026/11/21/a/b.${SECONDS}.000042.mp4`],
  ["(%path)+/%Y%m%d%H%M%S%f", "(a/b)+/20261121090503000042.mp4"],
];

for (const [template, file] of CASES) {
  Deno.test(`recordPath ${template}`, () => {
    const names = new PathTemplate(template, "fmp4");
    assert.equal(names.fileOf("a/b", AT), file);
    assert.deepEqual(names.parse(file), { name: "a/b", start: AT });
    assert.equal(names.parse(`${file}x`), undefined);
    assert.equal(names.parse(file.replace(".mp4", ".ts")), undefined);
    assert.ok(file.startsWith(names.folderOf()));
  });
}

Deno.test("recordPath: folders of all paths, and of one", () => {
  const folders = (template: string) => {
    const names = new PathTemplate(template, "mpegts");
    return [names.folderOf(), names.folderOf("a/b")];
  };
  assert.deepEqual(folders("./rec/%path/%s"), ["./rec", "./rec/a/b"]);
  assert.deepEqual(folders("/rec/%path_%s"), ["/rec", "/rec/a"]);
  assert.deepEqual(folders("/%path/%s"), ["/", "/a/b"]);
  assert.deepEqual(folders("%path/%s"), ["", "a/b"]);
  assert.deepEqual(folders("./%path-%s"), [".", "./a"]);
  assert.deepEqual(folders("r/%Y/%path/%s"), ["r", "r"]);
});

Deno.test("recordPath: zones, and what tells files apart", () => {
  const zoned = new PathTemplate("%path/%Y-%m-%dT%H:%M:%S%z", "mpegts");
  const second = SECONDS * 1e6;
  assert.deepEqual(zoned.parse(zoned.fileOf("cam", AT)), { name: "cam", start: second });
  const noon = Date.UTC(2026, 10, 21, 12) * 1000;
  for (const zone of ["12:00:00Z", "14:00:00+0200", "08:30:00-0330"]) {
    assert.equal(zoned.parse(`cam/2026-11-21T${zone}.ts`)?.start, noon);
  }
  assert.equal(zoned.resolution, 1e6);
  assert.equal(new PathTemplate("%path/%s%f", "fmp4").resolution, 1);
});

Deno.test("recordPath: variables that are there twice must agree", () => {
  const names = new PathTemplate("%path/%Y/%path-%Y-%s", "fmp4"), file = names.fileOf("a/b", AT);
  assert.equal(file, `a/b/2026/a/b-2026-${SECONDS}.mp4`);
  assert.equal(names.parse(file)?.name, "a/b");
  assert.equal(names.parse(file.replace("2026-", "2025-")), undefined);
  assert.equal(names.parse(file.replace("/2026/a", "/2026/c")), undefined);
});
