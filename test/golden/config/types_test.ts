import assert from "node:assert/strict";
import type { Configuration } from "core/config/configuration.ts";
import { deprecated, parameter, type Values } from "core/config/parameter.ts";
import { bool, duration, oneOf } from "core/config/types/mod.ts";
import { loadValid } from "./loading.ts";

/** Compiles only if every name and type is what it is declared as; never called. */
export function types({ global, paths }: Configuration): unknown[] {
  const level: "error" | "warn" | "info" | "debug" = global.logLevel;
  const timeout: number = global.readTimeout;
  const transports: readonly ("udp" | "multicast" | "tcp")[] = global.rtspTransports;
  const hls: boolean = global.hls;
  const origins: readonly string[] = global.webrtcAllowOrigins;
  const action: "publish" | "read" | "playback" | "api" | "metrics" | "pprof" =
    global.authInternalUsers[0].permissions[0].action;
  const values = paths.get("cam")!.values;
  const source: string = values.source;
  const size: number = values.recordMaxPartSize;
  const token: string = values.forward[0].whipBearerToken;
  const fallback: string | null = values.fallback;
  // @ts-expect-error there is no such parameter
  const unknown = global.rtspAdress;
  // @ts-expect-error former parameters have no value of their own
  const former = global.rtspDisable;
  // @ts-expect-error a duration is a number of milliseconds
  const text: string = global.readTimeout;
  // @ts-expect-error not one of the words
  const word: "verbose" = global.logLevel;
  // @ts-expect-error a configuration does not change
  global.hls = false;
  // @ts-expect-error nor do its lists
  global.rtspTransports.push("udp");
  return [
    level,
    timeout,
    transports,
    hls,
    origins,
    action,
    source,
    size,
    token,
    fallback,
    unknown,
    former,
    text,
    word,
  ];
}

export const declared = {
  ok: parameter(bool, { default: true, effect: "live", doc: "" }),
  // @ts-expect-error the default has another type
  wrong: parameter(bool, { default: "yes", effect: "live", doc: "" }),
  // @ts-expect-error there is no such effect
  effect: parameter(duration, { default: 1, effect: "restart", doc: "" }),
  // @ts-expect-error not one of the words
  word: parameter(oneOf(["a", "b"]), { default: "c", effect: "live", doc: "" }),
  former: deprecated(bool, { use: "ok", convert: (value, draft) => draft.set("ok", !value) }),
};

export type OnlyCurrent = keyof Values<typeof declared>;

Deno.test("types and values agree", async () => {
  const { configuration } = await loadValid("paths:\n  cam:\n    forward: [{dest: 'srt://h:1'}]\n");
  // @ts-expect-error former parameters are not among the values
  const name: OnlyCurrent = "former";
  assert.equal(name in configuration.global, false);
  assert.ok(types(configuration).length > 0);
});
