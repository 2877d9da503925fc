import { formatTime } from "core/time.ts";
import { z } from "zod";

/** How metrics show the sessions of one kind. `K`: the properties of what `list` gives. */
export interface SessionMetrics<K extends string = string> {
  /** What stands above them: `RTSP sessions`. */
  readonly title: string;
  /** What every name begins with, and the filter that selects them all: `rtsp_sessions`. */
  readonly type: string;
  /** The filter that selects one by the label `id`, or else `name`: `rtsp_session`. */
  readonly item: string;
  /** Their place among the others, lowest first. */
  readonly order: number;
  /** Labels in alphabetical order, and the properties that are their values. */
  readonly labels: Readonly<Record<string, K>>;
  /** Numbers by the rest of their name, behind `TYPE_`, and the properties that are their values. */
  readonly numbers: Readonly<Record<string, K>>;
  /** The same by older names. */
  readonly older?: Readonly<Record<string, K>>;
}

/** The sessions or connections of one kind, as the API lists them and metrics count them. */
export interface SessionKind<T = unknown> {
  /** The API's name: `rtspSession`, `rtspConn`, … */
  readonly kind: string;
  /** The part of the API's route: `rtspsessions`. */
  readonly route: string;
  /** What `list` and `get` give, for the API's document. */
  readonly schema?: z.ZodType;
  /** How metrics show them; not at all where absent. */
  readonly metrics?: SessionMetrics;
  /** As JSON shows them, the oldest first. */
  list(): Iterable<T>;
  /** By UUID, or by the name of a path where it is one kind of thing for each path. */
  get(id: string): T | undefined;
  /** Ends one; false where there is none of that id. Absent for kinds that cannot be kicked. */
  kick?(id: string): boolean;
}

/** What the API shows of every client that publishes or reads. */
export const clientShape = {
  id: z.uuid(),
  created: z.iso.datetime({ offset: true }),
  remoteAddr: z.string(),
  state: z.enum(["idle", "read", "publish"]),
  path: z.string(),
  query: z.string(),
  user: z.string(),
  userAgent: z.string(),
};

/** A session or connection of such a client. */
export interface ShownClient {
  readonly id: string;
  readonly created: Date;
  readonly peer: string;
  readonly query: string;
  readonly userAgent: string;
  /** What it was granted; undefined before. */
  readonly role:
    | {
      readonly state: "read" | "publish";
      readonly access: { readonly name: string; readonly user: string };
    }
    | undefined;
}

/** That of a client, as JSON shows it. */
export function viewClient({ id, created, peer, role, query, userAgent }: ShownClient) {
  return {
    id,
    created: formatTime(created),
    remoteAddr: peer,
    state: role?.state ?? "idle",
    path: role?.access.name ?? "",
    query,
    user: role?.access.user ?? "",
    userAgent,
  };
}

/** How the sessions of a kind are shown, and ended. */
export interface Listing<T, V> {
  readonly metrics: SessionMetrics<keyof V & string>;
  readonly schema: z.ZodType;
  view(one: T): V;
  kick?(one: T): void;
}

/** A kind of session whose sessions are in a map, by id. */
export function listed<T, V>(
  kind: string,
  route: string,
  all: ReadonlyMap<string, T>,
  { metrics, schema, view, kick }: Listing<T, V>,
): SessionKind<V> {
  return {
    kind,
    route,
    metrics,
    schema,
    list: () => all.values().map(view),
    get: (id) => {
      const one = all.get(id);
      return one && view(one);
    },
    ...kick && {
      kick: (id) => {
        const one = all.get(id);
        if (one) kick(one);
        return one !== undefined;
      },
    },
  };
}

/** Every kind of session, put there by the plugins that own them. */
export class SessionRegistry {
  readonly #kinds = new Map<string, SessionKind>();
  #list: readonly SessionKind[] = [];

  /** The kinds in order of registration: another list whenever they change. */
  get kinds(): readonly SessionKind[] {
    return this.#list;
  }

  /** Adds a kind; returns the undo. Throws when the kind is there already. */
  add<T>(kind: SessionKind<T>): () => void {
    if (this.#kinds.has(kind.kind)) throw new Error(`Cannot add sessions: ${kind.kind} exists`);
    this.#kinds.set(kind.kind, kind);
    this.#changed();
    return () => {
      if (this.#kinds.get(kind.kind) !== kind) return;
      this.#kinds.delete(kind.kind);
      this.#changed();
    };
  }

  find(kind: string): SessionKind | undefined {
    return this.#kinds.get(kind);
  }

  #changed(): void {
    this.#list = [...this.#kinds.values()];
  }
}
