import assert from "node:assert/strict";
import { FaultLog } from "core/mod.ts";
import { isMalformed } from "media/malformed.ts";
import { writeHeader } from "media/rtp/packet.ts";
import { parseRtcp, type RtcpPacket } from "media/rtp/rtcp.ts";
import { writeRtcp } from "media/rtp/rtcp_write.ts";
import { Stage } from "../../../test/streams/stage.ts";
import { readNacks } from "../wire/feedback.ts";
import { type Announced, RID, TRANSPORT_CC } from "../wire/negotiate.ts";
import { ToStream } from "./to_stream.ts";

const VIDEO: Announced = {
  kind: "video",
  formats: [{ payloadType: 96, rtpmap: "VP8/90000" }],
  rids: [],
  extensions: new Map([[TRANSPORT_CC, 3], [RID, 4]]),
  feedback: ["nack", "nack pli"],
};
const AUDIO: Announced = {
  ...VIDEO,
  kind: "audio",
  formats: [{ payloadType: 111, rtpmap: "opus/48000/2" }],
  extensions: new Map(),
  feedback: [],
};
/** A key frame of VP8 in one packet (RFC 7741 §4.2), its header only. */
const KEY_FRAME = [0x10, 0x00, 0x00, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x00];

interface Sent {
  readonly type?: number;
  readonly source?: number;
  readonly payload?: readonly number[];
  /** Header extensions of one byte's form: number and value. */
  readonly extensions?: readonly (readonly [number, readonly number[]])[];
  readonly padding?: number;
}

function packet(number: number, sent: Sent = {}): Uint8Array<ArrayBuffer> {
  const { type = 96, source = 1, payload = KEY_FRAME, extensions = [], padding = 0 } = sent;
  const words = extensions.flatMap(([id, value]) => [id << 4 | value.length - 1, ...value]);
  while (words.length % 4 !== 0) words.push(0);
  const extended = words.length > 0 ? [0xbe, 0xde, 0, words.length / 4, ...words] : [];
  const filler = padding > 0 ? [...new Array(padding - 1).fill(0), padding] : [];
  const bytes = Uint8Array.from([...new Array(12).fill(0), ...extended, ...payload, ...filler]);
  writeHeader(bytes, 0, type, true, number & 0xffff, 3000 * number >>> 0, source);
  bytes[0] |= (extended.length > 0 ? 0x10 : 0) | (padding > 0 ? 0x20 : 0);
  return bytes;
}

class Scene {
  readonly around = new Stage([]);
  stage: Stage | undefined;
  tracks = "";
  failed = "";
  readonly sent: RtcpPacket[] = [];
  /** Units of each track, as readers get them. */
  units: { readonly units: readonly { readonly pts: number; readonly ntp: number }[] }[] = [];
  readonly input: ToStream;

  constructor(announced: readonly Announced[], absolute = false) {
    const { clock, log } = this.around;
    this.input = new ToStream(announced, {
      ...{ clock, absolute },
      faults: new FaultLog(log.log, clock),
      trackTimeout: 2000,
      send: (rtcp) => {
        const packets = parseRtcp(rtcp);
        assert.ok(!isMalformed(packets));
        this.sent.push(...packets);
      },
      publish: (tracks) => {
        this.tracks = tracks.map(({ config }) => config.codec).join();
        this.stage = new Stage(tracks);
        this.units = tracks.map((_, i) => this.stage!.units(i));
        return this.stage.stream;
      },
      failed: (reason) => this.failed = reason,
    });
    this.input.start();
  }

  send(...packets: Uint8Array<ArrayBuffer>[]): void {
    for (const each of packets) this.input.rtp(each, 0, each.length);
  }

  get counts(): number[] {
    return this.units.map(({ units }) => units.length);
  }

  get nacks(): number[] {
    const numbers: number[] = [];
    for (const each of this.sent.splice(0)) readNacks(each, (_, number) => numbers.push(number));
    return numbers;
  }
}

Deno.test("the stream begins when every track has, with all that has come", () => {
  const scene = new Scene([VIDEO, AUDIO]);
  scene.send(packet(1), packet(2));
  assert.equal(scene.tracks, "");
  scene.send(packet(9, { type: 111, source: 2, payload: [0xfc] }));
  assert.equal(scene.tracks, "VP8,Opus");
  scene.around.clock.advance(50);
  assert.deepEqual(scene.counts, [2, 1]);
  scene.input.close();
});

Deno.test("tracks that do not come are left out, and without any there is no stream", () => {
  const scene = new Scene([VIDEO, AUDIO]);
  scene.send(packet(1));
  scene.around.clock.advance(2100);
  assert.equal(scene.tracks, "VP8");
  scene.input.close();
  const empty = new Scene([VIDEO]);
  empty.around.clock.advance(2100);
  assert.equal(empty.failed, "deadline exceeded while waiting tracks");
  empty.input.close();
  assert.equal(empty.around.clock.pending, 0);
});

Deno.test("what is missing is asked for, four times, and put in its place when it comes", () => {
  const scene = new Scene([VIDEO]);
  scene.send(packet(65534), packet(1));
  assert.deepEqual(scene.nacks, [65535, 0]);
  scene.around.clock.advance(20);
  assert.deepEqual(scene.nacks, []);
  scene.send(packet(65535));
  scene.around.clock.advance(80);
  assert.deepEqual(scene.nacks, [0]);
  scene.send(packet(65536));
  scene.around.clock.advance(50);
  assert.deepEqual([scene.counts, scene.input.lost], [[4], 0]);
  scene.send(packet(3));
  scene.around.clock.advance(600);
  assert.deepEqual(scene.nacks, [2, 2, 2, 2]);
  assert.deepEqual([scene.counts, scene.input.lost], [[5], 1]);
  scene.input.close();
});

Deno.test("padding on its own leaves no gap, extensions are taken off", () => {
  const scene = new Scene([VIDEO]);
  const extensions = [[3, [0, 7]]] as const;
  scene.send(packet(1, { extensions }));
  scene.send(packet(2, { payload: [], padding: 200 }), packet(3, { extensions, padding: 4 }));
  const reader = scene.stage!.packets();
  scene.send(packet(4, { extensions }));
  scene.around.clock.advance(50);
  assert.deepEqual([scene.counts, scene.input.lost], [[3], 0]);
  const [batch] = reader.batches, at = batch.offsets[0];
  assert.deepEqual([batch.sizes[0], batch.bytes[at]], [12 + KEY_FRAME.length, 0x80]);
  scene.input.close();
});

Deno.test("layers of a picture are tracks, told apart by their names", () => {
  const scene = new Scene([{ ...VIDEO, rids: ["a", "b"] }]);
  const of = (name: string, source: number, number: number) =>
    packet(number, { source, extensions: [[4, [name.charCodeAt(0)]]] });
  scene.send(of("b", 5, 1), of("c", 7, 1), of("a", 6, 1), packet(2, { source: 5 }));
  scene.around.clock.advance(50);
  assert.equal(scene.tracks, "VP8,VP8");
  assert.deepEqual(scene.counts, [1, 2]);
  scene.input.close();
});

Deno.test("the publisher hears how it goes", () => {
  const scene = new Scene([VIDEO]);
  scene.send(packet(1, { extensions: [[3, [0, 7]]] }));
  scene.around.clock.advance(2100);
  const types = scene.sent.map((each) => each.kind === "other" ? each.packetType : each.kind);
  assert.deepEqual(types, [205, "RR", "RR", 206]);
  scene.input.close();
});

Deno.test("reports that come before the first packet place it", () => {
  const scene = new Scene([VIDEO], true);
  const seconds = Date.UTC(2026, 0, 1) / 1000 + 2_208_988_800;
  const report = { ssrc: 1, ntp: { seconds, fraction: 0 }, timestamp: 3000 };
  scene.input.rtcp(writeRtcp([{ kind: "SR", ...report, packets: 0, octets: 0, reports: [] }]));
  scene.send(packet(31));
  scene.around.clock.advance(50);
  assert.equal(Math.round(scene.units[0].units[0].ntp), Date.UTC(2026, 0, 1) + 1000);
  scene.input.close();
});
