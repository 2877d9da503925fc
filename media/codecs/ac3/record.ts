import { BitReader, BitWriter } from "media/bits.ts";
import { Malformed } from "media/malformed.ts";
import type { ConfigOf } from "media/track.ts";
import { type Ac3Syncframe, channelsOf, sampleRateOf } from "./syncframe.ts";

/** Reads the content of a `dac3` box (ETSI TS 102 366 §F.4). */
export function readDac3(bytes: Uint8Array): ConfigOf<"AC3"> | Malformed {
  const reader = new BitReader(bytes);
  const fscod = reader.u(2), bsid = reader.u(5);
  reader.skip(3); // bsmod
  const channels = channelsOf(reader.u(3), reader.flag());
  reader.skip(10); // bit rate, reserved
  if (reader.overrun) return new Malformed("AC-3: dac3 is cut short");
  const sampleRate = sampleRateOf(fscod, bsid);
  if (!sampleRate) return new Malformed("AC-3: sample rate in dac3 out of range");
  return { codec: "AC3", sampleRate, channels };
}

/** Writes the content of a `dac3` box with what a frame tells. */
export function writeDac3(frame: Ac3Syncframe): Uint8Array {
  const { fscod, bsid, bsmod, acmod, lfe, bitRateCode } = frame;
  return new BitWriter().u(fscod, 2).u(bsid, 5).u(bsmod, 3).u(acmod, 3).flag(lfe)
    .u(bitRateCode, 5).u(0, 5).bytes();
}
