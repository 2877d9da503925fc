/**
 * Paths that are added, listed page by page, changed and deleted through the API of the real server while somebody
 * publishes, then the same in its file: the time of each call, memory of each idle path, and how late timers of the
 * server came so far.
 * usage: deno task bench api [paths, 2000 where not said]. Memory on Linux only: it reads /proc.
 */
import { freePort } from "../../test/process/ports.ts";
import { startServer } from "../../test/server.ts";
import { Peer } from "./roles/peer.ts";
import { residentMegabytes } from "./roles/process.ts";
import { FPS } from "./fanout/stream.ts";

const PAGE = 100;
const count = Number(Deno.args[0] ?? 2000);
const api = freePort(), metrics = freePort();

/** The file, with so many paths, one of which has a setting of its own. */
const fileOf = (paths: number, maxReaders = 0) =>
  `api: yes\napiAddress: 127.0.0.1:${api}\napiPersist: ${paths > 0}\nmetrics: yes
metricsAddress: 127.0.0.1:${metrics}\nlogLevel: warn\npaths:\n  all_others:\n` +
  Array.from(
    { length: paths },
    (_, i) =>
      `  p${i}:\n    source: rtsp://user:password@127.0.0.1:9/${i}\n    sourceOnDemand: yes\n` +
      (i === 0 ? `    maxReaders: ${maxReaders}\n` : ""),
  ).join("");

await using server = await startServer(fileOf(0).replace("warn", "info"));
await using publisher = new Peer("publisher", new URL("fanout/", import.meta.url).href);
await publisher.ask("open", { url: server.url("stream") });
const playing = publisher.ask("send", { frames: 600 * FPS }).catch(() => {});
const memory = () => Deno.build.os === "linux" ? residentMegabytes(server.child.pid) : NaN;

/** Sends a request; throws where it is not answered with 200. */
async function ask(method: string, url: string, body?: unknown) {
  const answer = await fetch(`http://127.0.0.1:${api}/v3${url}`, {
    method,
    ...body !== undefined && { body: JSON.stringify(body) },
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

/** Prints milliseconds: the median and the longest of the calls, and how late timers came at most. */
async function measure(what: string, times: number, call: (i: number) => Promise<unknown>) {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const begin = performance.now();
    await call(i);
    took.push(performance.now() - begin);
  }
  took.sort((a, b) => a - b);
  const [median, longest] = [took[took.length >> 1], took[took.length - 1]];
  const late = await lag("1");
  console.log(
    `${what.padEnd(34)} ${median.toFixed(2).padStart(8)} ${longest.toFixed(1).padStart(8)} ${late}`,
  );
}

/** Writes the file, and waits until that one setting is in force. */
async function rewrite(maxReaders: number): Promise<void> {
  await server.rewrite(fileOf(count, maxReaders));
  for (;;) {
    const found = await fetch(`http://127.0.0.1:${api}/v3/config/paths/get/p0`);
    const { maxReaders: now } = await found.json();
    if (now === maxReaders) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Milliseconds by which the server's timers came late in the last minute: that part of them at most. */
async function lag(quantile: string): Promise<string> {
  const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
  const found = new RegExp(`event_loop_lag_seconds\\{quantile="${quantile}"\\} (\\S+)`).exec(text);
  return `${(Number(found?.[1] ?? NaN) * 1000).toFixed(1).padStart(4)}`;
}

await ask("PATCH", "/config/global/patch", { logLevel: "warn" });
const before = memory(), pages = Math.ceil(count / PAGE);
console.log(`${"ms".padEnd(34)}   median  longest late`);
await measure(`add ${count} paths`, count, (i) => ask("POST", `/config/paths/add/p${i}`, {}));
const used = (memory() - before) * 1024 / count;
await measure(
  `change one of ${count}`,
  500,
  (i) => ask("PATCH", `/config/paths/patch/p${i % count}`, { maxReaders: 1 + i }),
);
await measure("get one", 500, (i) => ask("GET", `/paths/get/p${i % count}`));
await measure(`list pages of ${PAGE}`, pages, (i) => ask("GET", `/paths/list?page=${i}`));
await measure(
  `list entries, ${PAGE} a page`,
  pages,
  (i) => ask("GET", `/config/paths/list?page=${i}`),
);
await measure(`delete ${count} paths`, count, (i) => ask("DELETE", `/config/paths/delete/p${i}`));
const defaults = (i: number) =>
  ask("PATCH", "/config/pathdefaults/patch", { recordPath: `./${i}/%path/%s` });
await measure(`read a file of ${count} paths`, 1, () => rewrite(1));
await measure("read it again, one changed", 3, (i) => rewrite(2 + i));
const one = (i: number) => ask("PATCH", "/config/paths/patch/p1", { maxReaders: 1 + i });
await measure("change one, and write the file", 100, one);
await measure("change what holds for all of them", 5, defaults);
console.log(`timers came late: p99 ${await lag("0.99")}, at most ${await lag("1")} ms`);
console.log(`memory of an idle path: ${used.toFixed(1)} kB`);
void playing;
