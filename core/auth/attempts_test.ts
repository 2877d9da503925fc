import assert from "node:assert/strict";
import { FakeClock, settle } from "../../test/fake_clock.ts";
import { LogLines } from "../../test/log_lines.ts";
import { Attempts } from "./attempts.ts";
import { type AuthRequest, NO_CREDENTIALS } from "./request.ts";

const ABOUT = { query: "", protocol: "rtsp", id: null, userAgent: "", path: "cam" } as const;

function asks(user: string, password: string, ip = "1.2.3.4"): AuthRequest {
  return { ...ABOUT, ip, action: "read", credentials: { user, password, token: "" } };
}

/** Attempts at a password, `right`, with a clock that stands; each pause is of a second. */
function guarded({ latency = 0, random = (): number => 0.25 } = {}) {
  const clock = new FakeClock(), log = new LogLines(), checked: string[] = [], ended: string[] = [];
  const verify = async ({ credentials: { user, password } }: AuthRequest) => {
    checked.push(`${user}:${password}`);
    if (latency > 0) await new Promise<void>((resolve) => clock.setTimer(resolve, latency));
    if (password === "right") return { ok: true, user } as const;
    const undecided = password === "unknown" ? { undecided: true } : {};
    return { ok: false, reason: `wrong for ${user}`, ask: password === "", ...undecided } as const;
  };
  const attempts = new Attempts({ verify }, clock, log.log, random);
  /** Asks; `ended` tells when it is answered. */
  const attempt = (...request: Parameters<typeof asks>) => {
    void attempts.verify(asks(...request)).then(({ ok }) => {
      ended.push(`${request[1]} ${ok ? "let in" : "refused"} at ${clock.now()}`);
    });
    return settle();
  };
  const advance = async (ms: number) => {
    for (; ms > 0; ms -= 100) {
      clock.advance(Math.min(ms, 100));
      await settle();
    }
  };
  return { attempts, clock, log, checked, ended, attempt, advance };
}

for (const [drawn, pause] of [[0.25, 1000], [0.975, 3900]]) {
  Deno.test(`attempts: a wrong password is logged at once, and answered after ${pause} ms where ${drawn} is drawn`, async () => {
    const { attempt, advance, ended, log } = guarded({ random: () => drawn });
    await attempt("alice", "wrong");
    assert.deepEqual(log.take(), ["WAR failed to authenticate: wrong for alice"]);
    await advance(pause - 1);
    assert.deepEqual(ended, []);
    await advance(1);
    assert.equal(ended.length, 1);
  });
}

Deno.test("attempts: the pause is drawn anew each time, of its own accord too", async () => {
  const ends = new Set<number>();
  for (let i = 0; i < 20; i++) {
    const { attempt, advance, ended } = guarded({ random: Math.random });
    await attempt("alice", "wrong");
    await advance(4000);
    ends.add(Number(ended[0].split(" at ")[1]));
  }
  assert.ok(ends.size > 5, [...ends].join());
});

Deno.test("attempts: who gives no credentials, or right ones, is answered at once and without a line", async () => {
  const { attempts, attempt, ended, log } = guarded();
  const nothing = await attempts.verify({ ...asks("", ""), credentials: NO_CREDENTIALS });
  assert.equal(nothing.ok || nothing.ask, true);
  await attempt("alice", "right");
  assert.deepEqual([ended, log.take()], [["right let in at 0"], []]);
});

Deno.test("attempts: who is refused without having been asked for credentials has a pause and a line as well", async () => {
  const log = new LogLines(), clock = new FakeClock();
  const verify = () => Promise.resolve({ ok: false, reason: "banned", ask: false } as const);
  const attempts = new Attempts({ verify }, clock, log.log, () => 0.25);
  const answers = [1, 2].map(() =>
    attempts.verify({ ...asks("", ""), credentials: NO_CREDENTIALS })
  );
  await settle();
  assert.deepEqual(log.take(), Array(2).fill("WAR failed to authenticate: banned"));
  clock.advance(1000);
  assert.equal((await Promise.all(answers)).length, 2);
});

Deno.test("attempts: many at once from one address give no more tries than one behind the other", async () => {
  const { attempt, advance, checked, log } = guarded();
  for (let i = 0; i < 100; i++) void attempt(`user${i}`, "wrong");
  await settle();
  await advance(20_000);
  assert.equal(checked.length, 4 + 16, "those that could wait, of the hundred");
  const many = "WAR failed to authenticate: authentication failed: too many wrong attempts from";
  assert.equal(log.take().filter((line) => line === `${many} 1.2.3.4`).length, 80);
});

for (const latency of [0, 300]) {
  Deno.test(`attempts: as many as there is time for, whatever is tried (answers after ${latency} ms)`, async () => {
    const { attempt, advance, checked } = guarded({ latency });
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 30; i++) void attempt("admin", `guess ${second} ${i}`);
      await advance(1000);
    }
    assert.ok(checked.length > 20 && checked.length <= 60 + 4, `${checked.length} tries`);
  });
}

Deno.test("attempts: the right password waits like any other, so that it cannot be guessed beside the queue", async () => {
  const { attempt, advance, ended } = guarded();
  await attempt("alice", "wrong");
  await attempt("alice", "right");
  await advance(900);
  assert.deepEqual(ended, []);
  await advance(100);
  assert.deepEqual(ended, ["wrong refused at 1000", "right let in at 1000"]);
});

Deno.test("attempts: who was let in before is not held up by others behind the same address", async () => {
  const { attempt, ended } = guarded();
  await attempt("alice", "right");
  for (let i = 0; i < 30; i++) await attempt("bob", "wrong");
  await attempt("alice", "right");
  assert.deepEqual(ended, ["right let in at 0", "right let in at 0"]);
});

Deno.test("attempts: the name of one who was let in gives whoever guesses one lane, not a way around", async () => {
  const { attempt, advance, checked, ended } = guarded();
  await attempt("alice", "right");
  await attempt("alice", "guess 1");
  await attempt("alice", "right");
  await advance(500);
  assert.deepEqual([checked.length, ended.length], [2, 1]);
});

Deno.test("attempts: addresses are apart; of IPv6, networks of 64 bits", async () => {
  const { attempt, checked } = guarded();
  const ips = ["1.2.3.4", "1.2.3.5", "::ffff:1.2.3.4", "2001:db8::1", "2001:db8::2", "2001:db9::1"];
  for (const ip of [...ips, ""]) await attempt(ip, "wrong", ip);
  assert.deepEqual(checked.map((one) => one.replace(":wrong", "")), [
    ...["1.2.3.4", "1.2.3.5", "2001:db8::1", "2001:db9::1", ""],
  ]);
});

Deno.test("attempts: while whoever knows cannot be asked, everybody has a pause of their own", async () => {
  const { attempt, advance, checked, ended } = guarded();
  for (let i = 0; i < 30; i++) await attempt("alice", "unknown");
  assert.equal(checked.length, 30);
  await advance(1000);
  assert.equal(ended.length, 30);
});

Deno.test("attempts: answers that take long hold nobody up for ever", async () => {
  const { attempt, advance, ended } = guarded({ latency: 500 });
  for (let i = 0; i < 40; i++) void attempt(`user ${i}`, "right");
  await advance(12 * 500);
  assert.equal(ended.length, 40);
});

Deno.test("attempts: closing ends every pause and refuses who waits", async () => {
  const { attempts, clock, attempt, ended } = guarded();
  for (let i = 0; i < 10; i++) await attempt("alice", "wrong");
  attempts.close();
  await settle();
  assert.deepEqual([ended.length, clock.pending], [10, 0]);
  await attempt("bob", "wrong", "5.6.7.8");
  assert.deepEqual([ended.length, clock.pending], [11, 0]);
});

Deno.test("attempts: who cannot be asked for credentials, and gave none, waits as with wrong ones", async () => {
  const { attempts, advance, log } = guarded(), nobody = asks("", "");
  let result: unknown;
  void attempts.verify({ ...nobody, credentials: NO_CREDENTIALS, cannotAsk: true })
    .then((answer) => result = answer);
  await settle();
  await advance(999);
  assert.deepEqual([result, log.take()], [undefined, ["WAR failed to authenticate: wrong for "]]);
  await advance(1);
  assert.deepEqual(result, { ok: false, reason: "wrong for ", ask: false });
});
