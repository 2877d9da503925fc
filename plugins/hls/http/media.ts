import { errorAnswer, notFoundAnswer } from "core/mod.ts";
import type { Muxer } from "../muxer.ts";
import type { Session } from "../session/session.ts";
import { playlistOf } from "../wire/multivariant.ts";
import type { Rendition } from "../wire/rendition.ts";
import { type Directives, readDirectives } from "../wire/request.ts";
import type { Found, Window } from "../wire/window.ts";
import { CACHE, contentAnswer, PLAYLIST, unavailableAnswer } from "./answers.ts";

/** Milliseconds that the first segments are waited for. */
const CONTENT_WAIT = 60_000;
/** Target durations that a part, or segment, of the future is waited for (RFC 8216bis §6.2.5.2). */
const PATIENCE = 3;
/** Milliseconds that it is waited for at least. */
const LEAST_PATIENCE = 5000;

/** Waits until players have enough to begin with; false where that takes too long, or can no longer be. */
export function hasContents(muxer: Muxer): Promise<boolean> {
  const { renditions, variant } = muxer;
  return muxer.wait(
    () => renditions.every(({ window }) => hasContent(window, variant)),
    CONTENT_WAIT,
  );
}

function hasContent({ segments }: Window, variant: Muxer["variant"]): boolean {
  return segments.length >= (variant === "lowLatency" ? 1 : 2);
}

/** A media playlist, an init segment, a segment or a part. `query`: behind the URIs of a playlist. */
export async function fileAnswer(
  session: Session,
  file: string,
  sent: string,
  query: string,
): Promise<Response> {
  const { muxer } = session;
  await muxer.started;
  for (const rendition of muxer.renditions) {
    if (file === playlistOf(rendition.id)) return await playlist(session, rendition, sent, query);
    if (file.startsWith(rendition.window.options.name)) {
      return await media(session, rendition, file);
    }
  }
  return notFoundAnswer();
}

async function playlist(
  session: Session,
  rendition: Rendition,
  sent: string,
  query: string,
): Promise<Response> {
  const { muxer } = session, { window } = rendition, { variant } = muxer;
  const directives = variant === "lowLatency" ? readDirectives(sent) : { skip: false };
  if (!directives) return new Response(null, { status: 400 });
  if (!await muxer.wait(() => hasContent(window, variant), CONTENT_WAIT)) {
    return unavailableAnswer();
  }
  if (!answerable(directives, window)) return new Response(null, { status: 400 });
  const { segment, part, skip } = directives;
  if (segment !== undefined && !await comes(muxer, window, () => window.has(segment, part))) {
    return errorAnswer(503, "what was asked for does not come");
  }
  session.touch();
  const text = muxer.playlists!.media(rendition, query, skip);
  session.sent(text.length);
  return contentAnswer(text, PLAYLIST, playlistCache(session, window));
}

function answerable({ segment, part }: Directives, window: Window): boolean {
  if (segment === undefined) return true;
  if (segment > window.number + 1) return false;
  return part === undefined || segment >= window.sequence;
}

function comes(muxer: Muxer, window: Window, ready: () => boolean): Promise<boolean> {
  return muxer.wait(ready, Math.max(LEAST_PATIENCE, PATIENCE * 1000 * window.target));
}

function playlistCache({ client, muxer }: Session, { segments }: Window): string {
  if (!client.isCDN) return CACHE.client;
  if (muxer.variant === "lowLatency") return CACHE.live;
  return `public, max-age=${Math.floor(segments.at(-1)?.duration ?? 0)}`;
}

async function media(
  session: Session,
  { window, contentType }: Rendition,
  file: string,
): Promise<Response> {
  const { muxer, client } = session;
  // The part that playlists say comes next may be asked for before it is there.
  if (muxer.variant === "lowLatency" && file === window.nextPart) {
    await comes(muxer, window, () => window.find(file) !== undefined);
  }
  const found = window.find(file);
  const bytes = found ? await bytesOf(muxer, found) : window.findInit(file)?.bytes;
  if (!bytes) return notFoundAnswer();
  session.touch();
  session.sent(bytes.length);
  return contentAnswer(
    bytes as Uint8Array<ArrayBuffer>,
    contentType,
    client.isCDN ? CACHE.fixed : CACHE.client,
  );
}

async function bytesOf(muxer: Muxer, { segment, part }: Found): Promise<Uint8Array | undefined> {
  try {
    return segment.read(part) ?? await muxer.store?.read(segment, part);
  } catch {
    return undefined; // Its file was removed meanwhile.
  }
}
