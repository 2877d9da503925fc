import assert from "node:assert/strict";
import { RtmpClient } from "../../rtmp/client.ts";
import { RtspClient } from "../../rtsp/client.ts";
import { connectSrt } from "../../srt/client.ts";
import { offer } from "../../webrtc/offer.ts";
import { PATHS, RECORDED } from "./cases.ts";
import { ApiServer, USERS } from "./server.ts";

/**
 * A server with a publisher by RTSP on cam/1, a recording of it, a client of RTMP that has not said yet what it wants,
 * one of SRT that publishes nothing, and one of WebRTC that does not connect.
 */
export async function withPublisher(test: (api: ApiServer) => Promise<void>): Promise<void> {
  await using recordings = await recorded();
  await using api = await ApiServer.start(USERS + PATHS.replace("FOLDER", recordings.folder));
  using client = await RtspClient.connect(api.rtsp);
  const url = "rtsp://127.0.0.1/cam/1";
  const sdp = "v=0\r\nm=audio 0 RTP/AVP 0\r\na=control:0\r\n";
  const Transport = "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record";
  await client.request("ANNOUNCE", url, { "Content-Type": "application/sdp" }, sdp);
  await client.request("SETUP", `${url}/0`, { Transport });
  assert.equal((await client.request("RECORD", url))?.status, 200);
  using _idle = await RtmpClient.connect(api.rtmp);
  const caller = await connectSrt(api.srt, "streamid=publish:cam/1");
  await offer(api.webrtc, "cam/1");
  await test(api);
  caller.close("done");
}

/** A folder with an empty recording, until it is disposed of. */
async function recorded() {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/${RECORDED.replace(/\/[^/]*$/, "")}`, { recursive: true });
  await Deno.writeTextFile(`${folder}/${RECORDED}`, "");
  return { folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

/** The id of the first in a list. */
export const firstId = async (api: ApiServer, url: string) =>
  (await api.get<{ items: { id: string }[] }>(url)).items[0].id;
