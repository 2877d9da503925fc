import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { certificate } from "./process/certificate.ts";
import { Child } from "./process/child.ts";
import { freePair, freePort } from "./process/ports.ts";

/** The whole program, as users start it. */
const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const READY = 20_000;
/** What Deno says of itself when it is inspected. */
const INSPECTOR = /^Debugger |chrome:\/\/inspect/;
/** Lines of a server's log that a failed test shows. */
const LOG_SHOWN = 60;

/** The ports that a test's server was given. */
export interface Ports {
  readonly rtsp: number;
  readonly rtsps: number;
  /** RTP; RTCP is the next one. */
  readonly rtp: number;
  readonly srtp: number;
  readonly rtmp: number;
  readonly rtmps: number;
  readonly srt: number;
  readonly hls: number;
  /** HTTP; media go by UDP through the next port. */
  readonly webrtc: number;
}

export interface ServerOptions {
  /** Also listens for RTSPS, and RTMPS where RTMP is on, with a certificate of its own. */
  readonly tls?: boolean;
  /** Switches RTMP on. */
  readonly rtmp?: boolean;
  /** Switches SRT on. */
  readonly srt?: boolean;
  /** Switches HLS on; by TLS where `tls`. */
  readonly hls?: boolean;
  /** Switches WebRTC on. */
  readonly webrtc?: boolean;
  /** Options of V8 and Deno before the program's name. */
  readonly deno?: readonly string[];
  /** Starts the program in another form than its sources. */
  readonly run?: (args: readonly string[]) => Child;
}

/** The ports of a new server: none of them in use. */
export function freePorts(): Ports {
  const [rtsp, rtsps, rtmp, rtmps, srt, hls] = Array.from({ length: 6 }, freePort);
  const [rtp, srtp, webrtc] = [freePair(), freePair(), freePair()];
  return { rtsp, rtsps, rtp, srtp, rtmp, rtmps, srt, hls, webrtc };
}

/** What every test's configuration begins with: only what is tested is on, at ports of its own. */
export async function preamble(
  ports: Ports,
  { tls = false, rtmp = false, srt = false, hls = false, webrtc = false }: ServerOptions = {},
): Promise<string> {
  const lines = ["moq: no", `webrtc: ${webrtc}`, `webrtcAddress: :${ports.webrtc}`];
  lines.push(`webrtcLocalUDPAddress: :${ports.webrtc + 1}`);
  lines.push(`rtmp: ${rtmp}`, `rtmpAddress: :${ports.rtmp}`, `rtmpsAddress: :${ports.rtmps}`);
  lines.push(`srt: ${srt}`, `srtAddress: :${ports.srt}`);
  lines.push(`hls: ${hls}`, `hlsAddress: :${ports.hls}`, `hlsEncryption: ${tls}`);
  lines.push(
    `rtspAddress: :${ports.rtsp}`,
    `rtpAddress: :${ports.rtp}`,
    `rtcpAddress: :${ports.rtp + 1}`,
  );
  lines.push(`srtpAddress: :${ports.srtp}`, `srtcpAddress: :${ports.srtp + 1}`);
  lines.push(`rtspsAddress: :${ports.rtsps}`);
  if (tls) {
    const { cert, key } = await certificate();
    for (const name of ["rtsp", "rtmp"]) {
      lines.push(`${name}Encryption: optional`);
      lines.push(`${name}ServerCert: ${cert}`, `${name}ServerKey: ${key}`);
    }
    lines.push(`hlsServerCert: ${cert}`, `hlsServerKey: ${key}`);
  }
  return lines.join("\n") + "\n";
}

/** Runs the program on the file; the caller waits for its lines or its end. */
export function runProgram(args: readonly string[], deno: readonly string[] = []): Child {
  const env = { NO_COLOR: "1" };
  return new Child(Deno.execPath(), ["run", "-A", "--unstable-net", ...deno, MAIN, ...args], {
    env,
  });
}

/** Starts a server whose configuration is `text` behind the preamble; resolves once it listens. */
export async function startServer(text: string, options: ServerOptions = {}): Promise<Server> {
  const ports = freePorts(), before = await preamble(ports, options);
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-" });
  const file = fileIn(folder);
  await Deno.writeTextFile(file, before + text);
  const run = options.run ?? ((args: readonly string[]) => runProgram(args, options.deno));
  const server = new Server(run([file]), ports, folder, before);
  try {
    if (options.srt) await server.log("[SRT] started with listener", READY);
    if (options.webrtc) await server.log("[WebRTC] started with listeners", READY);
    if (options.hls) await server.log("[HLS] started with listener", READY);
    for (const name of options.rtmp ? ["RTSP", "RTMP"] : ["RTSP"]) {
      await server.log(`[${name}${options.tls ? "S" : ""}] started with listener`, READY);
    }
    return server;
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

/** Runs `test` against a server of its own; then it must end well. What fails within is told with its log. */
export async function withServer(
  text: string,
  options: ServerOptions,
  test: (server: Server) => Promise<void>,
): Promise<void> {
  const server = await startServer(text, options);
  try {
    await test(server);
    await server.stop();
  } catch (error) {
    const log = server.lines.slice(-LOG_SHOWN).join("\n");
    throw new Error(`${(error as Error).message}\n\nthe server's log:\n${log}`, { cause: error });
  } finally {
    await server[Symbol.asyncDispose]();
  }
}

/** A running server; its scope's end kills it where `stop` has not ended it. */
export class Server implements AsyncDisposable {
  readonly #expected: RegExp[] = [];
  #given = 0;

  constructor(
    readonly child: Child,
    readonly ports: Ports,
    private readonly folder: string,
    private readonly before: string,
  ) {}

  /** Everything it has logged, without date and time. */
  get lines(): readonly string[] {
    return this.child.out.map(withoutTime);
  }

  /** `rtsp://…` of a path, with user and password where given; with RTSPS of a server that has it. */
  url(path: string, { tls = false, user = "" } = {}): string {
    const scheme = tls ? "rtsps" : "rtsp";
    return `${scheme}://${user === "" ? "" : `${user}@`}127.0.0.1:${this.ports[scheme]}/${path}`;
  }

  /** `rtmp://…` of a path, of a server that has it; with RTMPS where it has that. */
  rtmpUrl(path: string, { tls = false } = {}): string {
    const scheme = tls ? "rtmps" : "rtmp";
    return `${scheme}://127.0.0.1:${this.ports[scheme]}/${path}`;
  }

  /** `srt://…` with a stream ID such as `read:PATH`, of a server that has it; `options`: more of the query. */
  srtUrl(streamId: string, options = ""): string {
    return `srt://127.0.0.1:${this.ports.srt}?streamid=${streamId}${options && `&${options}`}`;
  }

  /** `http://…` of a path's playlist, of a server that has HLS; `https://…` where it has TLS. */
  hlsUrl(path: string, { tls = false } = {}): string {
    return `http${tls ? "s" : ""}://127.0.0.1:${this.ports.hls}/${path}/index.m3u8`;
  }

  /** `http://…` of a path's page, of a server that has WebRTC. */
  webrtcUrl(path: string): string {
    return `http://127.0.0.1:${this.ports.webrtc}/${path}/`;
  }

  /** The first line, past or to come, that contains the text or matches. */
  log(what: string | RegExp, limit?: number): Promise<string> {
    return this.child.until(() => this.lines.find((line) => matches(line, what)), `${what}`, limit);
  }

  /** Waits until that many lines match, and gives them. */
  logs(what: string | RegExp, count: number, limit?: number): Promise<string[]> {
    return this.child.until(
      () => {
        const found = this.count(what);
        return found.length >= count ? found : undefined;
      },
      `${count} × ${what}`,
      limit,
    );
  }

  /** The lines so far that match. */
  count(what: string | RegExp): string[] {
    return this.lines.filter((line) => matches(line, what));
  }

  /** The next matching line behind the one that `next` gave last. */
  next(what: string | RegExp, limit?: number): Promise<string> {
    return this.child.until(
      () => {
        const index = this.lines.findIndex((line, at) => at >= this.#given && matches(line, what));
        if (index < 0) return undefined;
        this.#given = index + 1;
        return this.lines[index];
      },
      `${what} behind line ${this.#given}`,
      limit,
    );
  }

  /** Writes the configuration anew behind the same preamble; the server notices by itself. */
  async rewrite(text: string): Promise<void> {
    await Deno.writeTextFile(fileIn(this.folder), this.before + text);
  }

  /** Lines of level ERR that belong to the test. */
  expectErrors(...patterns: RegExp[]): void {
    this.#expected.push(...patterns);
  }

  /** Number of open file descriptors. */
  descriptors(): number {
    return [...Deno.readDirSync(`/proc/${this.child.pid}/fd`)].length;
  }

  /** Ends it as Ctrl-C does: it must exit with 0, say so, and have had no fault that the test does not expect. */
  async stop(): Promise<void> {
    this.child.kill("SIGINT");
    const { code } = await this.child.end();
    const wrong = this.lines.filter((line) =>
      line.startsWith("ERR") && !this.#expected.some((pattern) => pattern.test(line))
    );
    assert.deepEqual(wrong, [], "lines of level ERR");
    assert.deepEqual(this.child.err.filter((line) => !INSPECTOR.test(line)), [], "standard error");
    assert.equal(code, 0, `exit code\n${this.child}`);
    assert.ok(this.lines.includes("INF shutting down gracefully"), `${this.child}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.child[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

function matches(line: string, what: string | RegExp): boolean {
  return typeof what === "string" ? line.includes(what) : what.test(line);
}

function withoutTime(line: string): string {
  return line.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, "");
}

function fileIn(folder: string): string {
  return `${folder}/mediamtx.yml`;
}
