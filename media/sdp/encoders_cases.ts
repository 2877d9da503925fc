import type { SessionDescription } from "./description.ts";

/** For tests: descriptions as encoders and players write them, and what is read from them. */
export const encoders: { name: string; text: string; description: SessionDescription }[] = [
  {
    name: "FFmpeg over ANNOUNCE",
    text: `v=0\r
o=- 0 0 IN IP4 127.0.0.1\r
s=No Name\r
c=IN IP4 192.168.1.4\r
t=0 0\r
a=tool:libavformat 59.27.100\r
m=video 0 RTP/AVP 96\r
b=AS:2000\r
a=rtpmap:96 H264/90000\r
a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY=,aOvjyyLA; profile-level-id=64001E\r
a=control:streamid=0\r
m=audio 0 RTP/AVP 97\r
b=AS:128\r
a=rtpmap:97 MPEG4-GENERIC/44100/2\r
a=fmtp:97 profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3; config=121056E500\r
a=control:streamid=1\r
`,
    description: {
      title: "No Name",
      connection: "192.168.1.4",
      medias: [
        {
          kind: "video",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{
            payloadType: 96,
            rtpmap: "H264/90000",
            fmtp:
              "packetization-mode=1; sprop-parameter-sets=Z2QAHqzZQKAv+XARAAADAAEAAAMAMg8WLZY=,aOvjyyLA; profile-level-id=64001E",
          }],
          control: "streamid=0",
        },
        {
          kind: "audio",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{
            payloadType: 97,
            rtpmap: "MPEG4-GENERIC/44100/2",
            fmtp:
              "profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3; config=121056E500",
          }],
          control: "streamid=1",
        },
      ],
    },
  },
  {
    name: "GStreamer's rtspclientsink",
    text: `v=0\r
o=- 6362451234123412345 1 IN IP4 127.0.0.1\r
s=Session streamed with GStreamer\r
i=rtsp-client-sink\r
t=0 0\r
a=tool:GStreamer\r
a=type:broadcast\r
m=video 0 RTP/AVP 96\r
c=IN IP4 127.0.0.1\r
a=rtpmap:96 VP8/90000\r
a=framerate:30\r
a=ssrc:2331241345 cname:user1@host\r
a=control:stream=0\r
m=audio 0 RTP/AVP 97\r
a=rtpmap:97 OPUS/48000/2\r
a=fmtp:97 sprop-stereo=1;sprop-maxcapturerate=48000\r
a=rtcp-fb:97 nack pli\r
a=control:stream=1\r
`,
    description: {
      title: "Session streamed with GStreamer",
      medias: [
        {
          kind: "video",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{ payloadType: 96, rtpmap: "VP8/90000" }],
          control: "stream=0",
          connection: "127.0.0.1",
        },
        {
          kind: "audio",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{
            payloadType: 97,
            rtpmap: "OPUS/48000/2",
            fmtp: "sprop-stereo=1;sprop-maxcapturerate=48000",
          }],
          control: "stream=1",
        },
      ],
    },
  },
  {
    name: "VLC: no media control, IPv6",
    text: `v=0\r
o=- 16021234567890 16021234567890 IN IP6 desktop\r
s=Unnamed\r
i=N/A\r
c=IN IP6 ::\r
t=0 0\r
a=tool:vlc 3.0.18\r
a=recvonly\r
a=type:broadcast\r
a=charset:UTF-8\r
m=audio 0 RTP/AVP 14\r
b=RR:0\r
a=rtpmap:14 MPA/90000\r
m=video 0 RTP/AVP 96\r
b=RR:0\r
a=rtpmap:96 MP4V-ES/90000\r
a=fmtp:96 profile-level-id=3; config=000001b001000001b58913000001000000012000c488800f507a045f146300\r
`,
    description: {
      title: "Unnamed",
      connection: "::",
      medias: [
        {
          kind: "audio",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{ payloadType: 14, rtpmap: "MPA/90000" }],
          direction: "recvonly",
        },
        {
          kind: "video",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{
            payloadType: 96,
            rtpmap: "MP4V-ES/90000",
            fmtp:
              "profile-level-id=3; config=000001b001000001b58913000001000000012000c488800f507a045f146300",
          }],
          direction: "recvonly",
        },
      ],
    },
  },
  {
    name: "OBS with an RTSP plug-in: AVPF, several payload types",
    text: `v=0\r
o=- 0 0 IN IP4 127.0.0.1\r
s=obs\r
t=0 0\r
m=video 0 RTP/AVPF 96 98\r
a=rtpmap:96 H264/90000\r
a=fmtp:96 packetization-mode=1\r
a=rtpmap:98 rtx/90000\r
a=fmtp:98 apt=96\r
a=rtcp-fb:96 nack\r
a=sendrecv\r
a=control:video\r
`,
    description: {
      title: "obs",
      medias: [{
        kind: "video",
        port: 0,
        protocol: "RTP/AVPF",
        formats: [
          { payloadType: 96, rtpmap: "H264/90000", fmtp: "packetization-mode=1" },
          { payloadType: 98, rtpmap: "rtx/90000", fmtp: "apt=96" },
        ],
        control: "video",
        direction: "sendrecv",
      }],
    },
  },
  {
    name: "encrypted, keys of the session and of a media",
    text: `v=0
o=- 0 0 IN IP4 127.0.0.1
s=secure
t=0 0
a=key-mgmt:mikey AQAFAP1td9ABAAD
m=video 0 RTP/SAVP 96
a=key-mgmt:mikey AQAFAPqh3woBAAA
a=rtpmap:96 H264/90000
m=audio 0 RTP/SAVP 0
`,
    description: {
      title: "secure",
      medias: [
        {
          kind: "video",
          port: 0,
          protocol: "RTP/SAVP",
          formats: [{ payloadType: 96, rtpmap: "H264/90000" }],
          keyMgmt: "mikey AQAFAPqh3woBAAA",
        },
        {
          kind: "audio",
          port: 0,
          protocol: "RTP/SAVP",
          formats: [{ payloadType: 0 }],
          keyMgmt: "mikey AQAFAP1td9ABAAD",
        },
      ],
    },
  },
];
