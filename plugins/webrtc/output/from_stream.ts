import type { Lane, Stream } from "core/mod.ts";
import { Malformed } from "media/malformed.ts";
import { parseRtcp } from "media/rtp/rtcp.ts";
import type { Track } from "media/track.ts";
import { preferenceOf } from "../wire/codecs.ts";
import { readNacks } from "../wire/feedback.ts";
import type { Sendable, Sending } from "../wire/negotiate.ts";
import { sentForm } from "./sent_form.ts";
import { type TrackOutput, TrackSender } from "./track_sender.ts";

/** The tracks of a stream that WebRTC can carry, one for a data channel, and those that it cannot. */
export function sendableTracks(
  { lanes }: Stream,
): { sendable: Sendable[]; metadata: Lane | undefined; skipped: readonly Track[] } {
  const metadata = lanes.find(({ config, hasUnits }) => config.codec === "KLV" && hasUnits);
  const carried = lanes.filter(({ track, config, hasPackets }) =>
    hasPackets && preferenceOf(track.kind, sentForm(config).config) >= 0
  );
  return {
    sendable: carried.map(({ track: { id, kind }, config, ssrc }) => ({
      ...{ id, kind, ssrc },
      config: sentForm(config).config,
    })),
    metadata,
    skipped: lanes.filter((lane) => lane !== metadata && !carried.includes(lane))
      .map(({ track }) => track),
  };
}

/** A stream on its way to one peer. */
export class FromStream {
  readonly #senders: readonly TrackSender[];

  constructor(
    private readonly stream: Stream,
    sending: readonly Sending[],
    to: Omit<TrackOutput, "payloadType">,
  ) {
    this.#senders = sending.map(({ id, payloadType }) =>
      new TrackSender(stream.lanes[id], { ...to, payloadType })
    );
  }

  get discarded(): number {
    return this.#senders.reduce((sum, { discarded }) => sum + discarded, 0);
  }

  start(): void {
    const { stream } = this;
    for (const sender of this.#senders) {
      sender.start((lane, rendition) => stream.senderReport(lane, rendition));
    }
  }

  /** What the peer says of what it got. */
  rtcp(bytes: Uint8Array): void {
    const packets = parseRtcp(bytes);
    if (packets instanceof Malformed) return;
    for (const packet of packets) {
      readNacks(packet, (ssrc, number) => {
        this.#senders.find((sender) => sender.ssrc === ssrc)?.resend(number);
      });
    }
  }

  stop(): void {
    for (const sender of this.#senders) sender.stop();
  }
}
