import assert from "node:assert/strict";
import type { Process, ProcessEnd } from "net/process/process.ts";
import { FakeClock, settle } from "../../test/fake_clock.ts";
import { LogLines } from "../../test/log_lines.ts";
import { LAST_PATIENCE, Launcher, type Order, PATIENCE } from "./launcher.ts";

/** A process that ends when the test says so, and writes down what it is told. */
class FakeProcess implements Process {
  readonly told: string[] = [];
  readonly #end = Promise.withResolvers<ProcessEnd>();
  readonly ended = this.#end.promise;

  constructor(readonly pid: number) {}

  interrupt(): void {
    this.told.push("SIGINT");
  }

  kill(): void {
    this.told.push("SIGKILL");
  }

  /** It ends, and whoever waits for it has noticed. */
  end(code: number, signal: Deno.Signal | null = null): Promise<void> {
    this.#end.resolve({ code, signal });
    return settle();
  }
}

/** A launcher of fake processes; a command `missing` cannot be started. */
function launching() {
  const clock = new FakeClock(), log = new LogLines(), processes: FakeProcess[] = [];
  const launcher = new Launcher(clock, ({ command }) => {
    if (command === "missing") throw new Error("not there");
    const process = new FakeProcess(processes.length + 1);
    processes.push(process);
    return process;
  });
  const order = (command: string): Order => {
    return { name: "runOnX", command, variables: {}, log: log.log };
  };
  return { clock, log, launcher, processes, order };
}

Deno.test("launcher: a command runs until it is stopped; that is said once, with its reason", async () => {
  const { launcher, order, processes, log } = launching();
  const running = launcher.start(order("go"), false);
  assert.deepEqual(log.take(), ["INF runOnX command started"]);
  running.stop("not needed by anyone");
  running.stop();
  assert.deepEqual(log.take(), ["INF runOnX command stopped: not needed by anyone"]);
  assert.deepEqual(processes[0].told, ["SIGINT"]);
  await processes[0].end(130);
  assert.deepEqual(log.take(), []);
});

for (
  const [code, signal, reason] of [
    [0, null, "command exited with code 0"],
    [3, null, "command exited with code 3"],
    [137, "SIGKILL", "command was ended by SIGKILL"],
  ] as const
) {
  Deno.test(`launcher: without restart the end is told as it was (${reason}), and the command stays away`, async () => {
    const { launcher, order, processes, log, clock } = launching();
    const running = launcher.start(order("go"), false);
    await processes[0].end(code, signal);
    assert.deepEqual(log.take().slice(1), [`INF runOnX command exited: ${reason}`]);
    assert.equal(clock.pending, 0);
    running.stop();
    assert.deepEqual(log.take(), ["INF runOnX command stopped"]);
    assert.equal(processes.length, 1);
  });
}

Deno.test("launcher: with restart it begins again 5 s after each end, until it is stopped", async () => {
  const { launcher, order, processes, log, clock } = launching();
  const running = launcher.start(order("go"), true);
  await processes[0].end(0);
  clock.advance(4999);
  await settle();
  assert.equal(processes.length, 1);
  clock.advance(1);
  await settle();
  await processes[1].end(1);
  assert.deepEqual(log.take(), [
    "INF runOnX command started",
    "INF runOnX command exited: command exited with code 0",
    "INF runOnX command exited: command exited with code 1",
  ]);
  running.stop();
  await settle();
  clock.advance(60_000);
  await settle();
  assert.deepEqual([processes.length, clock.pending], [2, 0]);
});

Deno.test("launcher: what cannot be started is told, and tried again with restart only", async () => {
  const { launcher, order, log, clock } = launching();
  launcher.start(order("missing"), false);
  await settle();
  const lines = ["INF runOnX command started", "INF runOnX command exited: not there"];
  assert.deepEqual([log.take(), clock.pending], [lines, 0]);
  launcher.start(order("missing"), true);
  await settle();
  assert.deepEqual([log.take(), clock.pending], [lines, 1]);
  clock.advance(5000);
  await settle();
  assert.deepEqual(log.take(), lines.slice(1));
  await launcher.close();
});

Deno.test("launcher: of a command that ends by itself only failures are told beside its launch", async () => {
  const { launcher, order, processes, log } = launching();
  launcher.launch(order("go"));
  await processes[0].end(0);
  assert.deepEqual(log.take(), ["INF runOnX command launched"]);
  launcher.launch(order("go"));
  await processes[1].end(4);
  const launched = "INF runOnX command launched";
  assert.deepEqual(log.take(), [launched, "INF runOnX command exited: command exited with code 4"]);
  launcher.launch(order("missing"));
  await settle();
  assert.deepEqual(log.take(), [launched, "INF runOnX command exited: not there"]);
});

Deno.test("launcher: at the end what runs is stopped and waited for", async () => {
  const { launcher, order, processes, log, clock } = launching();
  launcher.start(order("go"), true);
  launcher.launch(order("go"));
  log.take();
  let closed = false;
  const closing = launcher.close().then(() => closed = true);
  assert.deepEqual(log.take(), ["INF runOnX command stopped"]);
  await processes[0].end(0);
  assert.equal(closed, false);
  await processes[1].end(0);
  await closing;
  assert.deepEqual([processes[0].told, processes[1].told], [["SIGINT"], []]);
  assert.deepEqual([log.take(), clock.pending], [[], 0]);
});

Deno.test("launcher: at the end what ignores its signal is killed", async () => {
  const { launcher, order, processes, log, clock } = launching();
  launcher.start(order("go"), false).stop();
  log.take();
  const closing = launcher.close();
  clock.advance(PATIENCE);
  await settle();
  const killing = "WAR runOnX command has not ended within 10 s of its signal: killing it";
  assert.deepEqual(log.take(), [killing]);
  assert.deepEqual(processes[0].told, ["SIGINT", "SIGKILL"]);
  await processes[0].end(137, "SIGKILL");
  await closing;
  assert.deepEqual([log.take(), clock.pending], [[], 0]);
});

Deno.test("launcher: at the end what cannot be killed is left behind", async () => {
  const { launcher, order, log, clock } = launching();
  launcher.start(order("go"), false);
  const closing = launcher.close();
  clock.advance(PATIENCE);
  await settle();
  clock.advance(LAST_PATIENCE);
  await closing;
  assert.equal(log.take().at(-1), "WAR runOnX command cannot be killed: process 1 is left behind");
});

Deno.test("launcher: at the end what ends by itself is waited for as long as it takes, by name", async () => {
  const { launcher, order, processes, log, clock } = launching();
  launcher.launch(order("go"));
  log.take();
  const closing = launcher.close();
  clock.advance(3_600_000);
  await settle();
  assert.deepEqual(log.take(), ["INF waiting for the runOnX command, process 1"]);
  assert.deepEqual(processes[0].told, []);
  await processes[0].end(0);
  await closing;
});
