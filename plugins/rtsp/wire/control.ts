import { header, type Response } from "./message.ts";

/** An RTSP URL in two pieces. */
interface Pieces {
  /** `rtsp://HOST:PORT` */
  readonly origin: string;
  /** Path and query, empty or with a leading slash or question mark. */
  readonly rest: string;
}

/**
 * The URL that controls below it are relative to, and that PLAY names (RFC 2326 C.1.1): the session's own control,
 * Content-Base, Content-Location or the URL of the request, whichever is there and can be one. Host and port are
 * always those of the request: what servers say of them is often wrong from where we stand.
 */
export function baseUrl(
  request: string,
  answer: Pick<Response, "headers">,
  control: string | undefined,
): string {
  const given = [
    absolute(control) && control,
    header(answer, "content-base"),
    header(answer, "content-location"),
  ];
  for (const value of given) {
    const url = value && moved(value.trim(), request);
    if (url) return url;
  }
  return request;
}

/**
 * The URLs that SETUP of a media may have, most likely first: its control below the base; below the URL of the
 * request; and, where it is a whole URL, as it is.
 */
export function setupUrls(base: string, request: string, control: string | undefined): string[] {
  if (control === undefined || control === "" || control === "*") return [base];
  const urls = absolute(control)
    ? [moved(control, request)!, withoutUser(control)]
    : [join(base, control), join(request, control)];
  return [...new Set(urls)];
}

/** `control` behind `url`, after a query where it has one: what servers expect who tell tracks apart by the end. */
function join(url: string, control: string): string {
  const separated = url.endsWith("/") || control.startsWith("/") || control.startsWith("?");
  const base = url.endsWith("/") && /^[/?]/.test(control) ? url.slice(0, -1) : url;
  return `${base}${separated ? "" : "/"}${control}`;
}

/** The path of `url` at the host of `onto`; undefined where there is none. */
function moved(url: string, onto: string): string | undefined {
  const { origin } = split(onto)!;
  if (url.startsWith("/")) return origin + url;
  const pieces = split(url);
  return pieces && origin + pieces.rest;
}

function withoutUser(url: string): string {
  return url.replace(/^(rtsps?:\/\/)[^/?#]*@/i, "$1");
}

function absolute(url: string | undefined): boolean {
  return split(url ?? "") !== undefined;
}

function split(url: string): Pieces | undefined {
  const match = /^(rtsps?:\/\/[^/?#\s]+)(\S*)$/i.exec(url);
  return match ? { origin: match[1], rest: match[2] } : undefined;
}
