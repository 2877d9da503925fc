import { Child } from "../../../process/child.ts";

const LIMIT = 20_000;

/** Why there is no browser, or undefined where there is one. */
export async function noChromium(): Promise<string | undefined> {
  try {
    await new Deno.Command("chromium", { args: ["--version"], stdout: "null", stderr: "null" })
      .output();
    return undefined;
  } catch {
    return "chromium is not installed";
  }
}

/** A page in a headless Chromium, steered by its DevTools protocol; ended when it goes out of scope. */
export class Page implements AsyncDisposable {
  readonly #answers = new Map<number, (answer: Answer) => void>();
  #session = "";
  #count = 0;

  private constructor(
    private readonly child: Child,
    private readonly folder: string,
    private readonly socket: WebSocket,
  ) {
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(data);
      this.#answers.get(answer.id)?.(answer);
      this.#answers.delete(answer.id);
    };
  }

  static async open(url: string): Promise<Page> {
    const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-chromium-" });
    const child = new Child("chromium", [
      ...["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"],
      ...["--autoplay-policy=no-user-gesture-required", `--user-data-dir=${folder}`],
      ...["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"],
      ...["--no-first-run", "--disable-dev-shm-usage", "about:blank"],
    ]);
    const listening = /^DevTools listening on (ws:\S+)/;
    const find = () => child.err.map((line) => listening.exec(line)?.[1]).find(Boolean);
    const socket = new WebSocket(await child.until(find, "the browser", LIMIT));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const page = new Page(child, folder, socket);
    await page.#attach(url);
    await page.until("location.href !== 'about:blank' && document.readyState === 'complete'");
    return page;
  }

  /** The value of an expression, a promise awaited; rejects with what it throws. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails: failed } = await this.#call("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    }) as unknown as Evaluated<T>;
    if (failed) throw new Error(failed.exception?.description ?? failed.text);
    return result.value;
  }

  /** Waits until an expression is true. */
  async until(expression: string, limit = LIMIT): Promise<void> {
    for (const end = performance.now() + limit; performance.now() < end;) {
      if (await this.evaluate(expression)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`in vain waited for: ${expression}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.socket.onclose = resolve);
    this.socket.close();
    await closed;
    await this.child[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true }).catch(() => {});
  }

  async #attach(url: string): Promise<void> {
    const { targetId } = await this.#call("Target.createTarget", { url });
    const { sessionId } = await this.#call("Target.attachToTarget", { targetId, flatten: true });
    this.#session = sessionId as string;
  }

  #call(method: string, params: Readonly<Record<string, unknown>>): Promise<Answer["result"]> {
    const id = ++this.#count, session = this.#session && { sessionId: this.#session };
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ result, error }) => {
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      });
      this.socket.send(JSON.stringify({ id, method, params, ...session }));
    });
  }
}

interface Answer {
  readonly id: number;
  readonly result: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

interface Evaluated<T> {
  readonly result: { readonly value: T };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}
