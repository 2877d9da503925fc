import {
  type ClientSettings,
  FaultLog,
  type Publication,
  type PullRequest,
  type Source,
} from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { ToStream } from "../input/to_stream.ts";
import { type Command, textOf } from "../wire/command.ts";
import * as control from "../wire/control.ts";
import type { Message } from "../wire/message.ts";
import { parseAddress } from "./address.ts";
import { connectTo, createStream, FOURCCS } from "./client.ts";
import type { Connection } from "./connection.ts";

const SECURE_PORT = 1936;
/** What players say they are, and that they know every codec. */
const PROPERTIES = {
  flashVer: "LNX 9,0,124,2",
  fpad: false,
  capabilities: 15,
  audioCodecs: 4071,
  videoCodecs: 252,
  videoFunction: 1,
  fourCcList: FOURCCS,
};
/** Milliseconds that servers are told we keep. */
const BUFFER_LENGTH = 3000;
/** Nothing more will come. */
const ENDS: ReadonlySet<string> = new Set([
  "NetStream.Play.UnpublishNotify",
  "NetStream.Play.Stop",
  "NetStream.Play.Complete",
]);

/** Pulls streams of other servers. */
export function rtmpSource(settings: ClientSettings): Source {
  return {
    type: "rtmpSource",
    title: "RTMP source",
    pull: (request) => new Pull(request, settings).run(),
  };
}

/** One attempt. */
class Pull {
  readonly #faults: FaultLog;
  readonly #input: ToStream;
  #publication: Publication | undefined;

  constructor(private readonly request: PullRequest, private readonly settings: ClientSettings) {
    const { clock, log } = request;
    this.#faults = new FaultLog(log, clock);
    this.#input = new ToStream({
      clock,
      log,
      faults: this.#faults,
      publish: (tracks) => (this.#publication = request.publish(tracks, "")).stream,
    });
  }

  async run(): Promise<void> {
    try {
      await this.#play();
    } finally {
      this.#close();
      this.#faults.close();
    }
  }

  async #play(): Promise<void> {
    const { request: { url, path, signal }, settings } = this;
    const address = parseAddress(url, SECURE_PORT);
    if (address instanceof Malformed) throw new Error(address.reason);
    const fingerprint = path.entry.values.sourceFingerprint;
    const trust = { fingerprint, parameter: "sourceFingerprint" };
    const options = { settings, trust, signal, properties: PROPERTIES };
    const connection = await connectTo(address, options);
    const stop = () => {
      connection.close("terminated");
      this.#close();
    };
    signal.addEventListener("abort", stop);
    try {
      if (signal.aborted) stop();
      this.#listen(connection);
      const stream = await createStream(connection);
      connection.tell(stream, "play", address.name);
      connection.queue.push(
        control.writeEvent(control.SET_BUFFER_LENGTH, stream, BUFFER_LENGTH),
        0,
      );
      throw new Error(await connection.ended);
    } finally {
      signal.removeEventListener("abort", stop);
      connection.close("terminated");
    }
  }

  #listen(connection: Connection): void {
    connection.listen({
      silenceAllowed: this.settings.config.readTimeout,
      command: (command) => this.#command(command, connection),
      message: (message) => this.#message(message, connection),
    });
  }

  #command({ name, arguments: [info] }: Command, connection: Connection): void {
    if (name !== "onStatus") return;
    const code = textOf(info, "code");
    if (ENDS.has(code)) return connection.close("the stream has ended");
    if (textOf(info, "level") !== "error") return;
    const reason = textOf(info, "description");
    connection.close(`play: the server refuses: ${code}${reason && `: ${reason}`}`);
  }

  #message(message: Message, connection: Connection): void {
    const told = control.readControl(message);
    if (told?.kind === "event" && told.event === control.STREAM_EOF) {
      return connection.close("the stream has ended");
    }
    this.#input.message(message);
  }

  #close(): void {
    this.#publication?.close();
    this.#publication = undefined;
  }
}
