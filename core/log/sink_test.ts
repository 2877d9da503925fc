import assert from "node:assert/strict";
import { FakeClock } from "../../test/fake_clock.ts";
import type { TextOutput } from "net/log/log_file.ts";
import { loggerOf } from "./logger.ts";
import { createLogSink, type LogSettings, type LogSurroundings } from "./sink.ts";

const DEFAULTS: LogSettings = {
  logLevel: "info",
  logDestinations: ["stdout"],
  logStructured: false,
  logFile: "mediamtx.log",
  sysLogPrefix: "mediamtx",
};

/** Outputs in memory: what was written to each, which were opened and closed. */
class Outputs implements LogSurroundings {
  readonly clock = new FakeClock();
  readonly colours = false;
  readonly written = new Map<string, string>();
  readonly events: string[] = [];
  readonly stdout = this.#output("stdout");

  openFile(path: string): TextOutput {
    if (path === "") throw new Error("Cannot open log file ''");
    this.events.push(`open ${path}`);
    return this.#output(path);
  }

  openSyslog(tag: string) {
    const output = this.openFile(`syslog ${tag}`);
    return {
      send: (severity: number, _time: Date, text: string) => output.write(`<${severity}>${text};`),
      close: output.close,
    };
  }

  complain(text: string): void {
    this.events.push(text);
  }

  /** The messages that reached `name`, without their time. */
  lines(name: string): string[] {
    return (this.written.get(name) ?? "").split("\n").slice(0, -1).map((line) => line.slice(20));
  }

  #output(name: string): TextOutput {
    return {
      write: (text) => {
        this.written.set(name, (this.written.get(name) ?? "") + text);
        return Promise.resolve();
      },
      close: () => void this.events.push(`close ${name}`),
    };
  }
}

function start(settings: Partial<LogSettings> = {}) {
  const outputs = new Outputs();
  const sink = createLogSink({ ...DEFAULTS, ...settings }, outputs);
  const configure = (next: Partial<LogSettings>) => sink.configure({ ...DEFAULTS, ...next });
  return { outputs, sink, configure, log: loggerOf(sink) };
}

const levels = [
  ["debug", ["DEB d", "INF i", "WAR w", "ERR e"]],
  ["info", ["INF i", "WAR w", "ERR e"]],
  ["warn", ["WAR w", "ERR e"]],
  ["error", ["ERR e"]],
] as const;

for (const [logLevel, expected] of levels) {
  Deno.test(`log sink: level ${logLevel}`, async () => {
    const { outputs, sink, log } = start({ logLevel });
    log.debug("d");
    log.info("i");
    log.warn("w");
    log.error("e");
    await sink.close();
    assert.deepEqual(outputs.lines("stdout"), expected);
  });
}

Deno.test("log sink: the level changes under every logger at once", async () => {
  const { outputs, sink, configure, log } = start();
  const child = log.child("RTSP");
  child.debug("no");
  configure({ logLevel: "debug" });
  child.debug("yes");
  await sink.close();
  assert.deepEqual(outputs.lines("stdout"), ["DEB [RTSP] yes"]);
});

Deno.test("log sink: all destinations at once; the system log is plain and without time", async () => {
  const { outputs, sink, log } = start({
    logLevel: "debug",
    logDestinations: ["stdout", "file", "syslog", "file"],
    logStructured: true,
  });
  log.warn("w");
  log.error("e");
  log.info("i");
  log.debug("d");
  await sink.close();
  assert.equal(outputs.written.get("syslog mediamtx"), "<4>WAR w;<3>ERR e;<6>INF i;<7>DEB d;");
  const text = outputs.written.get("stdout")!;
  assert.equal(text, outputs.written.get("mediamtx.log"));
  assert.deepEqual(text.split("\n", 4).map((line) => JSON.parse(line).level), [
    "WAR",
    "ERR",
    "INF",
    "DEB",
  ]);
  assert.deepEqual(outputs.events.filter((event) => event.startsWith("open")), [
    "open mediamtx.log",
    "open syslog mediamtx",
  ]);
});

Deno.test("log sink: destinations that stay keep their handle; those that go are written out", async () => {
  const { outputs, sink, configure, log } = start({ logDestinations: ["file", "stdout"] });
  log.info("one");
  configure({ logDestinations: ["file"], logStructured: true });
  configure({ logDestinations: ["file"] });
  log.info("two");
  configure({ logDestinations: ["file"], logFile: "other.log" });
  log.info("three");
  await sink.close();
  assert.deepEqual(outputs.lines("stdout"), ["INF one"]);
  assert.deepEqual(outputs.lines("mediamtx.log"), ["INF one", "INF two"]);
  assert.deepEqual(outputs.lines("other.log"), ["INF three"]);
  assert.deepEqual(outputs.events.toSorted(), [
    "close mediamtx.log",
    "close other.log",
    "close stdout",
    "open mediamtx.log",
    "open other.log",
  ]);
});

Deno.test("log sink: a destination that cannot be opened changes nothing", async () => {
  const { outputs, sink, configure, log } = start();
  const bad = { logLevel: "error", logDestinations: ["syslog", "file"], logFile: "" } as const;
  assert.throws(() => configure(bad), /Cannot open log file ''/);
  log.info("still here");
  await sink.close();
  assert.deepEqual(outputs.lines("stdout"), ["INF still here"]);
  assert.deepEqual(outputs.events, [
    "open syslog mediamtx",
    "close syslog mediamtx",
    "close stdout",
  ]);
  assert.throws(() => start(bad), /Cannot open log file ''/);
});

Deno.test("log sink: flush writes out without closing; nothing follows a close", async () => {
  const { outputs, sink, log } = start();
  log.info("one");
  await sink.flush();
  assert.deepEqual(outputs.lines("stdout"), ["INF one"]);
  log.info("two");
  await sink.close();
  await sink.close();
  log.info("three");
  assert.deepEqual(outputs.lines("stdout"), ["INF one", "INF two"]);
  assert.equal(outputs.clock.pending, 0);
});
