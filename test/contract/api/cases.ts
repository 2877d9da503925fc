/** Requests to one operation: what succeeds, and what is refused, with the reason or a part of it. */
export interface Case {
  /** URL and body; `ID` stands for the id of the publisher's session or connection. */
  readonly good: readonly [url: string, body?: string];
  readonly bad?: readonly (readonly [url: string, reason: string | RegExp, body?: string])[];
  readonly missing?: readonly [url: string, reason: string, body?: string];
}

/** The id of nobody. */
export const NOBODY = "00000000-0000-4000-8000-000000000000";

const PAGES = (url: string, more = ""): Case => ({
  good: [`${url}?itemsPerPage=5&page=0${more}`],
  bad: [
    [`${url}?itemsPerPage=0${more}`, "invalid items per page"],
    [`${url}?page=x${more}`, 'strconv.ParseUint: parsing "x": invalid syntax'],
    [`${url}?page=-1${more}`, 'strconv.ParseUint: parsing "-1": invalid syntax'],
    [
      `${url}?itemsPerPage=2147483648${more}`,
      'strconv.ParseUint: parsing "2147483648": value out of range',
    ],
  ],
});

const BODIES = (url: string, parameter: string): Case["bad"] => [
  [url, "unexpected end of JSON input", ""],
  [url, /^the body is not valid JSON: /, "{"],
  [url, /JSON object/, "[]"],
  [url, /JSON object/, '"text"'],
  [url, /^json: unknown field "nothing"/, '{"nothing":1}'],
  [url, new RegExp(`${parameter}: found .*allowed: `), `{"${parameter}":{}}`],
];

const SESSION = (base: string, noun: string, verb: "get" | "kick"): Case => ({
  good: [`${base}/${verb}/ID`],
  bad: [
    [`${base}/${verb}/abc`, "invalid UUID length: 3"],
    [`${base}/${verb}/${"x".repeat(36)}`, "invalid UUID format"],
  ],
  missing: [`${base}/${verb}/${NOBODY}`, `${noun} not found`],
});

/** Where entries of paths are changed. */
export const C = "/v3/config/paths";
const DELETE = "/v3/recordings/deletesegment";
/** Every operation that is built, with a server that has `PATHS`. */
export const CASES: Readonly<Record<string, Case>> = {
  "GET /v3/info": { good: ["/v3/info"] },
  "POST /v3/auth/jwks/refresh": { good: ["/v3/auth/jwks/refresh"] },
  "GET /v3/config/global/get": { good: ["/v3/config/global/get"] },
  "PATCH /v3/config/global/patch": {
    good: ["/v3/config/global/patch", '{"writeQueueSize":1024}'],
    bad: [
      ...BODIES("/v3/config/global/patch", "writeQueueSize")!,
      ["/v3/config/global/patch", /^json: unknown field "paths"/, '{"paths":{}}'],
      ["/v3/config/global/patch", /^json: unknown field "pathDefaults"/, '{"pathDefaults":{}}'],
    ],
  },
  "GET /v3/config/pathdefaults/get": { good: ["/v3/config/pathdefaults/get"] },
  "PATCH /v3/config/pathdefaults/patch": {
    good: ["/v3/config/pathdefaults/patch", '{"maxReaders":9}'],
    bad: BODIES("/v3/config/pathdefaults/patch", "maxReaders"),
  },
  [`GET ${C}/list`]: PAGES(`${C}/list`),
  [`GET ${C}/get/{name}`]: {
    good: [`${C}/get/cam/1`],
    bad: [[`${C}/get/`, "invalid name"]],
    missing: [`${C}/get/nothing`, "path configuration not found"],
  },
  [`POST ${C}/add/{name}`]: {
    good: [`${C}/add/added/one`, '{"name":"ignored","maxReaders":1}'],
    bad: [
      [`${C}/add/`, "invalid name", "{}"],
      [`${C}/add/cam/1`, "path already exists", "{}"],
      [`${C}/add/a%20b`, /letters, digits/, "{}"],
      [`${C}/add/~(`, /regular expression/, "{}"],
      ...BODIES(`${C}/add/bad`, "maxReaders")!,
    ],
  },
  [`PATCH ${C}/patch/{name}`]: {
    good: [`${C}/patch/cam/1`, '{"maxReaders":2,"forward":null}'],
    bad: [[`${C}/patch/`, "invalid name", "{}"], ...BODIES(`${C}/patch/cam/1`, "maxReaders")!],
    missing: [`${C}/patch/nothing`, "path not found", "{}"],
  },
  [`POST ${C}/replace/{name}`]: {
    good: [`${C}/replace/made`, "null"],
    bad: [[`${C}/replace/`, "invalid name", "{}"], ...BODIES(`${C}/replace/cam/1`, "maxReaders")!],
  },
  [`DELETE ${C}/delete/{name}`]: {
    good: [`${C}/delete/gone`],
    bad: [[`${C}/delete/`, "invalid name"]],
    missing: [`${C}/delete/nothing`, "path not found"],
  },
  "GET /v3/paths/list": PAGES("/v3/paths/list"),
  "GET /v3/paths/get/{name}": {
    good: ["/v3/paths/get/cam/1"],
    bad: [["/v3/paths/get/", "invalid name"]],
    missing: ["/v3/paths/get/regex1", "path not found"],
  },
  "GET /v3/paths/forward/list": {
    ...PAGES("/v3/paths/forward/list", "&path=cam/1"),
    missing: ["/v3/paths/forward/list?path=nothing", "path not found"],
  },
  "GET /v3/paths/forward/get": {
    good: ["/v3/paths/forward/get?path=cam/1&id=FORWARD"],
    bad: [
      [`/v3/paths/forward/get?id=${NOBODY}`, "invalid path"],
      ["/v3/paths/forward/get?path=cam/1&id=abc", "invalid UUID length: 3"],
    ],
    missing: [`/v3/paths/forward/get?path=cam/1&id=${NOBODY}`, "forward destination not found"],
  },
  "GET /v3/recordings/list": PAGES("/v3/recordings/list"),
  "GET /v3/recordings/get/{name}": {
    good: ["/v3/recordings/get/cam/1"],
    bad: [
      ["/v3/recordings/get/", "invalid name"],
      ["/v3/recordings/get/nothing", "path 'nothing' is not configured"],
      ["/v3/recordings/get/cam%2F..%2F1", /^invalid path name: /],
    ],
  },
  "DELETE /v3/recordings/deletesegment": {
    good: [`${DELETE}?path=cam/1&start=2023-11-14T22:13:20.000007Z`],
    bad: [
      [DELETE, /^invalid 'start' parameter: /],
      [`${DELETE}?path=nothing&start=yesterday`, /^invalid 'start' parameter: "yesterday" /],
      [`${DELETE}?start=2023-11-14T22:13:20Z`, /^invalid path name: /],
      [`${DELETE}?path=nothing&start=2023-11-14T22:13:20Z`, "path 'nothing' is not configured"],
      [
        `${DELETE}?path=cam/1&start=2023-11-14T22:13:21Z`,
        /^remove .*\/cam\/1\/1700000001-000000\.mp4: no such file or directory$/,
      ],
    ],
  },
  "GET /v3/rtspconns/list": PAGES("/v3/rtspconns/list"),
  "GET /v3/rtspconns/get/{id}": SESSION("/v3/rtspconns", "connection", "get"),
  "GET /v3/rtspsessions/list": PAGES("/v3/rtspsessions/list"),
  "GET /v3/rtspsessions/get/{id}": SESSION("/v3/rtspsessions", "session", "get"),
  "POST /v3/rtspsessions/kick/{id}": SESSION("/v3/rtspsessions", "session", "kick"),
  "GET /v3/rtmpconns/list": PAGES("/v3/rtmpconns/list"),
  "GET /v3/rtmpconns/get/{id}": SESSION("/v3/rtmpconns", "connection", "get"),
  "POST /v3/rtmpconns/kick/{id}": SESSION("/v3/rtmpconns", "connection", "kick"),
  "GET /v3/srtconns/list": PAGES("/v3/srtconns/list"),
  "GET /v3/srtconns/get/{id}": SESSION("/v3/srtconns", "connection", "get"),
  "POST /v3/srtconns/kick/{id}": SESSION("/v3/srtconns", "connection", "kick"),
  "GET /v3/webrtcsessions/list": PAGES("/v3/webrtcsessions/list"),
  "GET /v3/webrtcsessions/get/{id}": SESSION("/v3/webrtcsessions", "session", "get"),
  "POST /v3/webrtcsessions/kick/{id}": SESSION("/v3/webrtcsessions", "session", "kick"),
};

/** The file of a recording that the cases speak of, within `FOLDER`. */
export const RECORDED = "cam/1/1700000000-000007.mp4";

/** The paths that the cases speak of. */
export const PATHS = `paths:
  cam/1: {forward: [{dest: "rtsp://127.0.0.1:9/x"}], recordPath: "FOLDER/%path/%s-%f", recordDeleteAfter: 0s}
  gone:
  ~^regex:
`;
