import { formatProblem } from "core/config/check/problem.ts";
import type { Context as ExtensionContext } from "core/extensions/contract.ts";
import type { Extension, OptionValues } from "core/extensions/extension.ts";
import { checkHook } from "core/extensions/hooks.ts";
import { faultOf } from "core/extensions/position.ts";
import type { Context, Plugin } from "core/plugin.ts";
import { retry } from "core/retry.ts";
import { pause } from "net/clock.ts";

/** A third party's plugin as one of the server's own. What its start throws says where in the file that was. */
export function pluginOf({ name, file, declaration, options }: Extension): Plugin {
  return {
    name,
    title: name === declaration.name ? declaration.title : name,
    reads: declaration.reads as Plugin["reads"],
    outlivesPaths: declaration.outlivesPaths,
    async setup(context: Context<never>) {
      try {
        await declaration.setup(extended(context, options));
      } catch (error) {
        throw new Error(formatProblem({ ...faultOf(error, file), key: "" }), { cause: error });
      }
    },
  };
}

/** The context with what a plugin of ours would import. */
function extended(
  server: Context<never>,
  options: Extension["options"],
): ExtensionContext<OptionValues> {
  const { log, hooks, paths, sessions, auth, configurations, clock, signal } = server;
  return {
    options,
    get config() {
      return server.config;
    },
    onChange: (handle) => server.onChange(handle),
    log,
    hooks: {
      on(name, handle) {
        checkHook(name);
        hooks.on(name, handle);
      },
    },
    paths,
    sessions,
    auth,
    configurations,
    clock,
    signal,
    defer: (undo) => server.defer(undo),
    pause: (milliseconds) => pause(clock, milliseconds, signal),
    retry(options) {
      const running = retry({ ...options, clock });
      server.defer(() => running.close());
      return running;
    },
  };
}
