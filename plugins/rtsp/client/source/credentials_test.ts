import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  type CameraRequest,
  FakeCamera,
  type Script,
} from "../../../../test/camera/fake_camera.ts";
import { Pulled } from "../../../../test/camera/pull.ts";
import { parseParameters } from "../../wire/challenge.ts";

const PLAYED = "OPTIONS DESCRIBE SETUP SETUP PLAY";
const steps = ({ asked }: FakeCamera) => asked.map((line) => line.split(" ")[0]).join(" ");
const md5 = (text: string) => createHash("md5").update(text).digest("hex");

/** Whether a request proves to know that user `u:1` has the password `p/@` (RFC 7616 §3.4.1, with and without qop). */
function proves({ method, url, headers }: CameraRequest, nonce: string): boolean {
  const given = parseParameters(headers.get("authorization") ?? "");
  const [a1, a2] = [md5("u:1:cam:p/@"), md5(`${method}:${url}`)];
  const middle = given.has("qop")
    ? `${nonce}:${given.get("nc")}:${given.get("cnonce")}:${given.get("qop")}`
    : nonce;
  return given.get("uri") === url && given.get("response") === md5(`${a1}:${middle}:${a2}`);
}

/** A camera that lets in by Digest, with a nonce of which `nonceOf` the requests so far is made. */
function digest(nonceOf: (requests: number) => string, more = ""): Script {
  let nonce = "";
  return {
    on: {
      "*": (request, camera, usual) => {
        if (nonce !== "" && proves(request, nonce)) return usual;
        nonce = nonceOf(camera.requests.length);
        const challenge = `Digest realm="cam", nonce="${nonce}"${more}`;
        return camera.answer(request, "401 Unauthorized", { "WWW-Authenticate": challenge });
      },
    },
  };
}

const USER = "u%3A1:p%2F%40@";

for (const [name, more] of [["plain", ""], ["qop", ', qop="auth", algorithm=MD5, opaque="x"']]) {
  Deno.test(`Digest, ${name}: asked once, then given with every request`, async () => {
    await using camera = new FakeCamera(digest(() => "one", more));
    await using pulled = await Pulled.start(camera.url("/live?x=1", USER));
    await pulled.received(3);
    assert.equal(steps(camera), `OPTIONS ${PLAYED}`);
    assert.equal(await pulled.stop(), undefined);
    assert.ok(camera.requests.slice(1).every(({ headers }) => headers.has("authorization")));
    assert.equal(camera.headers("OPTIONS", "authorization")[0], undefined);
  });
}

Deno.test("Digest with a nonce that lasts for few requests, keep-alive included", async () => {
  await using camera = new FakeCamera(digest((requests) => `${requests - requests % 3}`));
  await using pulled = await Pulled.start(camera.url("/live", USER), { global: "readTimeout: 5m" });
  await pulled.received(3);
  const before = camera.requests.length;
  pulled.clock.advance(30_000);
  await pulled.until(() => camera.requests.length > before, "a sign of life");
  assert.equal(await pulled.stop(), undefined);
});

Deno.test("Digest with a nonce that is too old already when it is used", async () => {
  await using camera = new FakeCamera({
    on: {
      OPTIONS: (request, self, usual) =>
        request.count > 2 && proves(request, "nonce 2") ? usual : self.answer(
          request,
          "401 Unauthorized",
          { "WWW-Authenticate": `Digest realm="cam", nonce="nonce ${request.count}"` },
        ),
    },
  });
  await using pulled = await Pulled.start(camera.url("/live", USER));
  await pulled.received(3);
  assert.equal(steps(camera), `OPTIONS OPTIONS ${PLAYED}`);
});

Deno.test("Basic, where nothing better is offered", async () => {
  await using camera = new FakeCamera({
    on: {
      "*": (request, camera, usual) =>
        request.headers.get("authorization") === `Basic ${btoa("u:1:p/@")}`
          ? usual
          : camera.answer(request, "401 Unauthorized", { "WWW-Authenticate": 'Basic realm="x"' }),
    },
  });
  await using pulled = await Pulled.start(camera.url("/live", USER));
  await pulled.received(3);
  assert.equal(steps(camera), `OPTIONS ${PLAYED}`);
});

Deno.test("credentials that are missing or wrong are told apart, and tried no more often than needed", async () => {
  const cases = [
    ["", "OPTIONS: the server asks for user and password", 1],
    ["u:wrong@", "OPTIONS: the server does not accept user and password", 2],
  ] as const;
  for (const [user, reason, requests] of cases) {
    await using camera = new FakeCamera(digest(() => "one"));
    await using pulled = await Pulled.start(camera.url("/live", user));
    assert.equal(await pulled.ended, reason);
    assert.equal(camera.requests.length, requests);
    assert.ok(!pulled.log.lines.join().includes("wrong"));
  }
});

Deno.test("redirections are followed, with the credentials", async () => {
  await using camera = new FakeCamera(digest(() => "one"));
  await using balancer = new FakeCamera({
    on: {
      DESCRIBE: (request, self) =>
        request.url.endsWith("/a")
          ? self.answer(request, "301 Moved Permanently", { Location: "/b" })
          : self.answer(request, "302 Found", { Location: camera.url("/c") }),
    },
  });
  await using pulled = await Pulled.start(balancer.url("/a", USER));
  await pulled.received(3);
  assert.deepEqual(balancer.asked, ["OPTIONS /a", "DESCRIBE /a", "OPTIONS /b", "DESCRIBE /b"]);
  assert.equal(camera.asked.at(-1), "PLAY /c/");
  assert.equal(balancer.open, 0);
});

Deno.test("redirections in a circle end", async () => {
  await using camera = new FakeCamera({
    on: {
      DESCRIBE: (request, self) => self.answer(request, "302 Found", { Location: self.url("/x") }),
    },
  });
  await using pulled = await Pulled.start(camera.url());
  assert.equal(await pulled.ended, "too many redirections");
  assert.equal(camera.connections, 6);
});
