import assert from "node:assert/strict";
import { party, pathsOf, TRACKS } from "../../test/paths.ts";
import { parseFilters } from "./filters.ts";
import { groupText } from "./group.ts";
import { forwardGroup, pathGroup } from "./paths.ts";

const text = (group: Parameters<typeof groupText>[0], query = "") =>
  [...groupText(group, parseFilters(query))].join("");

Deno.test("metrics: a path by its state, with its readers by their kind", async () => {
  const { paths, access } = await pathsOf("paths:\n  b:\n  a:\n");
  await paths.start();
  const { stream } = paths.publish(await access("publish", "b"), party("p"), TRACKS);
  for (const type of ["rtspSession", "rtmpConn", "hidden", "rtspSession"]) {
    await paths.read(await access("read", "b"), party("r", [], { type }));
  }
  Object.assign(stream.counters, { inboundBytes: 1500, decodeErrors: 2 });
  const ready = 'name="b",state="ready"', not = 'name="a",state="notReady"';
  const group = pathGroup(paths);
  assert.equal(
    text(group),
    `# Paths
paths{${not}} 1
paths_readers{name="a",readerType="",state="notReady"} 0
paths_inbound_bytes{${not}} 0
paths_outbound_bytes{${not}} 0
paths_inbound_frames_in_error{${not}} 0
paths{${ready}} 1
paths_readers{name="b",readerType="rtmpConn",state="ready"} 1
paths_readers{name="b",readerType="rtspSession",state="ready"} 2
paths_inbound_bytes{${ready}} 1500
paths_outbound_bytes{${ready}} 0
paths_inbound_frames_in_error{${ready}} 2

# Paths (deprecated)
paths_bytes_received{${not}} 0
paths_bytes_sent{${not}} 0
paths_bytes_received{${ready}} 1500
paths_bytes_sent{${ready}} 0

`,
  );
  assert.doesNotMatch(text(group, "path=b"), /notReady/);
  assert.equal(text(group, "path=c"), "# Paths\n\n# Paths (deprecated)\n\n");
});

Deno.test("metrics: no paths", async () => {
  const { paths } = await pathsOf("");
  assert.equal(
    text(pathGroup(paths)),
    `# Paths
paths 0
paths_inbound_bytes 0
paths_outbound_bytes 0
paths_inbound_frames_in_error 0

# Paths (deprecated)
paths_bytes_received 0
paths_bytes_sent 0
paths_readers 0

`,
  );
  assert.equal(text(forwardGroup(paths)), "");
});

Deno.test("metrics: destinations of a path", async () => {
  const owner = { name: "test", forwards: [{ scheme: "test" }, { scheme: "other" }] };
  const { paths, access } = await pathsOf(
    "paths: {all_others: {forward: [{dest: 'test://there/$MTX_PATH'}, {dest: 'other://there'}]}}",
    [owner],
  );
  paths.addForwarder(["test"], {
    title: "TEST",
    forward({ signal, forwarding, counts }) {
      forwarding(), counts(() => 120);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    },
  });
  paths.publish(await access("publish", "x"), party("p"), TRACKS);
  const [{ id }, { id: second }] = paths.paths.get("x")!.forwards;
  const one = `{id="${id}",path="x",protocol="test",state="forwarding"}`;
  const group = forwardGroup(paths);
  const first = `forward_dests${one} 1\nforward_dests_outbound_bytes${one} 120\n`;
  const other = `{id="${second}",path="x",protocol="other",state="error"}`;
  assert.equal(
    text(group, "path=x"),
    `# Forward destinations\n${first}` +
      `forward_dests${other} 1\nforward_dests_outbound_bytes${other} 0\n\n`,
  );
  assert.equal(text(group, `path=x&forward_dest=${id}`), `# Forward destinations\n${first}\n`);
  assert.equal(text(group, `path=y&forward_dest=${id}`), "");
  await paths.close();
});
