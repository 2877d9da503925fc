import assert from "node:assert/strict";
import { isPure, refusal } from "./rooms.ts";

const ALLOWED = [
  ["media/codecs/h264/sps.ts", "media/bits.ts"],
  ["net/tcp.ts", "net/address.ts"],
  ["core/app.ts", "core/paths/manager.ts"],
  ["core/app.ts", "media/unit.ts"],
  ["core/app.ts", "net/tcp.ts"],
  ["core/app.ts", "deno.json"],
  ["plugins/rtsp/mod.ts", "core/mod.ts"],
  ["plugins/rtsp/conn.ts", "net/tcp.ts"],
  ["plugins/rtsp/conn.ts", "plugins/rtsp/wire/request.ts"],
  ["plugins/rtsp/wire/request.ts", "plugins/rtsp/wire/header.ts"],
  ["plugins/rtsp/wire/request.ts", "media/malformed.ts"],
  ["plugins/mod.ts", "plugins/rtsp/mod.ts"],
  ["main.ts", "core/app.ts"],
  ["main.ts", "plugins/mod.ts"],
  ["media/bits_test.ts", "test/bytes.ts"],
  ["plugins/rtsp/conn_test.ts", "test/pipes.ts"],
  ["media/sdp/sdp_test.ts", "media/sdp/odd_cases.ts"],
  ["media/sdp/odd_cases.ts", "test/bytes.ts"],
  ["plugins/mod_test.ts", "plugins/rtsp/mod.ts"],
  ["examples/webhook/webhook.ts", "mediamtx.d.ts"],
  ["test/interop/table.ts", "plugins/rtsp/mod.ts"],
  ["scripts/ok.ts", "core/config/schema.ts"],
] as const;

const REFUSED = [
  ["media/bits.ts", "net/tcp.ts"],
  ["media/bits.ts", "core/mod.ts"],
  ["net/tcp.ts", "media/bytes.ts"],
  ["net/tcp.ts", "core/log/logger.ts"],
  ["core/app.ts", "plugins/mod.ts"],
  ["core/app.ts", "plugins/rtsp/mod.ts"],
  ["core/app.ts", "test/pipes.ts"],
  ["core/app.ts", "core/app_test.ts"],
  ["media/sdp/parse.ts", "media/sdp/odd_cases.ts"],
  ["core/app.ts", "scripts/ok.ts"],
  ["core/app_test.ts", "plugins/rtsp/mod.ts"],
  ["plugins/rtsp/conn.ts", "core/paths/manager.ts"],
  ["plugins/rtsp/conn.ts", "plugins/rtmp/conn.ts"],
  ["plugins/rtsp/conn.ts", "plugins/mod.ts"],
  ["plugins/rtsp/conn_test.ts", "core/paths/manager.ts"],
  ["plugins/rtsp/wire/request.ts", "plugins/rtsp/conn.ts"],
  ["plugins/rtsp/wire/request.ts", "core/mod.ts"],
  ["plugins/rtsp/wire/request.ts", "net/tcp.ts"],
  ["plugins/rtsp/wire/request_test.ts", "plugins/rtsp/conn.ts"],
  ["plugins/mod.ts", "plugins/rtsp/conn.ts"],
  ["plugins/mod.ts", "media/unit.ts"],
  ["examples/webhook/webhook.ts", "core/mod.ts"],
  ["main.ts", "plugins/rtsp/mod.ts"],
  ["main.ts", "media/unit.ts"],
] as const;

Deno.test("rooms: what may be imported", () => {
  for (const [from, to] of ALLOWED) assert.equal(refusal(from, to), undefined, `${from} → ${to}`);
});

Deno.test("rooms: what may not, and every refusal says why", () => {
  for (const [from, to] of REFUSED) {
    assert.match(refusal(from, to) ?? "", /may not import .+: .{30,}/, `${from} → ${to}`);
  }
});

Deno.test("rooms: only media and wire are pure, and their tests need not be", () => {
  const pure = ["media/bits.ts", "media/rtp/packet.ts", "plugins/rtsp/wire/request.ts"];
  const free = [
    "media/bits_test.ts",
    "net/tcp.ts",
    "core/app.ts",
    "plugins/rtsp/conn.ts",
    "main.ts",
  ];
  assert.deepEqual([...pure, ...free].filter(isPure), pure);
});
