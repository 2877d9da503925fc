/**
 * Requests made out of the API's own document, right and wrong ones, against a server of their own: none may be
 * answered by a fault, nor by what the document does not say. Beside CI: it takes minutes, and Python.
 * `deno task test:api [examples of each operation]`
 */
import { freePair, freePort } from "../test/process/ports.ts";
import { Child } from "../test/process/child.ts";
import { schemathesis } from "./clients/schemathesis.ts";

const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];
/** It would switch the API off or move it. */
const LEFT_OUT = "/v3/config/global/patch";

const [examples = "50"] = Deno.args;
const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-api-" });
const port = freePort(), rtp = freePair();
await Deno.writeTextFile(
  `${folder}/mediamtx.yml`,
  `api: yes\napiAddress: 127.0.0.1:${port}\nrtspAddress: 127.0.0.1:${freePort()}\nlogLevel: error
rtpAddress: :${rtp}\nrtcpAddress: :${rtp + 1}\nrtmp: no\nhls: no\nwebrtc: no\nsrt: no\nmoq: no
paths: {cam: , all_others: }\n`,
);
Deno.chdir(folder);
const main = new URL("../main.ts", import.meta.url).pathname;
const config = new URL("../deno.json", import.meta.url).pathname;
// Commands that are made up for hooks are not found anywhere.
const env = { PATH: "/nonexistent", NO_COLOR: "1" };
const args = ["run", "-A", "--unstable-net", `--config=${config}`, main, `${folder}/mediamtx.yml`];
let failed = true;
{
  await using server = new Child(Deno.execPath(), args, { env, cwd: folder });
  await reachable(port);
  const code = await schemathesis(`http://127.0.0.1:${port}/v3/openapi.json`, [
    `--max-examples=${examples}`,
    `--checks=${CHECKS}`,
    `--exclude-path=${LEFT_OUT}`,
    "--phases=examples,coverage,fuzzing",
    "--no-color",
  ]);
  server.kill("SIGINT");
  const ended = await server.end();
  const faults = [...server.out, ...server.err].filter((line) =>
    /cannot answer|Uncaught/.test(line)
  );
  for (const line of faults) console.log(line);
  failed = code !== 0 || ended.code !== 0 || faults.length > 0;
}
await Deno.remove(folder, { recursive: true });
console.log(failed ? "the API failed" : "the API passed");
Deno.exit(failed ? 1 : 0);

/** Waits until somebody listens there. */
async function reachable(port: number): Promise<void> {
  for (let left = 100; left > 0; left--) {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
    if (conn) return conn.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Cannot reach the server at port ${port}`);
}
