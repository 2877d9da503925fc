import type { Scheme, Values } from "core/mod.ts";
import { encoding } from "./config_encoding.ts";
import { image } from "./config_image.ts";

export { check, checkPath } from "./config_rules.ts";

export const title = "Raspberry Pi camera";

export const path = { ...image, ...encoding };

export const sources: readonly Scheme[] = [{ scheme: "rpiCamera", word: true }];

declare module "core/config/configuration.ts" {
  interface PathParameters extends Values<typeof path> {}
}
