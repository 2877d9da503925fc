import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { generatedTypes } from "./generate.ts";

const TYPES = fileURLToPath(new URL("../../mediamtx.d.ts", import.meta.url));

/** A plugin as its author types it, each wrong line below a comment that the type check would refuse were it right. */
const PLUGIN = `
import type { Context, Plugin } from "./mediamtx.d.ts";

interface Options {
  readonly url: string;
  readonly mode: "fast" | "slow";
  readonly every: number;
  readonly words: readonly string[];
}

const options = {
  url: { type: "string" },
  mode: { type: "string", oneOf: ["fast", "slow"], default: "fast" },
  every: { type: "duration", default: 1000 },
  words: { type: "list", default: [] },
} as const;

export default {
  name: "right",
  options,
  reads: ["rtspAddress"],
  setup(ctx) {
    const url: string = ctx.options.url, mode: "fast" | "slow" = ctx.options.mode;
    ctx.log.info(ctx.config.rtspAddress + url + mode);
    ctx.hooks.on("available", ({ name, stream, entry }) => {
      const { source, runOnAvailable } = entry.values;
      ctx.log.info(name + source + runOnAvailable);
      for (const lane of stream?.lanes ?? []) {
        ctx.defer(lane.addFrameReader({ write: ({ payload, pts }) => void [payload[0].length, pts] }));
      }
    });
    ctx.hooks.on("metrics", () => [{ name: "m", labels: {}, value: 1 }]);
    for (const kind of ctx.sessions.kinds()) kind.kick?.("id");
    helper(ctx);
    // @ts-expect-error there is no such hook
    ctx.hooks.on("availabel", () => {});
    // @ts-expect-error a path is no reader
    ctx.hooks.on("available", ({ reader }) => reader);
    // @ts-expect-error metrics are lists of lines
    ctx.hooks.on("metrics", () => 1);
    // @ts-expect-error there is no such option
    void ctx.options.ulr;
    // @ts-expect-error it is text
    void (ctx.options.url satisfies number);
    // @ts-expect-error it has not said that it reads it
    void ctx.config.readTimeout;
    // @ts-expect-error there is no such parameter of paths
    ctx.hooks.on("online", ({ entry }) => entry.values.sourse);
  },
} satisfies Plugin<Options, "rtspAddress">;

async function helper(ctx: Context<Options, "rtspAddress">): Promise<void> {
  await ctx.pause(ctx.options.every);
  await ctx.configurations.change({ type: "deletePath", name: "cam" }, "a test");
}

export const none = { name: "none", setup() {} } satisfies Plugin;

export const wrong = [
  // @ts-expect-error options are described
  { name: "a", setup() {} } satisfies Plugin<Options>,
  // @ts-expect-error every one of them
  { name: "b", options: { url: { type: "string" } }, setup() {} } satisfies Plugin<Options>,
  // @ts-expect-error by its own type
  { name: "c", options: { ...options, url: { type: "boolean" } }, setup() {} } satisfies Plugin<Options>,
  // @ts-expect-error a plugin has a name
  { setup() {} } satisfies Plugin,
];
`;

Deno.test("mediamtx.d.ts is what deno run -A scripts/types/generate.ts writes", async () => {
  assert.equal(await Deno.readTextFile(TYPES), await generatedTypes());
});

Deno.test("mediamtx.d.ts: what is right compiles, and what is wrong does not, with nothing else at hand", async () => {
  const { success, said } = await check(PLUGIN);
  assert.ok(success, said);
});

Deno.test("mediamtx.d.ts: a wrong hook name is refused by name", async () => {
  const { success, said } = await check(
    `import type { Plugin } from "./mediamtx.d.ts";
    export default { name: "a", setup: ({ hooks }) => hooks.on("availabel", () => {}) } satisfies Plugin;`,
  );
  assert.ok(!success);
  assert.match(said, /"availabel"/);
});

/** Checks a plugin's types in a folder that holds nothing but it and ours. */
async function check(plugin: string): Promise<{ success: boolean; said: string }> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-" });
  try {
    await Deno.writeTextFile(`${folder}/plugin.ts`, plugin);
    await Deno.copyFile(TYPES, `${folder}/mediamtx.d.ts`);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", "--quiet", "--no-config", "plugin.ts"],
      cwd: folder,
    }).output();
    return { success, said: new TextDecoder().decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
