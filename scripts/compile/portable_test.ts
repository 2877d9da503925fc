import assert from "node:assert/strict";
import { type Piece, portable } from "./portable.ts";

const FLAGS = 7;
/** Stands in for Deno: runs the script it is given as a shell script. */
const DENO = `#!/bin/sh
[ "$1" = --version ] && exit \${BROKEN:-0}
shift ${FLAGS}
[ "$2" = --version ] && mkdir -p "$DENO_DIR" && echo >>"$DENO_DIR/parsed" && exit
exec sh "$@"
`;
/** Stands in for the C library's loader: makes a broken Deno work. */
const LOADER = `#!/bin/sh
shift 2
BROKEN=0 VIA=loader exec sh "$@"
`;

interface Box {
  readonly home: string;
  readonly program: string;
}

async function inBox(script: string, body: (box: Box) => Promise<void>, more: Piece[] = []) {
  const root = await Deno.makeTempDir();
  const [home, program] = [`${root}/home`, `${root}/mediamtx`];
  const text = (name: string, content: string) => ({
    name,
    bytes: new TextEncoder().encode(content),
  });
  try {
    await Deno.mkdir(home);
    const file = portable([text("deno", DENO), text("mediamtx.js", script), ...more], 1);
    await Deno.writeFile(program, file, { mode: 0o755 });
    await body({ home, program });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function start(program: string, args: string[], env: Record<string, string>): Deno.ChildProcess {
  const PATH = Deno.env.get("PATH") ?? "";
  return new Deno.Command(program, {
    args,
    env: { PATH, ...env },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function outcome(child: Deno.ChildProcess): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await child.output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return { code, said };
}

function test(name: string, body: () => Promise<void>) {
  const linux = Deno.build.os === "linux";
  Deno.test({ name: linux ? name : `${name} (skipped: Linux only)`, ignore: !linux, fn: body });
}

test("portable: arguments and exit code pass through, also by a symlink", () =>
  inBox('echo "$# $1 $2"; exit 80', async ({ home, program }) => {
    const link = `${home}/link`;
    await Deno.symlink(program, link);
    for (const path of [program, link]) {
      const ended = await outcome(start(path, ["a b", "--flag"], { HOME: home }));
      assert.deepEqual(ended, { code: 80, said: "2 a b --flag\n" });
    }
  }));

test("portable: unpacked once, whole, by whoever comes first", () =>
  inBox("echo $0", async ({ home, program }) => {
    const firsts = await Promise.all(
      Array.from({ length: 4 }, () => outcome(start(program, [], { HOME: home }))),
    );
    const cache = `${home}/.cache/mediamtx`;
    const [folder, ...more] = [...Deno.readDirSync(cache)].map(({ name }) => name);
    assert.match(folder ?? "", /^[0-9a-f]{16}$/);
    assert.deepEqual(more, []);
    const names = [...Deno.readDirSync(`${cache}/${folder}`)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["cache", "deno", "mediamtx.js"]);
    const expected = { code: 0, said: `${cache}/${folder}/mediamtx.js\n` };
    for (const ended of firsts) assert.deepEqual(ended, expected);
    const before = (await Deno.stat(`${cache}/${folder}/deno`)).ino;
    assert.deepEqual(await outcome(start(program, [], { HOME: home })), expected);
    assert.equal((await Deno.stat(`${cache}/${folder}/deno`)).ino, before);
  }));

test("portable: another process than the server's parses the program, once", () =>
  inBox("echo $0", async ({ home, program }) => {
    const starts = async () => {
      await outcome(start(program, [], { MEDIAMTX_CACHE: home }));
      const [{ name }] = Deno.readDirSync(home);
      return (await Deno.readTextFile(`${home}/${name}/cache/parsed`)).length;
    };
    assert.deepEqual([await starts(), await starts()], [1, 1]);
  }));

test("portable: signals reach the program", () =>
  inBox("trap 'echo ended; exit 7' TERM; echo up; while :; do sleep 0.05; done", async (box) => {
    const child = start(box.program, [], { HOME: box.home });
    const reader = child.stdout.getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), "up\n");
    child.kill("SIGTERM");
    assert.equal(new TextDecoder().decode((await reader.read()).value), "ended\n");
    await reader.cancel();
    await child.stderr.cancel();
    assert.equal((await child.status).code, 7);
  }));

test("portable: another place where the first cannot be written, and words where none can", () =>
  inBox("echo $0", async ({ home, program }) => {
    const file = `${home}/file`;
    await Deno.writeTextFile(file, "");
    const fallback = await outcome(start(program, [], { HOME: file, TMPDIR: home }));
    assert.match(fallback.said, new RegExp(`^${home}/mediamtx-\\d+/[0-9a-f]{16}/mediamtx.js\n$`));
    const chosen = await outcome(
      start(program, [], { MEDIAMTX_CACHE: `${home}/mine`, HOME: home }),
    );
    assert.ok(chosen.said.startsWith(`${home}/mine/`), chosen.said);
    const none = await outcome(start(program, [], { HOME: file, TMPDIR: file }));
    assert.equal(none.code, 1);
    assert.match(none.said, /Cannot unpack: set MEDIAMTX_CACHE/);
  }));

test("portable: the C library that came along is used only where the machine's does not do", () => {
  const loader = [{ name: "loader", bytes: new TextEncoder().encode(LOADER) }];
  return inBox("echo via $VIA", async ({ home, program }) => {
    const one = await outcome(start(program, [], { MEDIAMTX_CACHE: `${home}/a` }));
    assert.deepEqual(one, { code: 0, said: "via\n" });
    const two = await outcome(start(program, [], { MEDIAMTX_CACHE: `${home}/b`, BROKEN: "1" }));
    assert.deepEqual(two, { code: 0, said: "via loader\n" });
  }, loader);
});
