import { Malformed } from "media/malformed.ts";
import { parseFmtp, readFormat, writeFormat } from "media/rtp/format.ts";
import { STATIC_TYPES } from "media/rtp/static_types.ts";
import type { Codec, Kind, RtpFormat, TrackConfig } from "media/track.ts";
import type { Format } from "./description.ts";

/** Codecs that WebRTC carries, the preferred first where a stream has several. */
const PREFERENCE: Partial<Record<Kind, readonly Codec[]>> = {
  video: ["AV1", "VP9", "VP8", "H265", "H264"],
  audio: ["Opus", "G722", "G711", "LPCM"],
};

export const NONE_SUPPORTED =
  "the stream doesn't contain any supported codec, which are currently AV1, VP9, VP8, H265, H264, Opus, G722, G711, LPCM";

/** The place of a codec among those of its kind; −1 where WebRTC does not carry it. */
export function preferenceOf(kind: Kind, config: TrackConfig): number {
  return carries(config) ? PREFERENCE[kind]?.indexOf(config.codec) ?? -1 : -1;
}

/** What is more than a name: rates and channels that browsers know. */
function carries(config: TrackConfig): boolean {
  switch (config.codec) {
    case "Opus":
      return config.channels <= 8;
    case "G711":
      return config.sampleRate === 8000 && config.channels <= 2;
    case "LPCM":
      return config.bitDepth === 16 && config.channels <= 2 &&
        [8000, 16000, 32000, 48000].includes(config.sampleRate);
    default:
      return true;
  }
}

/** `NAME/RATE[/CHANNELS]` in lower case, one channel left out. */
function encodingOf({ payloadType, rtpmap }: Format): string {
  const encoding = (rtpmap ?? STATIC_TYPES[payloadType] ?? "").toLowerCase().replace(/\s/g, "");
  return encoding.replace(/\/1$/, "");
}

/** How a track is announced to WebRTC peers. */
export function formatOf(config: TrackConfig, payloadType: number): Format {
  const { payloadType: own, rtpmap, fmtp } = formatFor(config, payloadType);
  const parameters = [...fmtp].map(([name, value]) => `${name}=${value}`).join(";");
  return { payloadType: own, rtpmap: rtpmap!, ...parameters !== "" && { fmtp: parameters } };
}

/** Channels of more than two: libwebrtc's own tables (channel_mapping, num_streams, coupled_streams). */
const MULTIOPUS: Record<number, readonly [string, number, number]> = {
  3: ["0,2,1", 2, 1],
  4: ["0,1,2,3", 2, 2],
  5: ["0,4,1,2,3", 3, 2],
  6: ["0,4,1,2,3,5", 4, 2],
  7: ["0,4,1,2,3,5,6", 4, 4],
  8: ["0,6,1,4,5,2,3,7", 5, 4],
};

function formatFor(config: TrackConfig, payloadType: number): RtpFormat {
  const format = writeFormat(config, payloadType);
  if (config.codec !== "Opus") return format;
  const multi = MULTIOPUS[config.channels];
  const fmtp: [string, string][] = multi
    ? [
      ["channel_mapping", multi[0]],
      ["num_streams", String(multi[1])],
      ["coupled_streams", String(multi[2])],
    ]
    : [["minptime", "10"], ["useinbandfec", "1"]];
  if (config.channels === 2) fmtp.push(["stereo", "1"], ["sprop-stereo", "1"]);
  return { ...format, fmtp: new Map(fmtp) };
}

/** The format among those that are offered by which a track can be sent: the one nearest to it. */
export function matchFormat(config: TrackConfig, offered: readonly Format[]): Format | undefined {
  const wanted = formatOf(config, 0), encoding = encodingOf(wanted);
  const same = offered.filter((format) => encodingOf(format) === encoding);
  const own = parseFmtp(wanted.fmtp ?? "");
  const parameter = (format: Format, name: string) => parseFmtp(format.fmtp ?? "").get(name);
  switch (config.codec) {
    case "H264": {
      const whole = same.filter((format) => parameter(format, "packetization-mode") === "1");
      const profile = own.get("profile-level-id")?.slice(0, 2).toLowerCase();
      const nearest = whole.find((format) =>
        parameter(format, "profile-level-id")?.slice(0, 2).toLowerCase() === profile
      );
      return nearest ?? whole[0];
    }
    case "VP9":
      return same.find((format) =>
        (parameter(format, "profile-id") ?? "0") === (own.get("profile-id") ?? "0")
      );
    default:
      return same[0];
  }
}

/** What a publisher may send of what it offers: without retransmission, redundancy and comfort noise. */
export function acceptable(kind: Kind, offered: readonly Format[]): Format[] {
  return offered.filter((format) => {
    const config = configOf(kind, format);
    if (!config || preferenceOf(kind, config) < 0) return false;
    if (config.codec !== "H264") return true;
    return parseFmtp(format.fmtp ?? "").get("packetization-mode") === "1";
  });
}

/** What a format says of its track; undefined where it cannot be read. */
export function configOf(kind: Kind, format: Format): TrackConfig | undefined {
  return readFormatOf(kind, format)?.config;
}

export function readFormatOf(
  kind: Kind,
  { payloadType, rtpmap, fmtp }: Format,
): { config: TrackConfig; rtp: RtpFormat } | undefined {
  const read = readFormat(kind, payloadType, rtpmap, fmtp);
  return read instanceof Malformed ? undefined : read;
}

/** What we offer to take where we pull: numbers as the original has them. */
export const RECEIVABLE: Partial<Record<Kind, readonly Format[]>> = {
  video: [
    { payloadType: 96, rtpmap: "AV1/90000", fmtp: "profile=0" },
    { payloadType: 97, rtpmap: "AV1/90000", fmtp: "profile=1" },
    { payloadType: 98, rtpmap: "VP9/90000", fmtp: "profile-id=3" },
    { payloadType: 99, rtpmap: "VP9/90000", fmtp: "profile-id=2" },
    { payloadType: 100, rtpmap: "VP9/90000", fmtp: "profile-id=1" },
    { payloadType: 101, rtpmap: "VP9/90000", fmtp: "profile-id=0" },
    { payloadType: 102, rtpmap: "VP8/90000" },
    {
      payloadType: 103,
      rtpmap: "H265/90000",
      fmtp: "level-id=93;profile-id=2;tier-flag=0;tx-mode=SRST",
    },
    {
      payloadType: 104,
      rtpmap: "H265/90000",
      fmtp: "level-id=93;profile-id=1;tier-flag=0;tx-mode=SRST",
    },
    { payloadType: 105, rtpmap: "H264/90000", fmtp: h264("42001f") },
    { payloadType: 106, rtpmap: "H264/90000", fmtp: h264("42e01f") },
  ],
  audio: [
    ...[3, 4, 5, 6, 7, 8].map((channels) => formatOf({ codec: "Opus", channels }, 109 + channels)),
    {
      payloadType: 111,
      rtpmap: "opus/48000/2",
      fmtp: "minptime=10;useinbandfec=1;stereo=1;sprop-stereo=1",
    },
    { payloadType: 9, rtpmap: "G722/8000" },
    { payloadType: 118, rtpmap: "PCMU/8000/2" },
    { payloadType: 119, rtpmap: "PCMA/8000/2" },
    { payloadType: 0, rtpmap: "PCMU/8000" },
    { payloadType: 8, rtpmap: "PCMA/8000" },
    { payloadType: 120, rtpmap: "L16/8000/2" },
    { payloadType: 121, rtpmap: "L16/16000/2" },
    { payloadType: 122, rtpmap: "L16/48000/2" },
  ],
};

function h264(profile: string): string {
  return `level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${profile}`;
}
