import { fromBase64 } from "media/bytes.ts";
import type { Mikey } from "./message.ts";

/** Made by GStreamer's RTSP server. */
const GSTREAMER = fromBase64(
  "AQAFAJF1N34BAADPy0u8AAAAAAsA7qxDzJ2Vu74KEPgswwQec4zHJDl6f51Mw/MBAAAAFQABAQEBEAIBAQMBCgcBAQgB" +
    "AQoBAQAAACIAIAAe9cm3hb76cRE+Bi3FzaI64pMkraTqqiGyVIFAT+qBAA==",
)!;

const master = {
  key: Uint8Array.fromHex("f5c9b785befa71113e062dc5cda23ae2"),
  salt: Uint8Array.fromHex("9324ada4eaaa21b25481404fea81"),
};
const one: Mikey = { bundle: 0x9175377e, sources: [{ ssrc: 3486206908, rollOver: 0 }], master };
const two: Mikey = { ...one, sources: [...one.sources, { ssrc: 7, rollOver: 0xfffffffe }] };

const hex = GSTREAMER.toHex();
/** The same with parts of it changed. */
const changed = (...changes: [string, string][]) =>
  Uint8Array.fromHex(changes.reduce((text, [from, to]) => text.replace(from, to), hex));

/** What each message says; those that are `written` are also what is written. */
export const cases: readonly {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly expected: Mikey;
  readonly written?: true;
}[] = [
  { name: "GStreamer's", bytes: GSTREAMER, expected: one, written: true },
  {
    name: "two sources, one of which has wrapped",
    bytes: changed(["7e0100", "7e0200"], ["0b00ee", "0000000007fffffffe0b00ee"]),
    expected: two,
    written: true,
  },
  {
    name: "the length of HMAC-SHA1's own key, and of its tag",
    bytes: changed(["001500010101", "001800010101"], ["03010a", "0301140b010a"]),
    expected: one,
  },
  {
    name: "key and salt one behind the other",
    bytes: changed(["00220020001ef5", "002400300010f5"], [
      "3ae29324",
      "3ae2000e9324",
    ]),
    expected: one,
  },
  {
    name: "a counter for its time",
    bytes: changed(["0b00eeac43cc9d95bbbe", "0b0200000001"]),
    expected: one,
  },
];

/** What cannot be used, and why. */
export const refused: readonly [string, Uint8Array, RegExp][] = [
  ["nothing", new Uint8Array(), /another version/],
  ["another version", changed(["0100050091", "0200050091"]), /another version/],
  ["a map of another kind", changed(["7e0100", "7e0101"]), /other than SRTP/],
  ["a payload of another kind", changed(["0b00ee", "0600ee"]), /kind 6/],
  ["another cipher", changed(["000101010110", "000102010110"]), /2 as its parameter 0/],
  ["short tags", changed(["03010a", "030104"]), /4 as its parameter 3/],
  ["a longer key", changed(["010110", "010120"]), /32 as its parameter 1/],
  ["no encryption", changed(["070101", "070100"]), /0 as its parameter 7/],
  ["an encrypted key", changed(["0000002200", "0001002200"]), /encrypted key/],
  ["a key of another kind", changed(["00220020", "00220000"]), /another kind/],
  ["an authentication of its own", changed(["ea8100", "ea8101"]), /authenticated/],
  ["no key", changed(["4cc3f301", "4cc3f300"]), /without a key/],
  ["an empty parameter", changed(["00010101", "00000101"]), /parameter/],
  ["a key that is longer than its payload", changed(["00220020001e", "00100020001e"]), /cut off/],
];
