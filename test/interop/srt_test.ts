import assert from "node:assert/strict";
import { Child } from "../process/child.ts";
import { freePair } from "../process/ports.ts";
import { type Server, withServer } from "../server.ts";
import { type Client, CLIENTS, publish } from "./clients/client.ts";
import { clipFile, CLIPS } from "./clients/clips.ts";
import { fullTest, LEVEL } from "./clients/level.ts";
import { LossyRelay } from "./clients/lossy_relay.ts";
import { packetsOf } from "./clients/probe.ts";
import { assertAudioTimes, assertVideoTimes } from "./clients/recording.ts";
import { assertReads, assertRecords, SECONDS } from "./clients/row.ts";
import { publishBySrt, recordBySrt } from "./clients/protocols/srt.ts";

const ALL = "paths:\n  all_others:\n";
const SRT = { srt: true };
const CLIP = CLIPS["H264, AAC"];
const SECRET = "correct-horse";
const LOCKED = "paths:\n  cam:\n" +
  `    srtPublishPassphrase: ${SECRET}\n    srtReadPassphrase: ${SECRET}\n  all_others:\n`;

/** What a client of SRT records from a URL is the clip. */
async function assertReadBySrt(url: string, client: Client = "FFmpeg 5"): Promise<void> {
  await inFolder(async (folder) => {
    const start = (file: string) => recordBySrt(client, CLIP, url, file, SECONDS);
    await assertRecords(start, CLIP, client, "FFmpeg 5", folder);
  });
}

async function assertReadByRtsp(server: Server, path: string): Promise<void> {
  await assertReads(server, CLIP, path, { client: "FFmpeg 5", route: "tcp" });
}

/** Sends the clip as MPEG-TS to a UDP port of this machine. */
async function encoder(port: number): Promise<Child> {
  return new Child("ffmpeg", [
    ...["-hide_banner", "-loglevel", "warning", "-re", "-stream_loop", "-1"],
    ...["-i", await clipFile(CLIP), "-c", "copy", "-f", "mpegts"],
    `udp://127.0.0.1:${port}?pkt_size=1316`,
  ]);
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "mediamtx-test-recording-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (const client of CLIENTS) {
  for (const length of [16, 24, 32]) {
    fullTest(
      `${client} publishes and reads by SRT with AES-${8 * length}`,
      () =>
        withServer(LOCKED, SRT, async (server) => {
          const options = `passphrase=${SECRET}&pbkeylen=${length}`;
          await using _publisher = await publishBySrt(
            client,
            CLIP,
            server.srtUrl("publish:cam", options),
          );
          await server.log("is publishing to path 'cam'");
          await assertReadBySrt(server.srtUrl("read:cam", options), client);
        }),
    );
  }
}

const refused: readonly (readonly [string, string, RegExp])[] = [
  ["another passphrase", "passphrase=battery-staple", /closed: invalid passphrase$/],
  ["no passphrase", "", /closed: passphrase not provided by client$/],
];

for (const [name, options, reason] of refused) {
  Deno.test(`clients with ${name} are refused`, () =>
    withServer(LOCKED, SRT, async (server) => {
      for (const client of LEVEL === "full" ? CLIENTS : ["FFmpeg 5"] as const) {
        await using child = await publishBySrt(client, CLIP, server.srtUrl("publish:cam", options));
        assert.match(await server.next(/closed: /), reason);
        // GStreamer tries again for ever.
        if (client !== "GStreamer") assert.notEqual((await child.end()).code, 0);
      }
    }));
}

Deno.test("a publisher that is killed is noticed, and its path is free again", () =>
  withServer(`readTimeout: 2s\n${ALL}`, SRT, async (server) => {
    await using publisher = await publishBySrt("FFmpeg 5", CLIP, server.srtUrl("publish:cam"));
    await server.log("is publishing to path 'cam'");
    publisher.kill("SIGKILL");
    await server.log(/\[SRT\] \[conn 127\.0\.0\.1:\d+\] closed: timed out$/);
    await using _second = await publishBySrt("FFmpeg 5", CLIP, server.srtUrl("publish:cam"));
    await server.logs("is publishing to path 'cam'", 2);
  }));

Deno.test("5 % of all datagrams are lost, and nothing is missing", () =>
  withServer(ALL, SRT, async (server) => {
    await using relay = new LossyRelay(server.ports.srt, 0.05);
    const url = (id: string) => `srt://127.0.0.1:${relay.port}?streamid=${id}&latency=1000000`;
    await using _publisher = await publishBySrt("FFmpeg 5", CLIP, url("publish:cam"));
    await server.log("is publishing to path 'cam'");
    await Promise.all([
      assertReadByRtsp(server, "cam"),
      assertReadBySrt(url("read:cam")),
      assertReadBySrt(url("read:cam"), "FFmpeg 9"),
    ]);
    assert.ok(relay.lost > 50, `${relay.lost} of ${relay.carried} datagrams were lost`);
    assert.deepEqual(server.count(/packets are missing|decode error/), []);
  }));

fullTest(
  "a reader that is cut off loses frames, and is closed; the others go on",
  () =>
    withServer(`writeQueueSize: 8\nreadTimeout: 4s\n${ALL}`, SRT, async (server) => {
      await using relay = new LossyRelay(server.ports.srt, 0);
      await using _publisher = await publishBySrt("FFmpeg 5", CLIP, server.srtUrl("publish:cam"));
      await server.log("is publishing to path 'cam'");
      const url = `srt://127.0.0.1:${relay.port}?streamid=read:cam&fc=32`;
      await using _reader = new Child("srt-live-transmit", [url, `udp://127.0.0.1:${freePair()}`]);
      await server.log("is reading from path 'cam'");
      relay.loss = 1;
      await Promise.all([
        server.log(/WAR \[SRT\] .*reader is too slow, discarding \d+ frames?$/),
        assertReadBySrt(server.srtUrl("read:cam")),
      ]);
      await server.log(/\[SRT\] \[conn 127\.0\.0\.1:\d+\] closed: (timed out|write timed out)$/);
    }),
);

fullTest(
  "half a minute of play has timestamps without a hole",
  () =>
    withServer(ALL, SRT, async (server) => {
      await using _publisher = await publishBySrt("FFmpeg 9", CLIP, server.srtUrl("publish:cam"));
      await server.log("is publishing to path 'cam'");
      await inFolder(async (folder) => {
        const file = `${folder}/out.nut`, url = server.srtUrl("read:cam");
        await using child = recordBySrt("FFmpeg 9", CLIP, url, file, 30);
        assert.equal((await child.end(60_000)).code, 0);
        const { video, audio } = await packetsOf(file);
        assertVideoTimes(video, 29_000);
        assertAudioTimes(audio, CLIP, 29_000);
      });
    }),
);

fullTest("srt-live-transmit publishes and reads", () =>
  withServer(ALL, SRT, async (server) => {
    const [into, out] = [freePair(), freePair()];
    await using _in = new Child("srt-live-transmit", [
      `udp://127.0.0.1:${into}`,
      server.srtUrl("publish:cam"),
    ]);
    await using _encoder = await encoder(into);
    await server.log("is publishing to path 'cam'");
    await using _out = new Child("srt-live-transmit", [
      server.srtUrl("read:cam"),
      `udp://127.0.0.1:${out}`,
    ]);
    await server.log("is reading from path 'cam'");
    await inFolder(async (folder) => {
      const args = ["-hide_banner", "-loglevel", "warning", "-i", `udp://127.0.0.1:${out}`];
      const start = (file: string) =>
        new Child("ffmpeg", [...args, "-c", "copy", "-t", `${SECONDS}`, "-y", file]);
      await assertRecords(start, CLIP, "FFmpeg 5", "FFmpeg 5", folder);
    });
  }));

fullTest(
  "keys are renewed while media flow, both ways",
  () =>
    withServer(LOCKED, SRT, async (server) => {
      const refresh = "kmrefreshrate=200&kmpreannounce=80", lock = `passphrase=${SECRET}`;
      const into = freePair(), out = freePair();
      await using _in = new Child("srt-live-transmit", [
        `udp://127.0.0.1:${into}`,
        server.srtUrl("publish:cam", `${lock}&${refresh}`),
      ]);
      await using _encoder = await encoder(into);
      await server.log("is publishing to path 'cam'");
      const source = server.srtUrl("read:cam", lock);
      const dest = `srt://127.0.0.1:${out}?${lock}&pbkeylen=32&${refresh}`;
      const paths =
        `paths:\n  pulled:\n    source: "${source}"\n    forward:\n      - dest: "${dest}"\n`;
      await withServer(paths, SRT, async (second) => {
        second.expectErrors(/\[SRT (source|dest)/);
        const listener = `srt://127.0.0.1:${out}?mode=listener&${lock}&pbkeylen=32`;
        await Promise.all([assertReadByRtsp(server, "cam"), assertReadBySrt(listener)]);
        assert.deepEqual(second.count(/decode error/), []);
      });
      assert.deepEqual(server.count(/decode error/), []);
    }),
);

Deno.test("a server of ours pulls from one, and forwards to another", () =>
  withServer(LOCKED, SRT, async (first) => {
    const options = `passphrase=${SECRET}&pbkeylen=24`;
    await using _publisher = await publishBySrt(
      "FFmpeg 5",
      CLIP,
      first.srtUrl("publish:cam", options),
    );
    await first.log("is publishing to path 'cam'");
    const source = first.srtUrl("#!::r=cam", `${options}&latency=200`);
    const dest = first.srtUrl("publish:$MTX_PATH-copy");
    const paths =
      `paths:\n  pulled:\n    source: "${source}"\n    forward:\n      - dest: "${dest}"\n`;
    await withServer(paths, SRT, async (second) => {
      // The end of the first server's stream ends the second's.
      second.expectErrors(/\[SRT (source|dest)/);
      await second.log("[path pulled] stream is available and online");
      await second.log(/\[SRT dest 0 [0-9a-f]{8}\] forwarding to 'srt:\/\/127\.0\.0\.1:\d+'$/);
      await first.log("is publishing to path 'pulled-copy'");
      await Promise.all([
        assertReadBySrt(second.srtUrl("read:pulled")),
        assertReadBySrt(first.srtUrl("read:pulled-copy")),
      ]);
    });
  }));

fullTest("a listener of others is pulled", async () => {
  const port = freePair();
  await using _listener = await publishBySrt(
    "FFmpeg 5",
    CLIP,
    `srt://127.0.0.1:${port}?mode=listener`,
  );
  const paths = `paths:\n  pulled:\n    source: "srt://127.0.0.1:${port}"\n`;
  await withServer(paths, SRT, async (server) => {
    server.expectErrors(/\[SRT source\]/);
    await server.log("[path pulled] stream is available and online");
    await assertReadByRtsp(server, "pulled");
  });
});

fullTest("a stream is forwarded to a listener of others", async () => {
  const port = freePair();
  const options = `passphrase=${SECRET}&pbkeylen=32`;
  const dest = `srt://127.0.0.1:${port}?${options}`;
  const paths = `paths:\n  cam:\n    forward:\n      - dest: "${dest}"\n`;
  await withServer(paths, SRT, async (server) => {
    server.expectErrors(/\[SRT dest/);
    await using _publisher = await publish("FFmpeg 5", CLIP, server.url("cam"), "tcp");
    await assertReadBySrt(`srt://127.0.0.1:${port}?mode=listener&${options}`);
  });
});
