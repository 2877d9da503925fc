import assert from "node:assert/strict";
import { openSyslog, record } from "./syslog.ts";

Deno.test("syslog: the form of a record", () => {
  const at = (month: number, day: number) => new Date(2026, month, day, 3, 4, 5);
  assert.equal(
    record(6, at(0, 2), "mediamtx", "INF hi"),
    `<30>Jan  2 03:04:05 mediamtx[${Deno.pid}]: INF hi`,
  );
  assert.equal(record(3, at(11, 31), "x", "ERR"), `<27>Dec 31 03:04:05 x[${Deno.pid}]: ERR`);
});

Deno.test("syslog: a machine without one says so", () => {
  assert.throws(
    () => openSyslog("x", ["/nowhere/log", "/dev/null"]),
    /Cannot open the system log: no socket at \/nowhere\/log, \/dev\/null/,
  );
});

const linux = { ignore: Deno.build.os !== "linux" };

Deno.test(
  "syslog: records arrive, also after the other side restarts (Linux only)",
  linux,
  async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/log`;
    let daemon = Deno.listenDatagram({ transport: "unixpacket", path });
    const syslog = openSyslog("mtx", ["/nowhere", path]);
    const received = async () => new TextDecoder().decode((await daemon.receive())[0]);

    await syslog.send(4, new Date(2026, 4, 20, 1, 2, 3), "WAR one");
    assert.equal(await received(), `<28>May 20 01:02:03 mtx[${Deno.pid}]: WAR one`);

    daemon.close();
    await Deno.remove(path);
    await assert.rejects(syslog.send(6, new Date(), "lost"), /No such file/);

    daemon = Deno.listenDatagram({ transport: "unixpacket", path });
    await syslog.send(6, new Date(), "INF two");
    assert.match(await received(), /: INF two$/);

    syslog.close();
    daemon.close();
    await Deno.remove(folder, { recursive: true });
  },
);
