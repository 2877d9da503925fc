/** How a child process ended. */
export interface Ended {
  readonly code: number;
  readonly signal: Deno.Signal | null;
}

/** Milliseconds that a child may take to end once it was asked to. */
const PATIENCE = 20_000;

/** A program that a test started: its lines as they come, and its end. Killed when it goes out of scope. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #read: Promise<unknown>;
  #listeners: (() => void)[] = [];
  #status: Ended | undefined;
  /** Lines of standard output and of standard error so far. */
  readonly out: string[] = [];
  readonly err: string[] = [];

  /** Throws where the program is not there. */
  constructor(
    readonly program: string,
    readonly args: readonly string[],
    options: { readonly env?: Record<string, string>; readonly cwd?: string } = {},
  ) {
    this.#process = new Deno.Command(program, {
      args: [...args],
      ...options,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const { stdout, stderr, status } = this.#process;
    this.#read = Promise.all([
      this.#collect(stdout, this.out),
      this.#collect(stderr, this.err),
      status.then(({ code, signal }) => this.#status = { code, signal }),
    ]).finally(() => this.#changed());
  }

  get pid(): number {
    return this.#process.pid;
  }

  get running(): boolean {
    return this.#status === undefined;
  }

  /** Waits until `found` gives something, looked at after each line; throws after `limit` ms or the child's end. */
  async until<T>(found: () => T | undefined, what: string, limit = PATIENCE): Promise<T> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#changed();
    }, limit);
    try {
      for (;;) {
        const ended = this.#status !== undefined;
        const value = found();
        if (value !== undefined) return value;
        if (late || ended) {
          throw new Error(`${late ? "waited in vain" : "ended"} without ${what}\n${this}`);
        }
        await new Promise<void>((resolve) => this.#listeners.push(resolve));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits for its end; kills it after `limit` milliseconds and throws. */
  async end(limit = PATIENCE): Promise<Ended> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.kill("SIGKILL");
    }, limit);
    await this.#read;
    clearTimeout(timer);
    if (late) throw new Error(`it did not end within ${limit} ms\n${this}`);
    return this.#status!;
  }

  kill(signal: Deno.Signal): void {
    try {
      if (this.running) this.#process.kill(signal);
    } catch {
      // It ended by itself meanwhile.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill("SIGKILL");
    await this.#read;
  }

  /** The command and the end of what it said, for messages of failed tests. */
  toString(): string {
    const said = [...this.out.slice(-40), ...this.err.slice(-40)].join("\n");
    return `${this.program} ${this.args.join(" ")}\n${said}`;
  }

  #changed(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  async #collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>, lines: string[]): Promise<void> {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split(/\r?\n|\r/);
      rest = parts.pop()!;
      lines.push(...parts);
      this.#changed();
    }
    if (rest !== "") lines.push(rest);
  }
}
