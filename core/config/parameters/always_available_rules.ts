import type { PathEntry, Report } from "core/config/configuration.ts";
import type { FillerTrack } from "core/config/parameters/always_available.ts";
import { channelConfiguration } from "media/codecs/aac/sample_rate.ts";

/** The least sample rates of the codecs that need one. */
const LEAST_RATES: Readonly<Record<string, number>> = { MPEG4Audio: 22050, G711: 8000, LPCM: 8000 };

/** Rules of paths that are always available. */
export function checkAlwaysAvailable(entry: PathEntry, report: Report): void {
  const { values, pattern } = entry;
  if (!values.alwaysAvailable) return;
  const tracks = values.alwaysAvailableTracks;
  const refuse = (reason: string) => report("alwaysAvailable", reason);
  if (pattern) refuse("it is not possible with a regular expression: the path must have one name");
  if (values.sourceOnDemand) refuse("it is not possible together with sourceOnDemand");
  if (values.useAbsoluteTimestamp) refuse("it is not possible together with useAbsoluteTimestamp");
  if (tracks.length > 0 && values.alwaysAvailableFile) {
    report("alwaysAvailableFile", "it is not possible together with alwaysAvailableTracks");
  }
  if (tracks.length === 0 && !values.alwaysAvailableFile) {
    refuse("it needs alwaysAvailableTracks or alwaysAvailableFile");
  }
  tracks.forEach((track, i) => checkTrack(track, i, report));
}

function checkTrack(track: FillerTrack, i: number, report: Report): void {
  const { codec, sampleRate, channelCount } = track;
  const place = (field: string) => ["alwaysAvailableTracks", i, field];
  const least = LEAST_RATES[codec];
  if (least === undefined) {
    for (const field of ["sampleRate", "channelCount"] as const) {
      if (track[field] !== 0) report(place(field), `codec ${codec} does not take it`);
    }
    return;
  }
  if (sampleRate < least) {
    report(place("sampleRate"), `codec ${codec} needs it, ${least} or greater`);
  }
  if (channelCount < 1 || channelCount > 255) {
    report(place("channelCount"), `codec ${codec} needs it, from 1 to 255`);
  } else if (codec === "MPEG4Audio" && channelConfiguration(channelCount) < 0) {
    report(place("channelCount"), `codec ${codec} has 1 to 6 or 8 channels`);
  }
}
