import { z } from "zod";
import { count, time } from "./answers.ts";

const video = { width: count, height: count };
const audio = { sampleRate: count, channelCount: count };

/** What is known of a track's media, by codec. */
const codecProps = z.union([
  z.strictObject({ ...video, profile: z.int(), level: z.int(), tier: z.int() })
    .meta({ id: "PathTrackCodecPropsAV1" }),
  z.strictObject({ profile: z.int() }).meta({ id: "PathTrackCodecPropsVP9" }),
  z.strictObject({ ...video, profile: z.string(), level: z.string() })
    .meta({ id: "PathTrackCodecPropsH264" }),
  z.strictObject({ ...audio, muLaw: z.boolean() }).meta({ id: "PathTrackCodecPropsG711" }),
  z.strictObject({ ...audio, bitDepth: count }).meta({ id: "PathTrackCodecPropsLPCM" }),
  z.strictObject(audio).meta({ id: "PathTrackCodecPropsMPEG4Audio" }),
  z.strictObject({ ...audio }).meta({ id: "PathTrackCodecPropsAC3" }),
  z.strictObject({ channelCount: count }).meta({ id: "PathTrackCodecPropsOpus" }),
]).meta({ id: "PathTrackCodecProps" });

const track = z.strictObject({ codec: z.string(), codecProps: codecProps.nullable() })
  .meta({ id: "PathTrack" });

const party = { id: z.string(), type: z.string() };

export const pathSchema = z.strictObject({
  name: z.string(),
  confName: z.string(),
  ready: z.boolean().meta({ deprecated: true }),
  readyTime: time.nullable().meta({ deprecated: true }),
  available: z.boolean(),
  availableTime: time.nullable(),
  online: z.boolean(),
  onlineTime: time.nullable(),
  source: z.strictObject(party).meta({ id: "PathSource" }).nullable(),
  tracks: z.array(z.string()).meta({ deprecated: true }),
  tracks2: z.array(track),
  readers: z.array(z.strictObject(party).meta({ id: "PathReader" })),
  inboundBytes: count,
  outboundBytes: count,
  inboundFramesInError: count,
  bytesReceived: count.meta({ deprecated: true }),
  bytesSent: count.meta({ deprecated: true }),
}).meta({ id: "Path" });

export const forwardSchema = z.strictObject({
  id: z.uuid(),
  pos: z.int().min(1),
  created: time,
  conf: z.looseObject({ dest: z.string(), destFingerprint: z.string() })
    .meta({ id: "PathConfForwardDest" }),
  protocol: z.string(),
  state: z.enum(["idle", "forwarding", "error"]),
  lastError: z.string(),
  outboundBytes: count,
}).meta({ id: "ForwardDest" });
