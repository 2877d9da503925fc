import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";

/** The Control API. */
export const api = definePlugin({
  ...config,
  name: "api",
  enabled: ({ global }) => global.api,
  async setup(context) {
    const { ApiService } = await import("./service.ts");
    await context.http.listen("api", new ApiService(context));
  },
});
