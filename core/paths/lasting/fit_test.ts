import assert from "node:assert/strict";
import type { Track, TrackConfig } from "media/track.ts";
import { describeExactly, fit } from "./fit.ts";

const tracks = (...configs: TrackConfig[]): Track[] =>
  configs.map((config, id) => ({ id, media: id, kind: "video", clockRate: 90000, config }));
const hex = (text: string) => Uint8Array.fromHex(text);
const aac = (config: string, sampleRate = 48000, channels = 2): TrackConfig => ({
  ...{ codec: "MPEG-4 Audio", config: hex(config), sampleRate, channels },
});
const opus = (channels: number): TrackConfig => ({ codec: "Opus", channels });
const g711 = (muLaw: boolean, sampleRate = 8000, channels = 1): TrackConfig => ({
  ...{ codec: "G711", muLaw, sampleRate, channels },
});
const lpcm = (bitDepth: 16 | 24, sampleRate = 48000, channels = 2): TrackConfig => ({
  ...{ codec: "LPCM", bitDepth, sampleRate, channels },
});
const H264: TrackConfig = { codec: "H264" }, LC = aac("1190");

const cases: [string, TrackConfig[], TrackConfig[], readonly number[] | undefined][] = [
  ["the same", [H264, LC], [H264, LC], [0, 1]],
  ["another order", [LC, H264], [H264, LC], [1, 0]],
  ["twice the same codec", [H264, H264], [H264, H264], [0, 1]],
  ["other parameter sets", [{ codec: "H264", sps: hex("67") }], [H264], [0]],
  ["fewer", [H264], [H264, LC], undefined],
  ["more", [H264, LC], [H264], undefined],
  ["another codec", [{ codec: "H265" }], [H264], undefined],
  ["one codec twice in place of two", [H264, H264], [H264, LC], undefined],
  ["AAC that is written differently", [aac("119056e500")], [LC], [0]],
  ["AAC of another rate", [aac("1210", 44100)], [LC], undefined],
  ["AAC of other channels", [aac("1188", 48000, 1)], [LC], undefined],
  ["AAC of another type", [aac("0990")], [LC], undefined],
  ["AAC with SBR", [aac("2b118800")], [aac("1310", 24000)], undefined],
  ["AAC that cannot be read, but is the same", [aac("ff")], [aac("ff")], [0]],
  ["AAC that cannot be read", [aac("ff")], [LC], undefined],
  ["Opus in mono and stereo", [opus(1)], [opus(2)], [0]],
  ["Opus in surround", [opus(6)], [opus(2)], undefined],
  ["another law of G711", [g711(true)], [g711(false)], undefined],
  ["another rate of G711", [g711(true, 16000)], [g711(true)], undefined],
  ["LPCM", [lpcm(16)], [lpcm(16)], [0]],
  ["another depth of LPCM", [lpcm(24)], [lpcm(16)], undefined],
  ["other channels of LPCM", [lpcm(16, 48000, 1)], [lpcm(16)], undefined],
];

for (const [name, offered, expected, places] of cases) {
  Deno.test(`fit: ${name}`, () =>
    assert.deepEqual(fit(tracks(...offered), tracks(...expected)), places));
}

Deno.test("tracks are described with all that has to be the same", () => {
  assert.equal(
    describeExactly(tracks(H264, LC, opus(2), opus(6), g711(true), g711(false), lpcm(16))),
    "[H264, MPEG-4 Audio (48000 Hz, 2 channels), Opus, Opus (6 channels), " +
      "G711 (mu-law, 8000 Hz, 1 channel), G711 (A-law, 8000 Hz, 1 channel), " +
      "LPCM (16 bits, 48000 Hz, 2 channels)]",
  );
});
