import assert from "node:assert/strict";
import { isMalformed } from "media/malformed.ts";
import { readFormat, writeFmtp, writeFormat } from "./format.ts";
import { refused, tolerated } from "./foreign_cases.ts";
import { written } from "./format_cases.ts";
import { staticPayloadType } from "./static_types.ts";

Deno.test("formats: read from attributes", () => {
  for (
    const { name, kind, payloadType, rtpmap, fmtp, clockRate, config } of [...written, ...tolerated]
  ) {
    const answer = readFormat(kind, payloadType, rtpmap, fmtp);
    assert.ok(!isMalformed(answer), name);
    assert.deepEqual(answer.config, config, name);
    const { fmtp: parameters, ...rtp } = answer.rtp;
    assert.deepEqual(rtp, { payloadType, clockRate, ...rtpmap !== undefined && { rtpmap } }, name);
    assert.ok(parameters instanceof Map, name);
  }
});

Deno.test("formats: written as attributes, names and order", () => {
  for (const { name, payloadType, rtpmap, fmtp, clockRate, config, sent } of written) {
    const { fmtp: parameters, ...rtp } = writeFormat(
      sent ?? config,
      payloadType < 96 ? 127 : payloadType,
    );
    assert.deepEqual(rtp, { payloadType, clockRate, ...rtpmap !== undefined && { rtpmap } }, name);
    assert.equal(writeFmtp(parameters), fmtp ?? "", name);
  }
});

Deno.test("formats: static payload types", () => {
  for (const { name, payloadType, config } of [...written, ...tolerated]) {
    const known = staticPayloadType(config);
    if (payloadType < 96) assert.equal(known, payloadType, name);
  }
  for (const { name, payloadType, config } of written) {
    if (payloadType >= 96) assert.equal(staticPayloadType(config), undefined, name);
  }
});

Deno.test("formats: what has no clock rate is refused", () => {
  for (const { kind, payloadType, rtpmap } of refused) {
    assert.ok(isMalformed(readFormat(kind, payloadType, rtpmap)), rtpmap);
  }
});

Deno.test("formats: parameters keep their order, names are in lower case", () => {
  const answer = readFormat(
    "audio",
    97,
    "opus/48000/2",
    "Stereo=1; useInbandFec = 1 ;;x; stereo=0",
  );
  assert.ok(!isMalformed(answer));
  assert.deepEqual([...answer.rtp.fmtp], [["stereo", "1"], ["useinbandfec", "1"], ["x", ""]]);
  assert.equal(writeFmtp(answer.rtp.fmtp), "stereo=1; useinbandfec=1; x");
});

Deno.test("formats: cut or damaged attributes are values", () => {
  for (const { name, kind, payloadType, rtpmap = "", fmtp = "" } of [...written, ...tolerated]) {
    const text = `${rtpmap}|${fmtp}`;
    for (let at = 0; at < text.length; at++) {
      for (const sign of ["", ";", "=", ",", "/", "\0", "é", "9"]) {
        const [map, ...parameters] = (text.slice(0, at) + sign + text.slice(at + 1)).split("|");
        const answer = readFormat(kind, payloadType, map, parameters.join("|"));
        assert.ok(isMalformed(answer) || answer.rtp.clockRate > 0, name);
      }
    }
  }
});
