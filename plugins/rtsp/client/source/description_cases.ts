import type { Script } from "../../../../test/camera/fake_camera.ts";
import { SDP } from "../../../../test/rtsp/media.ts";

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

/** For tests: another answer to a method: status, headers, body. */
export function answers(
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

/** Descriptions. */
export const described: readonly Oddity[] = [
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
