import assert from "node:assert/strict";
import plugin from "./mod.ts";
import soft from "./soft.ts";

type Case = [file: string, source: string];

function found(file: string, source: string, of: Deno.lint.Plugin = plugin): string[] {
  return Deno.lint.runPlugin(of, file, source).map((d) => `${d.id} ${d.message}`);
}

function refuses(rule: string, why: RegExp, cases: Case[]) {
  for (const [file, source] of cases) {
    const all = found(file, source);
    assert.ok(
      all.some((d) => d.startsWith(rule + " ") && why.test(d)),
      `${file}: ${source}: ${all}`,
    );
  }
}

function accepts(cases: Case[]) {
  for (const [file, source] of cases) assert.deepEqual(found(file, source), [], source);
}

Deno.test("house/rooms sees every form of import", () => {
  refuses("house/rooms", /protocol/, [
    ["core/a.ts", 'import { x } from "../plugins/rtsp/mod.ts";'],
    ["core/a.ts", 'import "../plugins/rtsp/mod.ts";'],
    ["core/a.ts", 'import type { X } from "../plugins/rtsp/mod.ts";'],
    ["core/a.ts", 'export { x } from "../plugins/rtsp/mod.ts";'],
    ["core/a.ts", 'export type { X } from "../plugins/rtsp/mod.ts";'],
    ["core/a.ts", 'export * from "../plugins/rtsp/mod.ts";'],
    ["core/a.ts", 'const x = import("../plugins/rtsp/mod.ts");'],
    ["core/a.ts", "const x = import(`../plugins/rtsp/mod.ts`);"],
    ["core/a.ts", 'type X = import("../plugins/rtsp/mod.ts").X;'],
    ["core/a.ts", 'import x = require("../plugins/rtsp/mod.ts");'],
  ]);
  refuses("house/rooms", /media\/ only/, [["media/a.ts", 'import { x } from "core/mod.ts";']]);
  accepts([
    ["core/a.ts", 'import { x } from "./b.ts";'],
    ["core/a.ts", 'import { x } from "media/b.ts";'],
    ["core/a.ts", 'import { z } from "zod";'],
    ["core/a.ts", "const x = (name: string) => import(name);"],
  ]);
});

Deno.test("house/pure keeps the outside world out of media/ and wire/", () => {
  const impure = [
    "const x = Date.now();",
    "const x = new Date();",
    "const x = Math.random();",
    "const x = performance.now();",
    "setTimeout(() => {}, 1);",
    "const wait = setInterval;",
    "queueMicrotask(() => {});",
    'console.log("x");',
    'Deno.readTextFileSync("x");',
    "const x = globalThis.Deno;",
    "const x = crypto.getRandomValues(new Uint8Array(1));",
    'fetch("http://localhost");',
    "async function f() {}",
    "const f = async () => {};",
    "class A { async f() {} }",
    "await 1;",
    "let x: Promise<void>;",
    'const x = import("./b.ts");',
  ];
  for (const source of impure) {
    const cases: Case[] = [["media/a.ts", source], ["plugins/rtsp/wire/a.ts", source]];
    refuses("house/pure", /fuzzed/, cases);
    accepts([["net/a.ts", source], ["media/a_test.ts", source]]);
  }
  accepts([
    ["media/a.ts", "const x = { Date: 1, console: 2 };"],
    ["media/a.ts", "const f = (headers: { Date: string }) => headers.Date;"],
    ["media/a.ts", "class A { process() {} }"],
    ["media/a.ts", "const x = Math.round(1.5);"],
  ]);
});

Deno.test("house/modules refuses modules of the runtime outside their place", () => {
  refuses("house/modules", /64 kB/, [
    ["net/udp.ts", 'import dgram from "node:dgram";'],
    ["test/peer.ts", 'import dgram from "node:dgram";'],
    ["scripts/bench/a.ts", 'import { createSocket } from "dgram";'],
    ["net/udp.ts", 'const x = await import("node:dgram");'],
  ]);
  refuses("house/modules", /fingerprints/, [["core/a.ts", 'import tls from "node:tls";']]);
  refuses("house/modules", /as arguments/, [[
    "media/a.ts",
    'import { createHash } from "node:crypto";',
  ]]);
  accepts([
    ["net/tls.ts", 'import tls from "node:tls";'],
    ["net/cipher_native.ts", 'import { createHash } from "node:crypto";'],
    ["media/a_test.ts", 'import assert from "node:assert/strict";'],
  ]);
});

Deno.test("house/names refuses names that say nothing", () => {
  refuses("house/names", /anything collects/, [
    ["core/utils.ts", ""],
    ["core/utils_test.ts", ""],
    ["core/common/a.ts", ""],
    ["test/helpers/a.ts", ""],
    ["scripts/misc.ts", ""],
  ]);
  accepts([["core/commands.ts", ""], ["plugins/rtsp/wire/commons_license.ts", ""]]);
});

function lines(count: number): string {
  return "x();\n".repeat(count);
}

Deno.test("file and function lengths: refused, worth a look, fine", () => {
  refuses("house/file-length", /601 lines, the limit is 600/, [["core/a.ts", lines(601)]]);
  refuses("house/function-length", /function of 121 lines/, [
    ["core/a.ts", `function f() {\n${lines(119)}}`],
    ["core/a.ts", `const f = () => {\n${lines(119)}};`],
    ["core/a.ts", `class A {\nf() {\n${lines(119)}}\n}`],
  ]);
  accepts([["core/a.ts", lines(600)], ["core/a.ts", `function f() {\n${lines(118)}}`]]);
  assert.match(found("core/a.ts", lines(301), soft).join(), /budget\/file-length 301 lines/);
  assert.match(found("core/a.ts", `function f() {\n${lines(49)}}`, soft).join(), /function of 51/);
  assert.deepEqual(found("core/a.ts", `function f() {\n${lines(48)}}\n${lines(250)}`, soft), []);
});

Deno.test("every rule of the house has a test here", async () => {
  const here = await Deno.readTextFile(new URL(import.meta.url));
  for (const rule of Object.keys(plugin.rules)) assert.ok(here.includes(`"house/${rule}"`), rule);
});
