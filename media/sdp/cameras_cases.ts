import type { SessionDescription } from "./description.ts";

/** For tests: descriptions as cameras write them, and what is read from them. */
export const cameras: { name: string; text: string; description: SessionDescription }[] = [
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
];
