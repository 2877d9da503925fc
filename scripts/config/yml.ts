import { Document, isSeq } from "yaml";
import { z } from "zod";
import type { ParameterOwner } from "core/config/owner.ts";
import type { Parameters } from "core/config/parameter.ts";
import { currentOf, type Schema } from "core/config/schema.ts";

const WIDTH = 100;

const HEAD = `# yaml-language-server: $schema=mediamtx.schema.json

# Every parameter with its default: what is left out of a file has the value that stands here.
# Environment variables win over the file: MTX_LOGLEVEL, MTX_PATHDEFAULTS_RECORD,
# MTX_PATHS_CAM_SOURCE, MTX_AUTHINTERNALUSERS_0_USER. A change of the file is taken over at once,
# and disconnects only whom it concerns. Durations are written like 10s, 1m30s, 200ms or 1d12h,
# sizes like 50M.
# This file is generated: deno run -A scripts/config/generate.ts
`;

const PATHS_HEAD = [
  "Each path by its name, with the parameters of pathDefaults that differ for it. A name that begins with ~ is a " +
  "regular expression: '~^cam(\\d+)$' stands for cam1, cam2, …; all_others stands for every name that no other " +
  "entry fits.",
  "For example:",
];

const PLUGINS_HEAD =
  "Plugins of your own or of others (see the README): files whose code runs within the server, with all its rights. " +
  "Each entry has the file, seen from the folder of this one, the plugin's options, and a name where its own is taken. " +
  "Options that changed start the plugin anew; code that changed needs a restart. For example:";

const PLUGINS_EXAMPLE = `# plugins:
#   - file: webhook.ts
#     url: https://example.com/hooks
#     secret: a long random text
`;

const EXAMPLE = `  # cam1:
  #   source: rtsp://user:password@192.168.1.10:554/stream
  #   sourceOnDemand: true
`;

/**
 * The configuration file with every current parameter, its default and what it means. Those that are not of the
 * original are commented out, since the API shows them when they are set.
 */
export function fileText(schema: Schema): string {
  const sections = schema.owners.map((owner) => section(owner, owner.global, "", schema.global));
  const defaults = schema.owners.map((owner) => section(owner, owner.path, "  ", schema.path));
  return [
    HEAD,
    ...sections,
    banner("Plugins", ""),
    comment(PLUGINS_HEAD, ""),
    PLUGINS_EXAMPLE,
    banner("Path defaults", ""),
    comment("What holds for every path whose entry does not say otherwise.", ""),
    "pathDefaults:\n",
    ...defaults,
    banner("Paths", ""),
    ...PATHS_HEAD.map((text) => comment(text, "")),
    "paths:\n",
    EXAMPLE,
    "  all_others:\n",
  ].join("");
}

function section(
  owner: ParameterOwner,
  parameters: Parameters = {},
  indent: string,
  declared: Schema["global"],
): string {
  const own = [...currentOf(declared)].filter(([name]) => name in parameters);
  const shown = own.filter(([name, { outdated }]) => name !== "name" && outdated === undefined);
  if (shown.length === 0) return "";
  const texts = shown.map(([name, { schema, default: value, doc, extension }]) => {
    const text = entry(name, z.encode(schema, value), indent);
    return comment(doc, indent) + (extension ? text.replace(/^( *)(?=\S)/gm, "$1# ") : text);
  });
  return banner(owner.title ?? owner.name, indent) + texts.join("\n");
}

function banner(title: string, indent: string): string {
  const line = "#".repeat(WIDTH - indent.length);
  return `\n${indent}${line}\n${indent}# ${title[0].toUpperCase()}${title.slice(1)}\n\n`;
}

/** Lists of plain values on one line, others in full; words that YAML would take for something else in quotes. */
function entry(name: string, value: unknown, indent: string): string {
  const flat = !Array.isArray(value) || value.every((item) => typeof item !== "object");
  const document = new Document({ [name]: value }, { version: "1.1" });
  const node = document.get(name);
  if (isSeq(node)) node.flow = flat;
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  return text.replace(/^(?=.)/gm, indent);
}

function comment(text: string, indent: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line && indent.length + 2 + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.map((line) => `${indent}# ${line}\n`).join("");
}
