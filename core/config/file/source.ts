import type { Problem } from "core/config/check/problem.ts";
import { decrypt, encrypt, NONCE_LENGTH } from "core/config/file/encrypt.ts";
import type { Environment } from "core/config/file/env.ts";
import { absolute, findFile, type SearchOptions } from "core/config/file/search.ts";
import { messageOf } from "core/errors.ts";

/** The text of a configuration, decrypted; empty where there is no file. */
export type Source =
  | { readonly file: string | null; readonly text: string }
  | { readonly problem: Problem };

/** The variables that hold keys, in the order in which they are used where both are set. */
const KEYS = ["RTSP_CONFKEY", "MTX_CONFKEY"];

/** Reads and decrypts the file. Never rejects. */
export async function readSource(
  options: SearchOptions & { readonly env: Environment },
): Promise<Source> {
  const { file: asked, cwd, platform, env } = options;
  const wanted = asked === undefined ? null : absolute(asked, cwd, platform);
  try {
    const found = await findFile(options);
    if (!found) return refused(wanted, "there is no such file");
    const text = new TextDecoder().decode(found.bytes);
    return found.file === null ? { file: null, text } : await decryptAll(found.file, text, env);
  } catch (error) {
    return refused(wanted, `the configuration cannot be read: ${messageOf(error)}`);
  }
}

async function decryptAll(file: string, text: string, env: Environment): Promise<Source> {
  let opened = text;
  for (const variable of KEYS.filter((name) => env[name])) {
    const inner = await decrypt(opened, env[variable]);
    if (inner === undefined) {
      return refused(file, `it cannot be decrypted: ${variable} is not its key, or it is damaged`);
    }
    opened = inner;
  }
  return { file, text: opened };
}

/** Encrypts a text as `readSource` opens it. */
export async function sealSource(text: string, env: Environment): Promise<string> {
  let sealed = text;
  for (const variable of KEYS.filter((name) => env[name]).toReversed()) {
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_LENGTH));
    sealed = await encrypt(sealed, env[variable], nonce);
  }
  return sealed;
}

function refused(file: string | null, text: string): Source {
  return { problem: { file, line: null, column: null, key: "", text } };
}
