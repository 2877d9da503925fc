/** Posts what happens on the server to a URL, as JSON, signed as https://www.standardwebhooks.com says. */
import type { Context, HookTable, Plugin } from "../../mediamtx.d.ts";

const EVENTS = [
  "available",
  "unavailable",
  "online",
  "offline",
  "readerAdded",
  "readerRemoved",
  "connOpened",
  "connClosed",
  "segmentCompleted",
] as const;
type Event = typeof EVENTS[number];

interface Options {
  readonly url: string;
  readonly secret: string;
  readonly events: readonly Event[];
  readonly timeout: number;
  readonly giveUp: number;
  readonly queue: number;
}

/** Messages that are sent at the same time, each of another path. */
const LANES = 8;
/** Milliseconds. */
const LONGEST_PAUSE = 60_000;
const LAST_MESSAGES = 5000;

export default {
  name: "webhook",
  outlivesPaths: true, // to tell of the end of paths when the server stops
  options: {
    url: { type: "string", doc: "Where messages are posted to." },
    secret: { type: "string", secret: true, doc: "What they are signed with." },
    events: { type: "list", oneOf: EVENTS, default: EVENTS, doc: "The hooks that are told." },
    timeout: { type: "duration", default: 10_000, doc: "How long the receiver may take." },
    giveUp: { type: "duration", default: 3_600_000, doc: "How long a message is tried." },
    queue: { type: "integer", minimum: 1, default: 1000, doc: "How many messages may wait." },
  },
  async setup(ctx) {
    const sender = new Sender(ctx, await signer(ctx.options.secret));
    for (const event of ctx.options.events) {
      ctx.hooks.on(event, (about) => sender.add(event, factsOf(about)));
    }
    ctx.defer(() => sender.finish());
  },
} satisfies Plugin<Options>;

/** What is told of a path, a reader, a connection or a segment. */
function factsOf(about: HookTable[Event]["event"]): Readonly<Record<string, unknown>> {
  if ("name" in about) return { path: about.name, source: partyOf(about.origin) };
  if ("reader" in about) return { path: about.path.name, reader: partyOf(about.reader) };
  if ("file" in about) return { path: about.path.name, file: about.file, duration: about.duration };
  return { connection: partyOf(about) };
}

function partyOf(party?: { readonly type: string; readonly id: string }) {
  return party && { type: party.type, id: party.id };
}

interface Message {
  readonly id: string;
  readonly begun: number;
  readonly body: string;
}

type Sign = (text: string) => Promise<string>;

class Sender {
  /** Each resolves when its last message is done with. */
  readonly #lanes: Promise<void>[] = new Array(LANES).fill(Promise.resolve());
  readonly #end = new AbortController();
  readonly #url: URL;
  #waiting = 0;
  #leftOut = 0;

  constructor(private readonly ctx: Context<Options>, private readonly sign: Sign) {
    this.#url = new URL(ctx.options.url);
  }

  /** Messages of one path, as those of connections, stay in order: they share a lane. */
  add(type: Event, data: Readonly<Record<string, unknown>>): void {
    const { options, log } = this.ctx;
    if (this.#waiting >= options.queue) {
      if (this.#leftOut++ === 0) log.warn("too many messages wait: new ones are left out");
      return;
    }
    const timestamp = new Date().toISOString();
    const body = JSON.stringify({ type, timestamp, data });
    const message = { id: crypto.randomUUID(), begun: this.ctx.clock.now(), body };
    const lane = hash(String(data.path ?? "")) % LANES;
    this.#waiting++;
    this.#lanes[lane] = this.#lanes[lane].then(() => this.#deliver(message)).then(() => {
      this.#waiting--;
      if (this.#leftOut > 0) log.warn(`${this.#leftOut} messages were left out`);
      this.#leftOut = 0;
    });
  }

  /** What still waits is tried once more, for a while. */
  async finish(): Promise<void> {
    const cancel = this.ctx.clock.setTimer(() => this.#end.abort(), LAST_MESSAGES);
    await Promise.all(this.#lanes);
    cancel();
  }

  async #deliver(message: Message): Promise<void> {
    const { log, clock, options, signal } = this.ctx;
    for (let pause = 1000;; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const failure = await this.#post(message);
      if (failure === undefined) return;
      const late = clock.now() - message.begun > options.giveUp;
      if (late || signal.aborted) return log.error(`message ${message.id} is lost: ${failure}`);
      log.warn(`message ${message.id} is sent again in ${pause / 1000} s: ${failure}`);
      await this.ctx.pause(pause);
    }
  }

  /** Undefined where the receiver has taken it, else the reason. */
  async #post({ id, body }: Message): Promise<string | undefined> {
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1,${await this.sign(`${id}.${timestamp}.${body}`)}`,
    };
    const timeout = AbortSignal.timeout(this.ctx.options.timeout);
    const signal = AbortSignal.any([timeout, this.#end.signal]);
    try {
      const request = { method: "POST", redirect: "manual", headers, body, signal } as const;
      const answer = await fetch(this.#url, request);
      await answer.body?.cancel();
      return answer.ok ? undefined : `the receiver answered ${answer.status}`;
    } catch {
      return signal.aborted ? "the receiver did not answer" : "the receiver is out of reach";
    }
  }
}

/** HMAC-SHA256 in Base64. The secret is plain text, or `whsec_` with Base64 behind it. */
async function signer(secret: string): Promise<Sign> {
  const bytes = secret.startsWith("whsec_")
    ? Uint8Array.fromBase64(secret.slice("whsec_".length))
    : new TextEncoder().encode(secret);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  return async (text) => {
    const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text));
    return new Uint8Array(mac).toBase64();
  };
}

/** The same number for the same text. */
function hash(text: string): number {
  return [...text].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) >>> 0, 0);
}
