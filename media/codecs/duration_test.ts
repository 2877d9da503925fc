import assert from "node:assert/strict";
import type { TrackConfig } from "media/track.ts";
import { soundDuration } from "./duration.ts";

const aac = (config: number[], sampleRate: number): TrackConfig => ({
  codec: "MPEG-4 Audio",
  config: Uint8Array.from(config),
  sampleRate,
  channels: 2,
});
const bytes = (...sizes: number[]) => sizes.map((size) => new Uint8Array(size));

const cases: [string, TrackConfig, Uint8Array[], number, number | undefined][] = [
  ["AAC", aac([0x11, 0x90], 48000), bytes(100), 48000, 1024],
  ["two frames of AAC", aac([0x12, 0x10], 44100), bytes(9, 9), 90000, 4180],
  ["AAC with SBR", aac([0x2b, 0x11, 0x88, 0], 48000), bytes(5), 48000, 2048],
  [
    "AAC as LATM",
    {
      codec: "MPEG-4 Audio LATM",
      aac: {
        codec: "MPEG-4 Audio",
        config: Uint8Array.of(0x12, 0x10),
        sampleRate: 44100,
        channels: 2,
      },
    },
    bytes(9, 9),
    90000,
    4180,
  ],
  ["AAC as LATM with its config in band", { codec: "MPEG-4 Audio LATM" }, bytes(9), 9, undefined],
  ["AAC that cannot be read", aac([], 48000), bytes(5), 48000, undefined],
  [
    "two frames of MPEG audio",
    { codec: "MPEG-1/2 Audio" },
    [Uint8Array.of(0xff, 0xfb, 0x90, 4), Uint8Array.of(0xff, 0xf3, 0x90, 4)],
    90000,
    4702,
  ],
  ["MPEG audio that cannot be read", { codec: "MPEG-1/2 Audio" }, bytes(9), 90000, undefined],
  [
    "two frames of AC-3",
    { codec: "AC3", sampleRate: 44100, channels: 2 },
    bytes(9, 9),
    44100,
    3072,
  ],
  [
    "FLAC",
    { codec: "FLAC", streamInfo: new Uint8Array(34), sampleRate: 48000, channels: 1 },
    [Uint8Array.of(0xff, 0xf8, 0xca, 0x08, 0)],
    90000,
    7680,
  ],
  ["Opus", { codec: "Opus", channels: 2 }, [Uint8Array.of(0xfc, 0)], 48000, 960],
  ["Opus that cannot be read", { codec: "Opus", channels: 2 }, bytes(0), 48000, undefined],
  [
    "G711",
    { codec: "G711", muLaw: true, sampleRate: 8000, channels: 2 },
    bytes(320),
    8000,
    160,
  ],
  ["G722", { codec: "G722" }, bytes(160), 8000, 160],
  [
    "LPCM",
    { codec: "LPCM", bitDepth: 24, sampleRate: 44100, channels: 2 },
    bytes(600, 6),
    44100,
    101,
  ],
  ["video", { codec: "VP8" }, bytes(100), 90000, undefined],
];

for (const [name, config, payload, clockRate, duration] of cases) {
  Deno.test(`duration of ${name}`, () => {
    assert.equal(soundDuration(config, payload, clockRate), duration);
  });
}
