import { randomOf } from "../../streams/network.ts";

/** Stands between UDP clients and a server, and loses datagrams of both ways. */
export class LossyRelay implements AsyncDisposable {
  readonly #front = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  readonly #backs = new Map<number, Deno.DatagramConn>();
  readonly #running: Promise<void>[] = [];
  readonly #random = randomOf(1);
  carried = 0;
  lost = 0;

  /** `loss`: of 1. */
  constructor(private readonly server: number, public loss: number) {
    this.#running.push(this.#forth());
  }

  get port(): number {
    return (this.#front.addr as Deno.NetAddr).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of [this.#front, ...this.#backs.values()]) socket.close();
    await Promise.all(this.#running);
  }

  async #forth(): Promise<void> {
    const to = { transport: "udp", hostname: "127.0.0.1", port: this.server } as const;
    for await (const [bytes, from] of this.#front) {
      const client = from as Deno.NetAddr;
      const back = this.#backs.get(client.port) ?? this.#open(client);
      if (this.#survives()) await back.send(bytes, to).catch(() => 0);
    }
  }

  #open(client: Deno.NetAddr): Deno.DatagramConn {
    const back = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
    this.#backs.set(client.port, back);
    this.#running.push(this.#back(back, client));
    return back;
  }

  async #back(socket: Deno.DatagramConn, client: Deno.NetAddr): Promise<void> {
    for await (const [bytes] of socket) {
      if (this.#survives()) await this.#front.send(bytes, client).catch(() => 0);
    }
  }

  #survives(): boolean {
    this.carried++;
    if (this.#random() >= this.loss) return true;
    this.lost++;
    return false;
  }
}
