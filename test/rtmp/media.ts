import { concat } from "media/bytes.ts";
import { writeAmf0 } from "media/amf/write.ts";
import { writeConfig, writeFrame } from "media/flv/write/message.ts";
import { writeMetadata } from "media/flv/write/metadata.ts";
import { flvTrack } from "media/flv/write/track.ts";
import { isMalformed } from "media/malformed.ts";
import { AUDIO, DATA, type Message, VIDEO } from "../../plugins/rtmp/wire/message.ts";
import type { Clip } from "../streams/clips.ts";

/** What a publisher of clips sends. */
export interface Publication {
  /** Of `onMetaData`. */
  readonly metadata: Message;
  readonly headers: readonly Message[];
  /** Frames of all clips in the order of decoding, times beginning about 0. */
  readonly frames: readonly Message[];
}

/** The messages of clips as an encoder makes them; their timestamps begin at `from`. */
export function messagesOf(clips: readonly Clip[], from = 0): Publication {
  const tracks = clips.map(({ config }) => flvTrack(config)!);
  const metadata = writeAmf0("@setDataFrame", "onMetaData", writeMetadata(tracks));
  const typeOf = (i: number) => tracks[i].kind === "video" ? VIDEO : AUDIO;
  const headers = tracks.flatMap((track, i) => {
    const body = writeConfig(track, clips[i].units[0].payload);
    if (isMalformed(body)) throw new Error(body.reason);
    return body ? [message(typeOf(i), from, body)] : [];
  });
  const first = Math.min(...clips.map((clip) => milliseconds(clip, clip.units[0].dts)));
  const frames = clips.flatMap((clip, i) =>
    clip.units.map(({ pts, dts, randomAccess, payload }) => {
      const time = milliseconds(clip, dts), compositionTime = milliseconds(clip, pts) - time;
      const body = concat(writeFrame(tracks[i], { payload, randomAccess, compositionTime }));
      return { time, message: message(typeOf(i), from + time - first, body) };
    })
  ).sort((a, b) => a.time - b.time).map(({ message }) => message);
  return { metadata: message(DATA, 0, metadata), headers, frames };
}

function milliseconds({ clockRate }: Clip, ticks: number): number {
  return Math.round(ticks * 1000 / clockRate);
}

function message(type: number, timestamp: number, body: Uint8Array): Message {
  return { type, stream: 1, timestamp: timestamp >>> 0, body: Uint8Array.from(body) };
}
