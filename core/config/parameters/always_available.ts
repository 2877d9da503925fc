import { parameter } from "core/config/parameter.ts";
import { bool, int, listOf, oneOf, struct, text } from "core/config/types/mod.ts";
import type { z } from "zod";

const track = struct({
  codec: oneOf(["AV1", "VP9", "H265", "H264", "Opus", "MPEG4Audio", "G711", "LPCM"]),
  sampleRate: int.default(0),
  channelCount: int.default(0),
  muLaw: bool.default(false),
});

/** One entry of `alwaysAvailableTracks`, decoded. */
export type FillerTrack = z.output<typeof track>;

export const alwaysAvailable = {
  alwaysAvailable: parameter(bool, {
    default: false,
    effect: "path",
    doc: "Keeps the path readable while it has no source: readers stay and see a filler.",
  }),
  alwaysAvailableTracks: parameter(listOf(track), {
    default: [],
    effect: "path",
    doc:
      "The tracks of a built-in filler. codec: AV1, VP9, H265, H264, Opus, MPEG4Audio, G711 or LPCM; " +
      "sampleRate and channelCount with the last three, muLaw with G711.",
  }),
  alwaysAvailableFile: parameter(text, {
    default: "",
    effect: "path",
    doc: "An MP4 file to fill in with, instead of alwaysAvailableTracks.",
  }),
};
