/**
 * Makes executables of dist/mediamtx.js in dist/:
 * `--target NAME` with `deno compile` (repeatable; `all`; default: this machine's), or
 * `--portable` for this Linux machine's kind of processor, `--glibc` to bring its C library along.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { glibcFor } from "./compile/glibc.ts";
import { portable } from "./compile/portable.ts";
import { deno } from "./ok/command.ts";

/** Every platform Deno is built for; 32-bit ARM is not among them. */
const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
  "aarch64-pc-windows-msvc",
];

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const bundle = `${dist}/mediamtx.js`;

async function compile(target: string): Promise<void> {
  const out = `${dist}/mediamtx-${target}`;
  const flags = [
    "-A",
    "--unstable-net",
    "--v8-flags=--max-semi-space-size=1",
    "--no-check",
    "--target",
    target,
    "--output",
    out,
  ];
  const { code } = await deno(["compile", ...flags, bundle]);
  if (code !== 0) throw new Error(`Cannot compile for ${target}: deno compile ended with ${code}`);
}

async function makePortable(withGlibc: boolean): Promise<void> {
  const { os, arch } = Deno.build;
  if (os !== "linux") throw new Error(`Cannot make the portable form on ${os}: Linux only`);
  const program = await Deno.realPath(Deno.execPath());
  const out = `${dist}/mediamtx-portable-linux-${arch}`;
  const file = portable([
    { name: "deno", bytes: await Deno.readFile(program) },
    { name: "mediamtx.js", bytes: await Deno.readFile(bundle) },
    ...(withGlibc ? await glibcFor(program) : []),
  ]);
  await Deno.writeFile(out, file, { mode: 0o755 });
  console.log(`${out}: ${(file.length / 1e6).toFixed(1)} MB`);
}

const { values } = parseArgs({
  options: {
    portable: { type: "boolean", default: false },
    glibc: { type: "boolean", default: false },
    target: { type: "string", multiple: true, default: [Deno.build.target] },
  },
});

if (values.portable) await makePortable(values.glibc);
else {for (const name of values.target.includes("all") ? TARGETS : values.target) {
    await compile(name);
  }}
