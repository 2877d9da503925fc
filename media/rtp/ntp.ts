/** A 64-bit NTP timestamp (RFC 3550 §4): seconds since 1900 modulo 2^32, and 2^-32 fractions of one. */
export interface NtpTime {
  readonly seconds: number;
  readonly fraction: number;
}

/** Seconds from 1900 to 1970. */
const UNIX_EPOCH = 2208988800;
const ERA = 2 ** 32;

/** NTP time of a wall clock in milliseconds since the Unix epoch. */
export function toNtp(milliseconds: number): NtpTime {
  const whole = Math.floor(milliseconds / 1000);
  const fraction = Math.round((milliseconds / 1000 - whole) * ERA);
  const carry = fraction === ERA ? 1 : 0;
  return { seconds: (whole + carry + UNIX_EPOCH) % ERA, fraction: carry ? 0 : fraction };
}

/** Wall clock in milliseconds since the Unix epoch. Seconds below 2^31 are of the era that begins in 2036 (RFC 4330 §3). */
export function fromNtp(time: NtpTime): number {
  const era = time.seconds < ERA / 2 ? ERA : 0;
  return (time.seconds + era - UNIX_EPOCH) * 1000 + time.fraction * 1000 / ERA;
}

/** The middle 32 bits, as reception reports quote a sender report (RFC 3550 §6.4.1). */
export function middleOfNtp(time: NtpTime): number {
  return (time.seconds << 16 | time.fraction >>> 16) >>> 0;
}
