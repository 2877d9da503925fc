import assert from "node:assert/strict";
import type { LoadedConfiguration } from "core/config/load.ts";
import { FILE, load, loadValid, problemsOf } from "./loading.ts";

type Look = (loaded: LoadedConfiguration) => unknown;

const g = (...names: string[]): Look => ({ configuration }) =>
  names.map((name) => configuration.global[name as "rtsp"]);
const p = (...names: string[]): Look => ({ configuration }) =>
  names.map((name) => configuration.paths.get("cam")!.values[name as "source"]);

const cam = (parameters: string) => `paths:\n  cam:\n${parameters.replace(/^/gm, "    ")}\n`;

/** The file, its warnings without the file's name, what to look at, what it is. */
const cases: [string, string[], Look, unknown[]][] = [
  [
    "readBufferCount: 256",
    ["readBufferCount: deprecated: use writeQueueSize"],
    g("writeQueueSize"),
    [256],
  ],
  [
    "writeQueueSize: 1024\nreadBufferCount: 256",
    ["readBufferCount: deprecated: use writeQueueSize"],
    g("writeQueueSize"),
    [256],
  ],
  [
    "externalAuthenticationURL: http://x/a",
    ["externalAuthenticationURL: deprecated: use authMethod and authHTTPAddress"],
    g("authMethod", "authHTTPAddress"),
    ["http", "http://x/a"],
  ],
  [
    "authJWTInHTTPQuery: yes",
    [
      "authJWTInHTTPQuery: deprecated: it will be removed, since a query ends up in logs; send the token in a header",
    ],
    g("authJWTInHTTPQuery"),
    [true],
  ],
  ...["api", "metrics", "pprof", "playback", "hls", "webrtc"].map((server): typeof cases[0] => [
    `${server}AllowOrigin: https://x`,
    [`${server}AllowOrigin: deprecated: use ${server}AllowOrigins`],
    g(`${server}AllowOrigins`),
    [["https://x"]],
  ]),
  ...["rtsp", "rtmp", "hls", "webrtc"].map((server): typeof cases[0] => [
    `${server}Disable: yes`,
    [`${server}Disable: deprecated: use ${server}`],
    g(server),
    [false],
  ]),
  ["protocols: [tcp]", ["protocols: deprecated: use rtspTransports"], g("rtspTransports"), [[
    "tcp",
  ]]],
  ['encryption: "no"', ["encryption: deprecated: use rtspEncryption"], g("rtspEncryption"), ["no"]],
  [
    "serverKey: a\nserverCert: b",
    ["serverKey: deprecated: use rtspServerKey", "serverCert: deprecated: use rtspServerCert"],
    g("rtspServerKey", "rtspServerCert"),
    ["a", "b"],
  ],
  [
    "authMethods: [digest]",
    ["authMethods: deprecated: use rtspAuthMethods"],
    g("rtspAuthMethods"),
    [["digest"]],
  ],
  ["rtspUDPReadBufferSize: 9", [], g("rtspUDPReadBufferSize"), [9]],
  [
    "webrtcICEUDPMuxAddress: :1\nwebrtcICETCPMuxAddress: :2\nwebrtcICEHostNAT1To1IPs: [1.2.3.4]",
    [
      "webrtcICEUDPMuxAddress: deprecated: use webrtcLocalUDPAddress",
      "webrtcICETCPMuxAddress: deprecated: use webrtcLocalTCPAddress",
      "webrtcICEHostNAT1To1IPs: deprecated: use webrtcAdditionalHosts",
    ],
    g("webrtcLocalUDPAddress", "webrtcLocalTCPAddress", "webrtcAdditionalHosts"),
    [":1", ":2", ["1.2.3.4"]],
  ],
  [
    "webrtcICEServers: ['stun:a:1', 'turn:me:pw:b:2']\nwebrtcICEServers2: [{url: 'turns:c:3'}]",
    ["webrtcICEServers: deprecated: use webrtcICEServers2"],
    g("webrtcICEServers2"),
    [[
      { url: "turns:c:3", username: "", password: "", clientOnly: false },
      { url: "stun:a:1", username: "", password: "", clientOnly: false },
      { url: "turn:b:2", username: "me", password: "pw", clientOnly: false },
    ]],
  ],
  [
    "moqHTTPS2Address: :1\nmoqHTTPS3Address: :2",
    [
      "moqHTTPS2Address: deprecated: use moqHTTP2Address",
      "moqHTTPS3Address: deprecated: use moqHTTP3Address",
    ],
    g("moqHTTP2Address", "moqHTTP3Address"),
    [":1", ":2"],
  ],
  [
    "record: yes\nrecordPath: ./%path/%s\nrecordFormat: mpegts\nrecordPartDuration: 2s\n" +
    "recordSegmentDuration: 3s\nrecordDeleteAfter: 4s\n" + cam(""),
    [
      "record",
      "recordPath",
      "recordFormat",
      "recordPartDuration",
      "recordSegmentDuration",
      "recordDeleteAfter",
    ]
      .map((name) => `${name}: deprecated: use pathDefaults.${name}`),
    p(
      "record",
      "recordPath",
      "recordFormat",
      "recordPartDuration",
      "recordSegmentDuration",
      "recordDeleteAfter",
    ),
    [true, "./%path/%s", "mpegts", 2000, 3000, 4000],
  ],
  [
    cam("fallback: /x"),
    ["paths.cam.fallback: deprecated: use alwaysAvailable, which keeps readers where they are"],
    p("fallback"),
    ["/x"],
  ],
  [cam("playback: no"), ["paths.cam.playback: deprecated: it has no effect"], p("record"), [false]],
  [
    cam("disablePublisherOverride: yes"),
    ["paths.cam.disablePublisherOverride: deprecated: use overridePublisher"],
    p("overridePublisher"),
    [false],
  ],
  [
    cam("disablePublisherOverride: yes\nsource: rtsp://x"),
    ["paths.cam.disablePublisherOverride: deprecated: use overridePublisher"],
    p("overridePublisher"),
    [true],
  ],
  [
    cam("source: rtsp://x\nsourceProtocol: tcp\nsourceAnyPortEnable: yes"),
    [
      "paths.cam.sourceProtocol: deprecated: use rtspTransport",
      "paths.cam.sourceAnyPortEnable: deprecated: use rtspAnyPort",
    ],
    p("rtspTransport", "rtspAnyPort"),
    ["tcp", true],
  ],
  [
    `pathDefaults:\n  sourceProtocol: udp\n${cam("source: rtsps+ws://x\nrtspTransport: tcp")}`,
    ["pathDefaults.sourceProtocol: deprecated: use rtspTransport"],
    p("rtspTransport"),
    ["udp"],
  ],
  [
    cam("sourceProtocol: tcp"),
    ["paths.cam.sourceProtocol: deprecated: use rtspTransport"],
    p("rtspTransport"),
    ["automatic"],
  ],
  [
    cam("rtspUDPReadBufferSize: 1\nmpegtsUDPReadBufferSize: 2\nrtpUDPReadBufferSize: 3"),
    [],
    p("rtspUDPReadBufferSize", "mpegtsUDPReadBufferSize", "rtpUDPReadBufferSize"),
    [1, 2, 3],
  ],
  [
    cam("source: unix+rtp:///run/x.sock\nrtpSDP: v=0"),
    ["paths.cam.source: deprecated: use udp+rtp"],
    p("source"),
    ["unix+rtp:///run/x.sock"],
  ],
  [
    cam(
      "source: rpiCamera\nrpiCameraProfile: high\nrpiCameraLevel: '4.2'\nrpiCameraJPEGQuality: 5",
    ),
    [
      "paths.cam.rpiCameraProfile: deprecated: use rpiCameraH264Profile",
      "paths.cam.rpiCameraLevel: deprecated: use rpiCameraH264Level",
      "paths.cam.rpiCameraJPEGQuality: deprecated: use rpiCameraMJPEGQuality",
    ],
    p("rpiCameraH264Profile", "rpiCameraH264Level", "rpiCameraMJPEGQuality"),
    ["high", "4.2", 5],
  ],
  ...["Hardware", "Software"].map((encoder): typeof cases[0] => [
    cam(
      `source: rpiCamera\nrpiCamera${encoder}H264Profile: main\nrpiCamera${encoder}H264Level: '4.0'`,
    ),
    [
      `paths.cam.rpiCamera${encoder}H264Profile: deprecated: use rpiCameraH264Profile`,
      `paths.cam.rpiCamera${encoder}H264Level: deprecated: use rpiCameraH264Level`,
    ],
    p("rpiCameraH264Profile", "rpiCameraH264Level"),
    ["main", "4.0"],
  ]),
  [
    cam("runOnReady: a\nrunOnReadyRestart: yes\nrunOnNotReady: b"),
    [
      "paths.cam.runOnReady: deprecated: use runOnAvailable",
      "paths.cam.runOnReadyRestart: deprecated: use runOnAvailableRestart",
      "paths.cam.runOnNotReady: deprecated: use runOnUnavailable",
    ],
    p("runOnAvailable", "runOnAvailableRestart", "runOnUnavailable"),
    ["a", true, "b"],
  ],
];

for (const [yml, warnings, look, value] of cases) {
  Deno.test(`former: ${yml.trim().split("\n").at(-1)!.trim()}`, async () => {
    const loaded = await loadValid(yml);
    const position = new RegExp(`^${FILE}:\\d+:\\d+: `);
    assert.deepEqual(loaded.warnings.map((line) => line.replace(position, "")), warnings);
    assert.deepEqual(look(loaded), value);
  });
}

Deno.test("a former parameter that many paths set is warned of once, with their number", async () => {
  const yml = "paths:\n" + ["a", "b", "c"].map((key) => `  ${key}:\n    runOnReady: x\n`).join("");
  assert.deepEqual((await loadValid(yml)).warnings, [
    `${FILE}:3:5: paths.a.runOnReady: deprecated: use runOnAvailable (and 2 more)`,
  ]);
});

Deno.test("warnings come with problems too", async () => {
  const loaded = await load("rtspDisable: yes\nlogLevel: x\n");
  assert.equal(loaded.ok, false);
  assert.deepEqual(loaded.warnings, [`${FILE}:1:1: rtspDisable: deprecated: use rtsp`]);
});

Deno.test("former camera parameters are checked", async () => {
  assert.match(
    (await problemsOf(cam("rpiCameraProfile: best")))[0],
    /'best'; allowed: baseline, main/,
  );
});

Deno.test("credentials of paths become users", async () => {
  const yml = `pathDefaults:
  readUser: viewer
  readPass: pw
paths:
  cam:
    publishUser: me
    publishPass: sha256:j1tsRqDEw9xvq/D7/9tMx6Jh/jMhk3UfjwIB2f1zgMo=
    publishIPs: [10.0.0.0/8]
  '~^x':
    readUser: ''
    readPass: ''
    readIPs: []
  all_others:
`;
  const { global } = (await loadValid(yml)).configuration;
  const everywhere = ["0.0.0.0/0"];
  const user = (user: string, pass: string, ips: string[], action: string, path: string) => ({
    user,
    pass,
    ips,
    permissions: [{ action, path }],
  });
  assert.deepEqual(global.authInternalUsers, [
    user("any", "", [], "playback", ""),
    {
      user: "any",
      pass: "",
      ips: ["127.0.0.1/32", "::1/128"],
      permissions: ["api", "metrics", "pprof"].map((action) => ({ action, path: "" })),
    },
    user(
      "me",
      "sha256:j1tsRqDEw9xvq/D7/9tMx6Jh/jMhk3UfjwIB2f1zgMo=",
      ["10.0.0.0/8"],
      "publish",
      "cam",
    ),
    user("viewer", "pw", everywhere, "read", "cam"),
    user("any", "", everywhere, "publish", "~^x"),
    user("any", "", everywhere, "read", "~^x"),
    user("any", "", everywhere, "publish", "~^.*$"),
    user("viewer", "pw", everywhere, "read", "~^.*$"),
  ]);
});
