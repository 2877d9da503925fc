import assert from "node:assert/strict";
import fc from "fast-check";
import { fromHex, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import {
  type AudioSpecificConfig,
  encodeAudioSpecificConfig,
  parseAudioSpecificConfig,
} from "./audio_specific_config.ts";

const LC = { objectType: 2, frameLength: 1024 } as const;

const cases: { bytes: string; config: AudioSpecificConfig; shorter?: string }[] = [
  { bytes: "1210", config: { ...LC, sampleRate: 44100, channels: 2 } },
  { bytes: "1188", config: { ...LC, sampleRate: 48000, channels: 1 } },
  { bytes: "1588", config: { ...LC, sampleRate: 8000, channels: 1 } },
  { bytes: "11b0", config: { ...LC, sampleRate: 48000, channels: 6 } },
  { bytes: "11b8", config: { ...LC, sampleRate: 48000, channels: 8 } },
  { bytes: "0a14", config: { objectType: 1, frameLength: 960, sampleRate: 44100, channels: 2 } },
  { bytes: "17802ee010", config: { ...LC, sampleRate: 24000, channels: 2 }, shorter: "1310" },
  { bytes: "17801f4110", config: { ...LC, sampleRate: 16002, channels: 2 } },
  { bytes: "1212add0", config: { ...LC, sampleRate: 44100, channels: 2, coreCoderDelay: 0x15ba } },
  {
    bytes: "2b920800",
    config: {
      ...{ ...LC, sampleRate: 22050, channels: 2 },
      sbr: { hierarchical: true, sampleRate: 44100, ps: false },
    },
  },
  {
    bytes: "eb8a0800",
    config: {
      ...{ ...LC, sampleRate: 22050, channels: 1 },
      sbr: { hierarchical: true, sampleRate: 44100, ps: true },
    },
  },
  {
    bytes: "131056e598",
    config: {
      ...{ ...LC, sampleRate: 24000, channels: 2 },
      sbr: { hierarchical: false, sampleRate: 48000, ps: false },
    },
  },
  {
    bytes: "130856e59d4880",
    config: {
      ...{ ...LC, sampleRate: 24000, channels: 1 },
      sbr: { hierarchical: false, sampleRate: 48000, ps: true },
    },
  },
  // FFmpeg's encoder tells that there is no SBR.
  { bytes: "121056e500", config: { ...LC, sampleRate: 44100, channels: 2 }, shorter: "1210" },
];

Deno.test("AudioSpecificConfig: parsed and encoded", () => {
  for (const { bytes, config, shorter } of cases) {
    assert.deepEqual(parseAudioSpecificConfig(fromHex(bytes)!), config, bytes);
    const encoded = encodeAudioSpecificConfig(config) as Uint8Array;
    assert.equal(toHex(encoded), shorter ?? bytes);
    assert.deepEqual(parseAudioSpecificConfig(encoded), config, bytes);
  }
});

const refused = [
  { name: "nothing", bytes: "" },
  { name: "no object type", bytes: "0210" },
  { name: "scalable", bytes: "3210" },
  { name: "an escaped object type", bytes: "f9482000" },
  { name: "SBR over SBR", bytes: "2b92140000" },
  { name: "reserved rate", bytes: "1690" },
  { name: "a rate of 0", bytes: "1780000010" },
  { name: "SBR with a reserved rate", bytes: "2b968800" },
  { name: "channels told by a program", bytes: "1200" },
  { name: "channel configuration 8", bytes: "1240" },
];

Deno.test("AudioSpecificConfig: what is not supported or broken", () => {
  for (const { name, bytes } of refused) {
    assert.ok(isMalformed(parseAudioSpecificConfig(fromHex(bytes)!)), name);
  }
  for (const channels of [0, 7, 9, -1]) {
    assert.ok(isMalformed(encodeAudioSpecificConfig({ ...LC, sampleRate: 48000, channels })));
  }
});

Deno.test("AudioSpecificConfig: cut short anywhere, it is refused or loses the SBR behind it", () => {
  for (const { bytes, config } of cases) {
    const whole = fromHex(bytes)!;
    for (let length = 0; length < whole.length; length++) {
      const parsed = parseAudioSpecificConfig(whole.subarray(0, length));
      if (isMalformed(parsed)) continue;
      assert.ok(length >= 2, bytes);
      const { sbr: _, ...core } = config;
      const { sbr: __, ...rest } = parsed;
      assert.deepEqual(rest, core, `${bytes}: ${length}`);
    }
  }
});

Deno.test("AudioSpecificConfig: whatever is parsed, encodes to the same", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 2, maxLength: 9 }), fc.nat(13), (bytes, i) => {
    bytes.set(fromHex(cases[i].bytes)!.subarray(0, 1));
    const parsed = parseAudioSpecificConfig(bytes);
    if (isMalformed(parsed)) return;
    const encoded = encodeAudioSpecificConfig(parsed) as Uint8Array;
    assert.deepEqual(parseAudioSpecificConfig(encoded), parsed);
  }));
});
