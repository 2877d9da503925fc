import assert from "node:assert/strict";
import { adoptParameterSets, withParameterSets } from "media/parameter_sets.ts";
import { parseStreamMuxConfig } from "media/codecs/aac/stream_mux_config.ts";
import { encodeAdts, parseAdts, parseAdtsHeader } from "media/codecs/aac/adts.ts";
import {
  encodeAudioSpecificConfig,
  parseAudioSpecificConfig,
} from "media/codecs/aac/audio_specific_config.ts";
import { parseSyncframe } from "media/codecs/ac3/syncframe.ts";
import { joinObus, parseObuHeader, splitObus } from "media/codecs/av1/obu.ts";
import { parseSequenceHeader } from "media/codecs/av1/sequence_header.ts";
import { decodingTimesOf } from "media/codecs/decoding_times.ts";
import { soundDuration } from "media/codecs/duration.ts";
import { blockSize } from "media/codecs/flac/frame_header.ts";
import { decodeALaw, decodeMuLaw } from "media/codecs/g711/decode.ts";
import { profileLevelId } from "media/codecs/h264/profile.ts";
import { recoveryFrames } from "media/codecs/h264/random_access.ts";
import { parseSps as parseSps264 } from "media/codecs/h264/sps.ts";
import { parseSps as parseSps265 } from "media/codecs/h265/sps.ts";
import { swapByteOrder } from "media/codecs/lpcm/byte_order.ts";
import { buildJpegHeader } from "media/codecs/mjpeg/header.ts";
import { parseJpeg } from "media/codecs/mjpeg/jpeg.ts";
import { parseFrameHeader as parseMpegAudio } from "media/codecs/mpeg_audio/frame_header.ts";
import * as nal from "media/codecs/nal.ts";
import { encodeOpusHead, parseOpusHead, readDOps, writeDOps } from "media/codecs/opus/head.ts";
import { packetDuration } from "media/codecs/opus/packet.ts";
import { cases as records, type Format } from "media/codecs/record_cases.ts";
import { isRandomAccess } from "media/codecs/random_access.ts";
import { parseFrameSize } from "media/codecs/vp8/frame_header.ts";
import { parseFrameHeader } from "media/codecs/vp9/frame_header.ts";
import { isMalformed, type Malformed } from "media/malformed.ts";
import type { TrackConfig } from "media/track.ts";
import { harvest } from "../harvest.ts";
import type { Input, Target } from "../target.ts";

const { bytes } = await harvest("media/codecs", "media/rtp");
const seeds = bytes.map((one) => [one]);

/** Pieces in groups, as access units come. */
const units = seeds.map((_, i) => bytes.slice(i, i + 3));

/** A target that looks at a single piece. */
function single(name: string, look: (bytes: Uint8Array) => unknown): Target {
  return { name, seeds, run: ([bytes]) => void look(bytes) };
}

/** What was read must be written, and then be read as the same; a list that is empty may be written as nothing. */
function roundTrip<T extends object>(
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => T | Malformed,
  write: (value: T) => Uint8Array | Malformed,
): void {
  const value = read(bytes);
  if (isMalformed(value) || Array.isArray(value) && value.length === 0) return;
  const written = write(value as T);
  assert.ok(!isMalformed(written), "it was read, but cannot be written");
  assert.deepEqual(read(written as Uint8Array), value);
}

/** Units of a codec in decoding order: the decoding times found rise, and are never above the presentation times. */
function times(input: Input, config: TrackConfig): void {
  const found = decodingTimesOf(config, 90000);
  let last = -Infinity;
  input.forEach((piece, i) => {
    const pts = 3000 * (i ^ 1), dts = found.extract([piece, ...input.slice(i, i + 2)], pts);
    if (isMalformed(dts)) return;
    assert.ok(dts <= pts && dts > last, `dts ${dts} behind ${last}, pts ${pts}`);
    last = dts;
  });
}

/** What depends on the codec alone. */
function unit(input: Input, config: TrackConfig): void {
  isRandomAccess(config, input);
  withParameterSets(input, adoptParameterSets(config, input));
  if (config.codec === "H264" || config.codec === "H265") times(input, config);
}

const CONFIGS: readonly TrackConfig[] = [
  { codec: "H264" },
  { codec: "H265" },
  { codec: "AV1" },
  { codec: "VP8" },
  { codec: "VP9" },
];

const SOUNDS: readonly TrackConfig[] = [
  { codec: "MPEG-1/2 Audio" },
  { codec: "AC3", sampleRate: 44100, channels: 6 },
  { codec: "FLAC", streamInfo: new Uint8Array(34), sampleRate: 44100, channels: 2 },
  { codec: "Opus", channels: 2 },
];

/** A config that was read and can be written is read as the same; frames tell what the record would. */
function record(bytes: Uint8Array, { read, write }: Format): void {
  const config = read(bytes);
  if (isMalformed(config)) return;
  const written = write(config, new Uint8Array(0));
  if (!isMalformed(written)) assert.deepEqual(read(written), config);
}

export const codecs: readonly Target[] = [
  single("h264 parameter sets", (bytes) => {
    parseSps264(bytes);
    profileLevelId(bytes);
    recoveryFrames([bytes]);
  }),
  single("h265 parameter sets", (bytes) => parseSps265(bytes)),
  single("nal units", (bytes) => {
    nal.removeEmulationPrevention(bytes);
    roundTrip(bytes, nal.splitAnnexB, nal.joinAnnexB);
    roundTrip(bytes, nal.splitLengthPrefixed, nal.joinLengthPrefixed);
    nal.splitLengthPrefixed(bytes, 1);
    nal.splitLengthPrefixed(bytes, 2);
  }),
  single("av1", (bytes) => {
    parseObuHeader(bytes);
    parseSequenceHeader(bytes);
    roundTrip(bytes, splitObus, joinObus);
  }),
  single("vp8, vp9", (bytes) => {
    parseFrameSize(bytes);
    parseFrameHeader(bytes);
  }),
  single("aac", (bytes) => {
    roundTrip(bytes, parseAudioSpecificConfig, encodeAudioSpecificConfig);
    parseStreamMuxConfig(bytes);
    parseAdtsHeader(bytes, bytes.length >> 1);
    const frames = parseAdts(bytes);
    if (isMalformed(frames)) return;
    for (const { payload, ...format } of frames) encodeAdts(format, payload);
  }),
  single("opus", (bytes) => {
    packetDuration(bytes);
    roundTrip(bytes, parseOpusHead, encodeOpusHead);
    roundTrip(bytes, readDOps, writeDOps);
  }),
  single("frames of sound", (bytes) => {
    parseMpegAudio(bytes);
    parseSyncframe(bytes);
    blockSize(bytes);
    for (const config of SOUNDS) soundDuration(config, [bytes], 90000);
  }),
  ...[...new Map(records.map((one) => [one.format, one.name]))].map(([format, name]): Target => ({
    name: `record ${name.split(",")[0]}`,
    seeds: records.filter((one) => one.format === format).map(({ bytes }) => [bytes]),
    run: ([bytes]) => record(bytes, format),
  })),
  single("jpeg", (bytes) => {
    const image = parseJpeg(bytes);
    if (!isMalformed(image)) buildJpegHeader(image);
  }),
  single("samples", (bytes) => {
    decodeALaw(bytes);
    decodeMuLaw(bytes);
    for (const depth of [8, 16, 24] as const) swapByteOrder(bytes, depth);
  }),
  ...CONFIGS.map((config): Target => ({
    name: `${config.codec.toLowerCase()} units`,
    seeds: units,
    run: (input) => unit(input, config),
  })),
];
