/** Role: publishes the stream, so many frames when asked to. */
import { paced } from "../fanout/stream.ts";
import { answerAll } from "../roles/peer.ts";
import { Client } from "./client.ts";
import { dueAt, makeFrame, makeHeader } from "./stream.ts";

let client: Client;
let next = 0;

async function open({ url }: { url: string }): Promise<void> {
  const [connected, name] = await Client.connect(url);
  client = connected;
  await client.publish(name);
  await client.send(makeHeader(), 0);
}

async function send({ frames }: { frames: number }): Promise<void> {
  const writes: Promise<void>[] = [];
  await paced(next, frames, (n) => writes.push(client.send(makeFrame(n), dueAt(n))));
  next += frames;
  await Promise.all(writes);
}

await answerAll({ open, send });
