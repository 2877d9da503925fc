import type { HttpLimits, HttpServerOptions } from "net/http/options.ts";
import type { Info, ServeConnection } from "net/http/serve_connection.ts";

/** Milliseconds for the end of an answer, which was handed over, to reach the system's buffers. */
const FLUSH = 50;

/** One connection of an HTTP server: ended when its client takes too long. */
export class HttpConnection {
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  readonly #end = Promise.withResolvers<void>();
  readonly #controller = new AbortController();
  /** Requests whose answer is being made, and those whose answer has not been taken whole. */
  #handled = 0;
  #open = 0;
  #used = false;
  #retired = false;
  #last = performance.now();

  constructor(private readonly socket: Deno.Conn, private readonly options: HttpServerOptions) {
    this.ended = this.#end.promise;
  }

  /** Serves it until it ends. Never rejects. */
  async run(serve: ServeConnection): Promise<void> {
    const { signal } = this.#controller;
    try {
      const handle = (request: Request, info: Info) => this.#handle(request, info);
      const failed = (error: unknown) => this.#failed(error);
      await serve(this.socket, signal, handle, failed, () => {}).finished;
    } catch {
      // The client has gone, or it speaks no HTTP, or no TLS where that is needed.
    }
    this.#end.resolve();
  }

  /** Ends it where its client takes too long. */
  sweep({ header, idle, answer }: HttpLimits, now: number): void {
    if (this.#handled > 0) return;
    const between = this.#retired ? FLUSH : idle;
    const allowed = this.#open > 0 ? answer : this.#used ? between : header;
    if (now - this.#last > allowed) this.end();
  }

  /** Takes no further request: ends now, or at a look after its answer. */
  retire(): void {
    this.#retired = true;
    if (!this.#used) this.end();
  }

  /** Ends it now. */
  end(): void {
    this.#controller.abort();
  }

  async #handle(request: Request, info: Info): Promise<Response> {
    this.#used = true;
    this.#open++;
    this.#handled++;
    const completed = () => this.#completed();
    info.completed.then(completed, completed);
    try {
      const peer = this.socket.remoteAddr;
      return await this.options.handle({ request, peer, touch: () => this.#touch() });
    } finally {
      this.#handled--;
      this.#touch();
    }
  }

  #touch(): void {
    this.#last = performance.now();
  }

  #completed(): void {
    this.#open--;
    this.#touch();
  }

  #failed(error: unknown): Response {
    this.options.failed(error);
    return new Response(null, { status: 500 });
  }
}
