import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { cameras } from "./cameras_cases.ts";
import { encoders } from "./encoders_cases.ts";
import { oddities, refused } from "./oddities_cases.ts";
import { parseSdp } from "./parse.ts";
import { writeSdp } from "./write.ts";

const cases = [...cameras, ...encoders, ...oddities];

Deno.test("SDP: descriptions of real senders", () => {
  for (const { name, text, description } of cases) {
    assert.deepEqual(parseSdp(text), description, name);
  }
});

Deno.test("SDP: what is refused", () => {
  for (const { name, text } of refused) assert.ok(isMalformed(parseSdp(text)), name);
});

Deno.test("SDP: a cut or damaged description is a value", () => {
  for (const { name, text } of cases) {
    for (let at = 0; at < text.length; at++) {
      const rest = text.slice(at + 1);
      for (const damaged of [text.slice(0, at), text.slice(0, at) + rest, rest]) {
        const answer = parseSdp(damaged);
        assert.ok(isMalformed(answer) || answer.medias.length > 0, name);
      }
      for (const sign of ["\n", "=", ":", " ", "\0", "m"]) {
        const answer = parseSdp(text.slice(0, at) + sign + rest);
        assert.ok(isMalformed(answer) || answer.medias.length > 0, name);
      }
    }
  }
});

Deno.test("SDP: what is written is read again", () => {
  for (const { name, description } of cases) {
    const written = parseSdp(writeSdp(description));
    const medias = description.medias.map((media, i) => ({ control: `trackID=${i}`, ...media }));
    const expected = { connection: "0.0.0.0", ...description, medias };
    assert.deepEqual(written, expected, name);
  }
});

Deno.test("SDP: the lines that this server announces", () => {
  const text = writeSdp({
    title: "",
    medias: [
      {
        kind: "video",
        port: 0,
        protocol: "RTP/AVP",
        formats: [{
          payloadType: 96,
          rtpmap: "H264/90000",
          fmtp: "packetization-mode=1; profile-level-id=64001E",
        }],
      },
      {
        kind: "audio",
        port: 0,
        protocol: "RTP/AVP",
        formats: [{ payloadType: 0 }, { payloadType: 97, rtpmap: "opus/48000/2" }],
        direction: "sendonly",
      },
    ],
  });
  assert.deepEqual(text.split("\r\n"), [
    "v=0",
    "o=- 0 0 IN IP4 127.0.0.1",
    "s= ",
    "c=IN IP4 0.0.0.0",
    "t=0 0",
    "m=video 0 RTP/AVP 96",
    "a=control:trackID=0",
    "a=rtpmap:96 H264/90000",
    "a=fmtp:96 packetization-mode=1; profile-level-id=64001E",
    "m=audio 0 RTP/AVP 0 97",
    "a=sendonly",
    "a=control:trackID=1",
    "a=rtpmap:97 opus/48000/2",
    "",
  ]);
});

Deno.test("SDP: title, address, keys", () => {
  const text = writeSdp({
    title: "a\r\nm=video 0 RTP/AVP 1",
    connection: "224.1.0.0",
    medias: [{
      kind: "video",
      port: 0,
      protocol: "RTP/SAVP",
      formats: [{ payloadType: 26 }],
      keyMgmt: "mikey AAAA",
    }],
  });
  assert.deepEqual(text.split("\r\n").slice(2), [
    "s=a m=video 0 RTP/AVP 1",
    "c=IN IP4 224.1.0.0",
    "t=0 0",
    "m=video 0 RTP/SAVP 26",
    "a=control:trackID=0",
    "a=key-mgmt:mikey AAAA",
    "",
  ]);
});
