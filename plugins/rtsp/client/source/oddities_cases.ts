import { type CameraRequest, FakeCamera, framed } from "../../../../test/camera/fake_camera.ts";
import { rtp, SDP } from "../../../../test/rtsp/media.ts";
import { answers, described, type Oddity } from "./description_cases.ts";

/** The usual answer to SETUP with another Transport header. */
function agrees(
  transport: (request: CameraRequest, camera: FakeCamera) => string | undefined,
): Oddity["script"] {
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

/** For tests: everything that a camera may do otherwise. */
export const oddities: readonly Oddity[] = [...described, ...setUp, ...answered, ...streamed];
