/** Packets and what protects them, of other hands: libsrtp's own test, and RFC 7714 §16. */
export interface SrtpCase {
  readonly name: string;
  readonly profile: "AES_CM_128_HMAC_SHA1_80" | "AEAD_AES_128_GCM" | "AEAD_AES_256_GCM";
  /** The master key, or the session's own where `derived`. */
  readonly key: string;
  readonly salt: string;
  readonly derived?: true;
  /** `rtcp` ones carry this index. */
  readonly rtcpIndex?: number;
  readonly plain: string;
  readonly sealed: string;
}

const LIBSRTP = {
  profile: "AES_CM_128_HMAC_SHA1_80",
  key: "e1f97a0d3e018be0d64fa32c06de4139",
  salt: "0ec675ad498afeebb6960b3aabe6",
} as const;

const TEXT = "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";
const RTCP_PLAIN = "81c8000d4d6172734e5450314e54503252545020" +
  "0000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

export const srtpCases: readonly SrtpCase[] = [
  {
    ...LIBSRTP,
    name: "libsrtp RTP",
    plain: "800f1234decafbadcafebabeabababababababababababababababab",
    sealed: "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb",
  },
  {
    ...LIBSRTP,
    name: "libsrtp RTCP",
    rtcpIndex: 1,
    plain: "81c8000bcafebabeabababababababababababababababab",
    sealed: "81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798",
  },
  {
    name: "RFC 7714 §16.1.1",
    profile: "AEAD_AES_128_GCM",
    key: "000102030405060708090a0b0c0d0e0f",
    salt: "517569642070726f2071756f",
    derived: true,
    plain: "8040f17b8041f8d35501a0b2" + TEXT,
    sealed: "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a" +
      "51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce",
  },
  {
    name: "RFC 7714 §16.2.1",
    profile: "AEAD_AES_256_GCM",
    key: "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    salt: "517569642070726f2071756f",
    derived: true,
    plain: "8040f17b8041f8d35501a0b2" + TEXT,
    sealed: "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a02" +
      "76ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13",
  },
  {
    name: "RFC 7714 §17.1",
    profile: "AEAD_AES_128_GCM",
    key: "000102030405060708090a0b0c0d0e0f",
    salt: "517569642070726f2071756f",
    derived: true,
    rtcpIndex: 0x5d4,
    plain: RTCP_PLAIN,
    sealed: "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda" +
      "4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4",
  },
];
