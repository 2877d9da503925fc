import { messageOf, WriteQueue } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import type { ByteConn } from "net/connect.ts";
import { header, type Request, type Response, writeAnswer, writeRequest } from "../wire/message.ts";
import { Receiver } from "../wire/receiver.ts";
import { type Settings, USER_AGENT } from "./settings.ts";

/** Buffer sizes in bytes: of a connection that is only sent answers, and of one that media come by. */
const SMALL_BUFFER = 4096, LARGE_BUFFER = 128 * 1024;

/** Milliseconds between two looks at whether a write is stuck. */
const SWEEP_INTERVAL = 1000;

/** Who takes the media that come interleaved. */
export interface FrameSink {
  /** Whether frames of a channel are expected. */
  expects(channel: number): boolean;
  frame(channel: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  /** Everything that was read at once has been handed over. */
  readEnded(): void;
}

interface Waiting {
  answered(answer: Response): void;
  failed(error: Error): void;
}

/** One connection to an RTSP server: asks, takes answers and media, whatever noise stands between them. */
export class Connection {
  readonly queue: WriteQueue;
  /** Resolves with the reason once the connection is over. */
  readonly ended: Promise<string>;
  readonly #end: (reason: string) => void;
  readonly #receiver: Receiver;
  /** By CSeq, in the order asked. */
  readonly #waiting = new Map<number, Waiting>();
  #sink: FrameSink | undefined;
  #lastNumber = 0;
  #closed = false;
  #cancelSweep: () => void = () => {};

  constructor(private readonly socket: ByteConn, private readonly settings: Settings) {
    const { clock, config } = settings;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#end = resolve;
    const broken = (error: unknown) => this.close(messageOf(error));
    this.queue = new WriteQueue(socket, config.writeQueueSize, () => clock.now(), broken);
    const expects = (channel: number) => this.#sink?.expects(channel) ?? false;
    this.#receiver = new Receiver(SMALL_BUFFER, { expects });
    this.#sweep();
    void this.#run();
  }

  get closed(): boolean {
    return this.#closed;
  }

  get remoteAddr(): Deno.Addr {
    return this.socket.remoteAddr;
  }

  get localAddr(): Deno.Addr {
    return this.socket.localAddr;
  }

  /** Bytes that stood where nothing should. */
  get noise(): number {
    return this.#receiver.skipped;
  }

  /** Hands media to `sink` from now on. */
  expectMedia(sink: FrameSink): void {
    this.#sink = sink;
    this.#receiver.resize(LARGE_BUFFER);
  }

  /** Asks, and resolves with the answer; rejects where none comes within the read time-out. */
  request(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>>,
    body = "",
  ): Promise<Response> {
    if (this.#closed) return Promise.reject(new Error("the connection is closed"));
    const number = ++this.#lastNumber;
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const { clock, config } = this.settings;
    const cancel = clock.setTimer(() => {
      this.#waiting.delete(number);
      reject(new Error(`${method}: the server does not answer`));
    }, config.readTimeout);
    this.#waiting.set(number, {
      answered(answer) {
        cancel();
        resolve(answer);
      },
      failed(error) {
        cancel();
        reject(error);
      },
    });
    const numbered = { CSeq: `${number}`, "User-Agent": USER_AGENT, ...headers };
    this.queue.push(writeRequest(method, url, numbered, body), 0);
    return promise;
  }

  /** Ends the connection, a write under way included; whoever waits for an answer hears the first reason given. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelSweep();
    this.queue.close();
    this.socket.close();
    for (const waiting of this.#waiting.values()) waiting.failed(new Error(reason));
    this.#waiting.clear();
    this.#end(reason);
  }

  async #run(): Promise<void> {
    try {
      while (await this.#read());
      this.close("the server closed the connection");
    } catch (error) {
      this.close(messageOf(error));
    }
  }

  async #read(): Promise<boolean> {
    const count = await this.socket.read(this.#receiver.space());
    if (count === null || this.#closed) return false;
    this.#receiver.received(count);
    for (let element; (element = this.#receiver.next()) !== undefined;) {
      if (element instanceof Malformed) throw new Error(element.reason);
      if (element.kind === "frame") {
        this.#sink?.frame(element.channel, element.bytes, element.start, element.end);
      } else if (element.kind === "response") this.#answered(element);
      else this.#asked(element);
    }
    this.#sink?.readEnded();
    return true;
  }

  /** Gives an answer to who asked; one without a number, or with none of ours, to who has waited longest. */
  #answered(answer: Response): void {
    if (answer.status < 200) return;
    const number = Number(header(answer, "cseq"));
    const ours = number > 0 && number <= this.#lastNumber;
    const [oldest] = this.#waiting.keys();
    const key = ours ? number : oldest;
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    waiting?.answered(answer);
  }

  /** Some servers look whether their clients are still there. */
  #asked(request: Request): void {
    const known = /^(OPTIONS|[GS]ET_PARAMETER)$/.test(request.method);
    const answer = { status: known ? 200 : 501 };
    this.queue.push(writeAnswer(answer, header(request, "cseq"), USER_AGENT), 0);
  }

  #sweep(): void {
    this.#cancelSweep = this.settings.clock.setTimer(() => {
      if (this.queue.stalled > this.settings.config.writeTimeout) this.close("write timed out");
      else this.#sweep();
    }, SWEEP_INTERVAL);
  }
}
