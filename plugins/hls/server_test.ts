import assert from "node:assert/strict";
import { concat } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { readMp4 } from "media/mp4/read/mp4.ts";
import { settle } from "../../test/fake_clock.ts";
import { type Answer, HlsScene } from "../../test/hls/scene.ts";
import { CLIPS } from "../../test/streams/clips.ts";

const BOTH = [CLIPS.h264, CLIPS.aac], CDN = { Authorization: "Bearer cdn" };
const USERS = `authInternalUsers:
- {user: u, pass: p, permissions: [{action: read}]}
- {user: any, permissions: [{action: publish}]}
`;
const basic = (user: string) => ({ Authorization: `Basic ${btoa(user)}` });

const asks = ({ status, headers }: Answer) => [status, headers.get("www-authenticate")];
const problem = ({ status, text }: Answer) => [status, JSON.parse(text).error];

Deno.test("server: what is asked for without a session", async () => {
  await using scene = await HlsScene.start();
  const feed = await scene.publish("cam", BOTH);
  feed.play(4);
  const plain = async (path: string, method?: string) => {
    const { status, text } = await scene.ask(path, {}, method);
    return [status, text];
  };
  for (const path of ["/", "/favicon.ico", "/cam/hls.min.js.map", "/x.m3u8"]) {
    assert.deepEqual(await plain(path), [404, "404 page not found"], path);
  }
  for (const method of ["POST", "OPTIONS", "PUT", "DELETE"]) {
    assert.deepEqual(await plain("/cam/index.m3u8", method), [404, "404 page not found"], method);
  }
  assert.equal((await scene.ask("/cam/index.m3u8", {}, "HEAD")).status, 404);
  for (const path of ["/cam/video1_stream.m3u8", "/cam/x_seg1.mp4", "/none/x_part1.mp4"]) {
    const answer = await scene.ask(path);
    assert.deepEqual(asks(answer), [401, null]);
    assert.equal(JSON.parse(answer.text).error, "authentication error");
  }
});

Deno.test("server: redirects", async () => {
  await using scene = await HlsScene.start();
  const folder = await scene.ask("/other/one?a=%20b");
  assert.deepEqual([folder.status, folder.headers.get("location")], [302, "/other/one/?a=%20b"]);
  const check = await scene.ask("/cam/index.m3u8?b=1&a=2");
  assert.deepEqual([check.status, check.headers.get("location")], [
    ...[302, "/cam/index.m3u8?a=2&b=1&cookieCheck=1"],
  ]);
  const cookie = "cookieCheck=1; HttpOnly; Secure; SameSite=None; Partitioned";
  assert.equal(check.headers.get("set-cookie"), cookie);
});

Deno.test("server: the page, its script, and who may see it", async () => {
  await using scene = await HlsScene.start(USERS, { paths: "cam: {}" });
  assert.deepEqual(asks(await scene.ask("/cam/")), [401, 'Basic realm="mediamtx"']);
  assert.deepEqual(asks(await scene.ask("/cam/", basic("u:wrong"))), [401, null]);
  const page = await scene.ask("/cam/", basic("u:p"));
  assert.equal(page.status, 200);
  assert.match(page.headers.get("content-type")!, /^text\/html/);
  assert.equal(page.headers.get("cache-control"), "max-age=3600");
  assert.match(page.text, /<script src="hls.min.js">/);
  const script = await scene.ask("/any/thing/hls.min.js");
  assert.deepEqual([script.status, script.headers.get("content-type")], [
    ...[200, "application/javascript"],
  ]);
  assert.deepEqual(problem(await scene.ask("/none/")), [500, "path 'none' is not configured"]);
  assert.equal((await scene.ask("/a%20b/")).status, 500);
});

Deno.test("server: the index asks for credentials, and says what is missing", async () => {
  await using scene = await HlsScene.start(USERS);
  const index = "/cam/index.m3u8?cookieCheck=1";
  assert.deepEqual(asks(await scene.ask(index)), [401, 'Basic realm="mediamtx"']);
  assert.deepEqual(asks(await scene.ask(index, basic("u:wrong"))), [401, null]);
  const missing = await scene.ask(index, basic("u:p"));
  assert.deepEqual(problem(missing), [404, "no stream is available on path 'cam'"]);
  assert.equal((await scene.ask("/a%20b/index.m3u8?cookieCheck=1")).status, 500);
});

Deno.test("server: a client without cookies has its session in every URI", async () => {
  await using scene = await HlsScene.start();
  (await scene.publish("cam", BOTH)).play(4);
  const index = await scene.ask("/cam/index.m3u8?token=x&cookieCheck=1");
  assert.equal(index.status, 200);
  assert.equal(index.headers.get("content-type"), "application/vnd.apple.mpegurl");
  assert.equal(index.headers.get("cache-control"), "private, no-cache");
  assert.equal(index.headers.get("set-cookie"), null);
  const [, query] = /^video1_stream\.m3u8\?(token=x&session=[0-9a-f-]{36})$/m.exec(index.text)!;
  const media = await scene.ask(`/cam/video1_stream.m3u8?${query}`);
  assert.equal(media.status, 200);
  const uris = [...media.text.matchAll(/"([^"]+)"|^([^#\n].*)$/gm)].map(([, a, b]) => a ?? b);
  const real = uris.filter((uri) => uri !== "gap.mp4");
  assert.ok(real.length > 5 && real.every((uri) => uri.endsWith(`?${query}`)));
});

Deno.test("server: a client with cookies has its session there", async () => {
  await using scene = await HlsScene.start();
  (await scene.publish("cam", BOTH)).play(4);
  const checked = { Cookie: "cookieCheck=1" };
  const index = await scene.ask("/cam/index.m3u8?cookieCheck=1", checked);
  assert.match(index.text, /^video1_stream\.m3u8$/m);
  const [, secret] = /^hlsSession=([0-9a-f-]{36}); HttpOnly; Secure; SameSite=None; Partitioned$/
    .exec(index.headers.get("set-cookie")!)!;
  const cookie = { Cookie: `cookieCheck=1; hlsSession=${secret}` };
  const media = await scene.ask("/cam/video1_stream.m3u8", cookie);
  assert.deepEqual([media.status, /session=/.test(media.text)], [200, false]);
  assert.equal((await scene.ask("/other/video1_stream.m3u8", cookie)).status, 401);
  assert.equal((await scene.ask("/cam/nothing.m3u8", cookie)).status, 404);
  assert.equal((await scene.ask("/cam/gap.mp4", cookie)).status, 404);
  const [session] = scene.world.sessions.find("hlsSession")!.list() as Iterable<{ id: string }>;
  assert.notEqual(session.id, secret);
  assert.ok(scene.world.sessions.find("hlsSession")!.kick!(session.id));
  assert.equal((await scene.ask("/cam/video1_stream.m3u8", cookie)).status, 401);
});

for (const variant of ["lowLatency", "fmp4", "mpegts"]) {
  Deno.test(`server: ${variant}: everything that is listed can be had`, async () => {
    await using scene = await HlsScene.start(`hlsVariant: ${variant}\n`);
    (await scene.publish("cam", BOTH)).play(12);
    const session = await scene.session("/cam"), ts = variant === "mpegts";
    for (
      const [stream, kind] of ts ? [["main", "video"]] : [["video1", "video"], ["audio2", "audio"]]
    ) {
      const { text } = await scene.ask(`/cam/${stream}_stream.m3u8?${session}`);
      const listed = [...text.matchAll(/(?:URI="|^)([0-9a-f]{12}_[^"?\n]+)/gm)].map(([, uri]) =>
        uri
      );
      const next = variant === "lowLatency" ? listed.pop() : undefined, parts: Uint8Array[] = [];
      assert.ok(listed.length >= 3);
      for (const uri of listed) {
        const answer = await scene.ask(`/cam/${uri}?${session}`);
        assert.equal(answer.status, 200, uri);
        assert.equal(answer.headers.get("content-type"), ts ? "video/mp2t" : `${kind}/mp4`);
        if (/_init|_seg/.test(uri)) parts.push(answer.bytes);
        if (ts) assert.equal(answer.bytes[0], 0x47);
      }
      if (!ts) assert.ok(!isMalformed(readMp4(concat(parts))));
      assert.equal(next === undefined, variant !== "lowLatency");
    }
  });
}

Deno.test("server: who asks too early waits for the first segments", async () => {
  await using scene = await HlsScene.start("", { remux: false });
  const feed = await scene.publish("cam", BOTH), asked = scene.session("/cam");
  await scene.converts("cam");
  assert.equal(await Promise.race([asked, settle()]), undefined);
  feed.play(4);
  assert.match(await asked, /^session=/);
});

Deno.test("server: low latency: playlists and parts of the near future are waited for", async () => {
  await using scene = await HlsScene.start("hlsSegmentDuration: 10s\nhlsPartDuration: 100ms\n");
  const feed = await scene.publish("cam", [CLIPS.h264]);
  feed.play(40);
  const url = `/cam/video1_stream.m3u8?${await scene.session("/cam")}`;
  const { text } = await scene.ask(url);
  const next = /PRELOAD-HINT:TYPE=PART,URI="([^"]+)"/.exec(text)![1];
  const number = Number(/SEQUENCE:(\d+)/.exec(text)![1]) + text.match(/#EXTINF/g)!.length;
  const parts = text.split("#EXTINF").at(-1)!.match(/#EXT-X-PART:/g)!.length;
  const bad = ["_HLS_msn=x", "_HLS_part=1", `_HLS_msn=${number + 2}`, "_HLS_msn=0&_HLS_part=0"];
  for (const directives of bad) {
    const { status, bytes } = await scene.ask(`${url}&${directives}`);
    assert.deepEqual([status, bytes.length], [400, 0], directives);
  }
  const waiting = [
    scene.ask(`${url}&_HLS_msn=${number}&_HLS_part=${parts}`),
    scene.ask(`/cam/${next}`),
  ];
  await new Promise((resolve) => setTimeout(resolve, 50));
  feed.play(1);
  const [playlist, part] = await Promise.all(waiting);
  assert.ok(playlist.text.includes(`URI="${next}"`));
  assert.deepEqual([playlist.status, part.status], [200, 200]);
  assert.equal(new TextDecoder().decode(part.bytes.subarray(4, 8)), "moof");
  const skipped = await scene.ask(`${url}&_HLS_skip=YES`);
  assert.ok(skipped.text.length <= playlist.text.length);
});

Deno.test("server: content delivery networks share a session, and may keep what they get", async () => {
  await using scene = await HlsScene.start(`hlsCDNSecret: cdn\n${USERS}`);
  (await scene.publish("cam", BOTH)).play(5);
  const cache = async (path: string) => {
    const answer = await scene.ask(path, CDN);
    return [answer.status, answer.headers.get("cache-control"), answer.headers.get("set-cookie")];
  };
  assert.equal((await scene.ask("/cam/video1_stream.m3u8", CDN)).status, 404);
  for (let i = 0; i < 2; i++) {
    assert.deepEqual(await cache("/cam/index.m3u8"), [200, "public, max-age=30", null]);
  }
  assert.deepEqual(await cache("/cam/video1_stream.m3u8"), [200, "no-cache", null]);
  const { text } = await scene.ask("/cam/video1_stream.m3u8", CDN);
  const [uri] = /^[0-9a-f]{12}_video1_seg\d+\.mp4$/m.exec(text)!;
  assert.deepEqual(await cache(`/cam/${uri}`), [200, "public, max-age=3600", null]);
  const listed = [
    ...scene.world.sessions.find("hlsSession")!.list() as Iterable<{ isCDN: boolean }>,
  ];
  assert.deepEqual(listed.map(({ isCDN }) => isCDN), [true]);
  assert.deepEqual(await cache("/none/index.m3u8"), [404, null, null]);
  assert.equal((await scene.ask("/cam/index.m3u8", { Authorization: "Bearer cdx" })).status, 302);
});

Deno.test("server: what cannot be made is refused", async () => {
  await using scene = await HlsScene.start("hlsVariant: mpegts\n");
  await scene.publish("cam", [CLIPS.h265, CLIPS.opus]);
  const refused = [500, "muxer instance not available"];
  assert.deepEqual(problem(await scene.ask("/cam/index.m3u8?cookieCheck=1")), refused);
  assert.ok(
    scene.log.some((line) => /muxer cam\] destroyed: the stream doesn't contain/.test(line)),
  );
  await using few = await HlsScene.start("hlsSegmentCount: 6\n");
  await few.publish("cam", BOTH);
  assert.deepEqual(problem(await few.ask("/cam/index.m3u8?cookieCheck=1")), refused);
});

Deno.test("server: a muxer is a reader, and so is each session", async () => {
  await using scene = await HlsScene.start("", { paths: "cam: {maxReaders: 2}" });
  (await scene.publish("cam", BOTH)).play(4);
  await scene.session("/cam");
  const refused = await scene.ask("/cam/index.m3u8?cookieCheck=1");
  assert.deepEqual(problem(refused), [500, "maximum reader count reached"]);
  const readers = [...scene.world.paths.paths.get("cam")!.readers].map(({ type }) => type);
  assert.deepEqual(readers, ["hidden", "hlsSession"]);
});

Deno.test("server: the end of the stream ends muxer and sessions", async () => {
  await using scene = await HlsScene.start("", { remux: false });
  const feed = await scene.publish("cam", BOTH), asked = scene.session("/cam");
  await scene.converts("cam");
  feed.play(4);
  const session = await asked;
  feed.close();
  assert.equal((await scene.ask(`/cam/video1_stream.m3u8?${session}`)).status, 401);
  for (const kind of ["hlsSession", "hlsMuxer"]) {
    assert.deepEqual([...scene.world.sessions.find(kind)!.list()], []);
  }
  const told = scene.log.filter((line) => /\[HLS\]/.test(line) && !line.startsWith("DEB"))
    .map((line) => line.replace(/127\.0\.0\.1:\d+/, "IP:PORT").replace(/[0-9a-f]{8}\]/, "H]"));
  assert.deepEqual(told.slice(1), [
    "INF [HLS] [muxer cam] created (requested by IP:PORT)",
    "INF [HLS] [muxer cam] is converting into HLS, 2 tracks (H264, MPEG-4 Audio)",
    "INF [HLS] [session H] created by IP:PORT",
    "INF [HLS] [session H] closed: the stream ended",
    "INF [HLS] [muxer cam] destroyed: the stream ended",
  ]);
});

Deno.test("server: streams are prepared before anybody asks, where that is wanted", async () => {
  await using scene = await HlsScene.start();
  const feed = await scene.publish("cam", BOTH);
  assert.ok(scene.log.some((line) => line.endsWith("[muxer cam] created automatically")));
  feed.play(4);
  await scene.session("/cam");
});

for (const variant of ["lowLatency", "fmp4"]) {
  Deno.test(`server: ${variant}: segments are kept in a folder`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      const yaml = `hlsVariant: ${variant}\nhlsDirectory: ${folder}\n`;
      await using scene = await HlsScene.start(yaml);
      (await scene.publish("a/b", BOTH)).play(14);
      const session = await scene.session("/a/b");
      const { text } = await scene.ask(`/a/b/video1_stream.m3u8?${session}`);
      const names = [...text.matchAll(/[0-9a-f]{12}_video1_(?:seg|part)\d+\.mp4/g)].map(([n]) => n);
      const segments = names.filter((name) => name.includes("_seg"));
      await new Promise((resolve) => setTimeout(resolve, 100));
      const files = new Set([...Deno.readDirSync(`${folder}/a/b`)].map(({ name }) => name));
      assert.ok(segments.length > 3 && segments.every((name) => files.has(name)));
      assert.equal(files.has("index.m3u8"), variant === "fmp4");
      for (const name of names.slice(0, -1)) {
        const { status, bytes } = await scene.ask(`/a/b/${name}?${session}`);
        assert.equal(status, 200);
        assert.equal(new TextDecoder().decode(bytes.subarray(4, 8)), "moof");
      }
      await scene.world.stop();
      assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a"]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
