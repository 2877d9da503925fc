import { compilePattern } from "core/config/pattern/mod.ts";
import { loadConfiguration } from "core/config/load.ts";
import { checkPathName } from "core/config/entries/path_name.ts";
import { owners } from "../../config/owners.ts";
import { harvest } from "../harvest.ts";
import type { Target } from "../target.ts";

const encoder = new TextEncoder(), decoder = new TextDecoder();

const SMALL = `logLevel: debug
readTimeout: 10s
writeQueueSize: 512
rtspTransports: [udp, tcp]
authInternalUsers:
- user: any
  pass:
  ips: ['127.0.0.1', '10.0.0.0/8']
  permissions:
  - action: publish
    path: ~^cam
pathDefaults:
  record: yes
  recordSegmentDuration: 1h
paths:
  cam1: &cam
    source: rtsp://u:p@h:554/x
  "~^(.*)_x$": *cam
  all_others:
`;

const words = [
  ...[
    "\n",
    ":",
    ": ",
    "- ",
    "&a ",
    "*a",
    "<<: ",
    "!!binary ",
    "!x ",
    "|\n  ",
    ">-\n",
    "'",
    '"',
    "{",
    "}",
  ],
  ...[
    "[",
    "]",
    "? ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "\t",
    "#",
    "~",
    "null",
    "yes",
    "0x",
    "1e400",
  ],
  ...["paths:\n", "pathDefaults:\n", "__proto__: 1\n", "constructor: 1\n", "-1", ".nan", "24h1ns"],
  ...["\u0000", "\ufeff", "\ud800", "$G1", "%path", "sha256:", "argon2:", "source: "],
];

const { texts } = await harvest("core/config");

async function load(bytes: Uint8Array): Promise<void> {
  await loadConfiguration({
    file: "/fuzz.yml",
    owners,
    env: {},
    cwd: "/",
    platform: "linux",
    readFile: (path) => Promise.resolve(path === "/fuzz.yml" ? bytes : null),
  });
}

async function environment(input: readonly Uint8Array[]): Promise<void> {
  const env: Record<string, string> = {};
  for (let i = 0; i + 1 < input.length; i += 2) {
    env[`MTX_${decoder.decode(input[i])}`] = decoder.decode(input[i + 1]);
  }
  await loadConfiguration({
    owners,
    env,
    cwd: "/",
    platform: "linux",
    readFile: () => Promise.resolve(null),
  });
}

const variables = [
  ["LOGLEVEL", "debug", "PATHS_CAM_SOURCE", "publisher", "READTIMEOUT", "10s"],
  ["AUTHINTERNALUSERS_0_USER", "me", "AUTHINTERNALUSERS_0_PERMISSIONS_0_ACTION", "read"],
  ["RTSPTRANSPORTS", "udp,tcp", "PATHDEFAULTS_RECORD", "yes", "WRITEQUEUESIZE", "512"],
];

/** What an operator may write, and a request hold: the time that matching takes is their product. */
const LONGEST_EXPRESSION = 1000, LONGEST_NAME = 2048;

const expressions = ["^cam([0-9]+)$", "^(a|b)*c{2,5}[^x-z]?$", "(?i)x\\d\\pL+", "a**", "(a?){30}"];

export const configuration: readonly Target[] = [
  {
    name: "configuration file",
    seeds: [SMALL, ...texts.filter((text) => text.includes(":"))].map((t) => [encoder.encode(t)]),
    words,
    run: ([bytes]) => load(bytes),
  },
  {
    name: "environment",
    seeds: variables.map((list) => list.map((text) => encoder.encode(text))),
    words: ["_", "_0_", "_-1_", "_99999999_", "PATHS_", "PATHDEFAULTS_", ",", "__PROTO__"],
    run: environment,
  },
  {
    name: "path names and expressions",
    seeds: expressions.map((text) => [encoder.encode(text), encoder.encode("cam12/aabcc")]),
    words: ["(", ")", "*", "+", "?", "{1,1000}", "[", "]", "\\", "|", "(?P<n>", "\\pL", "^", "$"],
    run([expression, name]) {
      const text = decoder.decode(name ?? expression).slice(0, LONGEST_NAME);
      checkPathName(text);
      const pattern = compilePattern(decoder.decode(expression).slice(0, LONGEST_EXPRESSION));
      if ("error" in pattern) return;
      pattern.exec(text);
      pattern.test(text);
    },
  },
];
