import assert from "node:assert/strict";
import fc from "fast-check";
import { concat, fromBase64, fromHex, toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { buildJpegHeader, END_OF_IMAGE } from "./header.ts";
import { type JpegImage, parseJpeg } from "./jpeg.ts";
import { quantizationTables } from "./quantization.ts";

/** libjpeg, 4:2:2, quality 90. */
const LIBJPEG = fromBase64(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDg" +
    "sLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU" +
    "FBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAYACgDASEAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAw" +
    "QFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkK" +
    "FhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmq" +
    "KjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEB" +
    "AQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRob" +
    "HBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOE" +
    "hYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+P" +
    "n6/9oADAMBAAIRAxEAPwD81KKACigAooAKKACigAooAKKACigAooPKx+bZdlfL9fxEKXNe3POMb2te3M1e11e210f/" +
    "2Q==",
)!;
/** FFmpeg, 4:2:0, a comment, one quantization table for all, Huffman tables in one segment. */
const FFMPEG = fromBase64(
  "/9j/4AAQSkZJRgABAgAAAQABAAD//gAQTGF2YzU5LjM3LjEwMAD/2wBDAAgEBAQEBAUFBQUFBQYGBgYGBgYGBgYGBg" +
    "YHBwcICAgHBwcGBgcHCAgICAkJCQgICAgJCQoKCgwMCwsODg4RERT/xAGiAAABBQEBAQEBAQAAAAAAAAAAAQIDBAUG" +
    "BwgJCgsBAAMBAQEBAQEBAQEAAAAAAAABAgMEBQYHCAkKCxAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhBy" +
    "JxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1" +
    "dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6e" +
    "rx8vP09fb3+Pn6EQACAQIEBAMEBwUEBAABAncAAQIDEQQFITEGEkFRB2FxEyIygQgUQpGhscEJIzNS8BVictEKFiQ0" +
    "4SXxFxgZGiYnKCkqNTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqCg4SFhoeIiYqSk5SVlpeYmZ" +
    "qio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2dri4+Tl5ufo6ery8/T19vf4+fr/wAARCAAYACgDASIA" +
    "AhEAAxEA/9oADAMBAAIRAxEAPwAooooAKKKKACiiigAooooAKKKKACiiigD/2Q==",
)!;

const parse = (image: Uint8Array) => parseJpeg(image) as JpegImage;
const built = (image: JpegImage) => concat([buildJpegHeader(image), image.scan, END_OF_IMAGE]);

Deno.test("JPEG: images of libjpeg and FFmpeg", () => {
  const { scan, ...first } = parse(LIBJPEG);
  assert.deepEqual(first, {
    ...{ type: 0, width: 40, height: 24, restartInterval: 0 },
    quantization: quantizationTables(90),
  });
  assert.equal(toHex(concat([scan, END_OF_IMAGE])), toHex(LIBJPEG.subarray(-53)));
  const second = parse(FFMPEG);
  assert.deepEqual([second.type, second.width, second.height], [1, 40, 24]);
  assert.deepEqual(second.quantization[0], second.quantization[1]);
  assert.equal(toHex(second.scan), toHex(FFMPEG.subarray(-26, -2)));
});

Deno.test("JPEG: a header that is built is parsed to the same", () => {
  for (const original of [parse(LIBJPEG), parse(FFMPEG)]) {
    for (const restartInterval of [0, 20, 65535]) {
      const image = { ...original, restartInterval };
      assert.deepEqual(parse(built(image)), image);
    }
  }
});

Deno.test("JPEG: cut short anywhere before the scan, or without an end", () => {
  for (const image of [LIBJPEG, FFMPEG, built({ ...parse(LIBJPEG), restartInterval: 4 })]) {
    const header = image.length - parse(image).scan.length - 2;
    for (let length = 0; length < header; length++) {
      assert.ok(isMalformed(parseJpeg(image.subarray(0, length))), `${length}`);
    }
    assert.equal(parse(image.subarray(0, header)).scan.length, 0);
    assert.deepEqual(parse(image.subarray(0, -2)), parse(image));
    assert.deepEqual(parse(concat([image, new Uint8Array(3)])), parse(image), "zeros behind");
  }
});

/** Changes the first occurrence of some bytes of a header. */
function changed(from: string, to: string, image = LIBJPEG): Uint8Array {
  const hex = toHex(image);
  assert.ok(hex.includes(from), from);
  return fromHex(hex.replace(from, to))!;
}

const refused = [
  { name: "no start of image", image: LIBJPEG.subarray(2) },
  { name: "4:4:4", image: changed("03012100021101", "03011100021101") },
  { name: "4:2:2 in blocks of 4:2:0", image: changed("03012100021101", "03012200021201") },
  { name: "four components", image: changed("ffc00011080018002803", "ffc00011080018002804") },
  { name: "12 bits", image: changed("ffc0001108", "ffc000110c") },
  { name: "no width", image: changed("0800180028", "0800180000") },
  { name: "no height", image: changed("0800180028", "0800000028") },
  { name: "progressive", image: changed("ffc00011", "ffc20011") },
  { name: "arithmetic coding", image: changed("ffc00011", "ffc90011") },
  { name: "two tables for chroma", image: changed("021101031101", "021101031100") },
  { name: "a table of 16 bits", image: changed("ffdb004300", "ffdb004310") },
  { name: "a table that is missing", image: changed("ffdb004301", "ffdb004302") },
  { name: "a table cut short", image: changed("ffdb0043", "ffdb0042") },
  { name: "own Huffman tables", image: changed("ffc4001f00000105", "ffc4001f00000106") },
  { name: "a table of no standard class", image: changed("ffc4001f00", "ffc4001f02") },
  { name: "scan of one component", image: changed("ffda000c03", "ffda000c01") },
  { name: "scan of some coefficients", image: changed("003f00", "003e00") },
  { name: "no marker", image: changed("ffdb0043", "00db0043") },
  { name: "end before the scan", image: changed("ffdb0043", "ffd90043") },
  { name: "a scan without a frame", image: changed("ffc00011", "ffe10011") },
  { name: "a segment of no length", image: changed("ffdb0043", "ffdb0001") },
];

Deno.test("JPEG: what RTP cannot carry, or is broken", () => {
  for (const { name, image } of refused) assert.ok(isMalformed(parseJpeg(image)), name);
});

Deno.test("JPEG: fill bytes before a marker", () => {
  assert.deepEqual(parse(changed("ffdb004300", "ffffffdb004300")), parse(LIBJPEG));
});

Deno.test("JPEG: any damage gives a value", () => {
  const damage = fc.array(fc.tuple(fc.nat(700), fc.nat(255)), { minLength: 1, maxLength: 3 });
  fc.assert(fc.property(fc.constantFrom(LIBJPEG, FFMPEG), damage, (image, changes) => {
    const bytes = image.slice();
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    const parsed = parseJpeg(bytes);
    if (isMalformed(parsed)) return;
    assert.ok(parsed.scan.length < bytes.length);
    assert.deepEqual(parseJpeg(built(parsed)), parsed);
  }));
});
