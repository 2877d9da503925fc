import { type Context, definePlugin } from "core/mod.ts";
import * as config from "./config.ts";
import type { CommandsConfig } from "./config.ts";
import { execute } from "./execute.ts";
import { Launcher } from "./launcher.ts";
import {
  followCreation,
  followDemand,
  followReaders,
  followSegments,
  followStreams,
} from "./paths.ts";
import { Span } from "./span.ts";
import { connectionVariables, portVariable } from "./variables.ts";

/** External commands that are run when something happens. Always on: paths may get commands at any time. */
export const commands = definePlugin({
  ...config,
  name: "commands",
  reads: config.READS,
  outlivesPaths: true,
  setup(context) {
    const launcher = new Launcher(context.clock, ({ command, variables }) => {
      return execute(command, { ...variables, ...portVariable(context.config.rtspAddress) });
    });
    context.defer(() => {
      context.logAs().info("waiting for running hooks");
      return launcher.close();
    });
    context.demands.add(({ values }) =>
      values.runOnDemand === "" ? undefined : {
        startTimeout: values.runOnDemandStartTimeout,
        closeAfter: values.runOnDemandCloseAfter,
      }
    );
    followConnections(context, launcher);
    followCreation(context.hooks, launcher);
    followDemand(context.hooks, launcher);
    followStreams(context.hooks, launcher);
    followReaders(context.hooks, launcher);
    followSegments(context.hooks, launcher);
  },
});

function followConnections(context: Context<CommandsConfig>, launcher: Launcher): void {
  const span = new Span<string>(launcher, "runOnConnect", "runOnDisconnect");
  context.hooks.on("connOpened", (connection) => {
    span.begin(connection.id, {
      command: context.config.runOnConnect,
      restart: context.config.runOnConnectRestart,
      after: () => context.config.runOnDisconnect,
      variables: connectionVariables(connection),
      log: connection.log,
    });
  });
  context.hooks.on("connClosed", ({ id }) => span.end(id));
}
