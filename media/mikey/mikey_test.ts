import assert from "node:assert/strict";
import { Malformed } from "media/malformed.ts";
import { cases, refused } from "./mikey_cases.ts";
import { parseMikey } from "./parse.ts";
import { writeMikey } from "./write.ts";

const NOW = { seconds: 0xeeac43cc, fraction: 0x9d95bbbe };
const RANDOM = Uint8Array.fromHex("f82cc3041e738cc724397a7f9d4cc3f3");

for (const { name, bytes, expected, written } of cases) {
  Deno.test(`MIKEY: ${name}`, () => {
    assert.deepEqual(parseMikey(bytes), expected);
    if (written) assert.deepEqual(writeMikey(expected, NOW, RANDOM), bytes);
  });

  Deno.test(`MIKEY: ${name}, cut off anywhere`, () => {
    for (let end = 0; end < bytes.length; end++) {
      assert.ok(parseMikey(bytes.subarray(0, end)) instanceof Malformed, `${end} bytes`);
    }
  });
}

for (const [name, bytes, reason] of refused) {
  Deno.test(`MIKEY with ${name} is refused`, () => {
    const parsed = parseMikey(bytes);
    assert.ok(parsed instanceof Malformed);
    assert.match(parsed.reason, reason);
  });
}
