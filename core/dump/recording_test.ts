import assert from "node:assert/strict";
import type { FileOutput } from "net/storage/new_file.ts";
import { FakeClock, settle } from "../../test/fake_clock.ts";
import { LogLines } from "../../test/log_lines.ts";
import { Recording } from "./recording.ts";

/** A disk whose writes end when the test says so. */
class Disk {
  readonly names: string[] = [];
  readonly sizes: number[] = [];
  closed = 0;
  #ends: PromiseWithResolvers<void>[] = [];

  readonly create = (name: string): Promise<FileOutput> => {
    this.names.push(name);
    const write = (bytes: Uint8Array) => {
      this.sizes.push(bytes.length);
      const end = Promise.withResolvers<void>();
      this.#ends.push(end);
      return end.promise;
    };
    return Promise.resolve({ write, close: () => void this.closed++ });
  };

  async end(problem?: string): Promise<void> {
    const end = this.#ends.shift()!;
    if (problem === undefined) end.resolve();
    else end.reject(new Error(problem));
    await settle();
  }
}

/** Bytes of what a file begins with, and of a block around a frame of 100 bytes. */
const HEADER = 60, BLOCK = 132;
const frames = (count: number, size = 100) =>
  Array.from({ length: count }, () => new Uint8Array(size));

function recordingOn(disk: Pick<Disk, "create">) {
  const clock = new FakeClock(), log = new LogLines();
  const recording = new Recording("rtsp_server_conn", clock, log.log, disk.create);
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settle();
  };
  return { clock, log, recording, pass };
}

Deno.test("recording: the name is prefix, nanoseconds and UUID; no frames, no file", async () => {
  const disk = new Disk(), { recording, pass } = recordingOn(disk);
  const uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  assert.match(
    recording.name,
    new RegExp(`^rtsp_server_conn_1767225600000000000_${uuid}\\.pcapng$`),
  );
  await pass(1000);
  await recording.close();
  assert.deepEqual(disk.names, []);
});

Deno.test("recording: frames are written together, one write in flight, the rest at the end", async () => {
  const disk = new Disk(), { recording, pass, clock, log } = recordingOn(disk);
  recording.add(frames(1));
  recording.add(frames(1));
  await pass(150);
  assert.deepEqual(disk.sizes, []);
  await pass(50);
  assert.deepEqual(disk.names, [recording.name]);
  assert.deepEqual(disk.sizes, [HEADER + 2 * BLOCK]);
  recording.add(frames(3));
  await pass(1000);
  assert.equal(disk.sizes.length, 1);
  await disk.end();
  assert.deepEqual(disk.sizes.slice(1), [3 * BLOCK]);
  await disk.end();
  await pass(1000);
  recording.add(frames(1));
  const closed = recording.close();
  await settle();
  assert.deepEqual(disk.sizes.slice(2), [BLOCK]);
  assert.equal(disk.closed, 0);
  await disk.end();
  await closed;
  recording.add(frames(1));
  await pass(1000);
  assert.deepEqual([disk.sizes.length, disk.closed, clock.pending], [3, 1, 0]);
  assert.deepEqual(log.lines, []);
});

Deno.test("recording: frames bear the time they came", async () => {
  const written: Uint8Array[] = [];
  const write = (bytes: Uint8Array) => Promise.resolve(void written.push(bytes));
  const create = () => Promise.resolve({ write, close: () => {} });
  const { recording, clock, pass } = recordingOn({ create });
  clock.advance(1.5);
  clock.epoch += 5000;
  recording.add(frames(1));
  await pass(200);
  const view = new DataView(written[0].buffer, written[0].byteOffset + HEADER);
  const time = BigInt(view.getUint32(12, true)) << 32n | BigInt(view.getUint32(16, true));
  assert.equal(time, 1767225600_001_500_000n);
  await recording.close();
});

Deno.test("recording: what a slow disk does not take is dropped and counted", async () => {
  const disk = new Disk(), { recording, pass, log, clock } = recordingOn(disk);
  recording.add(frames(1));
  await pass(200);
  for (let i = 0; i < 100; i++) recording.add(frames(2, 65_000));
  assert.ok(recording.full);
  recording.missed(3);
  await pass(1000);
  const [first] = log.take();
  const dropped = Number(/lacks (\d+) packets: the disk is too slow$/.exec(first)?.[1]);
  await disk.end();
  const kept = disk.sizes[1] / 65_032;
  assert.ok(disk.sizes[1] < 9e6);
  assert.equal(kept + dropped, 203);
  assert.ok(!recording.full);
  await disk.end();
  await recording.close();
  assert.deepEqual([log.lines, clock.pending], [[], 0]);
});

Deno.test("recording: a failed write is one warning, and the end", async () => {
  const disk = new Disk(), { recording, pass, log, clock } = recordingOn(disk);
  recording.add(frames(1));
  await pass(200);
  recording.add(frames(1));
  await disk.end("no space left");
  for (let i = 0; i < 3; i++) {
    recording.add(frames(1));
    await pass(1000);
  }
  await recording.close();
  assert.deepEqual(log.lines, [`WAR Cannot write ${recording.name}: no space left`]);
  assert.deepEqual([disk.sizes.length, disk.closed, clock.pending], [1, 1, 0]);
});
