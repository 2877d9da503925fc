import assert from "node:assert/strict";
import { formatProblem } from "core/config/check/problem.ts";
import type { LoadedConfiguration } from "core/config/load.ts";
import { load, loadValid } from "./loading.ts";

type Env = Record<string, string>;
type Look = (loaded: LoadedConfiguration) => unknown;

const g = (name: string): Look => ({ configuration }) => configuration.global[name as "rtsp"];
const p = (key: string, name: string): Look => ({ configuration }) =>
  configuration.paths.get(key)?.values[name as "source"];

/** Name, file, variables, what to look at, what it is. */
const cases: [string, string, Env, Look, unknown][] = [
  ["text", "", { MTX_LOGFILE: "x.log" }, g("logFile"), "x.log"],
  ["empty text", "", { MTX_HLSDIRECTORY: "" }, g("hlsDirectory"), ""],
  ["over the file", "rtspAddress: :1", { MTX_RTSPADDRESS: ":2" }, g("rtspAddress"), ":2"],
  ["the former prefix", "", { RTSP_RTSPADDRESS: ":3" }, g("rtspAddress"), ":3"],
  ["both prefixes", "", { RTSP_RTSPADDRESS: ":3", MTX_RTSPADDRESS: ":4" }, g("rtspAddress"), ":4"],
  ["yes", "", { MTX_API: "YES" }, g("api"), true],
  ["false", "", { MTX_RTSP: "False" }, g("rtsp"), false],
  ["a whole number", "", { MTX_WRITEQUEUESIZE: "1024" }, g("writeQueueSize"), 1024],
  ["a duration", "", { MTX_READTIMEOUT: "1m" }, g("readTimeout"), 60_000],
  ["a size", "", { MTX_HLSSEGMENTMAXSIZE: "1M" }, g("hlsSegmentMaxSize"), 1048576],
  [
    "an enum that YAML would take for a boolean",
    "",
    { MTX_RTSPENCRYPTION: "no" },
    g("rtspEncryption"),
    "no",
  ],
  ["a list", "", { MTX_LOGDESTINATIONS: "file,stdout" }, g("logDestinations"), ["file", "stdout"]],
  ["a list, not trimmed", "", { MTX_WEBRTCADDITIONALHOSTS: "a, b" }, g("webrtcAdditionalHosts"), [
    "a",
    " b",
  ]],
  ["an empty list", "", { MTX_APIALLOWORIGINS: "" }, g("apiAllowOrigins"), []],
  ["a set", "", { MTX_RTSPTRANSPORTS: "udp,tcp" }, g("rtspTransports"), ["tcp", "udp"]],
  [
    "no prefix is mistaken for a shorter name",
    "",
    { MTX_AUTHMETHODS: "basic" },
    g("rtspAuthMethods"),
    ["basic"],
  ],
  ["a former parameter", "", { MTX_RTSPDISABLE: "yes" }, g("rtsp"), false],
  [
    "an entry of the default list, edited",
    "",
    { MTX_AUTHINTERNALUSERS_1_IPS: "10.0.0.0/8" },
    (loaded) => loaded.configuration.global.authInternalUsers.map(({ ips }) => ips),
    [[], ["10.0.0.0/8"]],
  ],
  [
    "an entry of the file's list, edited, and one more",
    "authInternalUsers:\n  - user: a\n    pass: b\n",
    {
      MTX_AUTHINTERNALUSERS_0_USER: "c",
      MTX_AUTHINTERNALUSERS_1_USER: "d",
      MTX_AUTHINTERNALUSERS_1_PERMISSIONS_0_ACTION: "read",
    },
    g("authInternalUsers"),
    [
      { user: "c", pass: "b", ips: [], permissions: [] },
      { user: "d", pass: "", ips: [], permissions: [{ action: "read", path: "" }] },
    ],
  ],
  [
    "a list that is emptied first",
    "",
    { MTX_AUTHINTERNALUSERS: "", MTX_AUTHINTERNALUSERS_0_USER: "me" },
    g("authInternalUsers"),
    [{ user: "me", pass: "", ips: [], permissions: [] }],
  ],
  [
    "path defaults",
    "paths:\n  cam:\n",
    { MTX_PATHDEFAULTS_RECORD: "yes", MTX_PATHDEFAULTS_RPICAMERAAWBGAINS: "1.5,2" },
    (loaded) => {
      const { record, rpiCameraAWBGains } = loaded.configuration.paths.get("cam")!.values;
      return [record, rpiCameraAWBGains];
    },
    [true, [1.5, 2]],
  ],
  [
    "list of path defaults",
    "paths:\n  cam:\n",
    { MTX_PATHDEFAULTS_FORWARD_0_DEST: "srt://h:1" },
    p("cam", "forward"),
    [{ dest: "srt://h:1", destFingerprint: "", whipBearerToken: "" }],
  ],
  ["a new path", "", { MTX_PATHS_CAM_SOURCE: "rtsp://x" }, p("cam", "source"), "rtsp://x"],
  [
    "a path of the file",
    "paths:\n  cam:\n    record: yes\n",
    { MTX_PATHS_CAM_MAXREADERS: "3" },
    (loaded) => {
      const { record, maxReaders } = loaded.configuration.paths.get("cam")!.values;
      return [record, maxReaders];
    },
    [true, 3],
  ],
  [
    "a list of a path",
    "",
    {
      MTX_PATHS_TEST_ALWAYSAVAILABLE: "yes",
      MTX_PATHS_TEST_ALWAYSAVAILABLETRACKS_0_CODEC: "H264",
    },
    p("test", "alwaysAvailableTracks"),
    [{ codec: "H264", sampleRate: 0, channelCount: 0, muLaw: false }],
  ],
  [
    "paths that end at the underscore, unknown parameters, lower case",
    "",
    { MTX_PATHS_MY_CAM_SOURCE: "x", MTX_PATHS_ONE: "", MTX_PATHS_Two_SOURCE: "x", MTX_NOPE: "x" },
    ({ configuration }) => [...configuration.paths.keys()].sort(),
    ["my", "one"],
  ],
];

for (const [name, yml, env, look, value] of cases) {
  Deno.test(`environment: ${name}`, async () => {
    assert.deepEqual(look(await loadValid(yml, { env })), value);
  });
}

/** Variables and the problem. */
const wrong: [Env, string][] = [
  [{ MTX_RTSP: "foo" }, "MTX_RTSP: rtsp: found 'foo'; allowed: true or false"],
  [{ MTX_RTSP: "" }, "MTX_RTSP: rtsp: found ''; allowed: true or false"],
  [{ RTSP_LOGLEVEL: "x" }, "RTSP_LOGLEVEL: logLevel: found 'x'; allowed: error, warn, info, debug"],
  [
    { MTX_MULTICASTRTPPORT: "4294967296" },
    "MTX_MULTICASTRTPPORT: multicastRTPPort: found '4294967296'; allowed: a whole number from 0 to 65535",
  ],
  [
    { MTX_LOGDESTINATIONS: "stdout,x" },
    "MTX_LOGDESTINATIONS: logDestinations[1]: found 'x'; allowed: stdout, file, syslog",
  ],
  [
    { MTX_AUTHINTERNALUSERS: "x" },
    "MTX_AUTHINTERNALUSERS: authInternalUsers: found 'x'; allowed: a list; each entry: the fields user, pass, " +
    "ips, permissions",
  ],
  [
    { MTX_AUTHINTERNALUSERS_0_PERMISSIONS_0_ACTION: "fly" },
    "MTX_AUTHINTERNALUSERS_0_PERMISSIONS_0_ACTION: authInternalUsers[0].permissions[0].action: found 'fly'; " +
    "allowed: publish, read, playback, api, metrics, pprof",
  ],
  [
    { MTX_PATHS_CAM_MAXREADERS: "-1" },
    "MTX_PATHS_CAM_MAXREADERS: paths.cam.maxReaders: found the number -1; allowed: a whole number, 0 or greater",
  ],
];

Deno.test("what is wrong with a variable is said with its name", async () => {
  for (const [env, problem] of wrong) {
    const loaded = await load("rtsp: yes\n", { env });
    assert.equal(loaded.ok, false);
    assert.deepEqual(loaded.ok ? [] : loaded.problems.map(formatProblem), [problem]);
  }
});

Deno.test("an index that leaves a gap is ignored with a warning", async () => {
  const env = { MTX_AUTHINTERNALUSERS_4_USER: "x" };
  const { configuration, warnings } = await loadValid("", { env });
  assert.equal(configuration.global.authInternalUsers.length, 2);
  assert.deepEqual(warnings, [
    "MTX_AUTHINTERNALUSERS_4_USER: it is ignored, since there is no MTX_AUTHINTERNALUSERS_2_… before it",
  ]);
});

Deno.test("what the environment changes is not changed in aliases of the same YAML", async () => {
  const yml = "authHTTPExclude: &p [{action: api}]\nauthJWTExclude: *p\n";
  const env = { MTX_AUTHHTTPEXCLUDE_0_PATH: "x" };
  const { global } = (await loadValid(yml, { env })).configuration;
  assert.equal(global.authHTTPExclude[0].path, "x");
  assert.equal(global.authJWTExclude[0].path, "");
});
