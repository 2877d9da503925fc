import { toBase64 } from "media/bytes.ts";
import type { ByteConn } from "net/connect.ts";
import type { DialOptions } from "net/dial.ts";
import { type Ends, readerOf, readHead, writeAll } from "../tunnel/ends.ts";
import { overWebSocket } from "../tunnel/over_websocket.ts";
import {
  answerProblem,
  getRequest,
  type HttpTarget,
  postRequest,
  webSocketRequest,
} from "../wire/tunnel/request.ts";
import type { Address } from "./address.ts";

/** Opens connections by `dial`, and within them the tunnel that an address asks for. Rejects where it takes too long. */
export async function openTunnel(
  { tunnel, url }: Address,
  dial: () => Promise<ByteConn>,
  { clock, timeout, signal }: DialOptions,
): Promise<ByteConn> {
  const socket = await dial();
  if (tunnel === "none") return socket;
  const opened = [socket], close = () => opened.forEach((one) => one.close());
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => {});
  const cancel = clock.setTimer(() => late.reject(new Error("the tunnel: timed out")), timeout);
  const abort = () => late.reject(signal.reason);
  signal.addEventListener("abort", abort);
  const another = async () => {
    opened.push(await dial());
    return opened[1];
  };
  try {
    const opening = tunnel === "http"
      ? throughHttp(socket, another, targetOf(url))
      : throughWebSocket(socket, targetOf(url));
    const { localAddr, remoteAddr } = socket;
    return { ...await Promise.race([opening, late.promise]), localAddr, remoteAddr, close };
  } catch (error) {
    close();
    throw error;
  } finally {
    cancel();
    signal.removeEventListener("abort", abort);
  }
}

/** Answers come by GET, requests go by POST in Base64. */
async function throughHttp(
  socket: Ends,
  another: () => Promise<Ends>,
  to: HttpTarget,
): Promise<Pick<Ends, "read" | "write">> {
  const cookie = crypto.randomUUID().replaceAll("-", "");
  await writeAll(socket, getRequest(to, cookie));
  const rest = await answered(socket, 200), upstream = await another();
  await writeAll(upstream, postRequest(to, cookie));
  return {
    read: readerOf(socket, rest),
    write: async (bytes) => {
      await writeAll(upstream, toBase64(bytes));
      return bytes.length;
    },
  };
}

async function throughWebSocket(
  socket: Ends,
  to: HttpTarget,
): Promise<Pick<Ends, "read" | "write">> {
  const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  await writeAll(socket, webSocketRequest(to, toBase64(random(16))));
  return overWebSocket(socket, await answered(socket, 101), () => random(4));
}

/** Waits for the answer that opens a tunnel; what came behind it. */
async function answered(socket: Ends, status: number): Promise<Uint8Array> {
  const { head, rest } = await readHead(socket), problem = answerProblem(head, status);
  if (problem !== undefined) throw new Error(problem);
  return rest;
}

function targetOf(url: string): HttpTarget {
  const [, host, target] = /^\w+:\/\/([^/?]*)(.*)$/.exec(url)!;
  return { host, target: target.startsWith("/") ? target : `/${target}` };
}
