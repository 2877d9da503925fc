import assert from "node:assert/strict";
import { problemsOf } from "./loading.ts";

/** What is wrong, the file, and its problems as they are printed, without the file's name. */
const cases: [string, string, string[]][] = [
  ["a misspelt key", "rtspAdress: :8554\n", [
    "1:1: rtspAdress: there is no such parameter here; did you mean rtspAddress?",
  ]],
  ["a key in the wrong case", "logFile: x\nLOGLEVEL: debug\n", [
    "2:1: LOGLEVEL: there is no such parameter here; did you mean logLevel?",
  ]],
  ["a path's key at the top", "sourceOnDemand: yes\n", [
    "1:1: sourceOnDemand: there is no such parameter here; sourceOnDemand belongs to a path, or under pathDefaults",
  ]],
  ["a global key within a path", "paths:\n  cam:\n    apiAddress: :1\n", [
    "3:5: paths.cam.apiAddress: there is no such parameter here; apiAddress is not of paths: it stands at the top",
  ]],
  ["a misspelt key of a path", "paths:\n  cam:\n    sorce: x\n", [
    "3:5: paths.cam.sorce: there is no such parameter here; did you mean source?",
  ]],
  ["a misspelt key of a default", "pathDefaults:\n  recrod: yes\n", [
    "2:3: pathDefaults.recrod: there is no such parameter here; did you mean record?",
  ]],
  ["a misspelt field", "authInternalUsers:\n  - user: a\n    password: b\n", [
    "3:5: authInternalUsers[0].password: there is no such parameter here",
  ]],
  ["a misspelt field of a forward", "paths:\n  cam:\n    forward:\n      - dst: x\n", [
    "4:9: paths.cam.forward[0].dst: there is no such parameter here; did you mean dest?",
  ]],
  ["a missing field", "authHTTPExclude:\n  - path: x\n", [
    "2:5: authHTTPExclude[0].action: it is missing; allowed: publish, read, playback, api, metrics, pprof",
  ]],
  ["a wrong word", "logLevel: verbose\n", [
    "1:11: logLevel: found 'verbose'; allowed: error, warn, info, debug",
  ]],
  ["a wrong word in a list", "logDestinations: [stdout, stderr]\n", [
    "1:27: logDestinations[1]: found 'stderr'; allowed: stdout, file, syslog",
  ]],
  ["a word that is a boolean", "rtspEncryption: no\n", [
    '1:17: rtspEncryption: found the boolean false (written no); allowed: no, optional, strict; write it in quotes: "no"',
  ]],
  ["a number that should be text", "paths:\n  cam:\n    rpiCameraH264Level: 4.1\n", [
    '3:25: paths.cam.rpiCameraH264Level: found the number 4.1; allowed: 4.0, 4.1, 4.2; write it in quotes: "4.1"',
  ]],
  ["a password that is a number", "authInternalUsers:\n- user: me\n  pass: 1234\n", [
    "3:9: authInternalUsers[0].pass: found a value that does not fit; allowed: letters, digits and " +
    "! $ ( ) * + . ; < = > [ ] ^ _ - { } @ # &, or sha256:BASE64, or argon2:$argon2id$…; " +
    'write it in quotes: "1234"',
  ]],
  ["text that should be a number", 'writeQueueSize: "512"\n', [
    "1:17: writeQueueSize: found '512'; allowed: a power of two, such as 256, 512 or 1024",
  ]],
  ["a fraction that should be whole", "udpMaxPayloadSize: 1400.5\n", [
    "1:20: udpMaxPayloadSize: found the number 1400.5; allowed: a whole number from 64 to 1472",
  ]],
  ["a negative number", "udpReadBufferSize: -1\n", [
    "1:20: udpReadBufferSize: found the number -1; allowed: a whole number from 0 to 2147483647",
  ]],
  ["text that should be a boolean", "rtsp: y\n", [
    "1:7: rtsp: found 'y'; allowed: true or false",
  ]],
  ["a quoted boolean", 'rtsp: "yes"\n', ["1:7: rtsp: found 'yes'; allowed: true or false"]],
  ["a duration without unit", "readTimeout: 10\n", [
    "1:14: readTimeout: found the number 10; allowed: a duration greater than 0, such as 10s, 1m30s, 200ms or 1d12h",
  ]],
  ["a size without unit", "hlsSegmentMaxSize: 50\n", [
    "1:20: hlsSegmentMaxSize: found the number 50; allowed: a size greater than 0 with its unit, such as 50M, " +
    "512KB or 1.5GiB",
  ]],
  ["a list that should be one value", "logLevel: [info]\n", [
    "1:11: logLevel: found a list of 1; allowed: error, warn, info, debug",
  ]],
  ["one value that should be a list", "rtspTransports: tcp\n", [
    "1:17: rtspTransports: found 'tcp'; allowed: a list of udp, multicast, tcp",
  ]],
  ["null for a list", "rtspTransports:\n", [
    "1:16: rtspTransports: found nothing; allowed: a list of udp, multicast, tcp",
  ]],
  ["null for a default's list", "pathDefaults:\n  forward: ~\n", [
    "2:12: pathDefaults.forward: found nothing; allowed: a list; each entry: the fields dest, destFingerprint, " +
    "whipBearerToken",
  ]],
  ["a list of the wrong length", "pathDefaults:\n  rpiCameraAWBGains: [1]\n", [
    "2:22: pathDefaults.rpiCameraAWBGains: found a list of 1; allowed: a list of exactly 2 entries; each: " +
    "a number from 0 to 64",
  ]],
  ["a wrong network", "apiTrustedProxies: [10.0.0.0/33]\n", [
    "1:21: apiTrustedProxies[0]: found '10.0.0.0/33'; allowed: an IP address or a network in CIDR, such as " +
    "192.168.1.7 or 10.0.0.0/8",
  ]],
  ["a wrong address", "rtspAddress: 8554\n", [
    "1:14: rtspAddress: found the number 8554; allowed: HOST:PORT or :PORT, the port from 0 to 65535",
  ]],
  ["paths as a list", "paths: [cam]\n", [
    "1:8: paths: found a list; allowed: names with values, as in NAME: VALUE",
  ]],
  ["an entry as text", "paths:\n  cam: rtsp://x\n", [
    "2:8: paths.cam: found a single value; allowed: names with values, as in NAME: VALUE",
  ]],
  ["a file that is a list", "- a\n", [
    "1:1: found a list; allowed: names with values, as in NAME: VALUE",
  ]],
  ["a name with a blank", "paths:\n  my cam:\n", [
    "2:3: paths.my cam: the name of a path cannot be used: it may hold letters, digits and _ - . / only",
  ]],
  ["a name with dots", "paths:\n  a/../b:\n", [
    "2:3: paths.a/../b: the name of a path cannot be used: it holds a segment that is . or ..",
  ]],
  ["a broken regular expression", "paths:\n  '~^(cam$':\n", [
    "2:3: paths.~^(cam$: the regular expression cannot be used: missing closing ): `^(cam$`",
  ]],
  ["a source of an unknown kind", "paths:\n  cam:\n    source: rstp://user:secret@host/x\n", [
    "3:13: paths.cam.source: found 'rstp://***@host/x'; did you mean rtsp://? allowed: publisher, redirect, " +
    "rtsp://, rtsps://, rtsp+http://, rtsps+http://, rtsp+ws://, rtsps+ws://, rtmp://, rtmps://, http://, " +
    "https://, whep://, wheps://, srt://, moqt://, udp+mpegts://, udp://, unix+mpegts://, udp+rtp://, " +
    "unix+rtp://, rpiCamera",
  ]],
  ["a source without host", "paths:\n  cam:\n    source: rtsp:///x\n", [
    "3:13: paths.cam.source: found 'rtsp:///x', which lacks the host",
  ]],
  ["a source with a user and no password", "paths:\n  cam:\n    source: rtsp://me@h/x\n", [
    "3:13: paths.cam.source: found 'rtsp://***@h/x'; a user name needs a password and the other way round",
  ]],
  ["a source that is no URL", "paths:\n  cam:\n    source: rtsp://h:x/\n", [
    "3:13: paths.cam.source: found 'rtsp://h:x/', which is no valid URL",
  ]],
  ["an empty destination", "paths:\n  cam:\n    forward: [{dest: ''}]\n", [
    "3:22: paths.cam.forward[0].dest: it is empty",
  ]],
  ["a destination of an unknown kind", "paths:\n  cam:\n    forward: [{dest: 'http://x'}]\n", [
    "3:22: paths.cam.forward[0].dest: found 'http://x'; allowed: rtsp://, rtsps://, " +
    "rtmp://, rtmps://, whip://, whips://, srt://",
  ]],
  ["a duplicate key", "rtsp: yes\nrtmp: yes\nrtsp: no\n", ["3:1: rtsp is there twice"]],
  ["a duplicate path", "paths:\n  cam:\n  'cam':\n", ["3:3: cam is there twice"]],
  ["two documents", "rtsp: yes\n---\nrtsp: no\n", ["2:1: only one document may be in it"]],
  ["several problems, in their order", "rtsp: 1\npaths:\n  a b:\nlogLevel: x\n", [
    "1:7: rtsp: found the number 1; allowed: true or false",
    "3:3: paths.a b: the name of a path cannot be used: it may hold letters, digits and _ - . / only",
    "4:11: logLevel: found 'x'; allowed: error, warn, info, debug",
  ]],
];

for (const [name, yml, problems] of cases) {
  Deno.test(`problem: ${name}`, async () => assert.deepEqual(await problemsOf(yml), problems));
}

Deno.test("a secret is never repeated", async () => {
  const secret = "Geheim wort";
  const yml = `hlsCDNSecret: ${secret}\nauthInternalUsers: [{user: x, pass: ${secret}}]\n` +
    `paths: {cam: {srtReadPassphrase: Geheim, publishPass: ${secret}}}\n` +
    `webrtcICEServers2: [{url: x, password: [${secret}]}]\n`;
  const found = await problemsOf(yml);
  assert.equal(found.length, 5, found.join("\n"));
  for (const line of found) assert.ok(!line.includes("Geheim"), line);
});
