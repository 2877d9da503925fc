import assert from "node:assert/strict";
import { argon2i, argon2id } from "hash-wasm";
import { systemClock } from "net/clock.ts";
import { FakeClock, settle } from "../../test/fake_clock.ts";
import { Argon2 } from "./argon2.ts";
import type { Argon2Answer } from "./argon2_worker.ts";

const HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAAAAAAAAA";

/** A thread that answers when the test says so. */
function fake() {
  const clock = new FakeClock();
  const checks: string[] = [];
  const events: string[] = [];
  let answer: (answer: Argon2Answer) => void = () => {};
  const argon2 = new Argon2(clock, (answered) => {
    events.push("start");
    answer = answered;
    return {
      check: (_hash, password) => void checks.push(password),
      end: () => void events.push("end"),
    };
  });
  return { argon2, clock, checks, events, answer: (given: Argon2Answer) => answer(given) };
}

// "password" with the salt "somesalt", from the reference implementation's own tests.
const vectors = [
  "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
  "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
  "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
  "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
];

for (const hash of vectors) {
  Deno.test(`argon2: ${hash.slice(0, 30)} in its thread`, async () => {
    const argon2 = new Argon2(systemClock);
    try {
      assert.equal(await argon2.check(hash, "password"), true);
      assert.equal(await argon2.check(hash, "differentpassword"), false);
      assert.equal(await argon2.check(hash, ""), false);
    } finally {
      argon2.close();
    }
  });
}

Deno.test("argon2: hashes of any parameters and order of them, and text beyond ASCII", async () => {
  const options = { password: "pä$$ 日本", salt: "12345678", iterations: 1, parallelism: 2 };
  const argon2 = new Argon2(systemClock);
  try {
    for (const make of [argon2i, argon2id]) {
      const rest = { memorySize: 32, hashLength: 48, outputType: "encoded" } as const;
      const hash = await make({ ...options, ...rest });
      const turned = hash.replace(/m=(\d+),t=(\d+)/, "t=$2,m=$1");
      assert.equal(await argon2.check(turned, options.password), true);
      assert.equal(await argon2.check(hash, "pä$$ 日木"), false);
    }
  } finally {
    argon2.close();
  }
});

Deno.test("argon2: a thread that cannot compute rejects with a reason, and the next check works", async () => {
  const argon2 = new Argon2(systemClock);
  try {
    const impossible = HASH.replace("m=8", "m=1");
    await assert.rejects(argon2.check(impossible, "x"), /could not be checked: Memory size/);
    assert.equal(await argon2.check(vectors[0], "password"), true);
  } finally {
    argon2.close();
  }
});

Deno.test("argon2: closing ends a check of minutes at once", async () => {
  const argon2 = new Argon2(systemClock);
  const endless = argon2.check(HASH.replace("m=8,t=1", "m=65536,t=9999"), "x");
  const refused = assert.rejects(endless, /the server is closing/);
  await new Promise((done) => setTimeout(done, 100));
  argon2.close();
  await refused;
});

Deno.test("argon2: a hash that cannot be read never reaches the thread", async () => {
  const { argon2, events } = fake();
  const bad = [
    "",
    "x",
    HASH.replace("2id", "2d"),
    HASH.replace("v=19$", ""),
    HASH.replace("p=1", "q=1"),
  ];
  for (const hash of bad) {
    await assert.rejects(argon2.check(hash, "x"), /a stored argon2 hash cannot be read/);
  }
  assert.deepEqual(events, []);
  argon2.close();
});

Deno.test("argon2: one check at a time, sixty-four wait, the next is refused", async () => {
  const { argon2, checks, answer, clock } = fake();
  const asked = Array.from({ length: 65 }, (_, i) => argon2.check(HASH, `p${i}`));
  await assert.rejects(argon2.check(HASH, "one more"), /too many passwords are being checked/);
  assert.deepEqual(checks, ["p0"]);
  for (let i = 0; i < 65; i++) answer({ matches: i % 2 === 0 });
  const answers = await Promise.all(asked);
  assert.deepEqual(answers.slice(0, 3), [true, false, true]);
  assert.equal(checks.length, 65);
  argon2.close();
  assert.equal(clock.pending, 0);
});

Deno.test("argon2: equal questions share one check; only right answers are remembered", async () => {
  const { argon2, checks, answer } = fake();
  const both = [argon2.check(HASH, "right"), argon2.check(HASH, "right")];
  answer({ matches: true });
  assert.deepEqual(await Promise.all(both), [true, true]);
  assert.equal(await argon2.check(HASH, "right"), true);
  for (const matches of [false, true]) {
    const asked = argon2.check(HASH, "wrong");
    answer({ matches });
    assert.equal(await asked, matches);
    await settle();
  }
  argon2.check(HASH.replace("c29tZX", "d29tZX"), "right").catch(() => {});
  assert.deepEqual(checks, ["right", "wrong", "wrong", "right"]);
  argon2.close();
});

Deno.test("argon2: the oldest of 1024 remembered answers goes", async () => {
  const { argon2, checks, answer } = fake();
  for (let i = 0; i <= 1024; i++) {
    const asked = argon2.check(HASH, `p${i}`);
    answer({ matches: true });
    await asked;
  }
  assert.equal(await argon2.check(HASH, "p1"), true);
  assert.equal(checks.length, 1025);
  const again = argon2.check(HASH, "p0");
  answer({ matches: true });
  assert.equal(await again, true);
  assert.equal(checks.length, 1026);
  argon2.close();
});

Deno.test("argon2: the thread starts with the first check and ends after an idle minute", async () => {
  const { argon2, clock, events, answer } = fake();
  const check = async (password: string) => {
    const asked = argon2.check(HASH, password);
    answer({ matches: false });
    await asked;
  };
  assert.deepEqual(events, []);
  await check("a");
  clock.advance(59_999);
  await check("b");
  clock.advance(59_999);
  assert.deepEqual(events, ["start"]);
  clock.advance(1);
  assert.deepEqual(events, ["start", "end"]);
  await check("c");
  argon2.close();
  assert.deepEqual(events, ["start", "end", "start", "end"]);
  assert.equal(clock.pending, 0);
});

Deno.test("argon2: a broken thread is replaced; what waits goes on", async () => {
  const { argon2, events, checks, answer } = fake();
  const [first, second] = [argon2.check(HASH, "a"), argon2.check(HASH, "b")];
  const refused = assert.rejects(first, /a password could not be checked: out of memory/);
  answer({ problem: "out of memory" });
  await refused;
  answer({ matches: true });
  assert.equal(await second, true);
  assert.deepEqual([events, checks], [["start", "end", "start"], ["a", "b"]]);
  argon2.close();
});

Deno.test("argon2: closing refuses what is open, what comes, and ignores late answers", async () => {
  const { argon2, clock, answer } = fake();
  const open = [argon2.check(HASH, "a"), argon2.check(HASH, "b")];
  const refused = open.map((asked) => assert.rejects(asked, /the server is closing/));
  argon2.close();
  await Promise.all(refused);
  await assert.rejects(argon2.check(HASH, "c"), /the server is closing/);
  answer({ matches: true });
  argon2.close();
  assert.equal(clock.pending, 0);
});
