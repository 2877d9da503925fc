import assert from "node:assert/strict";
import type { SessionKind, SessionMetrics } from "core/mod.ts";
import { parseFilters } from "./filters.ts";
import { groupText } from "./group.ts";
import { sessionGroups } from "./sessions.ts";

const METRICS: SessionMetrics = {
  title: "TEST sessions",
  type: "test_sessions",
  item: "test_session",
  order: 2,
  labels: { id: "id", path: "path" },
  numbers: { inbound_bytes: "inboundBytes", jitter: "jitter", absent: "absent" },
  older: { bytes_received: "inboundBytes" },
};

function kindOf(metrics: SessionMetrics | undefined, sessions: readonly object[]): SessionKind {
  return {
    kind: "test",
    route: "tests",
    ...metrics && { metrics },
    list: () => sessions,
    get: () => undefined,
  };
}

const text = (kinds: readonly SessionKind[], query = "") =>
  sessionGroups(kinds).map((group) => [...groupText(group, parseFilters(query))].join("")).join("");

Deno.test("metrics: sessions as their kind says", () => {
  const kind = kindOf(METRICS, [
    { id: "1", path: "a/b", inboundBytes: 7, jitter: 0.25, secret: "x" },
    { id: "2", path: "", inboundBytes: 0, jitter: 0 },
  ]);
  const [one, two] = ['{id="1",path="a/b"}', '{id="2",path=""}'];
  assert.equal(
    text([kind]),
    `# TEST sessions
test_sessions${one} 1
test_sessions_inbound_bytes${one} 7
test_sessions_jitter${one} 0.25
test_sessions_absent${one} 0
test_sessions${two} 1
test_sessions_inbound_bytes${two} 0
test_sessions_jitter${two} 0
test_sessions_absent${two} 0

# TEST sessions (deprecated)
test_sessions_bytes_received${one} 7
test_sessions_bytes_received${two} 0

`,
  );
  assert.doesNotMatch(text([kind], "test_session=2"), /id="1"/);
  assert.match(text([kind], "test_session=2"), /id="2"/);
  assert.equal(text([kindOf(METRICS, [])]).match(/ 0$/gm)?.length, 5);
});

Deno.test("metrics: kinds are sorted by the order they name; those that name none are left out", () => {
  const first = { ...METRICS, title: "FIRST", order: 1 }, last = { ...METRICS, title: "LAST" };
  const kinds = [kindOf(last, []), kindOf(undefined, [{ id: "1" }]), kindOf(first, [])];
  assert.deepEqual(sessionGroups(kinds).map(({ title }) => title), ["FIRST", "LAST"]);
});

Deno.test("metrics: things that have a name in place of an id are selected by it", () => {
  const muxers = { ...METRICS, item: "test_muxer", labels: { name: "path" }, numbers: {} };
  const kind = kindOf(muxers, [{ path: "a" }, { path: "b" }]);
  assert.match(text([kind], "test_muxer=b"), /^# TEST sessions\ntest_sessions\{name="b"\} 1\n\n/);
});
