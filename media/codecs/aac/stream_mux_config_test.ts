import assert from "node:assert/strict";
import { toHex } from "media/bytes.ts";
import { isMalformed } from "media/malformed.ts";
import { damaged, fromHex } from "media/rtp/damage_cases.ts";
import { encodeStreamMuxConfig, parseStreamMuxConfig } from "./stream_mux_config.ts";

/** An AudioSpecificConfig and the StreamMuxConfig with it; of FFmpeg but for the last ones. */
const cases = [
  { config: "1210", muxed: "400024203fc0" },
  { config: "1188", muxed: "400023103fc0" },
  { config: "2b118800", muxed: "40005623101fe0" },
  { config: "eb098800", muxed: "4001d613101fe0" },
];

/** What is read, too. */
const tolerated = [
  { name: "GStreamer's, with an extension", config: "1210", muxed: "40002420adca00" },
  { name: "GStreamer's, without", config: "1210", muxed: "40002420" },
  { name: "an extension that tells of SBR", config: "131056e598", muxed: "40002620adcb30" },
  { name: "version 1", config: "1210", muxed: "80080001012101fe00" },
];

const refused = [
  { muxed: "", why: "cut short" },
  { muxed: "4000", why: "cut short" },
  { muxed: "400024", why: "cut short" },
  { muxed: "c000", why: "version" },
  { muxed: "410024203fc0", why: "several" },
  { muxed: "401024203fc0", why: "several" },
  { muxed: "400224203fc0", why: "several" },
  { muxed: "400024204000", why: "fixed length" },
  { muxed: "400024203fe0", why: "other data" },
  { muxed: "8008000ff12100", why: "cut short" },
  { muxed: "400000203fc0", why: "AAC" },
];

Deno.test("LATM: configs", () => {
  for (const { config, muxed } of cases) {
    const read = parseStreamMuxConfig(fromHex(muxed)),
      written = encodeStreamMuxConfig(fromHex(config));
    assert.ok(!isMalformed(read) && !isMalformed(written), muxed);
    assert.equal(toHex(read), config);
    assert.equal(toHex(written), muxed);
  }
  for (const { name, config, muxed } of tolerated) {
    const read = parseStreamMuxConfig(fromHex(muxed));
    assert.equal(isMalformed(read) ? read.reason : toHex(read), config, name);
  }
  for (const { muxed, why } of refused) {
    const read = parseStreamMuxConfig(fromHex(muxed));
    assert.match(isMalformed(read) ? read.reason : toHex(read), new RegExp(why), muxed);
  }
  assert.ok(isMalformed(encodeStreamMuxConfig(fromHex("ff"))));
});

Deno.test("LATM: damaged configs are refused, or can be written", () => {
  for (const { muxed } of [...cases, ...tolerated]) {
    for (const bytes of damaged(fromHex(muxed))) {
      const read = parseStreamMuxConfig(bytes);
      if (isMalformed(read)) continue;
      const written = encodeStreamMuxConfig(read);
      assert.ok(isMalformed(written) || !isMalformed(parseStreamMuxConfig(written)));
    }
  }
});
