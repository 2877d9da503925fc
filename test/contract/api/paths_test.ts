import assert from "node:assert/strict";
import { party, TRACKS } from "../../paths.ts";
import { PATHS } from "./cases.ts";
import { firstId, withPublisher } from "./publisher.ts";
import { ApiServer, USERS } from "./server.ts";

Deno.test("api: who is kicked has gone", () =>
  withPublisher(async (api) => {
    const id = await firstId(api, "/v3/rtspsessions/list");
    assert.equal((await api.get("/v3/paths/get/cam/1")).available, true);
    assert.equal((await api.ask("POST", `/v3/rtspsessions/kick/${id}`)).status, 200);
    assert.equal((await api.get("/v3/paths/get/cam/1")).available, false);
    assert.equal((await api.ask("POST", `/v3/rtspsessions/kick/${id}`)).status, 404);
  }));

Deno.test("api: a path shows who publishes, reads and what", async () => {
  await using api = await ApiServer.start(USERS + PATHS);
  const access = (action: "publish" | "read") =>
    api.world.paths.authorize({
      ...{ action, path: "cam/1", query: "", protocol: "rtsp", id: null, ip: "127.0.0.1" },
      userAgent: "",
      credentials: { user: "guest", password: "secret", token: "" },
      log: api.world.log.log,
    });
  api.world.paths.publish(await access("publish"), party("p"), TRACKS);
  await api.world.paths.read(await access("read"), party("r"));
  await api.world.paths.read(await access("read"), party("h", [], { type: "hidden" }));
  const { source, readers, tracks, tracks2, ready, online } = await api.get(
    "/v3/paths/get/cam/1",
  );
  assert.deepEqual([source, readers, tracks, tracks2, ready, online], [
    { type: "testSession", id: "p" },
    [{ type: "testSession", id: "r" }],
    ["VP8"],
    [{ codec: "VP8", codecProps: null }],
    true,
    true,
  ]);
});
