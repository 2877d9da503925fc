/**
 * Paths that are added, listed page by page, changed and deleted through the API of the real server while somebody
 * publishes: the time of each call, memory of each idle path, and how late timers of the server came meanwhile.
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

await using server = await startServer(
  `api: yes\napiAddress: 127.0.0.1:${api}\nmetrics: yes
metricsAddress: 127.0.0.1:${metrics}\npaths: {all_others: }\n`,
);
await using publisher = new Peer("publisher", new URL("fanout/", import.meta.url).href);
await publisher.ask("open", { url: server.url("stream") });
const playing = publisher.ask("send", { frames: 600 * FPS }).catch(() => {});
const memory = () => Deno.build.os === "linux" ? residentMegabytes(server.child.pid) : NaN;

/** Sends a request; throws where it is not answered with 200. */
async function ask(method: string, url: string, body?: unknown): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${api}/v3${url}`, {
    method,
    ...body !== undefined && { body: JSON.stringify(body) },
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
}

/** Prints milliseconds: the median and the longest of the calls. */
async function measure(what: string, times: number, call: (i: number) => Promise<void>) {
  const took: number[] = [];
  for (let i = 0; i < times; i++) {
    const begin = performance.now();
    await call(i);
    took.push(performance.now() - begin);
  }
  took.sort((a, b) => a - b);
  const [median, longest] = [took[took.length >> 1], took[took.length - 1]];
  console.log(
    `${what.padEnd(28)} ${median.toFixed(2).padStart(8)} ${longest.toFixed(1).padStart(8)}`,
  );
}

/** Milliseconds by which the server's timers came late in the last minute: that part of them at most. */
async function lag(quantile: string): Promise<string> {
  const text = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
  const found = new RegExp(`event_loop_lag_seconds\\{quantile="${quantile}"\\} (\\S+)`).exec(text);
  return `${(Number(found?.[1] ?? NaN) * 1000).toFixed(1)} ms`;
}

await ask("PATCH", "/config/global/patch", { logLevel: "warn" });
const before = memory(), pages = Math.ceil(count / PAGE);
console.log(`${"ms".padEnd(28)}   median  longest`);
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
console.log(`timers came late: p99 ${await lag("0.99")}, at most ${await lag("1")}`);
console.log(`memory of an idle path: ${used.toFixed(1)} kB`);
void playing;
