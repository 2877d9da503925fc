import assert from "node:assert/strict";
import { BodyError, readBody } from "core/http/body.ts";
import { FakeClock, settle } from "../../test/fake_clock.ts";

const LIMITS = { bytes: 10, time: 1000 };

function request(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request("http://x/", { method: "POST", body, headers });
}

/** A body of these pieces; one that never ends where `open`. */
function pieces(texts: readonly string[], open = false): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      if (!open) controller.close();
    },
  });
}

const read = async (from: Request, clock = new FakeClock()) =>
  new TextDecoder().decode(await readBody(from, LIMITS, clock));

const refused = (status: number, reason: string) => (error: unknown) => {
  assert.ok(error instanceof BodyError);
  assert.deepEqual([error.status, error.message], [status, reason]);
  return true;
};

Deno.test("body: whole, in pieces, empty, none", async () => {
  assert.equal(await read(request("0123456789")), "0123456789");
  assert.equal(await read(request(pieces(["01", "2345", "6789"]))), "0123456789");
  assert.equal(await read(request("")), "");
  assert.equal(await read(request(null)), "");
});

Deno.test("body: one that is too large is refused as soon as that is known", async () => {
  const tooLarge = refused(400, "size exceeds maximum allowed");
  await assert.rejects(read(request(pieces(["0123", "4567", "890"], true))), tooLarge);
  await assert.rejects(read(request(pieces([], true), { "Content-Length": "11" })), tooLarge);
});

Deno.test("body: one that does not come in time is refused", async () => {
  const clock = new FakeClock(), reading = read(request(pieces(["01"], true)), clock);
  const rejected = assert.rejects(reading, refused(408, "the body did not come in time"));
  await settle();
  clock.advance(1000);
  await rejected;
  assert.equal(clock.pending, 0);
});

Deno.test("body: one that breaks off is refused", async () => {
  const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.error(new Error("connection reset")),
  });
  await assert.rejects(read(request(broken)), refused(400, "the body was cut off"));
});
