import assert from "node:assert/strict";
import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input, type InputTrack } from "mediabunny";
import { codecsParameter } from "media/codecs/codecs_parameter.ts";
import { VECTORS } from "../read/mp4_cases.ts";
import { payloadOf } from "../read/payload.ts";
import { inFragments, inOne, type Scene, scenesOf } from "./scene_cases.ts";
import { isMalformed } from "media/malformed.ts";

/** A track as another reader of MP4 sees it: when each sample is shown, in microseconds, and its bytes. */
async function seen(
  track: InputTrack,
): Promise<(readonly [shown: number, size: number, key: boolean])[]> {
  const found: (readonly [number, number, boolean])[] = [];
  for await (const packet of new EncodedPacketSink(track as never).packets()) {
    found.push([Math.round(1e6 * packet.timestamp), packet.byteLength, packet.type === "key"]);
  }
  return found;
}

/** It writes more of VP9, names HEVC by its other sample description, and FLAC in its own way. */
function asOracle(text: string | undefined): RegExp {
  const known = text?.replace("hvc1", "hev1").replace("fLaC", "flac").replaceAll(".", "\\.");
  return new RegExp(`^${known}(\\..*)?$`);
}

function expected({ source, samples }: Scene) {
  const base = source.samples[0].dts;
  return source.samples.map(({ pts, randomAccess }, i) =>
    [Math.round(1e6 * (pts - base) / source.timescale), samples[i].size, randomAccess] as const
  );
}

/** It takes each sample of LPCM for a single one of all channels. */
const COMPARED = VECTORS.filter(({ name }) => !name.startsWith("lpcm"));
console.log("not compared with another reader: LPCM, whose samples it divides in its own way");

for (const { name, bytes } of COMPARED) {
  Deno.test(`MP4: another reader sees ${name} as it was written`, async () => {
    const scenes = scenesOf(bytes);
    for (const file of [inFragments(scenes, 3), inOne(scenes, 3)]) {
      const source = new BufferSource(file);
      const tracks = await new Input({ formats: ALL_FORMATS, source }).getTracks();
      assert.equal(tracks.length, scenes.length);
      for (const [i, scene] of scenes.entries()) {
        const { config, samples: [first] } = scene.source;
        const payload = payloadOf(bytes, scene.source, first);
        assert.ok(config && !isMalformed(payload));
        const named = await tracks[i].getCodecParameterString();
        assert.match(named!, asOracle(codecsParameter(config, payload)));
        assert.deepEqual(await seen(tracks[i]), expected(scene));
      }
    }
  });
}
