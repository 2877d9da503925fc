import assert from "node:assert/strict";
import { type SessionKind, SessionRegistry } from "core/registry.ts";

function sessionKind(kind: string, sessions: Map<string, { id: string }>): SessionKind {
  return {
    kind,
    route: `${kind.toLowerCase()}s`,
    list: () => sessions.values(),
    get: (id) => sessions.get(id),
    kick: (id) => sessions.delete(id),
  };
}

Deno.test("sessions: the kinds are listed in order and found by name", () => {
  const registry = new SessionRegistry();
  const conns = sessionKind("testConn", new Map()),
    sessions = sessionKind("testSession", new Map());
  registry.add(conns);
  registry.add(sessions);
  assert.deepEqual([...registry.kinds], [conns, sessions]);
  assert.equal(registry.find("testSession"), sessions);
  assert.equal(registry.find("testsession"), undefined);
});

Deno.test("sessions: the registry shows what there is now, and hands on who is to be kicked", () => {
  const registry = new SessionRegistry(), all = new Map([["1", { id: "1" }]]);
  registry.add(sessionKind("testConn", all));
  const kind = registry.find("testConn")!;
  all.set("2", { id: "2" });
  assert.deepEqual([...kind.list()], [{ id: "1" }, { id: "2" }]);
  assert.deepEqual([kind.kick?.("1"), kind.kick?.("1"), kind.get("1")], [true, false, undefined]);
});

Deno.test("sessions: a kind belongs to one plugin, until that one gives it back", () => {
  const registry = new SessionRegistry();
  const first = sessionKind("testConn", new Map()), second = sessionKind("testConn", new Map());
  const undo = registry.add(first);
  assert.throws(() => registry.add(second), { message: "Cannot add sessions: testConn exists" });
  assert.equal(registry.find("testConn"), first);
  undo();
  assert.deepEqual([...registry.kinds], []);
  registry.add(second);
  undo();
  assert.equal(registry.find("testConn"), second);
});
