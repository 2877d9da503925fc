/** Asks a Deno that was started with `--inspect` about its memory. */
export class Heap implements Disposable {
  #id = 0;
  readonly #answers = new Map<number, (result: Record<string, unknown>) => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.onmessage = ({ data }) => {
      const { id, result } = JSON.parse(data);
      this.#answers.get(id)?.(result);
      this.#answers.delete(id);
    };
  }

  /** `port`: where its inspector listens. */
  static async connect(port: number): Promise<Heap> {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`);
    const [{ webSocketDebuggerUrl }] = await response.json();
    const socket = new WebSocket(webSocketDebuggerUrl);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return new Heap(socket);
  }

  /** Bytes of JavaScript's heap in use after a collection. */
  async used(): Promise<number> {
    await this.#ask("HeapProfiler.enable");
    await this.#ask("HeapProfiler.collectGarbage");
    const { usedSize } = await this.#ask("Runtime.getHeapUsage");
    return usedSize as number;
  }

  [Symbol.dispose](): void {
    this.socket.close();
  }

  #ask(method: string): Promise<Record<string, unknown>> {
    const id = ++this.#id;
    this.socket.send(JSON.stringify({ id, method, params: {} }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }
}
