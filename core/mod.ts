/** The one door for plugins. */
export * from "core/config/configuration.ts";
export * from "core/config/owner.ts";
export * from "core/config/parameter.ts";
export type * from "core/auth/request.ts";
export { NO_CREDENTIALS } from "core/auth/request.ts";
export { messageOf, Refusal, type RefusalKind } from "core/errors.ts";
export type * from "core/hooks.ts";
export type { Logger } from "core/log/logger.ts";
export type { Access, AccessRequest, PathManager } from "core/paths/manager.ts";
export type { Party } from "core/paths/party.ts";
export type { Path, Publication, Reading } from "core/paths/path.ts";
export { type Context, definePlugin, type Lifetime, type Plugin } from "core/plugin.ts";
export type { SessionKind } from "core/registry.ts";
export { Gate } from "core/stream/gate.ts";
export { WriteQueue } from "core/stream/queue.ts";
export { PacketFeed } from "core/stream/feed.ts";
export type { PacketReader, Stream } from "core/stream/stream.ts";
export { FaultLog } from "core/stream/faults.ts";
