import assert from "node:assert/strict";
import { isMalformed, Malformed } from "media/malformed.ts";
import { type Mp4Track, readMp4 } from "./mp4.ts";
import { box, vector, VECTORS, words } from "./mp4_cases.ts";

const CODECS: Readonly<Record<string, string>> = {
  h264: "H264",
  hevc: "H265",
  vp9: "VP9",
  av1: "AV1",
  aac: "MPEG-4 Audio",
  opus: "Opus",
  flac: "FLAC",
  ac3: "AC3",
  pcm_s16le: "LPCM",
  pcm_s16be: "LPCM",
};

for (const { name, bytes, tracks } of VECTORS) {
  Deno.test(`${name}: tracks, times, places and key frames are those that ffprobe sees`, () => {
    const read = tracksOf(bytes);
    assert.equal(read.length, tracks.length);
    for (const [i, { codec, kind, timescale, packets }] of tracks.entries()) {
      const track = read[i];
      assert.equal(track.config?.codec, CODECS[codec]);
      assert.equal(track.kind, kind);
      assert.equal(track.timescale, timescale);
      if (track.config?.codec !== "LPCM") assert.deepEqual(listed(track), packets);
      else assert.deepEqual(extent(listed(track)), extent(packets));
    }
  });
}

/** ffprobe lists samples of LPCM in pieces of its own. */
function extent(packets: readonly string[]): [first: string, bytes: number] {
  const bytes = packets.reduce((sum, packet) => sum + Number(packet.split(" ")[4]), 0);
  return [packets[0].split(" ").slice(0, 4).join(" "), bytes];
}

function listed({ samples }: Mp4Track): string[] {
  return samples.map(({ pts, dts, randomAccess, offset, size }) =>
    `${pts} ${dts} ${randomAccess ? "K" : "-"} ${offset} ${size}`
  );
}

function tracksOf(bytes: Uint8Array): readonly Mp4Track[] {
  const tracks = readMp4(bytes);
  if (isMalformed(tracks)) throw new Error(tracks.reason);
  return tracks;
}

Deno.test("single samples of LPCM are joined to pieces of up to a tenth of a second", () => {
  const [{ samples, timescale }] = tracksOf(vector("lpcm16").bytes);
  assert.deepEqual(samples.map(({ duration }) => duration), Array(5).fill(timescale / 10));
  assert.deepEqual(samples.map(({ dts }) => dts), [0, 800, 1600, 2400, 3200]);
});

Deno.test("configs hold parameter sets, rates and channels", () => {
  const config = (name: string, track: number) => tracksOf(vector(name).bytes)[track].config;
  const h264 = config("h264-aac", 0), h265 = config("h265-opus", 0), av1 = config("av1-opus", 0);
  assert.ok(h264?.codec === "H264" && h264.sps?.[0] === 0x67 && h264.pps?.[0] === 0x68);
  assert.ok(h265?.codec === "H265" && h265.vps && h265.sps && h265.pps);
  assert.ok(av1?.codec === "AV1" && av1.sequenceHeader && av1.sequenceHeader[0] >> 3 === 1);
  const aac = config("h264-aac-fragments", 1);
  assert.ok(aac?.codec === "MPEG-4 Audio");
  assert.deepEqual([aac.sampleRate, aac.channels], [44100, 2]);
  assert.deepEqual(config("h265-opus", 1), { codec: "Opus", channels: 2 });
  assert.deepEqual(config("vp9-opus", 0), { codec: "VP9", profile: 0 });
  const flac = config("flac-ac3", 0);
  assert.ok(flac?.codec === "FLAC" && flac.streamInfo.length === 34);
  assert.deepEqual([flac.sampleRate, flac.channels], [16000, 1]);
  assert.deepEqual(config("flac-ac3", 1), { codec: "AC3", sampleRate: 48000, channels: 2 });
  assert.deepEqual(config("lpcm16", 0), {
    codec: "LPCM",
    bitDepth: 16,
    sampleRate: 8000,
    channels: 2,
  });
});

Deno.test("of a fragmented file that ends too early, the samples that are whole are there", () => {
  const { bytes } = vector("h264-aac-fragments"), whole = tracksOf(bytes);
  let counted = 0;
  for (let length = 1500; length < bytes.length; length += 7) {
    const read = readMp4(bytes.slice(0, length));
    assert.ok(!isMalformed(read), `cut at ${length}`);
    for (const [i, { samples }] of read.entries()) {
      assert.deepEqual(samples, whole[i].samples.slice(0, samples.length));
      assert.ok(samples.every(({ offset, size }) => offset + size <= length));
      counted += samples.length;
    }
  }
  assert.ok(counted > 1000);
});

Deno.test("plain files that end too early are Malformed", () => {
  const { bytes } = vector("h264-aac-wide");
  for (let length = 0; length < bytes.length; length++) {
    assert.ok(isMalformed(readMp4(bytes.slice(0, length))), `cut at ${length}`);
  }
});

Deno.test("damaged files give a value, quickly, and no sample outside the file", () => {
  for (const name of ["h264-aac", "h264-fragments-plain-base", "av1-opus", "lpcm24-fragments"]) {
    const { bytes } = vector(name), media = mediaOf(name);
    for (let at = 0; at < bytes.length; at++) {
      if (media.has(at)) continue;
      for (const value of [0, 0xff, bytes[at] ^ 1, bytes[at] ^ 0x40]) {
        const damaged = bytes.slice();
        damaged[at] = value;
        const read = readMp4(damaged);
        if (isMalformed(read)) continue;
        for (const { samples } of read) {
          const outside = samples.some(({ offset, size }) => offset + size > bytes.length);
          assert.ok(!outside, `${name}, byte ${at}`);
        }
      }
    }
  }
});

/** Bytes of samples, of which no reader knows anything. */
function mediaOf(name: string): Set<number> {
  const media = new Set<number>();
  for (const packet of vector(name).tracks.flatMap(({ packets }) => packets)) {
    const [, , , offset, size] = packet.split(" ").map(Number);
    for (let at = offset; at < offset + size; at++) media.add(at);
  }
  return media;
}

Deno.test("what claims to be endless is refused before it is read", () => {
  const many = 0xffff_ffff;
  const tables: Record<string, Uint8Array[]> = {
    "sizes in a table": [box("stsz", words(0, 0, many))],
    "sizes all alike": [box("stsz", words(0, 1, many))],
    "chunks": [box("stsz", words(0, 1, 5)), box("stco", words(0, many))],
    "runs": [box("stsz", words(0, 1, 5)), box("stts", words(0, many))],
  };
  for (const [name, boxes] of Object.entries(tables)) {
    assert.ok(isMalformed(readMp4(file(movie(boxes)))), name);
  }
  const run = box("traf", box("tfhd", words(0, 1)), box("trun", words(0, many)));
  assert.deepEqual(
    readMp4(file(movie([]), box("moof", run))),
    new Malformed("MP4: more samples than the file has bytes"),
  );
});

Deno.test("tracks of unknown codecs are told, without a config", () => {
  const [track] = tracksOf(file(movie([])));
  assert.deepEqual([track.format, track.config, track.samples.length], ["xxxx", undefined, 0]);
});

const TABLES = [
  box("stsz", words(0, 0, 3, 4, 0, 2)),
  box("stts", words(0, 1, 3, 10)),
  box("stsc", words(0, 2, 1, 2, 1, 2, 1, 1)),
];

Deno.test("chunks lie anywhere, 64-bit offsets as well, and empty samples are left out", () => {
  const offsets = {
    narrow: box("stco", words(0, 2, 8, 20)),
    wide: box("co64", words(0, 2, 0, 8, 0, 20)),
  };
  for (const [name, table] of Object.entries(offsets)) {
    const [{ samples }] = tracksOf(file(movie([...TABLES, table])));
    const found = samples.map(({ dts, offset, size }) => [dts, offset, size]);
    assert.deepEqual(found, [[0, 8, 4], [20, 20, 2]], name);
  }
});

Deno.test("an edit list moves the times: a wait in the movie's scale, then the media from a time on", () => {
  const wait = words(0, 2, 500, 0xffff_ffff, 0x10000, 1000, 7, 0x10000);
  const times = (elst: Uint8Array) => {
    const edits = box("edts", box("elst", elst));
    const [{ samples }] = tracksOf(
      file(movie([...TABLES, box("stco", words(0, 2, 8, 20))], edits)),
    );
    return samples.map(({ dts }) => dts);
  };
  assert.deepEqual(times(wait), [493, 513]);
  assert.deepEqual(times(words(0, 1, 1000, 7, 0x10000)), [-7, 13]);
  assert.deepEqual(times(words(0x0100_0000, 1, 0, 1000, 0, 7, 0x10000)), [-7, 13]);
  assert.deepEqual(times(words(0, 9, 1000)), [0, 20], "cut short");
});

Deno.test("fragments go on where those before ended, and take what is unsaid from the movie", () => {
  const traf = box("traf", box("tfhd", words(0, 1)), box("trun", words(1, 2, 8)));
  const mvex = box("mvex", box("trex", words(0, 1, 1, 40, 3, 0x10000)));
  const [{ samples }] = tracksOf(file(movie([]), box("moof", traf), box("moof", traf), mvex));
  assert.equal(samples.length, 0, "without trex: samples of no size");
  const bytes = file(movie([], mvex), box("moof", traf), box("moof", traf), box("mdat", Array(9)));
  const found = tracksOf(bytes)[0].samples;
  assert.deepEqual(found.map(({ dts, size }) => [dts, size]), [[0, 3], [40, 3], [80, 3], [120, 3]]);
  assert.ok(found.every(({ randomAccess }) => !randomAccess));
});

function file(...boxes: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from([box("ftyp", words(0)), ...boxes].flatMap((part) => [...part]));
}

/** A movie of one video track of an unknown codec, with some tables and further boxes. */
function movie(tables: readonly Uint8Array[], more: Uint8Array = box("free")): Uint8Array {
  const stbl = box("stbl", box("stsd", words(0, 1), box("xxxx")), ...tables);
  const mdhd = box("mdhd", words(0, 0, 0, 1000)), hdlr = box("hdlr", words(0, 0, 0x76696465));
  const mdia = box("mdia", mdhd, hdlr, box("minf", stbl));
  const trak = box("trak", box("tkhd", words(0, 0, 0, 1)), mdia, more);
  return box("moov", box("mvhd", words(0, 0, 0, 1000)), trak, more);
}
