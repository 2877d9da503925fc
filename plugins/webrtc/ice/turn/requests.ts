import { createHash } from "node:crypto";
import { isMalformed } from "media/malformed.ts";
import { parseStun, type StunMessage, USERNAME, writeStun } from "../../wire/stun.ts";
import { ERROR_CODE } from "../../wire/stun.ts";
import { hmacSha1, randomTransaction } from "../credentials.ts";
import type { Login } from "../servers.ts";

const REALM = 0x0014, NONCE = 0x0015;
const SUCCESS = 0x0100;
/** "Log in", and "the nonce is too old": both bring a new one (RFC 8656 §7.3, RFC 8489 §9.2.5). */
const UNAUTHORIZED = 401, STALE_NONCE = 438;
/** Milliseconds between two tries, and how many. */
const AGAIN = 500, TRIES = 8;

type Attribute = readonly [type: number, value: Uint8Array];
/** Addresses are written with the number of the transaction. */
type AttributesOf = (transaction: string) => readonly Attribute[];
const encoder = new TextEncoder();

interface Waiting {
  answered(message: StunMessage): void;
  end(): void;
}

/** Questions to a TURN server, with the credentials that it asks for. */
export class Requests {
  readonly #waiting = new Map<string, Waiting>();
  #login: Login | undefined;
  #realm: Uint8Array | undefined;
  #nonce: Uint8Array | undefined;

  /** `login`: credentials that are good now. */
  constructor(
    private readonly send: (bytes: Uint8Array<ArrayBuffer>) => void,
    private readonly login: () => Login,
  ) {}

  /** Asks; the answer where it is a success. Rejects with what the server has against it. */
  async ask(method: number, attributes: AttributesOf): Promise<StunMessage> {
    for (let tries = 0;; tries++) {
      const answer = await this.#exchange(method, attributes);
      if (answer.type === (method | SUCCESS)) return answer;
      const code = codeOf(answer);
      if (tries > 1 || code !== UNAUTHORIZED && code !== STALE_NONCE) {
        throw new Error(`the TURN server answers ${code}`);
      }
      if (code === UNAUTHORIZED && tries > 0) throw new Error("the TURN server refuses us");
      this.#login = this.login();
      this.#realm = answer.attributes.get(REALM)?.slice();
      this.#nonce = answer.attributes.get(NONCE)?.slice();
    }
  }

  /** Says something that no answer is waited for, and gives up what is waited for. */
  farewell(method: number, attributes: readonly Attribute[]): void {
    for (const waiting of [...this.#waiting.values()]) waiting.end();
    this.send(this.#write(method, randomTransaction(), attributes));
  }

  /** Takes an answer; false where nobody has asked. */
  answered(bytes: Uint8Array): boolean {
    const message = parseStun(bytes);
    const waiting = isMalformed(message) ? undefined : this.#waiting.get(message.transaction);
    if (!waiting || isMalformed(message)) return false;
    waiting.answered(message);
    return true;
  }

  #exchange(method: number, attributes: AttributesOf): Promise<StunMessage> {
    const transaction = randomTransaction();
    const bytes = this.#write(method, transaction, attributes(transaction));
    return new Promise((resolve, reject) => {
      let left = TRIES;
      const end = () => {
        clearInterval(timer);
        this.#waiting.delete(transaction);
      };
      const again = () => {
        if (left-- > 0) return this.send(bytes);
        end();
        reject(new Error("the TURN server does not answer"));
      };
      const timer = setInterval(again, AGAIN);
      this.#waiting.set(transaction, {
        end,
        answered: (message) => {
          end();
          resolve(message);
        },
      });
      again();
    });
  }

  #write(method: number, transaction: string, attributes: readonly Attribute[]) {
    const login = this.#login, realm = this.#realm, nonce = this.#nonce;
    if (!login || !realm || !nonce) return writeStun(method, transaction, attributes);
    const own: Attribute[] = [[USERNAME, encoder.encode(login.username)]];
    own.push([REALM, realm], [NONCE, nonce]);
    const key = createHash("md5").update(`${login.username}:`).update(realm)
      .update(`:${login.password}`).digest();
    return writeStun(method, transaction, [...attributes, ...own], key, hmacSha1);
  }
}

function codeOf({ attributes }: StunMessage): number {
  const value = attributes.get(ERROR_CODE);
  return value && value.length >= 4 ? 100 * (value[2] & 7) + value[3] : 0;
}
