import type { Random } from "../fuzz/random.ts";
import { HLS_VARIANTS } from "./configuration.ts";
import { pause, type Run } from "./lives.ts";
import type { Stage } from "./stage.ts";

/** Milliseconds between two changes by the API at most, and between two reloads. */
const API = 3000, RELOAD = 25_000;
const NAMES = 12;

/** Paths come, change and go by the API; sessions are kicked. Faults of the server go to `fault`. */
export async function changePaths({ stage, random, over, count, fault }: Run): Promise<void> {
  while (!over.aborted) {
    const name = `live/added${random.below(NAMES)}`, base = "/v3/config/paths";
    const [method, path, body] = random.pick<[string, string, unknown?]>([
      ["POST", `${base}/add/${name}`, { record: random.below(2) === 0 }],
      ["PATCH", `${base}/patch/${name}`, { maxReaders: random.below(9) }],
      ["DELETE", `${base}/delete/${name}`],
      ["POST", `${base}/replace/live/forwarding`, { maxReaders: 10 + random.below(9) }],
      ["PATCH", "/v3/config/pathdefaults/patch", {
        recordDeleteAfter: `${10 + random.below(20)}s`,
      }],
    ]);
    count("changes by the API");
    const answer = await stage.api(method, path, body);
    const text = await answer.text();
    if (answer.status >= 500) fault(`${method} ${path}: ${answer.status} ${text}`);
    if (random.below(8) === 0) await kick(stage, random);
    await pause(random.below(API), over);
  }
}

async function kick(stage: Stage, random: Random): Promise<void> {
  const kind = random.pick([
    "rtspsessions",
    "rtmpconns",
    "srtconns",
    "webrtcsessions",
    "hlssessions",
  ]);
  const { items } = await (await stage.api("GET", `/v3/${kind}/list`)).json();
  if (items.length === 0) return;
  await (await stage.api("POST", `/v3/${kind}/kick/${random.pick<{ id: string }>(items).id}`))
    .text();
}

/** The file changes; each time HLS begins anew in another variant. */
export async function reload({ stage, over, count }: Run): Promise<void> {
  for (let round = 1;; round++) {
    await pause(RELOAD, over);
    if (over.aborted) return;
    count("reloads");
    await stage.configure({ hlsVariant: HLS_VARIANTS[round % HLS_VARIANTS.length], round });
  }
}
