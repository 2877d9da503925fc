import type { SessionDescription } from "./description.ts";

/** For tests: descriptions with the faults that are met in the field, and what is read from them. */
export const oddities: { name: string; text: string; description: SessionDescription }[] = [
  {
    name: "nothing but media",
    text: "m=audio 0 RTP/AVP 0",
    description: {
      title: "",
      medias: [{ kind: "audio", port: 0, protocol: "RTP/AVP", formats: [{ payloadType: 0 }] }],
    },
  },
  {
    name: "LF only, blank lines, blanks before lines, junk",
    text: `
v=0

  s=  spaced title \t
hello there
=
x
 m=video 0 RTP/AVP 96
	a=rtpmap:96 H264/90000
a=
a=:
???=1
`,
    description: {
      title: "spaced title",
      medias: [{
        kind: "video",
        port: 0,
        protocol: "RTP/AVP",
        formats: [{ payloadType: 96, rtpmap: "H264/90000" }],
      }],
    },
  },
  {
    name: "CR only, byte order mark, null byte at the end",
    text: "\uFEFFv=0\rs=mac\rm=video 0 RTP/AVP 26\ra=control:track1\r\0",
    description: {
      title: "mac",
      medias: [{
        kind: "video",
        port: 0,
        protocol: "RTP/AVP",
        formats: [{ payloadType: 26 }],
        control: "track1",
      }],
    },
  },
  {
    name: "bad ports",
    text: "s=-\nm=video - RTP/AVP 96\nm=audio 99999 RTP/AVP 0\nm=audio 5004/2 RTP/AVP 8\n",
    description: {
      title: "-",
      medias: [
        { kind: "video", port: 0, protocol: "RTP/AVP", formats: [{ payloadType: 96 }] },
        { kind: "audio", port: 0, protocol: "RTP/AVP", formats: [{ payloadType: 0 }] },
        { kind: "audio", port: 5004, protocol: "RTP/AVP", formats: [{ payloadType: 8 }] },
      ],
    },
  },
  {
    name: "no port at all",
    text: "m=video RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    description: {
      title: "",
      medias: [{
        kind: "video",
        port: 0,
        protocol: "RTP/AVP",
        formats: [{ payloadType: 96, rtpmap: "H264/90000" }],
      }],
    },
  },
  {
    name: "a TTL without an address",
    text: "c=IN IP4 /127\nm=audio 0 RTP/AVP 0\n",
    description: {
      title: "",
      medias: [{ kind: "audio", port: 0, protocol: "RTP/AVP", formats: [{ payloadType: 0 }] }],
    },
  },
  {
    name: "no payload type in the media line",
    text: "m=video 0 RTP/AVP\na=rtpmap:96 H264/90000\na=fmtp:96 packetization-mode=1\n",
    description: {
      title: "",
      medias: [{
        kind: "video",
        port: 0,
        protocol: "RTP/AVP",
        formats: [{ payloadType: 96, rtpmap: "H264/90000", fmtp: "packetization-mode=1" }],
      }],
    },
  },
  {
    name: "attributes of another dynamic payload type than the media line's",
    text: "m=video 0 RTP/AVP 96\na=rtpmap:35 H264/90000\na=rtpmap:97 H265/90000\n" +
      "a=fmtp:97 sprop-pps=RAHA\nm=audio 0 RTP/AVP 0\na=rtpmap:97 opus/48000/2\n",
    description: {
      title: "",
      medias: [
        {
          kind: "video",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{ payloadType: 96, rtpmap: "H265/90000", fmtp: "sprop-pps=RAHA" }],
        },
        { kind: "audio", port: 0, protocol: "RTP/AVP", formats: [{ payloadType: 0 }] },
      ],
    },
  },
  {
    name: "payload types twice, out of range, in words",
    text: "m=audio 0 RTP/AVP 0 0 8 128 -1 mp3 101\n",
    description: {
      title: "",
      medias: [{
        kind: "audio",
        port: 0,
        protocol: "RTP/AVP",
        formats: [{ payloadType: 0 }, { payloadType: 8 }, { payloadType: 101 }],
      }],
    },
  },
  {
    name: "blanks around separators, attribute names in capitals",
    text: "V = 0\nM=Video 0  RTP/AVP  96 \nA=Control: trackID=1\na=RTPMAP: 96  H264/90000 \n" +
      "a=fmtp:96   packetization-mode = 1 ; \na=SendOnly\n",
    description: {
      title: "",
      medias: [{
        kind: "video",
        port: 0,
        protocol: "RTP/AVP",
        formats: [{
          payloadType: 96,
          rtpmap: "H264/90000",
          fmtp: "packetization-mode = 1 ;",
        }],
        control: "trackID=1",
        direction: "sendonly",
      }],
    },
  },
  {
    name: "attributes twice: the first counts",
    text:
      "m=audio 0 RTP/AVP 96\na=rtpmap:96 opus/48000/2\na=rtpmap:96 PCMU/8000\na=control:1\na=control:2\n",
    description: {
      title: "",
      medias: [{
        kind: "audio",
        port: 0,
        protocol: "RTP/AVP",
        formats: [{ payloadType: 96, rtpmap: "opus/48000/2" }],
        control: "1",
      }],
    },
  },
  {
    name: "media of another type, and a control of nothing",
    text: "a=control:\nm=data 0 RTP/AVP 112\na=rtpmap:112 SMPTE336M/90000\na=inactive\n",
    description: {
      title: "",
      control: "",
      medias: [{
        kind: "application",
        port: 0,
        protocol: "RTP/AVP",
        formats: [{ payloadType: 112, rtpmap: "SMPTE336M/90000" }],
        direction: "inactive",
      }],
    },
  },
  {
    name: "transport stream over multicast, as encoders announce it",
    text: `v=0
o=- 1 1 IN IP4 10.1.1.1
s=channel 7
c=IN IP4 239.10.0.7/32
t=0 0
m=video 5000 RTP/AVP 33
a=recvonly
`,
    description: {
      title: "channel 7",
      connection: "239.10.0.7",
      medias: [{
        kind: "video",
        port: 5000,
        protocol: "RTP/AVP",
        formats: [{ payloadType: 33 }],
        direction: "recvonly",
      }],
    },
  },
  {
    name: "a title in UTF-8 and an address that is cut short",
    text: "s=Straße 北\nc=IN IP4\nm=video 0 RTP/AVP 26\n",
    description: {
      title: "Straße 北",
      medias: [{ kind: "video", port: 0, protocol: "RTP/AVP", formats: [{ payloadType: 26 }] }],
    },
  },
];

/** For tests: what is refused. */
export const refused: { name: string; text: string }[] = [
  { name: "nothing", text: "" },
  { name: "a page of HTML", text: "<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n" },
  { name: "no media", text: "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nt=0 0\r\n" },
  { name: "a media line without protocol", text: "m=video 0\n" },
  { name: "too many lines", text: "m=video 0 RTP/AVP 96\n" + "a=x\n".repeat(3000) },
  { name: "too many media", text: "m=video 0 RTP/AVP 96\n".repeat(101) },
  { name: "too long", text: "m=video 0 RTP/AVP 96\na=x:" + "y".repeat(1 << 17) },
];
