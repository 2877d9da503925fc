/**
 * The types of MediaMTX's plugins: write `import type { Plugin } from "./mediamtx.d.ts"`.
 * This file is generated: deno run -A scripts/types/generate.ts
 * @module
 */

/**
 * A plugin: what its file exports by default.
 *
 *     export default { name: "hello", setup(ctx) { … } } satisfies Plugin;
 *
 * `Options`: the values that its entry in the configuration file gives it. `Reads`: parameters of the server that it
 * needs.
 */
export type Plugin<
  Options extends object = Record<never, never>,
  Reads extends keyof GlobalParameters = never,
> =
  & {
    /** Letters, digits, - and _. Another one may be given in the configuration file. */
    readonly name: string;
    /** The prefix of its log lines; the name where absent. */
    readonly title?: string;
    /** The server's parameters that it needs, in `ctx.config`. */
    readonly reads?: readonly Reads[];
    /** It is stopped behind the paths, so that it sees them end; else before them. */
    readonly outlivesPaths?: boolean;
    /** Starts it, before anything listens. What it throws ends the server; at a reload it is logged. */
    setup(ctx: Context<Options, Reads>): void | Promise<void>;
  }
  & (keyof Options extends never ? unknown : { readonly options: OptionsOf<Options> });

/** The description of every option. */
export type OptionsOf<Options> = { readonly [K in keyof Options]-?: Option<Options[K]> };

/**
 * The description of one option. Without `default` it must be set. A `secret` one is in no message. A `duration` is
 * written as 10s, 1m30s or 200ms, and is milliseconds to the plugin. A `list` is one of texts.
 */
export type Option<T> =
  & { readonly default?: T; readonly secret?: boolean; readonly doc?: string }
  & ([T] extends [boolean] ? { readonly type: "boolean" }
    : [T] extends [number] ?
        | { readonly type: "duration" }
        | {
          readonly type: "integer" | "number";
          readonly minimum?: number;
          readonly maximum?: number;
        }
    : [T] extends [string] ? { readonly type: "string"; readonly oneOf?: readonly T[] }
    : [T] extends [readonly (infer Item)[]]
      ? { readonly type: "list"; readonly oneOf?: readonly Item[] }
    : never);

/** What a plugin is given. Everything taken from it is undone when the plugin stops. */
export interface Context<
  Options extends object = Record<never, never>,
  Reads extends keyof GlobalParameters = never,
> {
  /** What the configuration file says, checked, defaults filled in. When it changes, the plugin is started anew. */
  readonly options: Readonly<Options>;
  /** The server's parameters that it reads. A new object after a reload: read it when needed. */
  readonly config: Readonly<Pick<GlobalParameters, Reads>>;
  /** Called after a reload that changed one of them. */
  onChange(handle: (config: Readonly<Pick<GlobalParameters, Reads>>) => void): void;
  readonly log: Logger;
  readonly hooks: {
    /** Calls `handle` for each event. One that throws is named in the log and harms nobody else. */
    on<N extends HookName>(name: N, handle: Handler<N>): void;
  };
  readonly paths: {
    /** Those that exist now, by name. */
    readonly paths: ReadonlyMap<string, PathView>;
    /** Grants or throws; a wrong password is logged with its reason and answered after a pause. */
    authorize(request: AccessRequest): Promise<Access>;
    /** Takes a place among the readers, waiting for the stream where the path is on demand; throws where it cannot. */
    read(access: Access, reader: Party): Promise<Reading>;
  };
  readonly sessions: {
    /** Shows sessions of the plugin's own in the API and in metrics. */
    add<T>(kind: SessionKind<T>): void;
    /** What every plugin has added: to list, look up and end sessions. */
    kinds(): readonly SessionKind[];
  };
  /** Asks who may do what, by the configured method. */
  readonly auth: { verify(request: AuthRequest): Promise<AuthResult> };
  readonly configurations: {
    /** Changes the configuration as the API does. `by` is who asks, for the log; `persist` writes the file as well. */
    change(change: Change, by: string, persist?: boolean): Promise<{ readonly ok: boolean }>;
  };
  readonly clock: Clock;
  /** Aborted when the plugin begins to stop. */
  readonly signal: AbortSignal;
  /** Registers what is to be undone, and waited for, when the plugin stops, last first; the result forgets it again. */
  defer(undo: () => void | Promise<void>): () => void;
  /** Resolves after so many milliseconds, or as soon as the plugin begins to stop. Never rejects. */
  pause(milliseconds: number): Promise<void>;
  /** Tries again and again until the plugin stops: for connections that should last. */
  retry(options: Omit<RetryOptions, "clock">): Retry;
}

/** Every global parameter. Durations are milliseconds, sizes bytes. */
export interface GlobalParameters {
  readonly api: boolean;
  readonly apiAddress: string;
  readonly apiAllowOrigins: string[];
  readonly apiEncryption: boolean;
  readonly apiPersist: boolean;
  readonly apiServerCert: string;
  readonly apiServerKey: string;
  readonly apiTrustedProxies: string[];
  readonly authHTTPAddress: string;
  readonly authHTTPExclude: {
    action: "api" | "metrics" | "playback" | "pprof" | "publish" | "read";
    path: string;
  }[];
  readonly authHTTPFingerprint: string;
  readonly authInternalUsers: {
    user: string;
    pass: string;
    ips: string[];
    permissions: {
      action: "api" | "metrics" | "playback" | "pprof" | "publish" | "read";
      path: string;
    }[];
  }[];
  readonly authJWTAudience: string;
  readonly authJWTClaimKey: string;
  readonly authJWTExclude: {
    action: "api" | "metrics" | "playback" | "pprof" | "publish" | "read";
    path: string;
  }[];
  readonly authJWTInHTTPQuery: boolean | null;
  readonly authJWTIssuer: string;
  readonly authJWTJWKS: string;
  readonly authJWTJWKSFingerprint: string;
  readonly authMethod: "http" | "internal" | "jwt";
  readonly dumpPackets: boolean;
  readonly hls: boolean;
  readonly hlsAddress: string;
  readonly hlsAllowOrigins: string[];
  readonly hlsAlwaysRemux: boolean;
  readonly hlsCDNSecret: string;
  readonly hlsDirectory: string;
  readonly hlsEncryption: boolean;
  readonly hlsMuxerCloseAfter: number;
  readonly hlsPartDuration: number;
  readonly hlsSegmentCount: number;
  readonly hlsSegmentDuration: number;
  readonly hlsSegmentMaxSize: number;
  readonly hlsServerCert: string;
  readonly hlsServerKey: string;
  readonly hlsTrustedProxies: string[];
  readonly hlsVariant: "fmp4" | "lowLatency" | "mpegts";
  readonly logDestinations: ("file" | "stdout" | "syslog")[];
  readonly logFile: string;
  readonly logLevel: "debug" | "error" | "info" | "warn";
  readonly logStructured: boolean;
  readonly metrics: boolean;
  readonly metricsAddress: string;
  readonly metricsAllowOrigins: string[];
  readonly metricsEncryption: boolean;
  readonly metricsServerCert: string;
  readonly metricsServerKey: string;
  readonly metricsTrustedProxies: string[];
  readonly moq: boolean;
  readonly moqAllowOrigins: string[];
  readonly moqHTTP2Address: string;
  readonly moqHTTP3Address: string;
  readonly moqQUICAddress: string;
  readonly moqServerCert: string;
  readonly moqServerKey: string;
  readonly moqTrustedProxies: string[];
  readonly multicastIPRange: string;
  readonly multicastRTCPPort: number;
  readonly multicastRTPPort: number;
  readonly multicastSRTCPPort: number;
  readonly multicastSRTPPort: number;
  readonly playback: boolean;
  readonly playbackAddress: string;
  readonly playbackAllowOrigins: string[];
  readonly playbackEncryption: boolean;
  readonly playbackServerCert: string;
  readonly playbackServerKey: string;
  readonly playbackTrustedProxies: string[];
  readonly pprof: boolean;
  readonly pprofAddress: string;
  readonly pprofAllowOrigins: string[];
  readonly pprofEncryption: boolean;
  readonly pprofServerCert: string;
  readonly pprofServerKey: string;
  readonly pprofTrustedProxies: string[];
  readonly readTimeout: number;
  readonly rtcpAddress: string;
  readonly rtmp: boolean;
  readonly rtmpAddress: string;
  readonly rtmpEncryption: "no" | "optional" | "strict";
  readonly rtmpServerCert: string;
  readonly rtmpServerKey: string;
  readonly rtmpTrustedProxies: string[];
  readonly rtmpsAddress: string;
  readonly rtpAddress: string;
  readonly rtsp: boolean;
  readonly rtspAddress: string;
  readonly rtspAuthMethods: ("basic" | "digest")[];
  readonly rtspEncryption: "no" | "optional" | "strict";
  readonly rtspServerCert: string;
  readonly rtspServerKey: string;
  readonly rtspTransports: readonly ("multicast" | "tcp" | "udp")[];
  readonly rtspTrustedProxies: string[];
  readonly rtspUDPReadBufferSize: number | null;
  readonly rtspsAddress: string;
  readonly runOnConnect: string;
  readonly runOnConnectRestart: boolean;
  readonly runOnDisconnect: string;
  readonly srt: boolean;
  readonly srtAddress: string;
  readonly srtcpAddress: string;
  readonly srtpAddress: string;
  readonly sysLogPrefix: string;
  readonly udpMaxPayloadSize: number;
  readonly udpReadBufferSize: number;
  readonly webrtc: boolean;
  readonly webrtcAdditionalHosts: string[];
  readonly webrtcAddress: string;
  readonly webrtcAllowOrigins: string[];
  readonly webrtcEncryption: boolean;
  readonly webrtcHandshakeTimeout: number;
  readonly webrtcICEServers2: {
    url: string;
    username: string;
    password: string;
    clientOnly: boolean;
  }[];
  readonly webrtcIPsFromInterfaces: boolean;
  readonly webrtcIPsFromInterfacesList: string[];
  readonly webrtcLocalTCPAddress: string;
  readonly webrtcLocalUDPAddress: string;
  readonly webrtcSTUNGatherTimeout: number;
  readonly webrtcServerCert: string;
  readonly webrtcServerKey: string;
  readonly webrtcTrackGatherTimeout: number;
  readonly webrtcTrustedProxies: string[];
  readonly writeQueueSize: number;
  readonly writeTimeout: number;
}

/** A logger with a prefix, as in `[RTSP] [conn 1.2.3.4:5] opened`. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** The same destination behind one more prefix, given without brackets. */
  child(prefix: string): Logger;
}

export type HookName = keyof HookTable;

/** What a plugin registers for hook `N`. */
export type Handler<N extends HookName> = (event: HookTable[N]["event"]) => Answer<N>;

/** A path as everybody but its manager sees it. */
export interface PathView {
  readonly name: string;
  readonly entry: PathEntry;
  /** Capture groups of the entry's expression. */
  readonly groups: readonly string[];
  /** The logger with the path's prefix. */
  readonly log: Logger;
  readonly publisher: Party | undefined;
  /** Who provides the stream, or will: the publisher, a source that is pulled, or `redirect`. */
  readonly origin: Pick<Party, "type" | "id"> | undefined;
  /** What can be read now. */
  readonly stream: Stream | undefined;
  /** When the stream became available. */
  readonly availableSince: Date | undefined;
  /** When who feeds it now came; undefined while nobody does, and readers see a filler or wait. */
  readonly onlineSince: Date | undefined;
  readonly readers: ReadonlySet<Party>;
}

/** A request to publish to, or to read from, a path. */
export type AccessRequest = AuthRequest & {
  readonly action: "publish" | "read";
  readonly log: Logger;
};

/** A permission that was granted: who may do what on which path, by which entry of the configuration. */
export interface Access {
  readonly action: "publish" | "read";
  readonly name: string;
  readonly entry: PathEntry;
  readonly groups: readonly string[];
  /** Raw query of the request. */
  readonly query: string;
  readonly user: string;
}

/** A publisher or a reader of a path, as everybody but its own protocol sees it. */
export interface Party {
  /** The API's name of its kind: `rtspSession`, `rtmpConn`, `hlsMuxer`, `rtspSource`, … */
  readonly type: string;
  /** UUID; empty for pulled sources. */
  readonly id: string;
  /** Raw query it came with. */
  readonly query: string;
  readonly log: Logger;
  /** Told to leave; it does so by itself, soon, and calls nothing back. */
  close(reason: string): void;
}

/** A reader's place on a path. */
export interface Reading {
  readonly stream: Stream;
  /** Media flow to the reader from now on: the hook `readerAdded` is told, unless it has been. */
  start(): void;
  /** They do not for a while: the hook `readerRemoved` is told. */
  pause(): void;
  /** Frees the place. Harmless when the stream ended meanwhile. */
  close(): void;
}

/** The sessions or connections of one kind, as the API lists them and metrics count them. */
export interface SessionKind<T = unknown> {
  /** The API's name: `rtspSession`, `rtspConn`, … */
  readonly kind: string;
  /** The part of the API's route: `rtspsessions`. */
  readonly route: string;
  /** How metrics show them; not at all where absent. */
  readonly metrics?: SessionMetrics;
  /** As JSON shows them, the oldest first. */
  list(): Iterable<T>;
  /** By UUID, or by the name of a path where it is one kind of thing for each path. */
  get(id: string): T | undefined;
  /** Ends one; false where there is none of that id. Absent for kinds that cannot be kicked. */
  kick?(id: string): boolean;
}

/** One question to the authenticator. */
export interface AuthRequest {
  readonly action: Action;
  /** Path name; empty for api, metrics and pprof. */
  readonly path: string;
  /** Raw query, without the question mark. */
  readonly query: string;
  /** `rtsp`, `rtmp`, …; empty for playback, api, metrics and pprof. */
  readonly protocol: string;
  /** UUID of the session or connection; null outside a session. */
  readonly id: string | null;
  /** Client address, without port. */
  readonly ip: string;
  readonly credentials: Credentials;
  readonly userAgent: string;
  /** Its protocol has no way to ask for credentials: none are as good as wrong ones. */
  readonly cannotAsk?: boolean;
}

export type AuthResult =
  | {
    readonly ok: true;
    /** As the client gave it, or the token's subject. */
    readonly user: string;
  }
  | AuthFailure;

/** A change of a running configuration. `values` is what the request holds: a map, or null for nothing. */
export type Change =
  | { readonly type: "patchGlobal" | "patchPathDefaults"; readonly values: unknown }
  | {
    readonly type: "addPath" | "patchPath" | "replacePath";
    readonly name: string;
    readonly values: unknown;
  }
  | { readonly type: "deletePath"; readonly name: string };

/** Time and timers as everything in core and the plugins takes them, so that tests can run them by hand. */
export interface Clock {
  /** Monotonic milliseconds, with fractions; only differences mean something. */
  now(): number;
  /** Milliseconds since 1970, as the system's clock has them: may jump. */
  wall(): number;
  /** Calls `fn` once after `ms` milliseconds, of any length; returns a function that cancels it. */
  setTimer(fn: () => void, ms: number): () => void;
}

export interface RetryOptions {
  readonly clock: Clock;
  /** Runs until its work ends or fails; must end soon after `signal` aborts. */
  attempt(signal: AbortSignal): Promise<void>;
  /** Hears of each failure once; not of what closing brought about. */
  failed(reason: string): void;
  /** Milliseconds between the end of one attempt and the next. */
  readonly pause?: number;
}

/** An attempt that is made again and again. */
export interface Retry {
  /** Aborts the attempt and waits for its end. Never rejects. */
  close(): Promise<void>;
}

/**
 * Every hook, its kind, what it is called with and what it answers.
 * `notify`: called in turn, synchronously; `series`: awaited in order, an error stops the rest; `first`: the first
 * answer that is not undefined wins; `collect`: all answers, joined.
 */
export interface HookTable {
  start: { kind: "series"; event: Configuration; answer: void };
  stop: { kind: "series"; event: void; answer: void };
  configChange: { kind: "notify"; event: Configuration; answer: void };
  authorize: { kind: "first"; event: AuthRequest; answer: AuthResult | undefined };
  pathCreated: { kind: "notify"; event: PathView; answer: void };
  pathRemoved: { kind: "notify"; event: PathView; answer: void };
  demand: { kind: "notify"; event: DemandEvent; answer: void };
  undemand: { kind: "notify"; event: UndemandEvent; answer: void };
  available: { kind: "notify"; event: PathView; answer: void };
  unavailable: { kind: "notify"; event: PathView; answer: void };
  online: { kind: "notify"; event: PathView; answer: void };
  offline: { kind: "notify"; event: PathView; answer: void };
  readerAdded: { kind: "notify"; event: ReaderEvent; answer: void };
  readerRemoved: { kind: "notify"; event: ReaderEvent; answer: void };
  connOpened: { kind: "notify"; event: ConnectionEvent; answer: void };
  connClosed: { kind: "notify"; event: ConnectionEvent; answer: void };
  segmentCreated: { kind: "notify"; event: SegmentEvent; answer: void };
  segmentCompleted: { kind: "notify"; event: SegmentEvent; answer: void };
  metrics: { kind: "collect"; event: void; answer: readonly Metric[] };
}

export type Answer<N extends HookName> = HookTable[N]["kind"] extends "notify" ? void
  : HookTable[N]["answer"] | Promise<HookTable[N]["answer"]>;

/** One entry of `paths`. */
export interface PathEntry {
  /** The key in the file: a name, `all_others`, or `~EXPR`. */
  readonly key: string;
  /** The defaults with the entry's own values on top, all decoded. */
  readonly values: PathParameters;
  /** The names of the parameters that the entry itself sets. */
  readonly set: ReadonlySet<string>;
}

/** What a publisher gives and readers take: one lane a track, all on one clock. It outlives its feed. */
export interface Stream {
  readonly lanes: readonly Lane[];
  /** Bytes that were handed to readers so far. */
  readonly outboundBytes: number;
}

/** How metrics show the sessions of one kind. `K`: the properties of what `list` gives. */
export interface SessionMetrics<K extends string = string> {
  /** What stands above them: `RTSP sessions`. */
  readonly title: string;
  /** What every name begins with, and the filter that selects them all: `rtsp_sessions`. */
  readonly type: string;
  /** The filter that selects one by the label `id`, or else `name`: `rtsp_session`. */
  readonly item: string;
  /** Their place among the others, lowest first. */
  readonly order: number;
  /** Labels in alphabetical order, and the properties that are their values. */
  readonly labels: Readonly<Record<string, K>>;
  /** Numbers by the rest of their name, behind `TYPE_`, and the properties that are their values. */
  readonly numbers: Readonly<Record<string, K>>;
  /** The same by older names. */
  readonly older?: Readonly<Record<string, K>>;
}

export type Action = "publish" | "read" | "playback" | "api" | "metrics" | "pprof";

/** What the client gave to prove who it is; all empty when it gave nothing. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** Given as such: `Authorization: Bearer`. */
  readonly token: string;
  /** `token`, or the older `jwt`, of the query, where the protocol takes one from there. */
  readonly queryToken?: string;
  /**
   * For challenge-response schemes (RTSP Digest): checks the response against a plain stored pair. When present
   * `user` is what the response shows and `password` is empty; only the internal method with plain stored
   * credentials can answer. Must compare in constant time.
   */
  verify?(user: string, password: string): boolean;
}

export interface AuthFailure {
  readonly ok: false;
  /** For the log, not for the client: says what did not fit, never a secret. */
  readonly reason: string;
  /**
   * No credentials were given: the protocol asks for them, without delay and without a log line. Where it cannot, this
   * is a failure like any other, and false.
   */
  readonly ask: boolean;
  /** Whoever knows could not be asked: it says nothing about the credentials. */
  readonly undecided?: boolean;
}

/** A whole, checked configuration. Immutable: a reload makes a new one. */
export interface Configuration {
  readonly global: GlobalParameters;
  readonly pathDefaults: PathParameters;
  /** By key. */
  readonly paths: EntryMap<PathEntry>;
}

/** A path that asks for its publisher. */
export interface DemandEvent {
  readonly path: PathView;
  /** Raw query of the request that started the demand. */
  readonly query: string;
}

/** A path that no longer asks for its publisher. */
export interface UndemandEvent {
  readonly path: PathView;
  readonly reason: string;
}

/** A reader that came or went. */
export interface ReaderEvent {
  readonly path: PathView;
  readonly reader: Party;
}

/** A connection as the connect hooks see it. */
export interface ConnectionEvent {
  /** `rtspConn`, `rtmpConn`, … */
  readonly type: string;
  readonly id: string;
  readonly log: Logger;
}

/** A recorded file. */
export interface SegmentEvent {
  readonly path: PathView;
  readonly file: string;
  /** Seconds; only of a completed segment. */
  readonly duration?: number;
}

/** One line of metrics. */
export interface Metric {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Every parameter of a path. */
export interface PathParameters {
  readonly alwaysAvailable: boolean;
  readonly alwaysAvailableFile: string;
  readonly alwaysAvailableTracks: {
    codec: "AV1" | "G711" | "H264" | "H265" | "LPCM" | "MPEG4Audio" | "Opus" | "VP9";
    sampleRate: number;
    channelCount: number;
    muLaw: boolean;
  }[];
  readonly fallback: string | null;
  readonly fallbackSource: string;
  readonly forward: readonly ForwardDestination[];
  readonly maxReaders: number;
  readonly moqTransport: "quic" | "webtransport";
  readonly mpegtsUDPReadBufferSize: number | null;
  readonly name: string;
  readonly overridePublisher: boolean;
  readonly publishIPs: string[] | null;
  readonly publishPass: string | null;
  readonly publishUser: string | null;
  readonly readIPs: string[] | null;
  readonly readPass: string | null;
  readonly readUser: string | null;
  readonly reconnectGrace: number;
  readonly record: boolean;
  readonly recordDeleteAfter: number;
  readonly recordFormat: "fmp4" | "mpegts";
  readonly recordMaxPartSize: number;
  readonly recordPartDuration: number;
  readonly recordPath: string;
  readonly recordSegmentDuration: number;
  readonly rpiCameraAWB:
    | "auto"
    | "cloudy"
    | "custom"
    | "daylight"
    | "fluorescent"
    | "incandescent"
    | "indoor"
    | "tungsten";
  readonly rpiCameraAWBGains: number[];
  readonly rpiCameraAfMode: "auto" | "continuous" | "manual";
  readonly rpiCameraAfRange: "full" | "macro" | "normal";
  readonly rpiCameraAfSpeed: "fast" | "normal";
  readonly rpiCameraAfWindow: string;
  readonly rpiCameraBitrate: number;
  readonly rpiCameraBrightness: number;
  readonly rpiCameraCamID: number;
  readonly rpiCameraCodec: "auto" | "hardwareH264" | "mjpeg" | "softwareH264";
  readonly rpiCameraContrast: number;
  readonly rpiCameraDenoise: "cdn_fast" | "cdn_hq" | "cdn_off" | "off";
  readonly rpiCameraEV: number;
  readonly rpiCameraExposure: "custom" | "long" | "normal" | "short";
  readonly rpiCameraFPS: number;
  readonly rpiCameraFlickerPeriod: number;
  readonly rpiCameraGain: number;
  readonly rpiCameraH264Level: "4.0" | "4.1" | "4.2";
  readonly rpiCameraH264Profile: "auto" | "baseline" | "high" | "main";
  readonly rpiCameraHDR: boolean;
  readonly rpiCameraHFlip: boolean;
  readonly rpiCameraHeight: number;
  readonly rpiCameraIDRPeriod: number;
  readonly rpiCameraLensPosition: number;
  readonly rpiCameraMJPEGQuality: number;
  readonly rpiCameraMetering: "centre" | "custom" | "matrix" | "spot";
  readonly rpiCameraMode: string;
  readonly rpiCameraROI: string;
  readonly rpiCameraSaturation: number;
  readonly rpiCameraSecondary: boolean;
  readonly rpiCameraSharpness: number;
  readonly rpiCameraShutter: number;
  readonly rpiCameraTextOverlay: string;
  readonly rpiCameraTextOverlayEnable: boolean;
  readonly rpiCameraTuningFile: string;
  readonly rpiCameraVFlip: boolean;
  readonly rpiCameraWidth: number;
  readonly rtpSDP: string;
  readonly rtpUDPReadBufferSize: number | null;
  readonly rtspAnyPort: boolean;
  readonly rtspDemuxMpegts: boolean;
  readonly rtspRangeStart: string;
  readonly rtspRangeType: "" | "clock" | "npt" | "smpte";
  readonly rtspScale: string;
  readonly rtspTransport: "automatic" | "multicast" | "tcp" | "udp";
  readonly rtspUDPReadBufferSize: number | null;
  readonly rtspUDPSourcePortRange: number[];
  readonly runOnAvailable: string;
  readonly runOnAvailableRestart: boolean;
  readonly runOnDemand: string;
  readonly runOnDemandCloseAfter: number;
  readonly runOnDemandRestart: boolean;
  readonly runOnDemandStartTimeout: number;
  readonly runOnInit: string;
  readonly runOnInitRestart: boolean;
  readonly runOnOffline: string;
  readonly runOnOnline: string;
  readonly runOnOnlineRestart: boolean;
  readonly runOnRead: string;
  readonly runOnReadRestart: boolean;
  readonly runOnRecordSegmentComplete: string;
  readonly runOnRecordSegmentCreate: string;
  readonly runOnUnDemand: string;
  readonly runOnUnavailable: string;
  readonly runOnUnread: string;
  readonly source: string;
  readonly sourceFingerprint: string;
  readonly sourceOnDemand: boolean;
  readonly sourceOnDemandCloseAfter: number;
  readonly sourceOnDemandStartTimeout: number;
  readonly sourceRedirect: string;
  readonly srtPublishPassphrase: string;
  readonly srtReadPassphrase: string;
  readonly useAbsoluteTimestamp: boolean;
  readonly whepBearerToken: string;
  readonly whepHandshakeTimeout: number;
  readonly whepSTUNGatherTimeout: number;
  readonly whepTrackGatherTimeout: number;
}

/**
 * One track within a stream. What its publisher writes, packets or access units, is handed to readers of both; one
 * is made of the other only while somebody reads it.
 */
export interface Lane {
  /** Replaced, never changed, when parameter sets change. */
  readonly config: TrackConfig;
  /** Whether frame readers can be served: not for codecs that are only passed through. */
  readonly hasUnits: boolean;
  readonly track: Track;
  /** Hands `reader` units from the next random access on; returns the undo. */
  addFrameReader(reader: FrameReader): () => void;
}

/**
 * An immutable map of thousands of entries, of which one is changed at a time: the map after a change shares all else
 * with the one before, and what is known of all entries is carried along. Iterates in no order that means anything.
 */
export interface EntryMap<V> extends ReadonlyMap<string, V> {
  /** Whether an entry passes `test`, which must be the same function whenever the same is asked: it is counted once. */
  some(test: (value: V) => boolean): boolean;
}

/** One entry of `forward`. */
export interface ForwardDestination {
}

/**
 * What a decoder must know of a track, without anything that belongs to a transport.
 * Immutable: when parameter sets change in mid-stream a new object takes its place, so readers compare by identity.
 * `codec` is the name shown in logs, API and metrics.
 */
export type TrackConfig =
  | { readonly codec: "H264"; readonly sps?: Uint8Array; readonly pps?: Uint8Array }
  | {
    readonly codec: "H265";
    readonly vps?: Uint8Array;
    readonly sps?: Uint8Array;
    readonly pps?: Uint8Array;
  }
  /** `sequenceHeader`: the OBU with its header, without a size field. */
  | { readonly codec: "AV1"; readonly sequenceHeader?: Uint8Array }
  | { readonly codec: "VP8" }
  | { readonly codec: "VP9"; readonly profile?: number }
  | { readonly codec: "M-JPEG" }
  | { readonly codec: "MPEG-1/2 Video" }
  /** `config`: the headers before the first picture, as `config` of RFC 6416 §7.1; pictures may repeat them. */
  | { readonly codec: "MPEG-4 Video"; readonly config?: Uint8Array }
  | Mpeg4AudioConfig
  /** The same frames in another RTP payload; without `aac`, which is then in band, packets only pass through. */
  | { readonly codec: "MPEG-4 Audio LATM"; readonly aac?: Mpeg4AudioConfig }
  /** `channels` 1–2 are plain Opus, 3–8 multistream in Vorbis channel order. */
  | { readonly codec: "Opus"; readonly channels: number }
  | {
    readonly codec: "G711";
    readonly muLaw: boolean;
    readonly sampleRate: number;
    readonly channels: number;
  }
  /** Big-endian signed samples, as on the wire of RTP. */
  | {
    readonly codec: "LPCM";
    readonly bitDepth: 8 | 16 | 24;
    readonly sampleRate: number;
    readonly channels: number;
  }
  /** Layers I to III; each frame tells its rate and channels. */
  | { readonly codec: "MPEG-1/2 Audio" }
  | { readonly codec: "AC3"; readonly sampleRate: number; readonly channels: number }
  /** `streamInfo`: the STREAMINFO block without its header (RFC 9639 §8.2); rate and channels are what it says. */
  | {
    readonly codec: "FLAC";
    readonly streamInfo: Uint8Array;
    readonly sampleRate: number;
    readonly channels: number;
  }
  | { readonly codec: "G722" | "KLV" }
  /** Known by name only: RTP packets pass through untouched. */
  | { readonly codec: OpaqueCodec };

/** One elementary stream of a stream. */
export interface Track {
  /** Position in the stream's list. */
  readonly id: number;
  /** Position of its media section: several payload types may share one. */
  readonly media: number;
  readonly kind: Kind;
  /** Ticks per second of `pts` and `dts`: the RTP clock rate. */
  readonly clockRate: number;
  /** The config the track started with; the current one travels with the media. */
  readonly config: TrackConfig;
  /** Present when the publisher announced its own RTP format. */
  readonly rtp?: RtpFormat;
}

/** Somebody who is handed access units. Called in the publisher's turn: neither waits nor throws. */
export interface FrameReader {
  write(unit: AccessUnit): void;
}

export interface Mpeg4AudioConfig {
  readonly codec: "MPEG-4 Audio";
  /** AudioSpecificConfig (ISO 14496-3 §1.6.2.1); rate and channels are what it says. */
  readonly config: Uint8Array;
  readonly sampleRate: number;
  readonly channels: number;
}

/** Codecs that are named but (as yet) not looked into. */
export type OpaqueCodec =
  | "Vorbis"
  | "Speex"
  | "G726"
  | "MPEG-TS"
  | "Generic";

/** The media type of an SDP section (RFC 8866 §5.14). */
export type Kind = "video" | "audio" | "application";

/** How a track is carried in RTP: the SDP attributes as announced or generated (RFC 8866 §6.6, §6.15). */
export interface RtpFormat {
  readonly payloadType: number;
  readonly clockRate: number;
  /** `NAME/RATE[/CHANNELS]`; absent for a static payload type announced without one. */
  readonly rtpmap?: string;
  /** Parameters with lower-case names, in the order announced. */
  readonly fmtp: ReadonlyMap<string, string>;
}

/**
 * One decodable unit of one track: the value of the frame lane. Shared by reference, never changed once written.
 * `payload` holds NAL units without start codes (H264, H265), OBUs without size fields and without temporal
 * delimiters (AV1), or one frame (everything else).
 */
export interface AccessUnit {
  /** `Track.id`. */
  readonly track: number;
  /** Presentation time in ticks of the track's clock; integer, all tracks of a stream on one origin. */
  readonly pts: number;
  /** Decoding time, in the same ticks; equal to `pts` where there are no B-frames. */
  readonly dts: number;
  /** Wall clock in milliseconds since the epoch. */
  readonly ntp: number;
  /** Decoding can start here. Always true for audio. */
  readonly randomAccess: boolean;
  readonly payload: readonly Uint8Array[];
  readonly config: TrackConfig;
  /** Number of the feed of the stream: changes when a publisher is replaced. */
  readonly epoch: number;
}
