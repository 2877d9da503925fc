/** Role: publishes the stream by TCP, so many frames when asked to. */
import { Client, writeAll } from "./client.ts";
import { answerAll } from "../roles/peer.ts";
import { makeFrame, paced, SDP } from "./stream.ts";

let client: Client;
let next = 0;

async function open({ url }: { url: string }): Promise<void> {
  client = await Client.connect(url);
  await client.request("ANNOUNCE", { "Content-Type": "application/sdp" }, { body: SDP });
  const transport = "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record";
  await client.request("SETUP", { Transport: transport }, { suffix: "/trackID=0" });
  await client.request("RECORD");
}

async function send({ frames }: { frames: number }): Promise<void> {
  const writes: Promise<void>[] = [];
  await paced(next, frames, (frame) => writes.push(writeAll(client.conn, makeFrame(frame))));
  next += frames;
  await Promise.all(writes);
}

await answerAll({ open, send });
