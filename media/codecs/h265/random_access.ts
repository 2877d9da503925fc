import { isIrap, nalType } from "./nal_type.ts";

/** Whether an access unit holds an IRAP picture: IDR, CRA or BLA. */
export function isRandomAccess(nalus: readonly Uint8Array[]): boolean {
  for (const nalu of nalus) {
    if (isIrap(nalType(nalu))) return true;
  }
  return false;
}
