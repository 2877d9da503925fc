import assert from "node:assert/strict";
import { FakeClock } from "../test/fake_clock.ts";
import { decodeErrors, framesDiscarded, packetsLost, rate } from "./rate.ts";

function reporter() {
  const clock = new FakeClock();
  const reports: [number, number, string][] = [];
  const counted = rate(clock, 1000, (count, last) => reports.push([clock.now(), count, last]));
  return { clock, reports, counted };
}

Deno.test("rate: a burst is one report a second, with the count and the newest", () => {
  const { clock, reports, counted } = reporter();
  for (let i = 0; i < 2500; i++) {
    counted.hit(`fault ${i}`);
    clock.advance(1);
  }
  clock.advance(5000);
  assert.deepEqual(reports, [
    [1000, 1000, "fault 999"],
    [2000, 1000, "fault 1999"],
    [3000, 500, "fault 2499"],
  ]);
  assert.equal(clock.pending, 0);
});

Deno.test("rate: no timer without a fault; hits may come in numbers, or with nothing to say", () => {
  const { clock, reports, counted } = reporter();
  counted.hit("nothing", 0);
  assert.equal(clock.pending, 0);
  counted.hit("first", 3);
  counted.hit("", 4);
  clock.advance(1000);
  counted.hit();
  clock.advance(1000);
  assert.deepEqual(reports, [[1000, 7, "first"], [2000, 1, ""]]);
});

Deno.test("rate: closing reports what is pending, then nothing more", () => {
  const { clock, reports, counted } = reporter();
  counted.hit("x");
  counted.close();
  counted.hit("y");
  counted.close();
  clock.advance(5000);
  assert.deepEqual(reports, [[0, 1, "x"]]);
  assert.equal(clock.pending, 0);
});

Deno.test("rate: the texts", () => {
  assert.equal(packetsLost(1), "1 RTP packet lost");
  assert.equal(packetsLost(12), "12 RTP packets lost");
  assert.equal(decodeErrors(1, "short packet"), "decode error: short packet");
  assert.equal(decodeErrors(4, "short packet"), "4 decode errors, last was: short packet");
  assert.equal(framesDiscarded(1), "reader is too slow, discarding 1 frame");
  assert.equal(framesDiscarded(9), "reader is too slow, discarding 9 frames");
});
