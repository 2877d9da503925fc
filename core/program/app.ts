import { Attempts } from "core/auth/attempts.ts";
import { createAuthenticator, withHook } from "core/auth/authenticator.ts";
import type { RawConfiguration } from "core/config/check/raw.ts";
import type { FileAccess } from "core/config/file/filler.ts";
import type { Configuration } from "core/config/configuration.ts";
import type { Change } from "core/config/patch.ts";
import type { LoadedConfiguration } from "core/config/load.ts";
import { LiveConfigurations } from "core/program/configurations.ts";
import { messageOf } from "core/errors.ts";
import { Hooks } from "core/hooks.ts";
import { PluginHost } from "core/host/host.ts";
import { type Logger, loggerOf } from "core/log/logger.ts";
import { createLogSink, type LogSettings, type LogSink } from "core/log/sink.ts";
import { random32 } from "core/random.ts";
import { PathManager } from "core/paths/manager.ts";
import type { Plugin } from "core/plugin.ts";
import { SessionRegistry } from "core/registry.ts";
import { Scope } from "core/scope.ts";
import { ConfigurationWriter } from "core/program/writer.ts";
import { platform, VERSION } from "core/program/version.ts";
import { systemClock } from "net/clock.ts";

/** A server that runs: everything between a checked configuration and the log's last line. */
export interface App {
  readonly log: Logger;
  /** The configuration in force; what a change of it does not concern goes on undisturbed. */
  readonly configurations: LiveConfigurations;
  /** Absent where there is no file. */
  readonly writer: ConfigurationWriter | undefined;
  /** Stops everything in reverse order of the start. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Starts the server. `files`: where a change of the configuration looks for the files that it names. Throws when a
 * part cannot start, with everything undone; the log has the reason.
 */
export async function startApp(
  loaded: LoadedConfiguration,
  plugins: readonly Plugin[],
  files: FileAccess,
  greeting: (log: Logger) => void,
): Promise<App> {
  const scope = new Scope((reason) => console.error(reason)), { configuration } = loaded;
  const sink = openLog(configuration.global), log = loggerOf(sink), around = { scope, sink, log };
  scope.defer(() => sink.close());
  log.info(`MediaMTX ${VERSION}, ${platform()}`);
  greeting(log);
  let parts: Parts | undefined;
  try {
    parts = build(loaded, plugins, files, around);
    const { host, paths, auth, configurations, writer } = parts;
    scope.defer(() => host.stop());
    scope.defer(() => paths.close());
    scope.defer(() => host.retire());
    // First of all: whoever waits for the answer to a wrong password holds nobody up.
    scope.defer(() => auth.close());
    await host.start(configuration);
    await paths.start();
    return { log, configurations, writer, stop: () => scope.close() };
  } catch (error) {
    // The host has said itself why a plugin cannot start.
    if (!parts) log.error(messageOf(error));
    await scope.close();
    throw error;
  }
}

type Parts = ReturnType<typeof build>;

/** Everything that belongs to a server, not started. */
function build(
  { configuration, state, file, warnings }: LoadedConfiguration,
  plugins: readonly Plugin[],
  files: FileAccess,
  { scope, sink, log }: { readonly scope: Scope; readonly sink: LogSink; readonly log: Logger },
) {
  const clock = systemClock, hooks = new Hooks(log), sessions = new SessionRegistry();
  const configured = createAuthenticator(configuration.global, clock);
  scope.defer(() => configured.close());
  const direct = withHook(hooks, configured), auth = new Attempts(direct, clock, log);
  const surroundings = { hooks, log, clock, random32 };
  const paths = new PathManager(configuration, { auth, surroundings });
  const apply = async (next: Configuration) => {
    sink.configure(next.global);
    configured.configure(next.global);
    await paths.configure(next);
    await host.configure(next);
  };
  const writer = file === null ? undefined : new ConfigurationWriter(file, files, log);
  const persist = (change: Change, raw: RawConfiguration) =>
    writer ? writer.write(change, raw) : log.warn("a change was not written: there is no file");
  const around = { log, files, apply, persist };
  const configurations = new LiveConfigurations(state, warnings, around);
  const global = () => configurations.state.configuration.global;
  const http = { auth, direct, clock, global };
  const services = { log, clock, auth, paths, hooks, sessions, configurations, http };
  const host = new PluginHost(plugins, services);
  return { host, paths, auth, configurations, writer };
}

/** Without a log its own failure goes where a configuration that cannot be loaded is reported. */
function openLog(settings: LogSettings): LogSink {
  try {
    return createLogSink(settings);
  } catch (error) {
    console.log(`ERR: ${messageOf(error)}`);
    throw error;
  }
}
