import { toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { fromHex } from "../damage_cases.ts";
import type { Depacketizer, Inspection } from "./payload.ts";

/** For tests: packets as text and what became of them as text. */
export interface Dialogue {
  readonly name: string;
  /** `TIMESTAMP[!] HEX`, with `!` for the marker; `loss` for a reset. */
  readonly packets: readonly string[];
  /** `TIMESTAMP HEX HEX …` for a unit, `malformed` for a fault. */
  readonly answers: readonly string[];
}

/** For tests: feeds a depacketizer and tells its answers, in the form of `Dialogue`. */
export function transcript(depacketizer: Depacketizer, packets: readonly string[]): string[] {
  return packets.flatMap((packet) => {
    if (packet === "loss") {
      depacketizer.reset();
      return [];
    }
    const at = packet.indexOf(" ");
    const time = packet.slice(0, at), payload = fromHex(packet.slice(at));
    const answer = depacketizer.push(payload, Number.parseInt(time, 10), time.endsWith("!"));
    if (isMalformed(answer)) return ["malformed"];
    return answer.map((unit) => [unit.timestamp, ...unit.payload.map(toHex)].join(" "));
  });
}

/** For tests: `start`, `key` and the parameter sets in hex, separated by blanks. */
export function describeInspection({ start, randomAccess, parameterSets }: Inspection): string {
  return [
    ...start ? ["start"] : [],
    ...randomAccess ? ["key"] : [],
    ...parameterSets.map(toHex),
  ].join(" ");
}
