/** Role: viewers by WHEP, which count packets and what is missing, and measure when frames are complete. */
import { marker, sequence } from "media/rtp/packet.ts";
import { systemClock } from "net/clock.ts";
import { Call } from "../../../plugins/webrtc/client/call.ts";
import { createIdentity } from "../../../plugins/webrtc/peer/identity.ts";
import { RECEIVABLE } from "../../../plugins/webrtc/wire/codecs.ts";
import { offerToReceive } from "../../../plugins/webrtc/wire/offer.ts";
import { LogLines } from "../../../test/log_lines.ts";
import { STAMP, wall } from "../fanout/stream.ts";
import { answerAll } from "../roles/peer.ts";

/** Viewers that connect at the same time. */
const AT_ONCE = 10;
/** First fragments of a frame (RFC 6184 §5.8): FU-A, with the start bit. */
const FU_A = 28, BEGINS = 0x80;

const counts = { packets: 0, lost: 0 };
let delays: number[] = [];

async function view({ url, count }: { url: string; count: number }): Promise<void> {
  const identity = await createIdentity(Date.now());
  for (let left = count; left > 0; left -= AT_ONCE) {
    const group = Array.from({ length: Math.min(left, AT_ONCE) }, () => one(url, identity));
    await Promise.all(group);
  }
}

function one(url: string, identity: Awaited<ReturnType<typeof createIdentity>>): Promise<void> {
  return new Promise((resolve, reject) => {
    let expected = -1, stamp = NaN;
    const call = new Call({
      ...{ url, identity, token: "", fingerprint: "", clock: systemClock, log: new LogLines().log },
      ...{ signal: new AbortController().signal, gatherTimeout: 5000, handshakeTimeout: 10_000 },
      sections: offerToReceive([{ kind: "video", formats: RECEIVABLE.video! }]),
      receiveBuffer: 1 << 20,
    }, {
      answered: () => {},
      connected: () => resolve(),
      rtcp: () => {},
      rtp(bytes, start, end) {
        const number = sequence(bytes, start), type = bytes[start + 12] & 0x1f;
        counts.packets++;
        if (expected >= 0) counts.lost += number - expected & 0xffff;
        expected = number + 1 & 0xffff;
        if (type === FU_A && bytes[start + 13] & BEGINS) {
          stamp = new DataView(bytes.buffer, start, end - start).getFloat64(STAMP);
        }
        if (marker(bytes, start)) delays.push(wall() - stamp);
      },
    });
    call.run().catch(reject);
  });
}

function reset(): void {
  counts.packets = counts.lost = 0;
  delays = [];
}

await answerAll({ view, reset, seen: () => ({ ...counts, delays }) });
