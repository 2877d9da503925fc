import assert from "node:assert/strict";
import type { Block, RtspClient } from "./client.ts";

/** A description of one H264 and one G711 track, as a publisher announces them. */
export const SDP = [
  "v=0",
  "o=- 0 0 IN IP4 127.0.0.1",
  "s=test",
  "c=IN IP4 0.0.0.0",
  "t=0 0",
  "m=video 0 RTP/AVP 96",
  "a=rtpmap:96 H264/90000",
  "a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z0LAHtkDxWhAAAADAEAAAAwDxYuS,aMuMsg==",
  "a=control:trackID=0",
  "m=audio 0 RTP/AVP 0",
  "a=control:trackID=1",
  "",
].join("\r\n");

export const SDP_TYPE = { "Content-Type": "application/sdp" };

/** Transport of one track by TCP. */
export function interleaved(track: number): Record<string, string> {
  return { Transport: `RTP/AVP/TCP;unicast;interleaved=${2 * track}-${2 * track + 1}` };
}

/** Publishes both tracks by TCP; media are the caller's. */
export async function publishRaw(client: RtspClient, url: string): Promise<void> {
  await expect(client.request("ANNOUNCE", url, SDP_TYPE, SDP));
  for (const track of [0, 1]) {
    await expect(client.request("SETUP", `${url}/trackID=${track}`, {
      Transport: `${interleaved(track).Transport};mode=record`,
    }));
  }
  await expect(client.request("RECORD", url));
}

/** Reads both tracks by TCP. */
export async function readRaw(client: RtspClient, url: string): Promise<void> {
  await expect(client.request("DESCRIBE", url));
  for (const track of [0, 1]) {
    await expect(client.request("SETUP", `${url}/trackID=${track}`, interleaved(track)));
  }
  await expect(client.request("PLAY", url));
}

async function expect(answer: ReturnType<RtspClient["request"]>): Promise<void> {
  assert.equal((await answer)?.status, 200);
}

/** An RTP packet (RFC 3550 §5.1), with the marker unless told otherwise. */
export function rtp(
  payloadType: number,
  sequence: number,
  time: number,
  payload: Uint8Array,
  marker = true,
): Uint8Array {
  const packet = new Uint8Array(12 + payload.length), view = new DataView(packet.buffer);
  packet[0] = 0x80;
  packet[1] = (marker ? 0x80 : 0) | payloadType;
  view.setUint16(2, sequence & 0xffff);
  view.setUint32(4, time >>> 0);
  view.setUint32(8, 0x12345678);
  packet.set(payload, 12);
  return packet;
}

/** A picture of `size` bytes in one slice, whose first macroblock is 0: a key frame, or one that follows another. */
export function picture(key: boolean, size: number): Uint8Array {
  const bytes = new Uint8Array(size).fill(0x55);
  bytes[0] = key ? 0x65 : 0x61;
  bytes[1] = 0x88;
  return bytes;
}

/** A picture in fragments (RFC 6184 §5.8) of `size` bytes each, as the payloads of successive packets. */
export function fragments(key: boolean, count: number, size: number): Uint8Array[] {
  const whole = picture(key, 1 + count * (size - 2));
  return Array.from({ length: count }, (_, i) => {
    const start = i === 0 ? 0x80 : 0, end = i === count - 1 ? 0x40 : 0;
    const part = whole.subarray(1 + i * (size - 2), 1 + (i + 1) * (size - 2));
    return new Uint8Array([0x7c, start | end | whole[0] & 0x1f, ...part]);
  });
}

/** The bytes of a block, to be read as numbers. */
export function viewOf({ bytes }: Block): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** RTP packets that follow each other: no number is missing or comes twice, and all are of one source. */
export function assertConsecutive(packets: readonly DataView[]): void {
  const numbers = packets.map((packet) => packet.getUint16(2));
  const holes = numbers.flatMap((n, i) =>
    i > 0 && n !== ((numbers[i - 1] + 1) & 0xffff) ? [`${numbers[i - 1]} → ${n}`] : []
  );
  assert.deepEqual(holes, []);
  assert.equal(new Set(packets.map((packet) => packet.getUint32(8))).size, 1, "one SSRC");
}
