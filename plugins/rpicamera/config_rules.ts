import type { Configuration, PathEntry, Report } from "core/mod.ts";

/** The hardware's limit of frames that are encoded as JPEG. */
const LARGEST_JPEG = 2048;

/** Rules between the parameters of a path. */
export function checkPath({ values }: PathEntry, report: Report): void {
  if (values.source !== "rpiCamera") return;
  const { rpiCameraCodec: codec, rpiCameraSecondary: secondary } = values;
  const jpeg = codec === "mjpeg" || (secondary && codec === "auto");
  for (const key of ["rpiCameraWidth", "rpiCameraHeight"] as const) {
    const size = values[key];
    if (size === 0) report(key, "it must be greater than 0");
    else if (jpeg && (size % 8 !== 0 || size >= LARGEST_JPEG)) {
      report(key, `with MJPEG it must be a multiple of 8 and less than ${LARGEST_JPEG}`);
    }
  }
}

const isCamera = ({ scheme }: PathEntry) => scheme === "rpiCamera";

/** Each camera is opened by one path; secondary streams come from there. */
export function check({ paths }: Configuration, report: Report): void {
  if (!paths.some(isCamera)) return;
  const entries = [...paths.values()].filter(isCamera);
  const primaries = new Map<number, PathEntry>();
  for (const entry of entries.filter(({ values }) => !values.rpiCameraSecondary)) {
    const id = entry.values.rpiCameraCamID;
    const other = primaries.get(id);
    if (other) report(place(entry), `path ${other.key} has camera ${id} already`);
    else primaries.set(id, entry);
  }
  for (const entry of entries.filter(({ values }) => values.rpiCameraSecondary)) {
    const id = entry.values.rpiCameraCamID;
    if (primaries.has(id)) continue;
    report(
      place(entry),
      `it is a secondary stream of camera ${id}, which no path has as its primary one`,
    );
  }
}

function place({ key }: PathEntry): (string | number)[] {
  return ["paths", key, "rpiCameraCamID"];
}
