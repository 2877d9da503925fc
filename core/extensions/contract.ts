import type { AuthRequest, AuthResult } from "core/auth/request.ts";
import type { GlobalParameters } from "core/config/configuration.ts";
import type { Change } from "core/config/patch.ts";
import type { Handler, HookName } from "core/hooks.ts";
import type { Logger } from "core/log/logger.ts";
import type { Access, AccessRequest } from "core/paths/manager.ts";
import type { Party, Reading } from "core/paths/party.ts";
import type { PathView } from "core/paths/view.ts";
import type { SessionKind } from "core/registry.ts";
import type { Retry, RetryOptions } from "core/retry.ts";
import type { Clock } from "net/clock.ts";

/**
 * A plugin: what its file exports by default.
 *
 *     export default { name: "hello", setup(ctx) { … } } satisfies Plugin;
 *
 * `Options`: the values that its entry in the configuration file gives it. `Reads`: parameters of the server that it
 * needs.
 */
export type Plugin<
  Options extends object = Record<never, never>,
  Reads extends keyof GlobalParameters = never,
> =
  & {
    /** Letters, digits, - and _. Another one may be given in the configuration file. */
    readonly name: string;
    /** The prefix of its log lines; the name where absent. */
    readonly title?: string;
    /** The server's parameters that it needs, in `ctx.config`. */
    readonly reads?: readonly Reads[];
    /** It is stopped behind the paths, so that it sees them end; else before them. */
    readonly outlivesPaths?: boolean;
    /** Starts it, before anything listens. What it throws ends the server; at a reload it is logged. */
    setup(ctx: Context<Options, Reads>): void | Promise<void>;
  }
  & (keyof Options extends never ? unknown : { readonly options: OptionsOf<Options> });

/** The description of every option. */
export type OptionsOf<Options> = { readonly [K in keyof Options]-?: Option<Options[K]> };

/**
 * The description of one option. Without `default` it must be set. A `secret` one is in no message. A `duration` is
 * written as 10s, 1m30s or 200ms, and is milliseconds to the plugin. A `list` is one of texts.
 */
export type Option<T> =
  & { readonly default?: T; readonly secret?: boolean; readonly doc?: string }
  & ([T] extends [boolean] ? { readonly type: "boolean" }
    : [T] extends [number] ?
        | { readonly type: "duration" }
        | {
          readonly type: "integer" | "number";
          readonly minimum?: number;
          readonly maximum?: number;
        }
    : [T] extends [string] ? { readonly type: "string"; readonly oneOf?: readonly T[] }
    : [T] extends [readonly (infer Item)[]]
      ? { readonly type: "list"; readonly oneOf?: readonly Item[] }
    : never);

/** What a plugin is given. Everything taken from it is undone when the plugin stops. */
export interface Context<
  Options extends object = Record<never, never>,
  Reads extends keyof GlobalParameters = never,
> {
  /** What the configuration file says, checked, defaults filled in. When it changes, the plugin is started anew. */
  readonly options: Readonly<Options>;
  /** The server's parameters that it reads. A new object after a reload: read it when needed. */
  readonly config: Readonly<Pick<GlobalParameters, Reads>>;
  /** Called after a reload that changed one of them. */
  onChange(handle: (config: Readonly<Pick<GlobalParameters, Reads>>) => void): void;
  readonly log: Logger;
  readonly hooks: {
    /** Calls `handle` for each event. One that throws is named in the log and harms nobody else. */
    on<N extends HookName>(name: N, handle: Handler<N>): void;
  };
  readonly paths: {
    /** Those that exist now, by name. */
    readonly paths: ReadonlyMap<string, PathView>;
    /** Grants or throws; a wrong password is logged with its reason and answered after a pause. */
    authorize(request: AccessRequest): Promise<Access>;
    /** Takes a place among the readers, waiting for the stream where the path is on demand; throws where it cannot. */
    read(access: Access, reader: Party): Promise<Reading>;
  };
  readonly sessions: {
    /** Shows sessions of the plugin's own in the API and in metrics. */
    add<T>(kind: SessionKind<T>): void;
    /** What every plugin has added: to list, look up and end sessions. */
    kinds(): readonly SessionKind[];
  };
  /** Asks who may do what, by the configured method. */
  readonly auth: { verify(request: AuthRequest): Promise<AuthResult> };
  readonly configurations: {
    /** Changes the configuration as the API does. `by` is who asks, for the log; `persist` writes the file as well. */
    change(change: Change, by: string, persist?: boolean): Promise<{ readonly ok: boolean }>;
  };
  readonly clock: Clock;
  /** Aborted when the plugin begins to stop. */
  readonly signal: AbortSignal;
  /** Registers what is to be undone, and waited for, when the plugin stops, last first; the result forgets it again. */
  defer(undo: () => void | Promise<void>): () => void;
  /** Resolves after so many milliseconds, or as soon as the plugin begins to stop. Never rejects. */
  pause(milliseconds: number): Promise<void>;
  /** Tries again and again until the plugin stops: for connections that should last. */
  retry(options: Omit<RetryOptions, "clock">): Retry;
}
