import { withServer } from "../server.ts";
import { publish, type Route } from "./clients/client.ts";
import { type Clip, CLIPS } from "./clients/clips.ts";
import { fullTest } from "./clients/level.ts";
import { assertReads, type Reader } from "./clients/row.ts";

const ALL = "paths:\n  all_others:\n";
const READERS: readonly Reader[] = [
  { client: "GStreamer", route: "srtp" },
  { client: "GStreamer", route: "tls" },
  { client: "FFmpeg 5", route: "tcp" },
];

/** Publishes by `route`, and reads with SRTP, with RTSPS alone, and in the clear. */
async function assertRow(clip: Clip, route: Route): Promise<void> {
  await withServer(ALL, { tls: true }, async (server) => {
    const url = server.url("cam", { tls: route === "srtp" });
    await using _publisher = await publish("GStreamer", clip, url, route);
    await server.log("is publishing to path 'cam'");
    await server.log(/\[path cam\] stream is available and online, 2 tracks \(/);
    const read = (reader: Reader) => assertReads(server, clip, "cam", reader, "GStreamer");
    await Promise.all(READERS.map(read));
  });
}

Deno.test("GStreamer publishes by SRTP, and reads what it published so and otherwise", () =>
  assertRow(CLIPS["H264, AAC"], "srtp"));

fullTest(
  "GStreamer publishes in the clear, and reads by SRTP",
  () => assertRow(CLIPS["H265, Opus"], "udp"),
);
