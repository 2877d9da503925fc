import assert from "node:assert/strict";
import type { Context } from "core/mod.ts";
import { settle } from "../../test/fake_clock.ts";
import { party, pathsOf } from "../../test/paths.ts";
import { CLIPS, tracksOf } from "../../test/streams/clips.ts";
import { hls } from "./mod.ts";
import type { HlsConfig } from "./config.ts";
import { Registry } from "./registry.ts";

const CLIENT = { id: "", ip: "192.0.2.1", peer: "192.0.2.1:1", userAgent: "", isCDN: false };

/** A registry with a stream on the path `cam`, on a clock that stands still. */
async function start(yaml = "") {
  const world = await pathsOf(`${yaml}paths: {cam: {}}\n`, [hls]);
  const { paths, clock, log: { log }, configuration, access } = world;
  const config = configuration.global as HlsConfig;
  const registry = new Registry({ log, clock, paths, config } as unknown as Context<HlsConfig>);
  registry.start();
  const publish = async (codec: "h264" | "vp8" = "h264") => {
    const clips = codec === "h264"
      ? [CLIPS.h264]
      : [{ ...CLIPS.h264, config: { codec: "VP8" } as const }];
    const publication = paths.publish(
      await access("publish", "cam"),
      party("p"),
      tracksOf(clips, false),
    );
    const path = paths.paths.get("cam")!;
    registry.remux(path);
    await settle();
    return publication;
  };
  const watch = async () => {
    const granted = await access("read", "cam"), muxer = registry.muxer(granted, CLIENT.peer);
    await muxer.started;
    return await registry.begin(muxer, granted, { ...CLIENT, id: crypto.randomUUID() });
  };
  return { ...world, registry, publish, watch };
}

Deno.test("registry: sessions end after 30 s of silence, muxers when nobody asks any more", async () => {
  const { registry, clock, publish, watch } = await start();
  await publish();
  const session = await watch(), { muxers, sessions } = registry;
  clock.advance(29_000);
  session.touch();
  clock.advance(30_000);
  assert.equal(registry.session(session.secret), session);
  clock.advance(2000);
  assert.deepEqual([sessions.size, muxers.size, registry.session(session.secret)], [
    0,
    1,
    undefined,
  ]);
  clock.advance(30_000);
  assert.equal(muxers.size, 0);
  await registry.close();
  assert.equal(clock.pending, 0);
});

Deno.test("registry: streams that are always prepared stay, and are tried again where they failed", async () => {
  const { registry, clock, publish } = await start("hlsAlwaysRemux: yes\n");
  const publication = await publish("vp8"), { muxers } = registry;
  assert.equal(muxers.size, 0);
  publication.close();
  await publish("h264");
  assert.equal(muxers.size, 1);
  clock.advance(3_600_000);
  assert.equal(muxers.size, 1);
  muxers.get("cam")!.close("broken");
  clock.advance(9000);
  assert.equal(muxers.size, 0);
  clock.advance(2000);
  await settle();
  assert.equal(muxers.size, 1);
  await registry.close();
  assert.deepEqual([muxers.size, clock.pending], [0, 0]);
});

Deno.test("registry: clients who come together share a muxer", async () => {
  const { registry, publish, watch, paths } = await start();
  await publish();
  const [one, two] = await Promise.all([watch(), watch()]);
  assert.equal(one.muxer, two.muxer);
  assert.notEqual(one.secret, two.secret);
  one.muxer.close("broken");
  assert.deepEqual([registry.sessions.size, registry.muxers.size], [0, 0]);
  assert.equal(paths.paths.get("cam")!.readers.size, 0);
  await registry.close();
});

Deno.test("registry: what comes too late is not begun", async () => {
  const { registry, publish, watch, paths } = await start();
  await publish();
  const watching = watch();
  void registry.close();
  await assert.rejects(watching);
  await settle();
  assert.deepEqual([registry.sessions.size, registry.muxers.size], [0, 0]);
  assert.equal(paths.paths.get("cam")!.readers.size, 0);
});
