import type { Connection } from "core/mod.ts";
import type { Ciphers } from "./handshake.ts";

/** A client's connection, which may be one of RTMPE: then each reader's bytes are encrypted for itself. */
export class Socket {
  #ciphers: Ciphers | undefined;

  constructor(private readonly conn: Connection) {}

  get encrypted(): boolean {
    return this.#ciphers !== undefined;
  }

  /** From now on what is read and written is encrypted. */
  encrypt(ciphers: Ciphers): void {
    this.#ciphers = ciphers;
  }

  async read(into: Uint8Array): Promise<number | null> {
    const count = await this.conn.read(into);
    if (count !== null) this.#ciphers?.inbound.crypt(into.subarray(0, count));
    return count;
  }

  write(bytes: Uint8Array): Promise<number> {
    return this.#ciphers ? this.#writeEncrypted(bytes, this.#ciphers) : this.conn.write(bytes);
  }

  /** What the connection takes at once. */
  send(bytes: Uint8Array): number {
    return this.#ciphers ? 0 : this.conn.send?.(bytes) ?? 0;
  }

  close(): void {
    this.conn.close();
  }

  /** Whole, since what is encrypted once must not be again; the bytes given are shared. */
  async #writeEncrypted(bytes: Uint8Array, { outbound }: Ciphers): Promise<number> {
    const own = bytes.slice();
    outbound.crypt(own);
    for (let rest = own; rest.length > 0;) rest = rest.subarray(await this.conn.write(rest));
    return bytes.length;
  }
}
