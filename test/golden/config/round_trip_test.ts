import assert from "node:assert/strict";
import { stringify } from "yaml";
import { z } from "zod";
import { encodeGlobal, encodePathDefaults, pathEncoder } from "core/config/encode.ts";
import type { ParameterOwner } from "core/config/owner.ts";
import { type Kind, kindOf } from "core/config/types/kind.ts";
import { currentOf, schemaOf } from "core/config/schema.ts";
import { loadConfiguration } from "core/config/load.ts";
import { applyChange } from "core/config/patch.ts";
import { owners } from "../../../scripts/config/owners.ts";

/** The declarations without their rules: each parameter is looked at alone. */
const bare: readonly ParameterOwner[] = owners.map(({ check: _, checkPath: __, ...owner }) =>
  owner
);
const schema = schemaOf(bare);

/** Another value than the default, in the form of files, by parameter or kind. */
const SPECIAL: Readonly<Record<string, unknown>> = {
  writeQueueSize: 64,
  udpMaxPayloadSize: 1200,
  multicastIPRange: "239.0.0.0/8",
  rtspScale: "2.0",
  rtspUDPSourcePortRange: [1000, 2000],
  rpiCameraROI: "0,0,0.5,1",
  rpiCameraAfWindow: "0.1,0.2,0.3,0.4",
  rpiCameraMode: "1920:1080:12:P",
  rpiCameraMJPEGQuality: 80,
  rpiCameraAWBGains: [1.5, 0.5],
  source: "rtsp://u:p@host/x",
  fallback: "/other",
  fallbackSource: "rtsp://host/x",
  sourceRedirect: "/other",
  srtReadPassphrase: "0123456789",
  srtPublishPassphrase: "0123456789",
  hlsCDNSecret: "plain.secret",
  authInternalUsers: [{
    user: "me",
    pass: "pw",
    ips: ["10.0.0.0/8"],
    permissions: [{ action: "read", path: "~^a" }],
  }],
  forward: [{ dest: "srt://h:1", destFingerprint: "ab".repeat(32), whipBearerToken: "t" }],
  alwaysAvailableTracks: [{ codec: "LPCM", sampleRate: 8000, channelCount: 1, muLaw: false }],
  webrtcICEServers2: [{ url: "stun:x:1", username: "u", password: "p", clientOnly: true }],
  authMethod: "internal",
};

/** What must stand beside a parameter of a path for core's rules. */
const BESIDE: Readonly<Record<string, Record<string, unknown>>> = {
  sourceOnDemand: { source: "rtsp://host/x" },
  sourceRedirect: { source: "redirect" },
  alwaysAvailable: { alwaysAvailableTracks: [{ codec: "H264" }] },
  publishPass: { publishUser: "me" },
  readPass: { readUser: "me" },
};

function sample(name: string, kind: Kind, isDefault: unknown): unknown {
  if (name in SPECIAL) return SPECIAL[name];
  if (/Fingerprint$/.test(name)) return "cd".repeat(32);
  if (/Address$/.test(name) && !/^auth/.test(name)) return "127.0.0.1:7000";
  switch (kind.name) {
    case "bool":
      return isDefault !== true;
    case "int":
    case "uint":
      return 9;
    case "float":
      return 0.5;
    case "duration":
      return "1d2h0m0s";
    case "size":
      return "1.5K";
    case "credential":
      return "name";
    case "ipNetwork":
      return "10.0.0.0/8";
    case "enum":
      return kind.words!.findLast((word) => word !== isDefault);
    case "set":
      return [kind.words![0]];
    case "list":
      return kindOf(kind.item!).name === "struct"
        ? [{ action: "api", path: "x" }]
        : [sample("", kindOf(kind.item!), undefined)];
    default:
      return "some text";
  }
}

/** Name, value in the form of files, for every current parameter of a level. */
function samples(declared: typeof schema.global): [string, unknown][] {
  return [...currentOf(declared)].filter(([name]) => name !== "name")
    .map(([name, one]) => [name, sample(name, kindOf(one.schema), one.default)]);
}

function load(yml: string, env: Record<string, string> = {}) {
  const readFile = () => Promise.resolve(new TextEncoder().encode(yml));
  return loadConfiguration({ owners: bare, env, cwd: "/", platform: "linux", readFile });
}

async function stateOf(loading: ReturnType<typeof load>) {
  const loaded = await loading;
  assert.ok(loaded.ok, JSON.stringify(loaded.ok || loaded.problems));
  return loaded.state;
}

/** The variables that mean `value`. */
function variables(prefix: string, value: unknown): Record<string, string> {
  if (Array.isArray(value)) {
    return typeof value[0] !== "object"
      ? { [prefix]: value.join(",") }
      : Object.assign({}, ...value.map((item, i) => fields(`${prefix}_${i}`, item)));
  }
  return { [prefix]: String(value) };
}

function fields(prefix: string, struct: Record<string, unknown>): Record<string, string> {
  const each = Object.entries(struct).map(([k, v]) => variables(`${prefix}_${k.toUpperCase()}`, v));
  return Object.assign({}, ...each);
}

const quoted = (value: Record<string, unknown>) => stringify(value, { version: "1.1" });

Deno.test("every global parameter goes through file, environment and API unharmed", async () => {
  for (const [name, value] of samples(schema.global)) {
    const byFile = await stateOf(load(quoted({ [name]: value })));
    assert.deepEqual(encodeGlobal(byFile)[name], value, `${name} by file`);
    const env = variables(`MTX_${name.toUpperCase()}`, value);
    if (name === "authInternalUsers") env.MTX_AUTHINTERNALUSERS = "";
    const byEnv = await stateOf(load("", env));
    assert.deepEqual(byEnv.configuration.global, byFile.configuration.global, `${name} by env`);
    const empty = await stateOf(load(""));
    const change = { type: "patchGlobal", values: encodeGlobal(byFile) } as const;
    const byApi = await applyChange(empty, change, FILES);
    assert.ok(byApi.ok, name);
    assert.deepEqual(
      byApi.state.configuration.global,
      byFile.configuration.global,
      `${name} by API`,
    );
  }
});

const FILES = { cwd: "/", platform: "linux", readFile: () => Promise.resolve(null) };

Deno.test("every parameter of paths goes through file, environment and API unharmed", async () => {
  for (const [name, value] of samples(schema.path)) {
    const beside = BESIDE[name] ?? {};
    const byFile = await stateOf(load(quoted({ paths: { cam: { ...beside, [name]: value } } })));
    const cam = (state: typeof byFile) => state.configuration.paths.get("cam")!;
    const encoded = pathEncoder(byFile)(cam(byFile));
    assert.deepEqual(encoded[name], value, `${name} by file`);
    const env = variables(`MTX_PATHS_CAM_${name.toUpperCase()}`, value);
    const byEnv = await stateOf(load(quoted({ paths: { cam: beside } }), env));
    assert.deepEqual(cam(byEnv).values, cam(byFile).values, `${name} by env`);
    const empty = await stateOf(load(""));
    const change = { type: "addPath", name: "cam", values: encoded } as const;
    const byApi = await applyChange(empty, change, FILES);
    assert.ok(byApi.ok, name);
    assert.deepEqual(cam(byApi.state).values, cam(byFile).values, `${name} by API`);
    const asDefault = await stateOf(load(quoted({ pathDefaults: { [name]: value } })));
    assert.deepEqual(encodePathDefaults(asDefault)[name], value, `${name} as default`);
    const defaultEnv = variables(`MTX_PATHDEFAULTS_${name.toUpperCase()}`, value);
    const byDefaultEnv = await stateOf(load("", defaultEnv));
    assert.deepEqual(
      byDefaultEnv.configuration.pathDefaults,
      asDefault.configuration.pathDefaults,
      name,
    );
  }
});

Deno.test("samples differ from defaults, or a round trip would prove nothing", () => {
  for (const declared of [schema.global, schema.path]) {
    const all = new Map(currentOf(declared));
    for (const [name, value] of samples(declared)) {
      if (name === "authMethod") continue;
      const { schema, default: initial } = all.get(name)!;
      assert.notDeepEqual(z.decode(schema, value as never), initial, name);
    }
  }
});
