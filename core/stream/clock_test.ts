import assert from "node:assert/strict";
import { StreamClock } from "core/stream/clock.ts";

const VIDEO = 0, AUDIO = 1;
const create = () => new StreamClock([90_000, 48_000]);

Deno.test("the first track to start is the origin, and wraps of its timestamps do not show", () => {
  const clock = create();
  assert.equal(clock.pts(VIDEO, 0xffff_fff0, 1000), 0);
  assert.equal(clock.pts(VIDEO, 0x10, 1001), 32);
  assert.equal(clock.pts(VIDEO, 0xffff_fff8, 1002), 8);
});

Deno.test("another track is placed by its arrival against the first", () => {
  const clock = create();
  clock.pts(VIDEO, 5000, 1000);
  clock.anchor(VIDEO, clock.pts(VIDEO, 5000 + 90_000, 2000), 2000);
  assert.equal(clock.pts(AUDIO, 777, 2500), 1.5 * 48_000);
  assert.equal(clock.pts(AUDIO, 777 + 480, 2600), 1.5 * 48_000 + 480);
});

Deno.test("the sender's reports of both tracks place it exactly, however it arrives", () => {
  const clock = create();
  clock.report(VIDEO, 50_000, 5000);
  clock.report(AUDIO, 50_100, 777);
  clock.pts(VIDEO, 5000, 1000);
  assert.equal(clock.pts(AUDIO, 777 + 48_000, 9000), 52_800);
});

Deno.test("reports that contradict each other by far are not believed", () => {
  const clock = create();
  clock.report(VIDEO, 50_000, 5000);
  clock.report(AUDIO, 90_000_000, 777);
  clock.pts(VIDEO, 5000, 1000);
  assert.equal(clock.pts(AUDIO, 777, 1500), 24_000);
});

Deno.test("rtpAt answers for all tracks by the same instant", () => {
  const clock = create();
  assert.equal(clock.rtpAt(VIDEO, 1000), undefined);
  clock.pts(VIDEO, 5000, 1000);
  assert.equal(clock.rtpAt(AUDIO, 1000), undefined);
  clock.pts(AUDIO, 777, 1000);
  assert.equal(clock.rtpAt(VIDEO, 3000), 5000 + 180_000);
  assert.equal(clock.rtpAt(AUDIO, 3000), 777 + 96_000);
});

Deno.test("a track without RTP timestamps of its own is given some", () => {
  const clock = create();
  clock.assign(VIDEO, 0xffff_ff00);
  clock.assign(AUDIO, 100);
  assert.equal(clock.started(AUDIO), true);
  assert.equal(clock.rtp(VIDEO, 0x200), 0x100);
  clock.anchor(VIDEO, 90_000, 5000);
  assert.equal(clock.rtpAt(AUDIO, 6000), 100 + 96_000);
});

Deno.test("only the leading track ties the time line to the wall clock", () => {
  const clock = create();
  clock.pts(VIDEO, 0, 1000);
  clock.pts(AUDIO, 0, 1000);
  clock.anchor(AUDIO, 48_000, 9000);
  assert.equal(clock.rtpAt(VIDEO, 2000), 90_000);
});

Deno.test("media that bring their own wall clock have it beside ours", () => {
  const clock = create(), hour = 3_600_000;
  assert.equal(clock.ntpAt(1000), 1000);
  clock.pts(VIDEO, 5000, 1000);
  clock.anchor(VIDEO, 0, 1000, 1000 - hour);
  assert.equal(clock.ntpAt(3000), 3000 - hour);
  assert.equal(clock.rtpAt(VIDEO, 3000), 5000 + 180_000);
  clock.anchor(AUDIO, 0, 1000, 7);
  assert.equal(clock.ntpAt(3000), 3000 - hour);
});
