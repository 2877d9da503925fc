import assert from "node:assert/strict";
import { parseParameters } from "../wire/challenge.ts";
import { Authorization } from "./authorization.ts";

const headers = (...values: string[]) => ({ headers: new Map([["www-authenticate", values]]) });

function digestOf(authorization: Authorization, method: string, url: string) {
  const header = authorization.header(method, url)!;
  assert.ok(header.startsWith("Digest "), header);
  return Object.fromEntries(parseParameters(header.slice(7)));
}

/** RFC 7616 §3.9.1. */
const exampleRealm = 'Digest realm="http-auth@example.org", qop="auth, auth-int", ' +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ' +
  'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
const example = () =>
  new Authorization(
    "Mufasa",
    "Circle of Life",
    () => "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
  );

Deno.test("Digest gives what the RFC's example says, by the strongest algorithm", () => {
  const expected: [string[], string, string][] = [
    [["MD5"], "MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    [
      ["MD5", "SHA-256"],
      "SHA-256",
      "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    ],
  ];
  for (const [algorithms, algorithm, response] of expected) {
    const authorization = example();
    const values = algorithms.map((each) => `${exampleRealm}, algorithm=${each}`);
    assert.ok(authorization.challenged(headers(...values, 'Basic realm="x"')));
    const given = digestOf(authorization, "GET", "/dir/index.html");
    assert.deepEqual([given.algorithm, given.response], [algorithm, response]);
    assert.deepEqual([given.username, given.nc, given.qop], ["Mufasa", "00000001", "auth"]);
    assert.equal(given.opaque, "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS");
    assert.equal(digestOf(authorization, "GET", "/").nc, "00000002");
    assert.ok(authorization.challenged(headers('Digest realm="r", nonce="2", qop="auth"')));
    assert.equal(digestOf(authorization, "GET", "/").nc, "00000001");
  }
});

Deno.test("Digest without qop, as old cameras ask for it", () => {
  const authorization = new Authorization("admin", 'p"w');
  assert.equal(authorization.header("DESCRIBE", "rtsp://cam/"), undefined);
  assert.ok(authorization.challenged(headers('Digest realm="IP Camera", nonce="abc"')));
  const header = authorization.header("DESCRIBE", "rtsp://cam/");
  assert.equal(
    header,
    'Digest username="admin", realm="IP Camera", nonce="abc", uri="rtsp://cam/", ' +
      'response="4e740f118181253bbb30e8a41eaa2075"',
  );
});

Deno.test("Basic, in UTF-8", () => {
  const authorization = new Authorization("jürgen", "pass:word");
  assert.ok(authorization.challenged(headers("Basic")));
  assert.equal(authorization.header("OPTIONS", "*"), "Basic asO8cmdlbjpwYXNzOndvcmQ=");
});

Deno.test("asking again helps only where something is new", () => {
  const digest = (nonce: string) => headers(`Digest realm="r", nonce="${nonce}"`);
  const authorization = new Authorization("u", "p");
  assert.ok(authorization.challenged(digest("1")));
  assert.ok(!authorization.challenged(digest("1")));
  assert.ok(authorization.challenged(digest("2")));
  assert.equal(digestOf(authorization, "PLAY", "rtsp://cam/").nonce, "2");
  const basic = new Authorization("u", "p");
  assert.ok(basic.challenged(headers("Basic")));
  assert.ok(!basic.challenged(headers("Basic")));
  assert.ok(!new Authorization("", "").challenged(headers("Basic")));
  assert.ok(!new Authorization("u", "p").challenged(headers("Negotiate", 'Digest algorithm="X"')));
});
