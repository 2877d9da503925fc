/** An answer of the server; header names in lower case, every line of a name. */
export interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

/** A block of interleaved data. */
export interface Block {
  readonly channel: number;
  readonly bytes: Uint8Array;
}

/** Milliseconds to wait for anything: longer than the pause behind a wrong password. */
const PATIENCE = 10_000;

const encoder = new TextEncoder(), decoder = new TextDecoder("latin1");

/** A client that says exactly what a test tells it to, right or wrong. Closed when it goes out of scope. */
export class RtspClient implements Disposable {
  readonly #reading: Promise<void>;
  readonly #answers: Answer[] = [];
  /** Interleaved data so far, unless `deaf`. */
  readonly blocks: Block[] = [];
  #bytes = new Uint8Array(0);
  #wake: () => void = () => {};
  #ended = false;
  #cseq = 0;
  /** The session that the server named last. */
  session: string | undefined;

  private constructor(private readonly conn: Deno.Conn, deaf: boolean) {
    this.#reading = deaf ? Promise.resolve() : this.#read();
  }

  /** Connects by TCP, or by TLS where certificates are given. `deaf`: it never reads. */
  static async connect(
    port: number,
    options: { ca?: string; deaf?: boolean } = {},
  ): Promise<RtspClient> {
    const to = { hostname: "127.0.0.1", port };
    const conn = options.ca === undefined
      ? await Deno.connect(to)
      : await Deno.connectTls({ ...to, caCerts: [options.ca] });
    return new RtspClient(conn, options.deaf ?? false);
  }

  /** Sends a request with CSeq, and Session where there is one; headers given override. The answer, or undefined for none. */
  async request(
    method: string,
    url: string,
    headers: Readonly<Record<string, string>> = {},
    body = "",
  ): Promise<Answer | undefined> {
    const all: Record<string, string> = { CSeq: `${++this.#cseq}` };
    if (this.session !== undefined) all.Session = this.session;
    Object.assign(all, headers);
    if (body !== "") all["Content-Length"] = `${encoder.encode(body).length}`;
    const lines = Object.entries(all).filter(([, value]) => value !== "").map(([k, v]) =>
      `${k}: ${v}`
    );
    await this.send([`${method} ${url} RTSP/1.0`, ...lines, "", body].join("\r\n"));
    const answer = await this.answer();
    const session = answer?.headers.get("session")?.[0].split(";")[0];
    if (session !== undefined) this.session = session;
    return answer;
  }

  /** Sends anything; harmless where the server has closed already. */
  async send(data: string | Uint8Array): Promise<void> {
    let rest = typeof data === "string" ? encoder.encode(data) : data;
    try {
      while (rest.length > 0) rest = rest.subarray(await this.conn.write(rest));
    } catch {
      // What the server has said before it closed is still to be read.
    }
  }

  /** Says that nothing more will come. */
  async endWriting(): Promise<void> {
    await (this.conn as Deno.TcpConn).closeWrite().catch(() => {});
  }

  /** Sends a block of interleaved data. */
  async sendBlock(channel: number, bytes: Uint8Array): Promise<void> {
    const framed = new Uint8Array(4 + bytes.length);
    framed.set([0x24, channel, bytes.length >> 8, bytes.length & 0xff]);
    framed.set(bytes, 4);
    await this.send(framed);
  }

  /** The next answer; undefined where the connection ended without one. Throws when there is neither. */
  async answer(): Promise<Answer | undefined> {
    await this.#until(() => this.#answers.length > 0 || this.#ended, "an answer");
    return this.#answers.shift();
  }

  /** Waits for that many blocks of interleaved data. */
  received(count: number): Promise<void> {
    return this.until(() => this.blocks.length >= count, `${count} blocks`);
  }

  /** Waits until what was received makes it true; throws where the connection ends before. */
  async until(done: () => boolean, what: string): Promise<void> {
    await this.#until(() => done() || this.#ended, what);
    if (!done()) throw new Error(`the connection ended before ${what}`);
  }

  /** Waits for the server to close. */
  async closed(): Promise<void> {
    await this.#until(() => this.#ended, "the end of the connection");
  }

  /** Whether the connection serves another request. */
  async open(): Promise<boolean> {
    return !this.#ended && (await this.request("OPTIONS", "*", { Session: "" })) !== undefined;
  }

  close(): void {
    try {
      this.conn.close();
    } catch {
      // The server has closed already.
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Resolves when nothing of it is left. */
  async finished(): Promise<void> {
    this.close();
    await this.#reading;
  }

  async #until(done: () => boolean, what: string): Promise<void> {
    const limit = performance.now() + PATIENCE;
    while (!done()) {
      const left = limit - performance.now();
      if (left <= 0) throw new Error(`waited in vain for ${what}`);
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, left);
      });
      clearTimeout(timer);
    }
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(65536);
    try {
      for (let n; (n = await this.conn.read(buffer)) !== null;) {
        const joined = new Uint8Array(this.#bytes.length + n);
        joined.set(this.#bytes);
        joined.set(buffer.subarray(0, n), this.#bytes.length);
        this.#bytes = joined;
        while (this.#take());
        this.#wake();
      }
    } catch {
      // A reset is an end as well.
    }
    this.#ended = true;
    this.#wake();
  }

  /** Takes one complete block or answer off the bytes read. */
  #take(): boolean {
    return this.#bytes[0] === 0x24 ? this.#takeBlock() : this.#takeAnswer();
  }

  #takeBlock(): boolean {
    const bytes = this.#bytes, end = 4 + (bytes[2] << 8 | bytes[3]);
    if (bytes.length < 4 || bytes.length < end) return false;
    this.blocks.push({ channel: bytes[1], bytes: bytes.slice(4, end) });
    this.#bytes = bytes.subarray(end);
    return true;
  }

  #takeAnswer(): boolean {
    const text = decoder.decode(this.#bytes), end = text.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const [first, ...lines] = text.slice(0, end).split("\r\n");
    const headers = new Map<string, string[]>();
    for (const line of lines) {
      const [name, value] = line.split(/:\s*(.*)/s);
      headers.set(name.toLowerCase(), [...headers.get(name.toLowerCase()) ?? [], value]);
    }
    const length = Number(headers.get("content-length")?.[0] ?? 0);
    if (this.#bytes.length < end + 4 + length) return false;
    const body = text.slice(end + 4, end + 4 + length);
    this.#bytes = this.#bytes.subarray(end + 4 + length);
    this.#answers.push({ status: Number(/^RTSP\/1\.0 (\d{3}) /.exec(first)?.[1]), headers, body });
    return true;
  }
}
