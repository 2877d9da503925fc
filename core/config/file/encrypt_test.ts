import assert from "node:assert/strict";
import { decrypt, encrypt } from "core/config/file/encrypt.ts";

const nonce = new Uint8Array(24).fill(7);

Deno.test("a sealed file opens with its key only, base64 broken into lines or not", async () => {
  const sealed = await encrypt("logLevel: debug\n", "key", nonce);
  assert.equal(await decrypt(sealed, "key"), "logLevel: debug\n");
  assert.equal(await decrypt(sealed.replace(/(.{10})/g, "$1\r\n"), "key"), "logLevel: debug\n");
  assert.equal(await decrypt(sealed, "other"), undefined);
  assert.equal(await decrypt(sealed.slice(0, -8), "key"), undefined);
  assert.equal(await decrypt("", "key"), undefined);
  assert.equal(await decrypt("paths:\n", "key"), undefined);
});

Deno.test("keys are cut and filled up to 32 bytes", async () => {
  const long = "0123456789abcdef0123456789abcdef";
  const sealed = await encrypt("x", long + "more", nonce);
  assert.equal(await decrypt(sealed, long), "x");
  assert.equal(await decrypt(await encrypt("x", "short", nonce), "short\0"), "x");
});

Deno.test("what TweetNaCl has sealed is opened, and sealed alike", async () => {
  const key = "a key of less than 32 bytes";
  const sealed = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXI4yiHidt6ZJg/Kng/EsNyYDLbGptoAkh19YHz/mj+zY=";
  assert.equal(await decrypt(sealed, key), "logLevel: debug\n");
  const same = Uint8Array.from({ length: 24 }, (_, i) => i);
  assert.equal(await encrypt("logLevel: debug\n", key, same), sealed);
});
