import assert from "node:assert/strict";
import { Resource } from "./resource.ts";

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
}

/** A server of WHIP that notes what it is asked. */
async function withServer(
  answer: (request: Request) => Response,
  use: (host: string, seen: Seen[]) => Promise<void>,
): Promise<void> {
  const seen: Seen[] = [];
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, async (request) => {
    await request.text();
    const { pathname } = new URL(request.url), { method, headers } = request;
    seen.push({ method, path: pathname, authorization: headers.get("authorization") });
    return answer(request);
  });
  await use(`127.0.0.1:${server.addr.port}`, seen);
  await server.shutdown();
}

const of = (url: string, token = "") => new Resource({ url, token, fingerprint: "" });

Deno.test("an offer is answered, its session is ended, behind redirects as well", async () => {
  const answer = ({ url, method }: Request) => {
    if (url.endsWith("/old")) return Response.redirect(new URL("/new/whip", url), 307);
    const headers = { Location: "session/1?x=y" };
    return new Response("v=0", { status: method === "POST" ? 201 : 200, headers });
  };
  await withServer(answer, async (host, seen) => {
    const resource = of(`whip://${host}/old`, "a token");
    assert.equal(await resource.offer("v=0 offer"), "v=0");
    await resource.end();
    await resource.end();
    const authorization = "Bearer a token";
    assert.deepEqual(seen, [
      { method: "POST", path: "/old", authorization },
      { method: "POST", path: "/new/whip", authorization },
      { method: "DELETE", path: "/new/session/1", authorization },
    ]);
  });
});

Deno.test("user and password go into the header, and not into what is shown", async () => {
  await withServer(() => new Response("no", { status: 404 }), async (host, seen) => {
    const resource = of(`whep://us%20er:p%3Aw@${host}/a/whep?b=c#d`);
    assert.equal(resource.shown, `whep://${host}/a/whep?b=c`);
    await assert.rejects(resource.offer(""), /^Error: the server answers 404$/);
    const basic = `Basic ${btoa("us er:p:w")}`;
    assert.deepEqual(seen, [{ method: "POST", path: "/a/whep", authorization: basic }]);
  });
});

Deno.test("STUN servers that are told of are used; a server that knows nothing of it tells none", async () => {
  const links =
    '<stun:a:1>; rel="ice-server", <turn:b>; rel="ice-server", <stun:c>; rel=ice-server';
  await withServer(() => new Response(null, { headers: { Link: links } }), async (host) => {
    assert.deepEqual(await of(`whep://${host}/x`).servers(), ["stun:a:1", "stun:c"]);
  });
  await withServer(() => new Response("", { status: 405 }), async (host) => {
    assert.deepEqual(await of(`whep://${host}/x`).servers(), []);
  });
  assert.deepEqual(await of("whep://127.0.0.1:1/x").servers(), []);
});
