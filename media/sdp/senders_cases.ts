import type { SessionDescription } from "./description.ts";

/** For tests: descriptions as cameras, encoders and players write them, and what is read from them. */
export const senders: { name: string; text: string; description: SessionDescription }[] = [
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
    name: "Hikvision: absolute controls, metadata, a header of its own",
    text: `v=0\r
o=- 1698765432109876 1698765432109876 IN IP4 10.0.0.20\r
s=Media Presentation\r
e=NONE\r
b=AS:5100\r
t=0 0\r
a=control:rtsp://10.0.0.20/Streaming/Channels/101/\r
m=video 0 RTP/AVP 96\r
c=IN IP4 0.0.0.0\r
b=AS:5000\r
a=recvonly\r
a=x-dimensions:2560,1440\r
a=control:rtsp://10.0.0.20/Streaming/Channels/101/trackID=1\r
a=rtpmap:96 H265/90000\r
a=fmtp:96 sprop-sps=QgEBAWAAAAMAsAAAAwAAAwB7oAPAgBDljb5JMvTcBAQEAg==; sprop-pps=RAHA8vA8kA==\r
m=application 0 RTP/AVP 107\r
b=AS:50\r
a=recvonly\r
a=control:rtsp://10.0.0.20/Streaming/Channels/101/trackID=3\r
a=rtpmap:107 vnd.onvif.metadata/90000\r
a=Media_header:MEDIAINFO=494D4B48010300000400000100000000000000000000000081\r
a=appversion:1.0\r
`,
    description: {
      title: "Media Presentation",
      control: "rtsp://10.0.0.20/Streaming/Channels/101/",
      medias: [
        {
          kind: "video",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{
            payloadType: 96,
            rtpmap: "H265/90000",
            fmtp:
              "sprop-sps=QgEBAWAAAAMAsAAAAwAAAwB7oAPAgBDljb5JMvTcBAQEAg==; sprop-pps=RAHA8vA8kA==",
          }],
          control: "rtsp://10.0.0.20/Streaming/Channels/101/trackID=1",
          direction: "recvonly",
          connection: "0.0.0.0",
        },
        {
          kind: "application",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{ payloadType: 107, rtpmap: "vnd.onvif.metadata/90000" }],
          control: "rtsp://10.0.0.20/Streaming/Channels/101/trackID=3",
          direction: "recvonly",
        },
      ],
    },
  },
  {
    name: "Dahua: session direction, frame rate, back channel",
    text: `v=0\r
o=- 2251938191 2251938191 IN IP4 0.0.0.0\r
s=RTSP Session/2.0\r
c=IN IP4 0.0.0.0\r
t=0 0\r
a=control:*\r
a=range:npt=now-\r
a=packetization-supported:DH\r
m=video 0 RTP/AVP 96\r
a=control:trackID=0\r
a=framerate:25.000000\r
a=rtpmap:96 H264/90000\r
a=fmtp:96 packetization-mode=1;profile-level-id=4D002A;sprop-parameter-sets=Z00AKp2oHgCJ+WbgICAoAAAfQAAGGoQg,aO48gAA=\r
a=recvonly\r
m=audio 0 RTP/AVP 8\r
a=control:trackID=1\r
a=rtpmap:8 PCMA/8000\r
a=recvonly\r
m=audio 0 RTP/AVP 8 97\r
a=control:trackID=5\r
a=rtpmap:8 PCMA/8000\r
a=rtpmap:97 L16/16000\r
a=sendonly\r
`,
    description: {
      title: "RTSP Session/2.0",
      connection: "0.0.0.0",
      control: "*",
      medias: [
        {
          kind: "video",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{
            payloadType: 96,
            rtpmap: "H264/90000",
            fmtp:
              "packetization-mode=1;profile-level-id=4D002A;sprop-parameter-sets=Z00AKp2oHgCJ+WbgICAoAAAfQAAGGoQg,aO48gAA=",
          }],
          control: "trackID=0",
          direction: "recvonly",
        },
        {
          kind: "audio",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{ payloadType: 8, rtpmap: "PCMA/8000" }],
          control: "trackID=1",
          direction: "recvonly",
        },
        {
          kind: "audio",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{ payloadType: 8, rtpmap: "PCMA/8000" }, {
            payloadType: 97,
            rtpmap: "L16/16000",
          }],
          control: "trackID=5",
          direction: "sendonly",
        },
      ],
    },
  },
  {
    name: "Axis: TTL behind the address, M-JPEG without rtpmap",
    text: `v=0\r
o=- 18315797286303868614 1 IN IP4 192.168.0.90\r
s=Session streamed with GStreamer\r
i=rtsp-server\r
c=IN IP4 239.204.1.2/5\r
t=0 0\r
a=tool:GStreamer\r
a=type:broadcast\r
a=range:npt=now-\r
a=control:rtsp://192.168.0.90/axis-media/media.amp?videocodec=jpeg\r
m=video 50000 RTP/AVP 26\r
c=IN IP4 239.204.1.2/5\r
b=AS:50000\r
a=framerate:25.000000\r
a=control:rtsp://192.168.0.90/axis-media/media.amp/stream=0?videocodec=jpeg\r
a=ts-refclk:local\r
a=mediaclk:sender\r
`,
    description: {
      title: "Session streamed with GStreamer",
      connection: "239.204.1.2",
      control: "rtsp://192.168.0.90/axis-media/media.amp?videocodec=jpeg",
      medias: [{
        kind: "video",
        port: 50000,
        protocol: "RTP/AVP",
        formats: [{ payloadType: 26 }],
        control: "rtsp://192.168.0.90/axis-media/media.amp/stream=0?videocodec=jpeg",
        connection: "239.204.1.2",
      }],
    },
  },
  {
    name: "Reolink: LIVE555 with several languages of the same",
    text: `v=0\r
o=- 1700000000000000 1 IN IP4 192.168.1.12\r
s=Session streamed by "preview"\r
t=0 0\r
a=tool:BC Streaming Media v202210012022.10.01\r
a=type:broadcast\r
a=control:*\r
a=range:npt=now-\r
a=x-qt-text-nam:Session streamed by "preview"\r
m=video 0 RTP/AVP 96\r
c=IN IP4 0.0.0.0\r
b=AS:8192\r
a=rtpmap:96 H264/90000\r
a=range:npt=now-\r
a=fmtp:96 packetization-mode=1;profile-level-id=640033;sprop-parameter-sets=Z2QAM6wVFKAoALWQ,aO48sA==\r
a=recvonly\r
a=control:track1\r
m=audio 0 RTP/AVP 97\r
c=IN IP4 0.0.0.0\r
b=AS:8192\r
a=rtpmap:97 MPEG4-GENERIC/16000\r
a=range:npt=now-\r
a=fmtp:97 streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1408;\r
a=recvonly\r
a=control:track2\r
`,
    description: {
      title: 'Session streamed by "preview"',
      control: "*",
      medias: [
        {
          kind: "video",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{
            payloadType: 96,
            rtpmap: "H264/90000",
            fmtp:
              "packetization-mode=1;profile-level-id=640033;sprop-parameter-sets=Z2QAM6wVFKAoALWQ,aO48sA==",
          }],
          control: "track1",
          direction: "recvonly",
          connection: "0.0.0.0",
        },
        {
          kind: "audio",
          port: 0,
          protocol: "RTP/AVP",
          formats: [{
            payloadType: 97,
            rtpmap: "MPEG4-GENERIC/16000",
            fmtp:
              "streamtype=5;profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1408;",
          }],
          control: "track2",
          direction: "recvonly",
          connection: "0.0.0.0",
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
