import { Dumps, FaultLog, type Publication, type PullRequest, type Stream } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import type { Track } from "media/track.ts";
import { openUdp } from "net/udp.ts";
import { parseAddress } from "./address.ts";
import type { Inlet, InletOptions } from "./inlet/inlet.ts";
import { openUdpInlet } from "./inlet/udp.ts";
import { openUnixInlet } from "./inlet/unix.ts";

/** What becomes of what comes in. */
export interface Input {
  /** Takes `bytes[start .. end]`, which belong to it from now on; throws where it cannot go on. */
  receive(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): void;
  /** Nothing more comes. */
  close(): void;
}

/** What an input needs of the attempt that it belongs to. */
export interface Surroundings extends Pick<PullRequest, "clock" | "log" | "path"> {
  readonly faults: FaultLog;
  /** Makes the stream readable. */
  publish(tracks: readonly Track[], title?: string): Stream;
}

export interface PullOptions {
  /** Milliseconds. */
  readonly readTimeout: number;
  /** Bytes; 0: the system's default. */
  readonly receiveBuffer: number;
  /** Writes datagrams into files whose names begin with it. */
  readonly dumpPrefix?: string;
  /** What is read at once from a socket of the file system is one packet. */
  readonly packets: boolean;
  input(around: Surroundings): Input;
}

/** One attempt to receive. */
export class Pull {
  readonly #faults: FaultLog;
  readonly #ended = Promise.withResolvers<void>();
  #publication: Publication | undefined;
  #lastSeen: number;
  #cancelWatch: () => void = () => {};

  constructor(private readonly request: PullRequest, private readonly options: PullOptions) {
    const { clock, log } = request;
    this.#faults = new FaultLog(log, clock);
    this.#lastSeen = clock.now();
  }

  /** Runs until nothing comes any more: rejects with the reason, resolves when it was asked to end. */
  async run(): Promise<void> {
    const { signal } = this.request, stop = () => this.#ended.resolve();
    signal.addEventListener("abort", stop);
    try {
      if (!signal.aborted) await this.#receive();
    } finally {
      signal.removeEventListener("abort", stop);
      this.#cancelWatch();
      this.#publication?.close();
      this.#faults.close();
    }
  }

  async #receive(): Promise<void> {
    const { clock, log, path, publish } = this.request;
    const input = this.options.input({
      ...{ clock, log, path, faults: this.#faults },
      publish: (tracks, title = "") => (this.#publication = publish(tracks, title)).stream,
    });
    const inlet = this.#open(input);
    this.#watch();
    try {
      await this.#ended.promise;
    } finally {
      await inlet.close();
      input.close();
    }
  }

  #open(input: Input): Inlet {
    const { url, clock, log } = this.request, { receiveBuffer, packets, dumpPrefix } = this.options;
    const address = parseAddress(url);
    if (address instanceof Malformed) throw new Error(address.reason);
    const dumps = dumpPrefix && new Dumps(clock, log);
    const options: InletOptions = {
      receiveBuffer,
      openUdp: dumps ? (...socket) => dumps.udp(dumpPrefix, ...socket) : openUdp,
      received: (bytes, start, end) => {
        this.#lastSeen = clock.now();
        try {
          input.receive(bytes, start, end);
        } catch (error) {
          this.#ended.reject(error);
        }
      },
      failed: (error) => log.error(`cannot receive: ${error}`),
      ended: (reason) => this.#ended.reject(new Error(reason)),
    };
    return address.kind === "udp"
      ? openUdpInlet(address, options)
      : openUnixInlet(address.file, packets, options);
  }

  #watch(): void {
    const { clock } = this.request, { readTimeout } = this.options;
    const left = this.#lastSeen + readTimeout - clock.now();
    if (left > 0) this.#cancelWatch = clock.setTimer(() => this.#watch(), left);
    else this.#ended.reject(new Error(`no packets came for ${readTimeout / 1000} s`));
  }
}
