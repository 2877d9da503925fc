import type { NtpTime } from "media/rtp/ntp.ts";
import { KEY, type Mikey, PAYLOAD, POLICY, SALT, TAG } from "./message.ts";

const VERSION = 1, PRE_SHARED_KEY = 0, SRTP = 0, NTP_UTC = 0, TEK = 2;

/** The policy as GStreamer writes it, which takes no other: the length of the tag stands for that of its key. */
const PARAMETERS = [
  ...[POLICY.cipher, 1, 1],
  ...[POLICY.cipherKeyLength, 1, KEY],
  ...[POLICY.authentication, 1, 1],
  ...[POLICY.authenticationKeyLength, 1, TAG],
  ...[POLICY.encryptsRtp, 1, 1],
  ...[POLICY.encryptsRtcp, 1, 1],
  ...[POLICY.authenticatesRtp, 1, 1],
];

/** Writes a message (RFC 3830 §6). `time`: now; `random`: 16 bytes that nobody can guess. */
export function writeMikey(
  { bundle, sources, master }: Mikey,
  time: NtpTime,
  random: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const key = [...master.key, ...master.salt];
  return Uint8Array.from([
    ...[VERSION, PRE_SHARED_KEY, PAYLOAD.time, 0, ...u32(bundle), sources.length, SRTP],
    ...sources.flatMap(({ ssrc, rollOver }) => [0, ...u32(ssrc), ...u32(rollOver)]),
    ...[PAYLOAD.random, NTP_UTC, ...u32(time.seconds), ...u32(time.fraction)],
    ...[PAYLOAD.policy, random.length, ...random],
    ...[PAYLOAD.keys, 0, SRTP, ...u16(PARAMETERS.length), ...PARAMETERS],
    // Neither encrypted nor authenticated: TLS does both.
    ...[
      PAYLOAD.last,
      0,
      ...u16(4 + KEY + SALT),
      PAYLOAD.last,
      TEK << 4,
      ...u16(key.length),
      ...key,
      0,
    ],
  ]);
}

function u16(value: number): number[] {
  return [value >>> 8, value & 0xff];
}

function u32(value: number): number[] {
  return [value >>> 24, value >>> 16 & 0xff, value >>> 8 & 0xff, value & 0xff];
}
