import { fromBase64, toBase64 } from "media/bytes.ts";
import { Malformed } from "media/malformed.ts";
import { KEY, type Mikey, SALT } from "media/mikey/message.ts";
import { parseMikey } from "media/mikey/parse.ts";
import { writeMikey } from "media/mikey/write.ts";
import { toNtp } from "media/rtp/ntp.ts";
import type { SrtpCiphers } from "media/rtp/srtp/cipher.ts";
import { deriveKeys, type MasterKey } from "media/rtp/srtp/keys.ts";
import { AES_CM_128_HMAC_SHA1_80 } from "media/rtp/srtp/profile.ts";
import { SrtpReceiver } from "media/rtp/srtp/receiver.ts";
import { SrtpSender } from "media/rtp/srtp/sender.ts";
import type { Clock } from "net/clock.ts";

/** Makes and reads keys of SRTP. */
export class SrtpKeys {
  /** `ciphers` are asked for when the first key is used. */
  constructor(
    private readonly ciphers: () => SrtpCiphers,
    private readonly clock: Pick<Clock, "wall">,
  ) {}

  /** A master key that nobody knows yet. */
  create(): MasterKey {
    return { key: random(KEY), salt: random(SALT) };
  }

  /** To be closed by its owner, as is a receiver. */
  sender(master: MasterKey, firstRollOver = 0): SrtpSender {
    return new SrtpSender(this.#derive(master), firstRollOver);
  }

  receiver(master: MasterKey): SrtpReceiver {
    return new SrtpReceiver(this.#derive(master));
  }

  /** The message that tells a master key, in Base64. */
  write(master: MasterKey, sources: Mikey["sources"]): string {
    const [bundle] = new Uint32Array(random(4).buffer);
    return toBase64(writeMikey({ bundle, sources, master }, toNtp(this.clock.wall()), random(16)));
  }

  #derive(master: MasterKey) {
    return deriveKeys(this.ciphers(), AES_CM_128_HMAC_SHA1_80, master);
  }
}

/** The master key that `mikey BASE64` tells, as the attribute `key-mgmt` of a description has it (RFC 4567 §3.1). */
export function readKeyAttribute(value: string): MasterKey | Malformed {
  const [, data] = /^mikey\s+(\S+)$/i.exec(value.trim()) ?? [];
  return readKey(data);
}

/** The master key that a header `KeyMgmt` tells (RFC 4567 §3.2): `prot=mikey;uri="URL";data="BASE64"`. */
export function readKeyHeader(value: string): MasterKey | Malformed {
  const [, data] = /(?:^|;)\s*data\s*=\s*"([^"]*)"/i.exec(value) ?? [];
  return readKey(/(?:^|;)\s*prot\s*=\s*"?mikey/i.test(value) ? data : undefined);
}

/** The value of a header `KeyMgmt` for a message in Base64. */
export function keyHeader(url: string, data: string): string {
  return `prot=mikey;uri="${url}";data="${data}"`;
}

function readKey(data: string | undefined): MasterKey | Malformed {
  const bytes = data === undefined ? undefined : fromBase64(data);
  if (!bytes) return new Malformed("keys are taken by MIKEY alone, in Base64");
  const message = parseMikey(bytes);
  return message instanceof Malformed ? message : message.master;
}

function random(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}
