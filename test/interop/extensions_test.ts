import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { fileURLToPath } from "node:url";
import { portable } from "../../scripts/compile/portable.ts";
import { Child } from "../process/child.ts";
import { RtspClient } from "../rtsp/client.ts";
import { publishRaw, readRaw } from "../rtsp/media.ts";
import { type ServerOptions, withServer } from "../server.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const WEBHOOK = `${ROOT}examples/webhook/webhook.ts`;
const KEY = "a very secret key";
const FLAGS = ["run", "-A", "--unstable-net", "--no-config", "--no-lock", "--no-prompt"];

/** What a receiver of webhooks was sent. */
interface Post {
  readonly id: string;
  readonly status: number;
  readonly type: string;
  readonly data: {
    readonly path?: string;
    readonly source?: { readonly type: string };
    readonly reader?: { readonly type: string };
  };
}

/** A receiver that checks signatures, and is out of order at its first requests. */
class Receiver implements AsyncDisposable {
  readonly posts: Post[] = [];
  #heard = () => {};
  readonly #server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => this.#take(request),
  );

  constructor(private failures: number) {}

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/hooks`;
  }

  /** The types of the messages of a path that were taken, in order. */
  taken(path: string): string[] {
    return this.posts.filter(({ status, data }) => status === 204 && data.path === path)
      .map(({ type }) => type);
  }

  /** Waits until so many messages of a path were taken. */
  async takes(path: string, count: number): Promise<void> {
    const limit = AbortSignal.timeout(20_000);
    limit.addEventListener("abort", () => this.#heard());
    while (this.taken(path).length < count) {
      assert.ok(!limit.aborted, `${count} messages of ${path}: ${Deno.inspect(this.posts)}`);
      await new Promise<void>((resolve) => this.#heard = resolve);
    }
  }

  async #take(request: Request): Promise<Response> {
    const header = (name: string) => request.headers.get(`webhook-${name}`) ?? "";
    const body = await request.text(), { type, timestamp, data } = JSON.parse(body);
    const signed = `${header("id")}.${header("timestamp")}.${body}`;
    const signature = createHmac("sha256", KEY).update(signed).digest("base64");
    const age = Date.now() - 1000 * Number(header("timestamp"));
    const sound = request.method === "POST" && header("signature") === `v1,${signature}` &&
      age < 10_000 && Math.abs(Date.now() - Date.parse(timestamp)) < 10_000;
    const status = sound ? this.failures-- > 0 ? 503 : 204 : 400;
    this.posts.push({ id: header("id"), status, type, data });
    this.#heard();
    return new Response(null, { status });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** Publishes, reads and stops, and expects that the receiver heard of all of it. */
async function tellsEverything(options: ServerOptions): Promise<void> {
  await using receiver = new Receiver(2);
  const text = `
plugins:
  - file: ${WEBHOOK}
    url: ${receiver.url}
    secret: ${KEY}
paths:
  all_others:
`;
  await withServer(text, options, async (server) => {
    using publisher = await RtspClient.connect(server.ports.rtsp);
    await publishRaw(publisher, server.url("cam"));
    {
      using reader = await RtspClient.connect(server.ports.rtsp);
      await readRaw(reader, server.url("cam"));
    }
    await server.logs(
      /\[webhook\] message \S+ is sent again in [12] s: the receiver answered 503/,
      2,
    );
    await receiver.takes("cam", 4);
    assert.equal(server.count(KEY).length, 0, "no line of the log holds the secret");
    await server.stop();
  });
  assert.deepEqual(receiver.taken("cam"), [
    "available",
    "online",
    "readerAdded",
    "readerRemoved",
    "offline",
    "unavailable",
  ]);
  const find = (wanted: string) => receiver.posts.find(({ type }) => type === wanted);
  assert.equal(find("available")?.data.source?.type, "rtspSession");
  assert.equal(find("readerAdded")?.data.reader?.type, "rtspSession");
  const count = (wanted: string) =>
    new Set(receiver.posts.filter(({ type }) => type === wanted).map(({ id }) => id)).size;
  assert.deepEqual([count("connOpened"), count("connClosed")], [2, 2]);
  assert.ok(receiver.posts.every(({ status }) => status !== 400), "every signature is right");
  const failed = receiver.posts.filter(({ status }) => status === 503).map(({ id }) => id);
  const taken = receiver.posts.filter(({ status }) => status === 204).map(({ id }) => id);
  assert.equal(failed.length, 2);
  assert.ok(failed.every((id) => taken.includes(id)), "what failed was sent again");
  assert.equal(new Set(taken).size, taken.length, "nothing was sent twice");
}

/** The bundle, made by the very task, in a folder of its own. */
async function withBundle(test: (folder: string, bundle: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-" });
  try {
    const bundle = `${folder}/mediamtx.js`;
    const args = ["bundle", "--quiet", "--platform=deno", "-o", bundle, `${ROOT}main.ts`];
    await using made = new Child(Deno.execPath(), args, { cwd: ROOT });
    assert.equal((await made.end(60_000)).code, 0, `${made}`);
    await test(folder, bundle);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const GREETER = `export default {
  name: "greeter",
  options: { word: { type: "string", default: "hello" } },
  setup(ctx: { log: { info(text: string): void }; options: { word: string }; defer(undo: () => void): void }) {
    ctx.log.info(ctx.options.word);
    if (ctx.options.word === "throw") throw new Error("no such word");
    ctx.defer(() => ctx.log.info("bye " + ctx.options.word));
  },
};`;

/** A folder with a plugin that greets, and one that is broken in its third line. */
async function withPlugins(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-" });
  try {
    await Deno.writeTextFile(`${folder}/greeter.ts`, GREETER);
    await Deno.writeTextFile(`${folder}/broken.ts`, "export default {\n  setup() {\n  ] };\n");
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a reload starts a plugin anew whose options changed; a broken one changes nothing", () =>
  withPlugins(async (folder) => {
    const text = (words: Readonly<Record<string, string>>) => {
      const entries = Object.entries(words).map(([name, word]) =>
        `  - {file: ${folder}/greeter.ts, name: ${name}, word: ${word}}\n`
      );
      return `plugins:\n${entries.join("")}paths:\n  all_others:\n`;
    };
    await withServer(text({ one: "hi", two: "hello" }), {}, async (server) => {
      server.expectErrors(/broken\.ts:3:/, /no such word/);
      using client = await RtspClient.connect(server.ports.rtsp);
      assert.ok(await client.open(), "it follows its file by now");
      await server.rewrite(`plugins: [{file: ${folder}/broken.ts}]\n`);
      await server.log(/^ERR the configuration stays as it was: \S+broken\.ts:3:\d+: /);
      await server.rewrite(text({ two: "good day", three: "hi" }));
      await server.log("[three] hi");
      const told = server.count(/\[(one|two|three)\]/);
      assert.deepEqual(told.map((line) => line.replace("INF ", "")), [
        "[one] hi",
        "[two] hello",
        "[two] bye hello",
        "[one] bye hi",
        "[two] good day",
        "[three] hi",
      ]);
      await server.rewrite(text({ two: "throw", three: "hi" }));
      await server.log(/^ERR \[two\] \S+greeter\.ts:6:\d+: no such word$/);
      await server.rewrite(`logLevel: debug\n${text({ three: "hi" })}`);
      await server.logs("reloading configuration", 4);
      await server.stop();
      assert.equal(server.count("[three] hi").length, 1, "who is the same is not touched");
      assert.equal(server.count("[three] bye hi").length, 1);
    });
  }));

Deno.test("webhook: everything is told, from the sources", () => tellsEverything({}));

Deno.test("webhook: everything is told, from the bundle and from the portable executable", () =>
  withBundle(async (folder, bundle) => {
    const run = (program: string, before: readonly string[]) => (args: readonly string[]) =>
      new Child(program, [...before, ...args], { env: { NO_COLOR: "1", MEDIAMTX_CACHE: folder } });
    await tellsEverything({ run: run(Deno.execPath(), [...FLAGS, bundle]) });
    if (Deno.build.os !== "linux") {
      return console.log("the portable executable is not tried: it is for Linux");
    }
    const pieces = { deno: Deno.execPath(), "mediamtx.js": bundle };
    const read = async ([name, path]: [string, string]) => ({
      name,
      bytes: await Deno.readFile(path),
    });
    const program = `${folder}/mediamtx`;
    const file = portable(await Promise.all(Object.entries(pieces).map(read)), 1);
    await Deno.writeFile(program, file, { mode: 0o755 });
    await tellsEverything({ run: run(program, []) });
  }));
