/** The types that parameters are declared with. */
export { address, fingerprint, httpAddress, PORTS } from "core/config/types/address.ts";
export {
  credential,
  credentialOf,
  isHashed,
  plainCredential,
} from "core/config/types/credential.ts";
export {
  DAY,
  duration,
  durationAbove0,
  durationFrom0,
  formatDuration,
  HOUR,
  MINUTE,
  parseDuration,
  SECOND,
} from "core/config/types/duration.ts";
export {
  isSecret,
  type Kind,
  type KindName,
  kindOf,
  ofKind,
  secret,
} from "core/config/types/kind.ts";
export { listOf, listOfLength, setOf, struct } from "core/config/types/list.ts";
export { canonicalNetwork, ipNetwork } from "core/config/types/network.ts";
export {
  bool,
  encryptionMode,
  floatWithin,
  int,
  intWithin,
  oneOf,
  text,
  textLike,
  uint,
  uintWithin,
} from "core/config/types/scalars.ts";
export { formatSize, KILOBYTE, MEGABYTE, parseSize, size } from "core/config/types/size.ts";
