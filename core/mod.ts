/** The one door for plugins. */
export * from "core/config/configuration.ts";
export * from "core/config/owner.ts";
export * from "core/config/parameter.ts";
export { httpParameters, requireAddresses } from "core/config/parameters/http.ts";
export * from "core/config/types/mod.ts";
export type * from "core/auth/request.ts";
export { NO_CREDENTIALS } from "core/auth/request.ts";
export type { Connection } from "core/dump/conn.ts";
export { Dumps } from "core/dump/dumps.ts";
export { ClientConnection, type ClientSettings } from "core/tcp/client.ts";
export { type ServedConn, TcpServer } from "core/tcp/server.ts";
export type { Change, Changed } from "core/config/patch.ts";
export type { ConfigurationState } from "core/config/state.ts";
export { type Encoded, encodeGlobal, encodePathDefaults, pathEncoder } from "core/config/encode.ts";
export { matchPath } from "core/config/entries/match.ts";
export { redact } from "core/config/redact.ts";
export type { Configurations } from "core/program/configurations.ts";
export { messageOf, Refusal, type RefusalKind } from "core/errors.ts";
export type * from "core/hooks.ts";
export * from "core/http/answer.ts";
export { BodyError } from "core/http/body.ts";
export { trusts } from "core/http/proxies.ts";
export type { HttpAction, HttpRequest } from "core/http/request.ts";
export type { HttpService } from "core/http/server.ts";
export type { Logger } from "core/log/logger.ts";
export type { Access, AccessRequest, Description, PathManager } from "core/paths/manager.ts";
export type { Path } from "core/paths/path.ts";
export type { Party, Publication, Reading } from "core/paths/party.ts";
export type * from "core/paths/source.ts";
export type { PathView } from "core/paths/view.ts";
export { type Context, definePlugin, type Lifetime, type Plugin } from "core/plugin.ts";
export type * from "core/services/recordings.ts";
export {
  clientShape,
  listed,
  type SessionKind,
  type SessionMetrics,
  viewClient,
} from "core/registry.ts";
export { type Rate, rate } from "core/rate.ts";
export { type Retry, retry, type RetryOptions } from "core/retry.ts";
export { MpegtsInput, type MpegtsInputOptions } from "core/frames/mpegts_input.ts";
export { type FrameOutput, FramePlaying } from "core/frames/playing.ts";
export { warnSkipped } from "core/frames/skipped.ts";
export { Timeline } from "core/frames/timeline.ts";
export { type TimedFrame, TrackInput } from "core/frames/track_input.ts";
export { OrderedPackets } from "core/packets/ordered.ts";
export { Gate } from "core/stream/gate.ts";
export { WriteQueue } from "core/tcp/queue.ts";
export { PacketFeed } from "core/stream/feed.ts";
export type { FrameReader, Lane } from "core/stream/lane.ts";
export type { PacketReader, Rendition } from "core/stream/rendition.ts";
export type { Stream } from "core/stream/stream.ts";
export { FaultLog } from "core/stream/faults.ts";
export { random32 } from "core/random.ts";
export { VERSION } from "core/program/version.ts";
export { formatMicroseconds, formatTime, parseMicroseconds } from "core/time.ts";
export { Turns } from "core/turns.ts";
