import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { readPlaylist, startOf } from "../../../plugins/hls/wire/reading/playlist.ts";
import { playlistCases } from "../../../plugins/hls/wire/reading/playlist_cases.ts";
import { SegmentReader } from "../../../plugins/hls/wire/reading/segment_reader.ts";
import {
  keptQuery,
  readCookie,
  readDirectives,
  readTarget,
} from "../../../plugins/hls/wire/request.ts";
import { harvest } from "../harvest.ts";
import type { Input, Target } from "../target.ts";

const decoder = new TextDecoder(), encoder = new TextEncoder();
const { bytes: files } = await harvest("media/mp4", "media/mpegts");

function playlist([bytes]: Input): void {
  const read = readPlaylist(decoder.decode(bytes));
  if (isMalformed(read) || read.kind !== "media") return;
  const start = startOf(read);
  assert.ok(start >= 0 && start <= read.items.length);
}

function request([bytes]: Input): void {
  const text = decoder.decode(bytes);
  readTarget(text);
  readDirectives(text);
  readCookie(text, "hlsSession");
  const kept = keptQuery(text, false);
  assert.equal(keptQuery(kept, false), kept);
}

function segment(pieces: Input): void {
  const reader = new SegmentReader();
  for (const piece of pieces) {
    reader.read(piece);
    reader.read(piece, pieces[0]);
  }
}

/** What comes from players, and from servers that are pulled. */
export const hls: readonly Target[] = [
  {
    name: "hls playlist",
    seeds: playlistCases.map(({ text }) => [encoder.encode(text)]),
    words: ["#EXT-X-PART:", "#EXT-X-BYTERANGE:", "#EXT-X-SKIP:SKIPPED-SEGMENTS=", "#EXTINF:"],
    run: playlist,
  },
  {
    name: "hls request",
    seeds: [
      "/cam/1/index.m3u8",
      "_HLS_msn=3&_HLS_part=0&_HLS_skip=YES&a=b%20c&session=x",
      "cookieCheck=1; hlsSession=x",
    ].map((text) => [encoder.encode(text)]),
    run: request,
  },
  { name: "hls segment", seeds: files.map((each) => [each]), run: segment },
];
