import assert from "node:assert/strict";
import { describeEnd, execute, parseCommand } from "./execute.ts";

const VALUES: Readonly<Record<string, string>> = { MTX_PATH: "cam 1", PROGRAM: "ffmpeg" };
const parse = (command: string, windows: boolean) =>
  parseCommand(command, (name) => VALUES[name], windows);
const plain = (program: string, ...args: string[]) => ({ program, args, verbatim: false });

const CASES: readonly [command: string, windows: boolean, parsed: unknown][] = [
  ["ffmpeg -i $MTX_PATH", false, plain("ffmpeg", "-i", "cam 1")],
  ["$PROGRAM '$MTX_PATH' \"${MTX_PATH}\"", false, plain("ffmpeg", "cam 1", "cam 1")],
  ["a $UNSET b", false, plain("a", "", "b")],
  ["cmd /c dir", false, plain("cmd", "/c", "dir")],
  ["ffmpeg -i $MTX_PATH", true, plain("ffmpeg", "-i", "cam 1")],
  ["command /c dir", true, plain("command", "/c", "dir")],
  ['cmd /c "a b" %MTX_PATH% \'', true, {
    ...{ program: "cmd", args: ['/c "a b" %MTX_PATH% \''], verbatim: true },
  }],
  [" CMD.exe\t/c $MTX_PATH", true, {
    ...{ program: "CMD.exe", args: ["/c $MTX_PATH"], verbatim: true },
  }],
  ["cmd", true, { program: "cmd", args: [""], verbatim: true }],
];

for (const [command, windows, parsed] of CASES) {
  Deno.test(`execute: ${JSON.stringify(command)}${windows ? " on Windows" : ""}`, () => {
    assert.deepEqual(parse(command, windows), parsed);
  });
}

const REFUSED: readonly [command: string, reason: RegExp][] = [
  [" ", /^the command has no words$/],
  ["a 'b", /a single quote is not closed/],
  [
    "no-such-program-here -x",
    /^exec: "no-such-program-here": executable file not found in \$PATH$/,
  ],
  ["$NO_SUCH_VARIABLE_HERE x", /^exec: "": executable file not found in \$PATH$/],
];

for (const [command, reason] of REFUSED) {
  Deno.test(`execute: ${JSON.stringify(command)} cannot be started`, () => {
    assert.throws(() => execute(command, {}), { message: reason });
  });
}

Deno.test("execute: variables come before those of the server, and reach the command by its environment", async () => {
  const name = "MEDIAMTX_TEST_VARIABLE", value = "of the server";
  Deno.env.set(name, value);
  try {
    const compare = (wanted: string) => `test "$${name}" = "${wanted}"`;
    assert.equal((await execute(compare(value), {}).ended).code, 0);
    assert.equal((await execute(compare("of the hook"), { [name]: "of the hook" }).ended).code, 0);
    const inherited = `sh -c "env | grep -qx '${name}=of the hook'"`;
    assert.equal((await execute(inherited, { [name]: "of the hook" }).ended).code, 0);
  } finally {
    Deno.env.delete(name);
  }
});

Deno.test("execute: how it ended", () => {
  assert.equal(describeEnd({ code: 3, signal: null }), "command exited with code 3");
  assert.equal(describeEnd({ code: 130, signal: "SIGINT" }), "command was ended by SIGINT");
});
