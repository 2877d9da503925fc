import { formatTime, type Path } from "core/mod.ts";
import { codecProps } from "./codec_props.ts";

/** A path as the API shows it. Readers that core hides are left out. */
export function viewPath(path: Path) {
  const { name, entry, stream, availableSince, onlineSince, origin, readers } = path;
  const configs = stream?.lanes.map((lane) => lane.config) ?? [];
  const there = stream !== undefined;
  const since = availableSince ? formatTime(availableSince) : null;
  const onlineTime = onlineSince ? formatTime(onlineSince) : null;
  const inboundBytes = stream?.counters.inboundBytes ?? 0;
  const outboundBytes = stream?.outboundBytes ?? 0;
  return {
    name,
    confName: entry.key,
    ready: there,
    readyTime: since,
    available: there,
    availableTime: since,
    online: onlineTime !== null,
    onlineTime,
    source: origin ? viewParty(origin) : null,
    tracks: configs.map(({ codec }) => codec),
    tracks2: configs.map((config) => ({ codec: config.codec, codecProps: codecProps(config) })),
    readers: [...readers].filter(({ type }) => type !== HIDDEN).map(viewParty),
    inboundBytes,
    outboundBytes,
    inboundFramesInError: stream?.counters.decodeErrors ?? 0,
    bytesReceived: inboundBytes,
    bytesSent: outboundBytes,
  };
}

/** The type of readers that belong to the server itself. */
const HIDDEN = "hidden";

function viewParty({ type, id }: { readonly type: string; readonly id: string }) {
  return { type, id };
}

/** A destination as the API shows it; `index` counts from 0. */
export function viewForward(
  { id, created, to, url, state, lastError, outboundBytes }: Path["forwards"][number],
  index: number,
) {
  return {
    id,
    pos: index + 1,
    created: formatTime(created),
    conf: to,
    protocol: url.split(":", 1)[0],
    state,
    lastError,
    outboundBytes,
  };
}
