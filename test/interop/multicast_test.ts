import assert from "node:assert/strict";
import { networkAddresses } from "net/interfaces.ts";
import { freePair } from "../process/ports.ts";
import { withServer } from "../server.ts";
import { publish, reading, unable } from "./clients/client.ts";
import { CLIPS } from "./clients/clips.ts";
import { assertReads } from "./clients/row.ts";

const CLIP = CLIPS["H264, AAC"];
const READERS = (["FFmpeg 5", "GStreamer", "FFmpeg 9"] as const)
  .filter((client) => !unable(client, CLIP));
const [network] = networkAddresses();

function multicastTest(name: string, run: () => Promise<void>): void {
  if (network.startsWith("127.")) console.log(`not tested: ${name}: this host is on no network`);
  else Deno.test(name, run);
}

/** A server with addresses for the two media of one stream, which no other test uses. */
function withGroups(run: Parameters<typeof withServer>[2]): Promise<void> {
  const port = freePair(), ports = `multicastRTPPort: ${port}\nmulticastRTCPPort: ${port + 1}\n`;
  const range = `multicastIPRange: 239.77.${1 + port % 250}.0/31\n`;
  return withServer(`${ports}${range}paths:\n  all_others:\n`, {}, run);
}

multicastTest(
  "FFmpeg and GStreamer read by multicast; groups are free when all have left",
  () =>
    withGroups(async (server) => {
      await using _cam = await publish("FFmpeg 5", CLIP, server.url("cam"), "tcp");
      await using _other = await publish("FFmpeg 5", CLIP, server.url("other"), "tcp");
      await server.logs("is publishing to path", 2);
      const route = "multicast";
      const recorded = READERS.map((client) => assertReads(server, CLIP, "cam", { client, route }));
      await server.logs("is reading from path 'cam', with UDP-multicast, 2 tracks", READERS.length);
      await using refused = reading("FFmpeg 5", server.url("other"), route);
      assert.notEqual((await refused.end()).code, 0);
      await server.log("all addresses of multicastIPRange are in use");
      await Promise.all(recorded);
      await server.logs(/session .* destroyed: /, READERS.length + 1);
      await assertReads(server, CLIP, "other", { client: "FFmpeg 5", route });
    }),
);

multicastTest(
  "a reader by multicast is told that the stream ended",
  () =>
    withGroups(async (server) => {
      await using publisher = await publish("FFmpeg 5", CLIP, server.url("cam"), "udp");
      await server.log("is publishing to path 'cam'");
      await using reader = reading("FFmpeg 5", server.url("cam"), "multicast");
      await server.log("is reading from path 'cam', with UDP-multicast");
      publisher.kill("SIGINT");
      await reader.end();
      await server.log("destroyed: terminated: the stream ended");
    }),
);
