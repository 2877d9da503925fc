import { fileURLToPath } from "node:url";

/** A role in a process of its own, asked by lines of JSON, one at a time. Ended with its scope. */
export class Peer implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;

  /** `role`: a source `role.ts` beside the one of URL `beside`. */
  constructor(private readonly role: string, beside: string) {
    const script = fileURLToPath(new URL(`${role}.ts`, beside));
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--unstable-net", script],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#lines = this.#process.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(lines()).getReader();
    this.#input = this.#process.stdin.getWriter();
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Its answer; throws where it ended instead. */
  async ask<T>(question: string, argument: unknown = null): Promise<T> {
    const line = JSON.stringify([question, argument]) + "\n";
    await this.#input.write(new TextEncoder().encode(line));
    const { value, done } = await this.#lines.read();
    if (done) throw new Error(`the process of ${this.role} ended at '${question}'`);
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It ended by itself.
    }
    await this.#input.close().catch(() => {});
    await this.#lines.cancel().catch(() => {});
    await this.#process.status;
  }
}

type Handlers = Readonly<Record<string, (argument: never) => unknown>>;

/** The other side: answers questions until there are no more. */
export async function answerAll(handlers: Handlers): Promise<void> {
  const input = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(lines());
  for await (const line of input) {
    const [question, argument] = JSON.parse(line);
    console.log(JSON.stringify(await handlers[question](argument as never) ?? null));
  }
  Deno.exit();
}

function lines(): TransformStream<string, string> {
  let rest = "";
  return new TransformStream({
    transform(text, controller) {
      const parts = (rest + text).split("\n");
      rest = parts.pop()!;
      for (const part of parts) controller.enqueue(part);
    },
  });
}
