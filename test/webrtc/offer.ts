import assert from "node:assert/strict";
import { CHROMIUM_PUBLISHES } from "../../plugins/webrtc/wire/offer_cases.ts";

/** Makes a session of a publisher at a server of WHIP, and does not connect. */
export async function offer(port: number, path: string): Promise<void> {
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const headers = { "Content-Type": "application/sdp" }, body = CHROMIUM_PUBLISHES;
  const url = `http://127.0.0.1:${port}/${path}/whip`;
  const answer = await fetch(url, { method: "POST", headers, body, client });
  assert.equal(answer.status, 201, await answer.text());
}
