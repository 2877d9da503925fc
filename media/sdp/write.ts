import type { SdpMedia, SessionDescription } from "./description.ts";

/**
 * Writes a session description as this server announces streams: fixed origin, title or a single space, the
 * address of the session or 0.0.0.0; for each media its control (`trackID=N` without one), key management,
 * formats.
 */
export function writeSdp(description: SessionDescription): string {
  const { title, connection, control, medias } = description;
  const lines = [
    "v=0",
    "o=- 0 0 IN IP4 127.0.0.1",
    `s=${title || " "}`,
    `c=IN IP4 ${connection ?? "0.0.0.0"}`,
    "t=0 0",
    ...(control === undefined ? [] : [`a=control:${control}`]),
    ...medias.flatMap(mediaLines),
  ];
  return lines.map((line) => `${line.replace(/[\r\n\0]+/g, " ")}\r\n`).join("");
}

function mediaLines(media: SdpMedia, index: number): string[] {
  const { kind, port, protocol, formats, control, direction, keyMgmt, connection } = media;
  const lines = [`m=${kind} ${port} ${protocol} ${formats.map((f) => f.payloadType).join(" ")}`];
  if (connection !== undefined) lines.push(`c=IN IP4 ${connection}`);
  if (direction !== undefined) lines.push(`a=${direction}`);
  lines.push(`a=control:${control ?? `trackID=${index}`}`);
  if (keyMgmt !== undefined) lines.push(`a=key-mgmt:${keyMgmt}`);
  for (const { payloadType, rtpmap, fmtp } of formats) {
    if (rtpmap !== undefined) lines.push(`a=rtpmap:${payloadType} ${rtpmap}`);
    if (fmtp) lines.push(`a=fmtp:${payloadType} ${fmtp}`);
  }
  return lines;
}
