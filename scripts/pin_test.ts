import assert from "node:assert/strict";

const PIN = (await read(".deno-version")).trim();

function read(file: string): Promise<string> {
  return Deno.readTextFile(new URL(`../${file}`, import.meta.url));
}

Deno.test("the pinned Deno is the one that runs", () => {
  assert.equal(Deno.version.deno, PIN, "run this with the Deno that .deno-version names");
});

Deno.test("whatever else names Deno's version names the pinned one", async () => {
  const readme = await read("README.md");
  for (const task of ["start", "test"]) {
    assert.ok(readme.includes(`npx -y deno@${PIN} task ${task}`), `README.md: task ${task}`);
  }
  const places: [file: string, version: RegExp][] = [
    ["README.md", /deno@([\d.]+\d)/g],
    ["README.md", /Deno (\d+\.\d+\.\d+)/g],
    ["CONTRIBUTING.md", /deno@([\d.]+\d)/g],
    ["Dockerfile", /DENO_VERSION=(\S+)/g],
  ];
  for (const [file, version] of places) {
    for (const [text, found] of (await read(file)).matchAll(version)) {
      assert.equal(found, PIN, `${file}: ${text}`);
    }
  }
});

Deno.test("every task that the README names exists", async () => {
  const { tasks } = JSON.parse(await read("deno.json"));
  const named = (await read("README.md")).matchAll(/(?:deno|deno@\S+) task ([\w:]+)/g);
  for (const [, name] of named) assert.ok(name! in tasks, `deno task ${name}`);
});
