import manifest from "../../deno.json" with { type: "json" };

/** The version of this server, as `--version` prints it. */
export const VERSION = `v${manifest.version}`;

/** The platform in the words of the log's first line: `linux, amd64`. */
export function platform(): string {
  const arch = { x86_64: "amd64", aarch64: "arm64" }[Deno.build.arch];
  return `${Deno.build.os}, ${arch}`;
}
