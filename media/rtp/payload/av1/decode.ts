import { OBU_TEMPORAL_DELIMITER, obuType, splitObus } from "media/codecs/av1/obu.ts";
import { isMalformed, Malformed } from "media/malformed.ts";
import { Fragments, type PayloadReader, UnitJoiner } from "../joiner.ts";
import type { Depacketizer } from "../payload.ts";
import { CONTINUATION, CONTINUES_NEXT, splitElements } from "./elements.ts";

/** Depacketizer of AV1 (AV1 RTP specification 1.0): OBUs without size fields and temporal delimiters. */
export function av1Depacketizer(): Depacketizer {
  return new UnitJoiner(new Av1Reader());
}

class Av1Reader implements PayloadReader {
  private readonly obu = new Fragments();

  read(payload: Uint8Array, parts: Uint8Array[]): Malformed | undefined {
    const elements = splitElements(payload);
    if (isMalformed(elements)) return elements;
    const continued = (payload[0] & CONTINUATION) !== 0;
    if (this.obu.open && !continued) return new Malformed("AV1: OBU without its end");
    const cut = payload[0] & CONTINUES_NEXT ? elements.length - 1 : elements.length;
    for (const [i, element] of elements.entries()) {
      const fault = this.take(element, i === 0 && continued, i === cut, parts);
      if (fault) return fault;
    }
    return undefined;
  }

  finish(parts: Uint8Array[]): Uint8Array[] | Malformed {
    const { open } = this.obu;
    this.obu.end();
    return open ? new Malformed("AV1: OBU without its end") : parts;
  }

  reset(): void {
    this.obu.reset();
  }

  private take(
    element: Uint8Array,
    continued: boolean,
    cut: boolean,
    parts: Uint8Array[],
  ): Malformed | undefined {
    if (!continued) return cut ? this.obu.begin(element) : add(element, parts);
    const fault = this.obu.append(element);
    if (fault || cut) return fault;
    const obu = this.obu.end();
    return obu && add(obu, parts);
  }
}

/** Adds an OBU; the size field that senders should leave out is taken away. */
function add(obu: Uint8Array, parts: Uint8Array[]): Malformed | undefined {
  if (obu.length === 0) return undefined;
  const obus = obu[0] & 0x02 ? splitObus(obu) : [obu];
  if (isMalformed(obus)) return obus;
  for (const one of obus) {
    if (obuType(one) !== OBU_TEMPORAL_DELIMITER) parts.push(one);
  }
  return undefined;
}
