import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { FIXED_HEADER } from "media/rtp/packet.ts";
import { packetizerFor } from "media/rtp/payload/registry.ts";
import { Packer } from "core/stream/packer.ts";
import { type PacketReader, Rendition } from "core/stream/rendition.ts";
import { CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { PacketLog, PacketPublisher, Stage } from "../../test/streams/stage.ts";

const { config, units } = CLIPS.h264;
const UNIT = { track: 0, ntp: 0, config, epoch: 1, ...units[0] };

/** A batch with packets of these sizes, headers counted. */
function batchOf(...sizes: number[]) {
  const stage = new Stage(tracksOf([CLIPS.opus], true)), reader = stage.packets(0, 65_000);
  const publisher = new PacketPublisher(stage, []);
  publisher.send(0, sizes.map((size) => new Uint8Array(size).fill(0x80, 0, 1)));
  publisher.feed.close();
  return reader.batches[0];
}

function packing(rendition: Rendition, sequence = 7): Rendition {
  const marks = { ssrc: 1, payloadType: 96, channel: 0 };
  rendition.pack(new Packer(packetizerFor(config)!, marks, rendition.form.payloadMax, sequence));
  return rendition;
}

Deno.test("rendition: every reader is handed the same batch and the same report", () => {
  const rendition = new Rendition({ payloadMax: 1400 }), told: unknown[] = [];
  const reader = (): PacketReader => ({
    write: (batch) => void told.push(batch),
    report: (rtcp) => void told.push(rtcp),
  });
  assert.equal(rendition.used, false);
  rendition.add(reader()), rendition.add(reader());
  assert.equal(rendition.used, true);
  const batch = batchOf(100), report = Uint8Array.of(1, 2, 3);
  rendition.write(batch), rendition.report(report);
  assert.equal(told.length, 4);
  assert.ok(told.every((one, i) => one === [batch, batch, report, report][i]));
});

Deno.test("rendition: readers may come and go while a batch is handed out", () => {
  const rendition = new Rendition({ payloadMax: 1400 }), told: string[] = [];
  const reader = (name: string, then: () => void = () => {}): PacketReader => ({
    write() {
      told.push(name);
      then();
    },
    report() {},
  });
  const last = reader("last"), late = reader("late");
  const leaving = reader("leaving", () => {
    rendition.remove(leaving);
    rendition.remove(last);
    rendition.add(late);
  });
  for (const each of [reader("first"), leaving, last]) rendition.add(each);
  rendition.write(batchOf(100));
  assert.deepEqual(told.splice(0), ["first", "leaving", "last"]);
  rendition.write(batchOf(100));
  assert.deepEqual(told, ["first", "late"]);
});

Deno.test("rendition: it is too small for a batch with one packet that is too large", () => {
  const rendition = new Rendition({ payloadMax: 100 });
  assert.equal(rendition.tooSmallFor(batchOf(100 + FIXED_HEADER, 20)), false);
  assert.equal(rendition.tooSmallFor(batchOf(20, 101 + FIXED_HEADER, 20)), true);
});

Deno.test("rendition: it numbers only the packets that it packs itself", () => {
  const rendition = new Rendition({ payloadMax: 1400 }), reader = new PacketLog();
  rendition.add(reader);
  assert.deepEqual([rendition.packing, rendition.nextSequence], [false, undefined]);
  packing(rendition);
  assert.deepEqual([rendition.packing, rendition.nextSequence], [true, 7]);
  assert.equal(rendition.writeUnit(UNIT, 0), undefined);
  assert.equal(reader.packets[0].sequence, 7);
  assert.equal(rendition.nextSequence, 7 + reader.packets.length);
});

Deno.test("rendition: a unit that cannot be packed is told, and comes to nobody", () => {
  const rendition = new Rendition({ payloadMax: 1400 }), reader = new PacketLog();
  const marks = { ssrc: 1, payloadType: 96, channel: 0 };
  rendition.pack(new Packer(packetizerFor(CLIPS.opus.config)!, marks, 1400, 0));
  rendition.add(reader);
  assert.ok(isMalformed(rendition.writeUnit({ ...UNIT, payload: [new Uint8Array(0)] }, 0)));
  assert.equal(reader.batches.length, 0);
});
