import assert from "node:assert/strict";
import { soundDuration } from "media/codecs/duration.ts";
import { silentAac, silentG711, silentLpcm, silentOpus } from "./silence.ts";

/** Raw data blocks of AAC that FFmpeg decodes to silence. */
const AAC: readonly [channels: number, frame: string][] = [
  [1, "00000007"],
  [2, "2000000000000e"],
  [3, "0000000100000000000070"],
  [4, "000000010000000000000100000380"],
  [5, "0000000100000000000011000000000007"],
  [6, "000000010000000000001100000000000300000038"],
  [8, "00000001000000000000110000000000012000000000003000000380"],
];

for (const [channels, frame] of AAC) {
  Deno.test(`AAC with ${channels} channels`, () => {
    const reel = silentAac(44100, channels);
    assert.ok(reel.config.codec === "MPEG-4 Audio");
    const configuration = channels === 8 ? 7 : channels;
    assert.deepEqual([...reel.config.config], [0x12, configuration << 3]);
    assert.equal(reel.unit(0)!.payload[0].toHex(), frame);
  });
}

Deno.test("AAC with channels that have no configuration", () => {
  assert.throws(() => silentAac(48000, 7), /^Error: Cannot fill in: /);
});

Deno.test("silence lasts as long as it says", () => {
  const reels = [
    silentAac(48000, 2),
    silentOpus(),
    silentG711(8000, 2, true),
    silentG711(11025, 1, false),
    silentLpcm(44100, 2),
  ];
  for (const { config, clockRate, period, length, unit } of reels) {
    const { payload, duration } = unit(0)!;
    assert.equal(duration, soundDuration(config, payload, clockRate), config.codec);
    assert.equal(period * clockRate, length * duration, config.codec);
  }
});

Deno.test("samples of G711 are those of 0", () => {
  assert.equal(silentG711(8000, 1, true).unit(0)!.payload[0][9], 0xff);
  assert.equal(silentG711(8000, 1, false).unit(0)!.payload[0][9], 0xd5);
});
