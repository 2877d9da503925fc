import { SIGNALLING } from "./signalling.ts";

const READER = String.raw`
/*
 * Reads a stream. Options: url (ending in /whep), user and pass or token, onError(reason), onTrack(event),
 * onDataChannel(event).
 */
class MediaMTXWebRTCReader {
  #session;

  constructor(options) {
    this.#session = new MediaMTXSession({ ...options, offer: (pc) => offerToRead(pc, options) });
  }

  close() {
    this.#session.close();
  }
}

async function offerToRead(pc, { onTrack, onDataChannel }) {
  pc.addTransceiver("video", { direction: "recvonly" });
  pc.addTransceiver("audio", { direction: "recvonly" });
  pc.ontrack = (event) => onTrack?.(event);
  if (onDataChannel) pc.createDataChannel("");
  pc.ondatachannel = (event) => onDataChannel?.(event);
  const { sdp } = await pc.createOffer();
  for (const each of [withMoreSound(sdp), withStereo(sdp), sdp]) {
    try {
      await pc.setLocalDescription({ type: "offer", sdp: each });
      return each;
    } catch {
      // This browser does not know what was added.
    }
  }
  throw new Error("this browser refuses its own offer");
}

/* Browsers play stereo where they are asked to. */
function withStereo(sdp) {
  const number = /^a=rtpmap:(\d+) opus\/48000/m.exec(sdp)?.[1];
  if (!number) return sdp;
  const fmtp = new RegExp("^(a=fmtp:" + number + " .*?)\\s*$", "m");
  return sdp.replace(fmtp, "$1;stereo=1;sprop-stereo=1");
}

/* What some browsers can play and do not say. */
const MORE_SOUND = [
  ["L16/8000/2"], ["L16/16000/2"], ["L16/48000/2"], ["PCMU/8000/2"], ["PCMA/8000/2"],
  ["multiopus/48000/3", "channel_mapping=0,2,1;num_streams=2;coupled_streams=1"],
  ["multiopus/48000/4", "channel_mapping=0,1,2,3;num_streams=2;coupled_streams=2"],
  ["multiopus/48000/5", "channel_mapping=0,4,1,2,3;num_streams=3;coupled_streams=2"],
  ["multiopus/48000/6", "channel_mapping=0,4,1,2,3,5;num_streams=4;coupled_streams=2"],
  ["multiopus/48000/7", "channel_mapping=0,4,1,2,3,5,6;num_streams=4;coupled_streams=4"],
  ["multiopus/48000/8", "channel_mapping=0,6,1,4,5,2,3,7;num_streams=5;coupled_streams=4"],
];

function withMoreSound(sdp) {
  const used = new Set([...sdp.matchAll(/^a=rtpmap:(\d+) /gm)].map(([, number]) => Number(number)));
  const sections = withStereo(sdp).split(/(?=^m=)/m);
  return sections.map((section) => {
    if (!section.startsWith("m=audio")) return section;
    let numbers = "", lines = "", number = 35;
    for (const [encoding, fmtp] of MORE_SOUND) {
      while (used.has(number)) number++;
      used.add(number);
      numbers += " " + number;
      lines += "a=rtpmap:" + number + " " + encoding + "\r\n";
      if (fmtp) lines += "a=fmtp:" + number + " " + fmtp + "\r\n";
    }
    return section.replace(/^(m=audio .*?)\r\n/, "$1" + numbers + "\r\n") + lines;
  }).join("");
}

window.MediaMTXWebRTCReader = MediaMTXWebRTCReader;
`;

const PUBLISHER = String.raw`
/*
 * Publishes a MediaStream. Options: url (ending in /whip), user and pass or token, stream, videoCodec, videoBitrate
 * and audioBitrate (kbit/s), audioCodec, audioVoice, onError(reason), onConnected().
 */
class MediaMTXWebRTCPublisher {
  #session;

  constructor(options) {
    this.#session = new MediaMTXSession({ ...options, offer: (pc) => offerToPublish(pc, options) });
  }

  close() {
    this.#session.close();
  }
}

async function offerToPublish(pc, options) {
  const { stream, videoCodec, videoBitrate, audioCodec, audioBitrate, audioVoice } = options;
  for (const track of stream.getTracks()) {
    const video = track.kind === "video", codec = video ? videoCodec : audioCodec;
    const transceiver = pc.addTransceiver(track, { direction: "sendonly", streams: [stream] });
    prefer(transceiver, track.kind, codec);
    if (video && videoBitrate) await limit(transceiver.sender, Number(videoBitrate));
  }
  let { sdp } = await pc.createOffer();
  const number = /^a=rtpmap:(\d+) opus\/48000/m.exec(sdp)?.[1];
  if (number && (audioBitrate || !audioVoice)) {
    const more = (audioVoice ? "" : ";stereo=1;sprop-stereo=1") +
      (audioBitrate ? ";maxaveragebitrate=" + Number(audioBitrate) * 1000 : "");
    sdp = sdp.replace(new RegExp("^(a=fmtp:" + number + " .*?)\\s*$", "m"), "$1" + more);
  }
  await pc.setLocalDescription({ type: "offer", sdp });
  return sdp;
}

/* Of the codec that was chosen, "h264/90000" or "h264", nothing but that and what repairs it. */
function prefer(transceiver, kind, codec) {
  const all = RTCRtpSender.getCapabilities(kind)?.codecs ?? [];
  const name = kind + "/" + (codec ?? "").split("/")[0].toLowerCase();
  const chosen = all.filter(({ mimeType }) => mimeType.toLowerCase() === name);
  if (codec && chosen.length > 0) transceiver.setCodecPreferences?.(chosen);
}

async function limit(sender, bitrate) {
  const parameters = sender.getParameters();
  for (const encoding of parameters.encodings ?? []) encoding.maxBitrate = bitrate * 1000;
  await sender.setParameters(parameters);
}

window.MediaMTXWebRTCPublisher = MediaMTXWebRTCPublisher;
`;

/** What pages, ours and others', load: each is complete. */
export const SCRIPTS = { reader: SIGNALLING + READER, publisher: SIGNALLING + PUBLISHER };
