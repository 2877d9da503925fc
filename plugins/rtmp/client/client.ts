import { createHash } from "node:crypto";
import { type ClientSettings, random32 } from "core/mod.ts";
import { amfObject, type AmfValue } from "media/amf/value.ts";
import { AUDIO_FOURCCS, VIDEO_FOURCCS } from "media/flv/codec_id.ts";
import { dial, type Trust } from "net/dial.ts";
import { answerRefusal } from "../wire/adobe.ts";
import { type Command, textOf } from "../wire/command.ts";
import type { Address } from "./address.ts";
import { Connection } from "./connection.ts";

/** The codecs that are spoken of as Enhanced RTMP does. */
export const FOURCCS: readonly string[] = [...VIDEO_FOURCCS.keys(), ...AUDIO_FOURCCS.keys()];

/** Name and answer to a challenge follow the first refusal. */
const MOST_ATTEMPTS = 3;

export interface ConnectOptions {
  readonly trust: Trust;
  readonly settings: ClientSettings;
  readonly signal: AbortSignal;
  /** What is told with `connect`, beside the address. */
  readonly properties: Readonly<Record<string, AmfValue>>;
}

/** Connects to the application of an address, and proves who we are where that is asked for. Rejects with the reason. */
export async function connectTo(address: Address, options: ConnectOptions): Promise<Connection> {
  const { settings, trust, signal, properties } = options, { clock, config } = settings;
  for (let proof = "", attempt = 1;; attempt++) {
    const socket = await dial(address, trust, { clock, timeout: config.readTimeout, signal });
    const connection = new Connection(socket, settings);
    const stop = () => connection.close("terminated");
    signal.addEventListener("abort", stop);
    try {
      if (signal.aborted) stop();
      await connection.open();
      const app = address.app + proof, tcUrl = address.tcUrl + proof;
      const answer = await connection.request("connect", amfObject({ app, ...properties, tcUrl }));
      if (answer.name === "_result") {
        connection.widen();
        return connection;
      }
      connection.close("refused");
      const next = attempt < MOST_ATTEMPTS ? proofFor(answer, address) : undefined;
      if (next === undefined) throw refusalOf("connect", answer);
      proof = next;
    } catch (error) {
      connection.close("failed");
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}

/** Creates a message stream; its number. */
export async function createStream(connection: Connection): Promise<number> {
  const answer = await connection.request("createStream", null);
  const [number] = answer.arguments;
  if (answer.name !== "_result" || typeof number !== "number") {
    throw refusalOf("createStream", answer);
  }
  return number >>> 0;
}

/** What a refused command says. */
export function refusalOf(name: string, { arguments: [info] }: Command): Error {
  const reason = textOf(info, "description") || textOf(info, "code") || "no reason is given";
  return new Error(`${name}: the server refuses: ${reason.slice(0, 200)}`);
}

function proofFor({ arguments: [info] }: Command, { user, password }: Address): string | undefined {
  if (user === "") return undefined;
  const nonce = random32().toString(16).padStart(8, "0");
  const md5 = (text: string) => createHash("md5").update(text).digest();
  return answerRefusal(textOf(info, "description"), { user, password }, nonce, md5);
}
