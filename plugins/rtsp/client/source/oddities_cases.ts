import {
  type CameraRequest,
  FakeCamera,
  framed,
  type Script,
} from "../../../../test/camera/fake_camera.ts";
import { rtp, SDP } from "../../../../test/rtsp_media.ts";

/** For tests: a camera that is odd in one way, and what is made of it. */
export interface Oddity {
  readonly name: string;
  readonly script: Script;
  /** Path and query of its URL; `/live` unless given. */
  readonly rest?: string;
  /** Lines of the path's configuration. */
  readonly path?: string;
  /** `H264, G711` unless given. */
  readonly codecs?: string;
  /** SETUP and PLAY that it is asked for, where the URLs matter. */
  readonly asked?: readonly string[];
  /** The log warns of it. */
  readonly warns?: true;
}

type On = NonNullable<Script["on"]>[string];

/** Another answer to a method: status, headers, body. */
function answers(
  status: string,
  headers: Record<string, string | undefined> = {},
  body?: string,
): On {
  return (request, camera) => camera.answer(request, status, headers, body);
}

function describes(headers: Record<string, string | undefined>, body = SDP): Script {
  return { on: { DESCRIBE: answers("200 OK", headers, body) } };
}

/** A description of one video section with these lines. */
function video(...lines: string[]): string {
  return ["v=0", "s=x", "m=video 0 RTP/AVP 96", ...lines, ""].join("\r\n");
}

const H264 = "a=rtpmap:96 H264/90000";

/** The usual answer to SETUP with another Transport header. */
function agrees(
  transport: (request: CameraRequest, camera: FakeCamera) => string | undefined,
): Script {
  return {
    on: {
      SETUP: (request, camera) =>
        camera.answer(request, "200 OK", {
          Session: "1",
          Transport: transport(request, camera),
        }),
    },
  };
}

const clientPort = ({ headers }: CameraRequest) =>
  /client_port=[\d-]+/.exec(headers.get("transport")!)?.[0];

const TCP = "rtspTransport: tcp";

/** Descriptions. */
const described: Oddity[] = [
  {
    name: "neither Content-Base nor type",
    script: describes({}),
    asked: ["SETUP /live/trackID=0", "SETUP /live/trackID=1", "PLAY /live"],
  },
  {
    name: "Content-Base of the camera's own network, in capitals",
    script: describes({ "Content-Base": "RTSP://192.168.0.10:554/live/" }),
    asked: ["SETUP /live/trackID=0", "SETUP /live/trackID=1", "PLAY /live/"],
  },
  {
    name: "Content-Base without slash at the end",
    script: describes({ "content-base": "rtsp://cam/other" }),
    asked: ["SETUP /other/trackID=0", "SETUP /other/trackID=1", "PLAY /other"],
  },
  {
    name: "Content-Base that is a path",
    script: describes({ "CONTENT-BASE": "/other/" }),
    asked: ["SETUP /other/trackID=0", "SETUP /other/trackID=1", "PLAY /other/"],
  },
  {
    name: "Content-Location",
    script: describes({ "Content-Location": "rtsp://cam/other/" }),
    asked: ["SETUP /other/trackID=0", "SETUP /other/trackID=1", "PLAY /other/"],
  },
  {
    name: "a query, controls behind it",
    script: describes({}),
    rest: "/cam?channel=1&subtype=0",
    asked: [
      "SETUP /cam?channel=1&subtype=0/trackID=0",
      "SETUP /cam?channel=1&subtype=0/trackID=1",
      "PLAY /cam?channel=1&subtype=0",
    ],
  },
  {
    name: "an absolute control of the session, below which the others are",
    script: describes(
      { "Content-Base": "rtsp://cam/live/" },
      SDP.replace("m=video", "a=control:rtsp://cam/all\r\nm=video"),
    ),
    asked: ["SETUP /all/trackID=0", "SETUP /all/trackID=1", "PLAY /all"],
  },
  {
    name: "a star for the session, absolute controls at another address",
    script: describes(
      { "Content-Base": "rtsp://cam/live/" },
      SDP.replace("m=video", "a=control:*\r\nm=video").replaceAll(
        "control:trackID",
        "control:rtsp://u:p@10.0.0.1:5554/media/trackID",
      ),
    ),
    asked: ["SETUP /media/trackID=0", "SETUP /media/trackID=1", "PLAY /live/"],
  },
  {
    name: "controls with a slash before them",
    script: describes({}, SDP.replaceAll("control:trackID", "control:/trackID")),
    asked: ["SETUP /live/trackID=0", "SETUP /live/trackID=1", "PLAY /live"],
  },
  {
    name: "a wrong Content-Base: controls are below the URL of the request",
    script: {
      on: {
        DESCRIBE: answers("200 OK", { "Content-Base": "rtsp://cam/wrong/" }, SDP),
        SETUP: (request, camera, usual) =>
          request.url.includes("wrong") ? camera.answer(request, "404 Not Found") : usual,
      },
    },
    asked: [
      "SETUP /wrong/trackID=0",
      "SETUP /live/trackID=0",
      "SETUP /wrong/trackID=1",
      "SETUP /live/trackID=1",
      "PLAY /wrong/",
    ],
  },
  {
    name: "one section without control",
    script: describes({ "Content-Base": "rtsp://cam/live/" }, video(H264)),
    codecs: "H264",
    asked: ["SETUP /live/", "PLAY /live/"],
  },
  {
    name: "nothing but sections, line feeds only",
    script: describes(
      {},
      "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:1\nm=audio 0 RTP/AVP 0\na=control:2",
    ),
    asked: ["SETUP /live/1", "SETUP /live/2", "PLAY /live"],
  },
  {
    name: "ports and addresses as if it were no RTSP, another type",
    script: describes(
      { "Content-Type": "text/plain; charset=utf-8" },
      SDP.replace("m=video 0", "m=video 5004").replace("c=IN IP4 0.0.0.0", "c=IN IP4 10.0.0.7/127"),
    ),
  },
  {
    name: "H264 without parameter sets, packets of mode 0",
    script: describes({}, video(H264, "a=fmtp:96 packetization-mode=0", "a=control:1")),
    codecs: "H264",
  },
  {
    name: "H264 known by its parameter sets alone",
    script: describes(
      {},
      video(
        "a=fmtp:96 sprop-parameter-sets=Z0LAHtkDxWhAAAADAEAAAAwDxYuS,aMuMsg==",
        "a=control:1",
      ),
    ),
    codecs: "H264",
  },
  {
    name: "a back channel, a section without rtpmap, one without RTP, one that is encrypted",
    script: describes(
      {},
      [
        "m=application 0 RTP/AVP 107",
        "a=control:unknown",
        "m=audio 0 RTP/AVP 98",
        "a=control:nameless",
        "m=application 0 UDP 1",
        "a=control:udp",
        "m=video 0 RTP/SAVP 96",
        H264,
        "a=control:secret",
        "m=video 0 RTP/AVP 96",
        H264,
        "a=control:1",
        "m=audio 0 RTP/AVP 0",
        "a=sendonly",
        "a=control:back",
        "m=audio 0 RTP/AVP 0",
        "a=control:2",
      ].join("\r\n"),
    ),
    asked: ["SETUP /live/1", "SETUP /live/2", "PLAY /live"],
  },
  {
    name: "all sections are sendonly, seen from the camera",
    script: describes({}, SDP.replaceAll("a=control", "a=sendonly\r\na=control")),
  },
  {
    name: "metadata beside the media",
    script: describes(
      {},
      video(
        H264,
        "a=control:1",
        "m=application 0 RTP/AVP 107",
        "a=rtpmap:107 vnd.onvif.metadata/90000",
      ),
    ),
    codecs: "H264, Generic",
    warns: true,
    asked: ["SETUP /live/1", "SETUP /live", "PLAY /live"],
  },
];

/** Answers to SETUP. */
const setUp: Oddity[] = [
  { name: "no Transport, UDP", script: agrees(() => undefined) },
  { name: "no Transport, TCP", script: agrees(() => undefined), path: TCP },
  {
    name: "no ports of the server",
    script: agrees((request) => `RTP/AVP;unicast;${clientPort(request)}`),
  },
  {
    name: "ports of zero, a source of zeros",
    script: agrees((request) =>
      `RTP/AVP;unicast;${clientPort(request)};server_port=0-0;source=0.0.0.0`
    ),
  },
  {
    name: "a source of the camera's own network",
    script: agrees((request, { ports }) =>
      `RTP/AVP/UDP;unicast;${clientPort(request)};source=192.168.0.10;` +
      `server_port=${ports.rtp}-${ports.rtcp};ssrc=0000ABCD`
    ),
  },
  {
    name: "one port for both",
    script: agrees((request, { ports }) =>
      `RTP/AVP;unicast;${clientPort(request)};server_port=${ports.rtp}`
    ),
  },
  {
    name: "TCP in answer to UDP",
    script: agrees(({ count }) => `RTP/AVP/TCP;unicast;interleaved=${2 * count}-${2 * count + 1}`),
  },
  {
    name: "other channels",
    script: agrees(({ count }) =>
      `RTP/AVP/TCP;unicast;interleaved=${10 - 4 * count}-${11 - 4 * count}`
    ),
    path: TCP,
  },
  {
    name: "the same channels for both sections",
    script: agrees(() => "RTP/AVP/TCP;unicast;interleaved=0-1"),
    path: TCP,
  },
  {
    name: "channels, but the protocol of UDP",
    script: agrees(({ count }) =>
      `RTP/AVP;unicast;interleaved=${2 * count}-${2 * count + 1};ttl=0`
    ),
    path: TCP,
  },
  {
    name: "TCP without channels",
    script: agrees(() => "RTP/AVP/TCP;unicast;mode=play"),
    path: TCP,
  },
  {
    name: "no session at all",
    script: { on: { SETUP: (_request, _camera, usual) => usual.replace(/Session:.*\r\n/, "") } },
  },
  {
    name: "another session in each answer",
    script: {
      on: {
        SETUP: ({ count }, _camera, usual) => usual.replace("12345678;timeout=60", `${count} `),
      },
    },
  },
  {
    name: "461 in answer to UDP",
    script: {
      on: {
        SETUP: (request, camera, usual) =>
          request.headers.get("transport")!.includes("TCP")
            ? usual
            : camera.answer(request, "461 Unsupported Transport"),
      },
    },
    asked: [
      "SETUP /live/trackID=0",
      "SETUP /live/trackID=0",
      "SETUP /live/trackID=1",
      "PLAY /live/",
    ],
  },
  {
    name: "461 in answer to UDP, with a base of its own: no other URL would help",
    script: {
      on: {
        DESCRIBE: answers("200 OK", { "Content-Base": "rtsp://cam/other/" }, SDP),
        SETUP: (request, camera, usual) =>
          request.headers.get("transport")!.includes("TCP")
            ? usual
            : camera.answer(request, "461 Unsupported Transport"),
      },
    },
    asked: [
      "SETUP /other/trackID=0",
      "SETUP /other/trackID=0",
      "SETUP /other/trackID=1",
      "PLAY /other/",
    ],
  },
];

/** Answers of any kind. */
const answered: Oddity[] = [
  { name: "OPTIONS is not known", script: { on: { OPTIONS: answers("501 Not Implemented") } } },
  { name: "OPTIONS without Public", script: { on: { OPTIONS: answers("200 OK") } } },
  {
    name: "answers without CSeq",
    script: { on: { "*": (_request, _camera, usual) => usual.replace(/CSeq:.*\r\n/, "") } },
  },
  {
    name: "answers with a number that nobody gave",
    script: { on: { "*": (_request, _camera, usual) => usual.replace(/CSeq:.*/, "CSeq: 0") } },
  },
  {
    name: "headers that are none, line feeds only, no reason",
    script: {
      on: {
        "*": ({ method }, _camera, usual) =>
          method === "DESCRIBE"
            ? usual
            : usual.replace("200 OK\r\n", "200\r\nnonsense\r\n").replaceAll("\r\n", "\n"),
      },
    },
  },
  {
    name: "line ends and a provisional answer before the real one",
    script: {
      on: {
        "*": (request, camera, usual) =>
          "\r\n\r\n" + camera.answer(request, "100 Continue") + "\0" + usual,
      },
    },
  },
  {
    name: "PLAY takes no Range",
    script: {
      on: {
        PLAY: (request, camera, usual) =>
          request.headers.has("range") ? camera.answer(request, "457 Invalid Range") : usual,
      },
    },
  },
  {
    name: "a request of the camera's own between",
    script: {
      on: {
        SETUP: (_request, _camera, usual) => "OPTIONS * RTSP/1.0\r\nCSeq: 9\r\n\r\n" + usual,
      },
    },
  },
];

const key = new Uint8Array(50).fill(0x88);
key[0] = 0x65;
const videoPacket = (sequence: number) => rtp(96, sequence, 3600 * sequence, key);
const senderReport = Uint8Array.of(0x80, 200, 0, 6, ...new Uint8Array(24));

/** What media come with, by TCP; each ends with the third packet of both sections. */
const streamed: Oddity[] = [
  {
    name: "noise between packets",
    path: TCP,
    warns: true,
    script: {
      media: async (camera) => {
        await camera.packet(0, 1);
        await camera.packet(1, 1);
        await camera.write(new Uint8Array(1000).fill(7));
        await camera.packet(0, 2);
        await camera.write("\r\n$$$$RTSP/");
        await camera.packet(1, 2);
        await camera.write(videoPacket(9).subarray(6));
        await camera.packet(0, 3);
        await camera.packet(1, 3);
      },
    },
  },
  {
    name: "media before the answer to PLAY",
    path: TCP,
    script: {
      on: {
        PLAY: (_request, camera, usual) => {
          void camera.packet(0, 0);
          return usual;
        },
      },
      media: (camera) => camera.three(),
    },
  },
  {
    name: "RTCP on the channel of RTP, none on its own",
    path: TCP,
    script: {
      media: async (camera) => {
        await camera.write(framed(0, senderReport));
        await camera.three();
      },
    },
  },
  {
    name:
      "packets of channels nobody has set up, empty ones, unknown payload types, RTCP that is none",
    path: TCP,
    warns: true,
    script: {
      media: async (camera) => {
        await camera.write(framed(40, videoPacket(1)));
        await camera.write(framed(0, new Uint8Array(0)));
        await camera.write(framed(0, rtp(111, 1, 1, key)));
        await camera.write(framed(1, Uint8Array.of(1, 2, 3, 4)));
        await camera.write(framed(0, new Uint8Array(3)));
        await camera.three();
      },
    },
  },
];

export const oddities: readonly Oddity[] = [...described, ...setUp, ...answered, ...streamed];
