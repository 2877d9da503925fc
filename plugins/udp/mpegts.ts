import { MpegtsInput } from "core/mod.ts";
import type { Input, Surroundings } from "./pull.ts";

/** A transport stream that is received. */
export function mpegtsInput({ publish, ...around }: Surroundings): Input {
  const input = new MpegtsInput({ ...around, publish: (tracks) => publish(tracks) });
  return {
    receive: (bytes, start, end) => input.receive(bytes.subarray(start, end)),
    close: () => {},
  };
}
