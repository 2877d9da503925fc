import type { ConnectionEvent, Party, PathView, SegmentEvent } from "core/mod.ts";

/** What a command is told: by its environment, and by `$NAME` in its words. */
export type Variables = Readonly<Record<string, string>>;

/** Those of every command of a path. */
export function pathVariables({ name, groups }: PathView): Variables {
  const numbered = groups.map((group, i) => [`G${i + 1}`, group]);
  return { MTX_PATH: name, RTSP_PATH: name, ...Object.fromEntries(numbered) };
}

/** Whom the stream is of; nobody where it is a filler. */
export function sourceVariables(publisher: Party | undefined): Variables {
  if (!publisher) return queryVariable("");
  const { type, id, query } = publisher;
  return { ...queryVariable(query), MTX_SOURCE_TYPE: type, MTX_SOURCE_ID: id };
}

export function readerVariables({ type, id, query }: Party): Variables {
  return { ...queryVariable(query), MTX_READER_TYPE: type, MTX_READER_ID: id };
}

export function connectionVariables({ type, id }: ConnectionEvent): Variables {
  return { MTX_CONN_TYPE: type, MTX_CONN_ID: id };
}

/** The duration is in seconds, to the nanosecond. */
export function segmentVariables({ file, duration }: SegmentEvent): Variables {
  if (duration === undefined) return { MTX_SEGMENT_PATH: file };
  const seconds = duration.toFixed(9).replace(/\.?0+$/, "");
  return { MTX_SEGMENT_PATH: file, MTX_SEGMENT_DURATION: seconds };
}

/** A raw query, percent-encoded as a whole: nothing in it means anything to a shell. */
export function queryVariable(query: string): Variables {
  const encoded = encodeURIComponent(query.toWellFormed());
  const quoted = encoded.replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return { MTX_QUERY: quoted };
}

/** The port of an address, which scripts build URLs with. */
export function portVariable(rtspAddress: string | undefined): Variables {
  return rtspAddress === undefined ? {} : { RTSP_PORT: rtspAddress.replace(/^.*:/, "") };
}
