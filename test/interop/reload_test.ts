import assert from "node:assert/strict";
import { freePort } from "../process/ports.ts";
import { RtspClient } from "../rtsp/client.ts";
import { assertConsecutive, picture, publishRaw, readRaw, rtp, viewOf } from "../rtsp/media.ts";
import { type Server, withServer } from "../server.ts";

/** Of a path of its own, of an expression, and of all_others. */
const STREAMS = ["own", "cam7", "any"] as const;
const READERS = 20, CHANGES = 100;
/** Of so many changes one is made in the file: it is looked at once a second. */
const EACH_FILE = 5;
/** Milliseconds between two pictures. */
const FRAME = 40;

/** Publishes pictures of two packets with sound until it is told to stop. */
class Publisher {
  /** Packets sent of each track. */
  readonly sent = { 0: 0, 2: 0 };
  #stopped = false;
  #playing: Promise<void> | undefined;

  constructor(readonly client: RtspClient) {}

  play(): void {
    this.#playing = this.#send();
  }

  stop(): Promise<void> | undefined {
    this.#stopped = true;
    return this.#playing;
  }

  async #send(): Promise<void> {
    const { client, sent } = this, sound = new Uint8Array(320);
    for (let frame = 0; !this.#stopped; frame++) {
      for (const last of [false, true]) {
        const bytes = picture(frame % 25 === 0, 200);
        await client.sendBlock(0, rtp(96, sent[0]++, frame * 90 * FRAME, bytes, last));
      }
      await client.sendBlock(2, rtp(0, sent[2]++, frame * 8 * FRAME, sound, false));
      await new Promise((resolve) => setTimeout(resolve, FRAME));
    }
  }
}

/** How often each thing was changed: what the configuration is made of. */
type Settings = Readonly<Record<typeof KINDS[number], number>>;

const KINDS = ["other", "defaults", "users", "level", "api", "paths"] as const;

const levelOf = ({ level }: Settings) => ["info", "debug"][level % 2];
const originsOf = ({ api }: Settings) => [["*"], ["https://a.example"]][api % 2];
const usersOf = ({ users }: Settings) => [
  { user: "any", pass: "", permissions: ["publish", "read", "api"].map((action) => ({ action })) },
  { user: `user${users}`, pass: "secret", permissions: [{ action: "publish" }] },
];
/** Changes of these close the paths that they hold for, save the last. */
const defaultsOf = ({ defaults }: Settings) => ({
  maxReaders: 100 + defaults,
  runOnDemandCloseAfter: `${10 + defaults}s`,
  recordPath: `./${defaults}/%path/%s`,
});
const otherOf = ({ other }: Settings) => ({ sourceOnDemandCloseAfter: `${10 + other}s` });
const addedOf = ({ paths }: Settings) => [`added${paths}`, `~^added${paths}/.+$`];

/** What the paths with streams set themselves. */
const OWN = { maxReaders: 50, runOnDemandCloseAfter: "5s" };

/** The whole of it as a file: JSON is YAML. */
function fileOf(settings: Settings, port: number): string {
  const added = addedOf(settings).map((name) => [name, {}]);
  const whole = {
    api: true,
    apiAddress: `127.0.0.1:${port}`,
    apiAllowOrigins: originsOf(settings),
    logLevel: levelOf(settings),
    authInternalUsers: usersOf(settings),
    pathDefaults: defaultsOf(settings),
    paths: {
      ...{ other: otherOf(settings), own: OWN, "~^cam\\d$": OWN, all_others: OWN },
      ...Object.fromEntries(added),
    },
  };
  return Object.entries(whole).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join("");
}

async function ask(port: number, method: string, url: string, body?: unknown) {
  const answer = await fetch(`http://127.0.0.1:${port}/v3/config${url}`, {
    method,
    ...body !== undefined && { body: JSON.stringify(body) },
  });
  const text = await answer.text();
  assert.equal(answer.status, 200, `${method} ${url}: ${text}`);
  return JSON.parse(text);
}

/** Makes the last change through the API. */
async function change(port: number, kind: typeof KINDS[number], settings: Settings): Promise<void> {
  const global = (values: unknown) => ask(port, "PATCH", "/global/patch", values);
  switch (kind) {
    case "other":
      return await ask(port, "PATCH", "/paths/patch/other", otherOf(settings));
    case "defaults":
      return await ask(port, "PATCH", "/pathdefaults/patch", defaultsOf(settings));
    case "users":
      return await global({ authInternalUsers: usersOf(settings) });
    case "level":
      return await global({ logLevel: levelOf(settings) });
    case "api":
      return await global({ apiAllowOrigins: originsOf(settings) });
    case "paths": {
      const url = (name: string, what: string) => `/paths/${what}/${encodeURIComponent(name)}`;
      const before = addedOf({ ...settings, paths: settings.paths - 1 });
      for (const name of addedOf(settings)) await ask(port, "POST", url(name, "add"), {});
      for (const name of before) await ask(port, "DELETE", url(name, "delete"));
    }
  }
}

/** Changes everything in turn, some of it in the file. */
async function changeEverything(server: Server, port: number, first: Settings): Promise<Settings> {
  let settings = first, files = 0;
  for (let i = 0; i < CHANGES; i++) {
    const kind = KINDS[i % KINDS.length];
    settings = { ...settings, [kind]: settings[kind] + 1 };
    if (i % EACH_FILE === 0) {
      await server.rewrite(fileOf(settings, port));
      await server.logs("reloading configuration (file changed)", ++files);
    } else await change(port, kind, settings);
  }
  return settings;
}

/** Publishers of all streams and readers of each in turn, who play until `during` has ended. */
async function playing(server: Server, during: () => Promise<void>): Promise<void> {
  using clients = new DisposableStack();
  const join = async () => clients.use(await RtspClient.connect(server.ports.rtsp));
  const publishers: Publisher[] = [], readers: RtspClient[] = [];
  for (const path of STREAMS) {
    const client = await join();
    await publishRaw(client, server.url(path));
    publishers.push(new Publisher(client));
  }
  for (let i = 0; i < READERS; i++) {
    readers.push(await join());
    await readRaw(readers[i], server.url(STREAMS[i % STREAMS.length]));
  }
  for (const publisher of publishers) publisher.play();
  await during();
  for (const publisher of publishers) await publisher.stop();
  for (const [i, reader] of readers.entries()) {
    const { sent } = publishers[i % STREAMS.length];
    await reader.until(
      () => received(reader, 0) === sent[0] && received(reader, 2) === sent[2],
      `all packets`,
    );
    for (const channel of [0, 2]) assertConsecutive(packetsOf(reader, channel).map(viewOf));
  }
  for (const { client } of publishers) assert.ok(await client.open());
  assert.deepEqual(server.count(/\[(?:session|conn|path) .*(?:destroyed|closed|stopped)/), []);
}

function packetsOf({ blocks }: RtspClient, channel: number) {
  return blocks.filter((block) => block.channel === channel);
}

function received(reader: RtspClient, channel: number): number {
  return packetsOf(reader, channel).length;
}

Deno.test("a hundred changes, by file and by API, disconnect nobody whom they do not concern, and no packet is lost", () => {
  const port = freePort();
  const first = { other: 0, defaults: 0, users: 0, level: 0, api: 0, paths: 0 };
  return withServer(fileOf(first, port), {}, async (server) => {
    await server.log("[API] started with listener");
    let last: Settings = first;
    await playing(server, async () => {
      last = await changeEverything(server, port, first);
    });
    const { items } = await ask(port, "GET", "/paths/list");
    const names = items.map(({ name }: { name: string }) => name).sort();
    assert.deepEqual(names, [...addedOf(last), "all_others", "other", "own", "~^cam\\d$"].sort());
    const { recordPath } = await ask(port, "GET", "/pathdefaults/get");
    assert.equal(recordPath, defaultsOf(last).recordPath);
  });
});
