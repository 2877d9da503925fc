import { definePlugin } from "core/mod.ts";
import * as config from "./config.ts";
import { Recorder } from "./recorder.ts";
import { Cleaner } from "./store/cleaner.ts";
import { RecordingStore } from "./store/store.ts";

/** Records streams to disk, finds what was recorded, deletes what is old. Always on: any path may be recorded. */
export const recorder = definePlugin({
  ...config,
  name: "recorder",
  setup(context) {
    const { clock, hooks, paths, configurations } = context;
    const store = new RecordingStore(() => configurations.state.configuration);
    context.provide("recordings", store);
    const recorder = new Recorder({ clock, hooks });
    context.defer(() => recorder.close());
    hooks.on("available", (path) => recorder.update(path));
    hooks.on("unavailable", (path) => recorder.stop(path));
    const log = context.logAs("record cleaner"), isOpen = (file: string) => recorder.isOpen(file);
    const cleaner = new Cleaner({ clock, log, store, isOpen });
    context.defer(() => cleaner.close());
    hooks.on("start", (configuration) => cleaner.configure(configuration));
    hooks.on("configChange", (configuration) => {
      for (const path of paths.paths.values()) recorder.update(path);
      cleaner.configure(configuration);
    });
  },
});
