/** Runs scripts/bench/NAME.ts with the rest of the arguments, or lists the names. */
import { deno } from "./ok/command.ts";

const folder = new URL("bench/", import.meta.url);
const names = [...Deno.readDirSync(folder)]
  .map(({ name }) => /^(\w+)(?<!_test)\.ts$/.exec(name)?.[1])
  .filter((name) => name !== undefined).sort();

const [name, ...args] = Deno.args;
if (name === undefined || !names.includes(name)) {
  console.log(`deno task bench NAME, where NAME is one of: ${names.join(", ")}`);
  Deno.exit(name === undefined ? 0 : 1);
}
const { code } = await deno(["run", "-A", new URL(`${name}.ts`, folder).href, ...args], {
  limit: 3600,
});
Deno.exit(code);
