import type { Kind } from "media/track.ts";

/** RTP of real senders, as packets, with the attributes they announced. */
export interface Capture {
  readonly kind: Kind;
  readonly rtpmap: string;
  readonly fmtp: string;
  readonly packets: readonly Uint8Array[];
}

const folder = new URL("../../../media/rtp/payload/vectors/", import.meta.url);

export const captures: readonly Capture[] = [...Deno.readDirSync(folder)]
  .map(({ name }) => name).sort()
  .map((name) => {
    const { rtpmap, fmtp, packets } = JSON.parse(Deno.readTextFileSync(new URL(name, folder)));
    const kind = /^(opus|mpeg4|mp4a|mpa|ac3)/i.test(rtpmap) ? "audio" : "video";
    return { kind, rtpmap, fmtp: fmtp ?? "", packets: packets.map(Uint8Array.fromHex) };
  });
