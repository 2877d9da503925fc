import { ClientConnection } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import type { ByteConn } from "net/connect.ts";
import { header, type Request, type Response, writeAnswer, writeRequest } from "../wire/message.ts";
import { Receiver } from "../wire/receiver.ts";
import { type Settings, USER_AGENT } from "./settings.ts";

/** Buffer sizes in bytes: of a connection that is only sent answers, and of one that media come by. */
const SMALL_BUFFER = 4096, LARGE_BUFFER = 32 * 1024;

/** Who takes the media that come interleaved. */
export interface FrameSink {
  /** Whether frames of a channel are expected. */
  expects(channel: number): boolean;
  frame(channel: number, bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  /** Everything that was read at once has been handed over. */
  readEnded(): void;
}

/** One connection to an RTSP server: asks, takes answers and media, whatever noise stands between them. */
export class Connection extends ClientConnection<Response> {
  readonly #receiver: Receiver;
  #sink: FrameSink | undefined;

  constructor(private readonly conn: ByteConn, settings: Settings) {
    super(conn, settings);
    const expects = (channel: number) => this.#sink?.expects(channel) ?? false;
    this.#receiver = new Receiver(SMALL_BUFFER, { expects });
    void this.run({
      space: () => this.#receiver.space(),
      received: (count) => this.#received(count),
    });
  }

  get remoteAddr(): Deno.Addr {
    return this.conn.remoteAddr;
  }

  get localAddr(): Deno.Addr {
    return this.conn.localAddr;
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
    return this.ask(method, (number) => {
      const numbered = { CSeq: `${number}`, "User-Agent": USER_AGENT, ...headers };
      return writeRequest(method, url, numbered, body);
    });
  }

  #received(count: number): void {
    this.#receiver.received(count);
    for (let element; (element = this.#receiver.next()) !== undefined;) {
      if (element instanceof Malformed) throw new Error(element.reason);
      if (element.kind === "frame") {
        this.#sink?.frame(element.channel, element.bytes, element.start, element.end);
      } else if (element.kind === "response") this.#answered(element);
      else this.#asked(element);
    }
    this.#sink?.readEnded();
  }

  /** Gives an answer to who asked; one without a number, or with none of ours, to who has waited longest. */
  #answered(answer: Response): void {
    if (answer.status < 200) return;
    const number = Number(header(answer, "cseq"));
    const ours = number > 0 && number <= this.lastNumber;
    this.answer(ours ? number : this.oldest ?? 0, answer);
  }

  /** Some servers look whether their clients are still there. */
  #asked(request: Request): void {
    const known = /^(OPTIONS|[GS]ET_PARAMETER)$/.test(request.method);
    const answer = { status: known ? 200 : 501 };
    this.queue.push(writeAnswer(answer, header(request, "cseq"), USER_AGENT), 0);
  }
}
