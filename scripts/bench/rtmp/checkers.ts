/** Role: readers that look at every frame, and measure its delay; by RTSP only the delay. */
import { Client as RtspClient, INTERLEAVED } from "../fanout/client.ts";
import { wall } from "../fanout/stream.ts";
import { answerAll } from "../roles/peer.ts";
import { VIDEO } from "../../../plugins/rtmp/wire/message.ts";
import { Client } from "./client.ts";
import { Check } from "./stream.ts";

/** Behind RTP's header: a fragment's two bytes (RFC 6184 §5.8) and two of the slice, as in `makeFrame`. */
const FRAGMENT = 12, STAMP = FRAGMENT + 4;
const FU_A = 28, FIRST = 0x80;

const checks: Check[] = [];
let rtspDelays: number[] = [];

async function read({ url, count }: { url: string; count: number }): Promise<void> {
  for (let i = 0; i < count; i++) {
    const [client, name] = await Client.connect(url), check = new Check();
    checks.push(check);
    await client.play(name);
    client.receive(({ type, body }) => type === VIDEO && check.frame(body));
  }
}

/** One reader by RTSP. */
async function readRtsp({ url }: { url: string }): Promise<void> {
  const client = await RtspClient.connect(url);
  await client.play(INTERLEAVED);
  let sent = 0;
  client.receive(({ channel, bytes, start }) => {
    if (channel !== 0) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset + start);
    const fragment = (view.getUint8(FRAGMENT) & 0x1f) === FU_A;
    if (fragment && view.getUint8(FRAGMENT + 1) & FIRST) sent = view.getFloat64(STAMP);
    if (fragment && view.getUint8(1) & 0x80) rtspDelays.push(wall() - sent);
  });
}

function reset(): void {
  for (const check of checks) check.reset();
  rtspDelays = [];
}

/** What came since the reset. */
function seen() {
  return {
    frames: checks.reduce((sum, check) => sum + check.frames, 0),
    wrong: checks.reduce((sum, check) => sum + check.wrong, 0),
    delays: checks.flatMap((check) => check.delays),
    rtspDelays,
  };
}

await answerAll({ read, readRtsp, reset, seen });
