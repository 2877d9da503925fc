import type { Authenticator } from "core/auth/request.ts";
import { type Effect, parameter } from "core/config/parameter.ts";
import { text } from "core/config/types/mod.ts";
import { Hooks } from "core/hooks.ts";
import { type HostServices, PluginHost } from "core/host/host.ts";
import type { PathManager } from "core/paths/manager.ts";
import { definePlugin, type Plugin } from "core/plugin.ts";
import { SessionRegistry } from "core/registry.ts";
import { ConfigurationFile, configurationsOf, httpSurroundings } from "./configuration.ts";
import { FakeClock } from "./fake_clock.ts";
import { LogLines } from "./log_lines.ts";

const declare = (effect: Effect) => parameter(text, { default: "", effect, doc: "For tests." });
const of = (plugin: string) => ({
  [`${plugin}Live`]: declare("live"),
  [`${plugin}Listener`]: declare("listener"),
  [`${plugin}Sessions`]: declare("sessions"),
});

/**
 * A plugin that tells `events` what becomes of it. It is off where its `Live` is `disabled`; its listener cannot be
 * opened where `Listener` is `busy`.
 */
export function probe(name: string, events: string[], more: Partial<Plugin> = {}): Plugin {
  return definePlugin({
    name,
    title: name.toUpperCase(),
    global: of(name),
    enabled: ({ global }) =>
      (global as unknown as Record<string, string>)[`${name}Live`] !==
        "disabled",
    async setup(context) {
      events.push(`${name} starts`);
      context.defer(() => void events.push(`${name} stops`));
      await context.listen((lifetime) => {
        const at = context.config[`${name}Listener`];
        if (at === "busy") throw new Error("the port is in use");
        events.push(`${name} listens${at && ` on ${at}`}`);
        lifetime.defer(() => void events.push(`${name} is deaf`));
      });
      context.onChange((config) => events.push(`${name} hears ${config[`${name}Live`]}`));
    },
    ...more,
  });
}

/** A host of these plugins, not started, with what is around it. */
export async function hostOf(plugins: readonly Plugin[], yaml = "") {
  const log = new LogLines(), hooks = new Hooks(log.log), sessions = new SessionRegistry();
  const file = new ConfigurationFile(plugins), configuration = await file.read(yaml);
  const clock = new FakeClock();
  const auth: Authenticator = { verify: () => Promise.resolve({ ok: true, user: "" }) };
  const configurations = configurationsOf(file, { log: log.log });
  const services: HostServices = {
    log: log.log,
    clock,
    auth,
    paths: {} as PathManager,
    hooks,
    sessions,
    configurations,
    http: httpSurroundings({ auth, clock, configurations }),
  };
  const host = new PluginHost(plugins, services);
  const reload = async (next: string) => host.configure(await file.read(next));
  return { log, hooks, sessions, host, configuration, reload };
}

/** Two probes that run, and what they told since. */
export async function twoRunning(yaml = "", more: Partial<Plugin> = {}) {
  const events: string[] = [];
  const set = await hostOf([probe("a", events, more), probe("b", events)], yaml);
  await set.host.start(set.configuration);
  events.length = 0;
  return { ...set, events };
}
