/** Role: cameras at one port, one for each connection: 25 frames a second of H264, 1 Mbit/s with all headers. */
import { GAP } from "media/rtp/batch.ts";
import { FIXED_HEADER, writeHeader } from "media/rtp/packet.ts";
import { writeAll } from "../fanout/client.ts";
import { answerAll } from "../roles/peer.ts";
import { SDP } from "../fanout/stream.ts";

const FPS = 25, PACKETS = 4, SIZE = 1246, BLOCK = GAP + SIZE, GOP = 2 * FPS;
/** Cameras do not all send at the same instant: a frame's time is divided into so many. */
const PHASES = 10;
const SLICE = 0xb8, PAYLOAD_TYPE = 96, SSRC = 0x0fa4_0a76;

interface Playing {
  readonly conn: Deno.Conn;
  busy: boolean;
}

const phases: Set<Playing>[] = Array.from({ length: PHASES }, () => new Set<Playing>());
let accepted = 0, late = 0;

function listen(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  void (async () => {
    for await (const conn of listener) void serve(conn).catch(() => {});
  })();
  void film();
  return listener.addr.port;
}

/** Answers requests, and plays from PLAY on. */
async function serve(conn: Deno.TcpConn): Promise<void> {
  conn.setNoDelay(true);
  const playing = { conn, busy: false }, phase = phases[accepted++ % PHASES];
  const buffer = new Uint8Array(4096);
  let text = "";
  try {
    for (let n; (n = await conn.read(buffer)) !== null;) {
      text += new TextDecoder("latin1").decode(buffer.subarray(0, n));
      for (let end; (end = text.indexOf("\r\n\r\n")) >= 0; text = text.slice(end + 4)) {
        const head = text.slice(text.search(/[A-Z_]+ rtsp:/), end);
        await writeAll(conn, new TextEncoder().encode(answer(head)));
        if (head.startsWith("PLAY")) phase.add(playing);
      }
    }
  } finally {
    phase.delete(playing);
    conn.close();
  }
}

function answer(head: string): string {
  const header = (name: string) => new RegExp(`^${name}: *(.*)`, "mi").exec(head)?.[1] ?? "";
  const body = head.startsWith("DESCRIBE") ? SDP : "";
  const lines = ["RTSP/1.0 200 OK", `CSeq: ${header("CSeq")}`, "Session: 1"];
  if (body !== "") lines.push("Content-Type: application/sdp", `Content-Length: ${body.length}`);
  if (head.startsWith("SETUP")) lines.push(`Transport: ${header("Transport")}`);
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** Sends to each phase in turn; who has not taken the frame before is passed over, and counted. */
async function film(): Promise<void> {
  const start = performance.now();
  for (let tick = 0;; tick++) {
    const frame = makeFrame(Math.floor(tick / PHASES));
    for (const playing of phases[tick % PHASES]) {
      if (playing.busy) late++;
      else {
        playing.busy = true;
        writeAll(playing.conn, frame).then(() => playing.busy = false, () => {});
      }
    }
    const wait = start + (tick + 1) * 1000 / FPS / PHASES - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
  }
}

/** A frame in fragments (RFC 6184 §5.8). */
function makeFrame(frame: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PACKETS * BLOCK).fill(SLICE), type = frame % GOP === 0 ? 5 : 1;
  for (let i = 0; i < PACKETS; i++) {
    const at = i * BLOCK + GAP, last = i === PACKETS - 1, number = (frame * PACKETS + i) & 0xffff;
    bytes.set([0x24, 0, SIZE >> 8, SIZE & 0xff], at - GAP);
    writeHeader(bytes, at, PAYLOAD_TYPE, last, number, frame * 90000 / FPS >>> 0, SSRC);
    bytes[at + FIXED_HEADER] = 0x60 | 28;
    bytes[at + FIXED_HEADER + 1] = (i === 0 ? 0x80 : 0) | (last ? 0x40 : 0) | type;
  }
  return bytes;
}

/** Frames that somebody was too busy for, since the last time this was asked. */
function passedOver(): number {
  const count = late;
  late = 0;
  return count;
}

await answerAll({ listen, passedOver });
