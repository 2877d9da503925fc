import { main } from "core/program/main.ts";
import { plugins } from "./plugins/mod.ts";

Deno.exit(await main(Deno.args, plugins));
