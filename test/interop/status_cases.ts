import { type Answer, RtspClient } from "../rtsp/client.ts";
import { interleaved, publishRaw, readRaw, SDP, SDP_TYPE } from "../rtsp/media.ts";
import type { Server } from "../server.ts";

/** What the cases are asked of. */
export const CONFIGURATION = `
rtspTransports: [tcp, udp]
paths:
  cam:
  empty:
  full: {maxReaders: 1}
  single: {overridePublisher: no}
  moved: {source: redirect, sourceRedirect: "rtsp://example.com:8554/there"}
  absolute: {fallback: "rtsp://example.com/there"}
  relative: {fallback: /cam}
  ~^wild/.*$:
`;

/** One request and what comes of it. */
export interface Case {
  readonly name: string;
  readonly request: (client: RtspClient, server: Server) => Promise<Answer | undefined>;
  /** Undefined where the connection closes without an answer. */
  readonly status: number | undefined;
  /** What becomes of the connection, where the contract says so. */
  readonly then?: "open" | "closed";
  readonly headers?: Readonly<Record<string, string | RegExp>>;
}

type Ask = Case["request"];

/** A request to the path; `headers` as they are. */
const ask =
  (method: string, path: string, headers: Record<string, string> = {}, body = ""): Ask =>
  (client, server) => client.request(method, server.url(path), headers, body);

/** The same within a session that reads. */
const reading =
  (method: string, headers: Record<string, string> = {}): Ask => async (client, server) => {
    await readRaw(client, server.url("cam"));
    return client.request(method, server.url("cam"), headers);
  };

const announce = (path: string, sdp: string, type = "application/sdp"): Ask =>
  ask("ANNOUNCE", path, { "Content-Type": type }, sdp);
const setup = (path: string, transport: string) => ask("SETUP", path, { Transport: transport });

const PUBLIC = "DESCRIBE, ANNOUNCE, SETUP, PLAY, RECORD, PAUSE, GET_PARAMETER, TEARDOWN";
const TCP = interleaved(0).Transport;
const SESSION_METHODS = ["PLAY", "PAUSE", "RECORD", "TEARDOWN", "GET_PARAMETER", "SET_PARAMETER"];

/** Every answer that the table of the contract has. */
export const CASES: readonly Case[] = [
  {
    name: "OPTIONS",
    request: ask("OPTIONS", "nothing/of/the/kind"),
    status: 200,
    then: "open",
    headers: { public: PUBLIC, server: "gortsplib", cseq: "1" },
  },
  {
    name: "OPTIONS of the server",
    request: (client) => client.request("OPTIONS", "*"),
    status: 200,
    then: "open",
    headers: { public: PUBLIC },
  },
  { name: "a request without CSeq", request: ask("DESCRIBE", "cam", { CSeq: "" }), status: 400 },
  ...SESSION_METHODS.map((method): Case => ({
    name: `${method} without a session`,
    request: ask(method, "cam"),
    status: 501,
    then: "open",
  })),
  { name: "SET_PARAMETER in a session", request: reading("SET_PARAMETER"), status: 501 },
  {
    name: "GET_PARAMETER in a session",
    request: reading("GET_PARAMETER"),
    status: 200,
    then: "open",
    headers: { "content-type": "text/parameters", session: /^[0-9a-f]{32};timeout=55$/ },
  },
  { name: "PLAY twice", request: reading("PLAY"), status: 200, then: "open" },
  { name: "PAUSE of a reader", request: reading("PAUSE"), status: 200, then: "open" },
  { name: "TEARDOWN of a reader", request: reading("TEARDOWN"), status: 200 },
  { name: "RECORD of a reader", request: reading("RECORD"), status: 400, then: "closed" },
  { name: "an unknown method", request: ask("FETCH", "cam"), status: undefined },
  {
    name: "an unknown session",
    request: ask("PLAY", "cam", { Session: "0123456789abcdef0123456789abcdef" }),
    status: 454,
    then: "closed",
  },
  {
    name: "another session than the connection's",
    request: async (client, server) => {
      using other = await RtspClient.connect(server.ports.rtsp);
      await readRaw(other, server.url("cam"));
      await readRaw(client, server.url("cam"));
      return await client.request("PAUSE", server.url("cam"), { Session: other.session! });
    },
    status: 400,
    then: "closed",
  },
  { name: "DESCRIBE, no stream", request: ask("DESCRIBE", "empty"), status: 404, then: "closed" },
  {
    name: "SETUP, no stream",
    request: setup("empty/trackID=0", TCP),
    status: 404,
    then: "closed",
  },
  { name: "DESCRIBE, not configured", request: ask("DESCRIBE", "no"), status: 400, then: "closed" },
  {
    name: "SETUP, not configured",
    request: setup("no/trackID=0", TCP),
    status: 400,
    then: "closed",
  },
  { name: "ANNOUNCE, not configured", request: announce("no", SDP), status: 400, then: "closed" },
  {
    name: "DESCRIBE with redirect",
    request: ask("DESCRIBE", "moved"),
    status: 302,
    then: "open",
    headers: { location: "rtsp://example.com:8554/there" },
  },
  {
    name: "DESCRIBE with an absolute fallback",
    request: ask("DESCRIBE", "absolute"),
    status: 302,
    then: "open",
    headers: { location: "rtsp://example.com/there" },
  },
  {
    name: "DESCRIBE with a relative fallback",
    request: ask("DESCRIBE", "relative"),
    status: 302,
    then: "open",
    headers: { location: /^rtsp:\/\/127\.0\.0\.1:\d+\/cam$/ },
  },
  {
    name: "DESCRIBE",
    request: ask("DESCRIBE", "cam"),
    status: 200,
    then: "open",
    headers: {
      "content-type": "application/sdp",
      "content-base": /^rtsp:\/\/127\.0\.0\.1:\d+\/cam\/$/,
    },
  },
  {
    name: "SETUP by TCP",
    request: setup("cam/trackID=1", TCP),
    status: 200,
    then: "open",
    headers: {
      transport: /^RTP\/AVP\/TCP;unicast;interleaved=0-1;ssrc=[0-9A-F]{8}$/,
      session: /^[0-9a-f]{32};timeout=55$/,
    },
  },
  {
    name: "SETUP by UDP",
    request: setup("cam/trackID=1", "RTP/AVP;unicast;client_port=35466-35467"),
    status: 200,
    then: "open",
    headers: {
      transport: /^RTP\/AVP;unicast;client_port=35466-35467;server_port=\d+-\d+;ssrc=[0-9A-F]{8}$/,
    },
  },
  {
    name: "PLAY by TCP",
    request: async (client, server) => {
      await client.request("SETUP", server.url("cam/trackID=1"), interleaved(0));
      return await client.request("PLAY", server.url("cam"), { Range: "npt=0.000-" });
    },
    status: 200,
    then: "open",
    headers: { session: /^[0-9a-f]{32};timeout=55$/ },
  },
  ...[
    ["SETUP with a transport that is off", "RTP/AVP;multicast"],
    ["SETUP with an unknown transport", "RAW/RAW/UDP;unicast"],
    ["SETUP with SAVP on the plain listener", "RTP/SAVP;unicast;client_port=35466-35467"],
  ].map(([name, transport]): Case => ({
    name,
    request: setup("cam/trackID=0", transport),
    status: 461,
    then: "open",
  })),
  ...[
    ["SETUP without Transport", setup("cam/trackID=0", "")],
    ["SETUP with a malformed Transport", setup("cam/trackID=0", "RTP/AVP;client_port=x-y")],
    ["SETUP of an unknown track", setup("cam/trackID=7", TCP)],
    ["SETUP of no track", setup("cam", TCP)],
    ["ANNOUNCE with another Content-Type", announce("cam", SDP, "text/plain")],
    ["ANNOUNCE without a description", announce("cam", "")],
    ["ANNOUNCE with a bad description", announce("cam", "v=0\r\nthis is no SDP\r\n")],
    ["ANNOUNCE without media", announce("cam", SDP.split("m=video")[0])],
    [
      "ANNOUNCE of H264 with packetization-mode 0",
      announce("cam", SDP.replace("packetization-mode=1", "packetization-mode=0")),
    ],
    [
      "ANNOUNCE of H264 without packetization-mode",
      announce("cam", SDP.replace("packetization-mode=1; ", "")),
    ],
    [
      "ANNOUNCE of back channel media",
      announce("cam", SDP.replace("m=audio 0 RTP/AVP 0", "m=audio 0 RTP/AVP 0\r\na=sendonly")),
    ],
    ["ANNOUNCE to a path that takes no publishers", announce("moved", SDP)],
  ].map(([name, request]): Case => ({
    name: name as string,
    request: request as Ask,
    status: 400,
    then: "closed",
  })),
  {
    name: "a second kind of transport in one session",
    request: async (client, server) => {
      await client.request("SETUP", server.url("cam/trackID=0"), interleaved(0));
      const Transport = "RTP/AVP;unicast;client_port=35466-35467";
      return await client.request("SETUP", server.url("cam/trackID=1"), { Transport });
    },
    status: 400,
  },
  {
    name: "RECORD where somebody publishes",
    request: async (client, server) => {
      using first = await RtspClient.connect(server.ports.rtsp);
      await publishRaw(first, server.url("single"));
      await client.request("ANNOUNCE", server.url("single"), SDP_TYPE, SDP);
      for (const track of [0, 1]) {
        await client.request("SETUP", server.url(`single/trackID=${track}`), interleaved(track));
      }
      return await client.request("RECORD", server.url("single"));
    },
    status: 400,
  },
  {
    name: "RECORD before every track was set up",
    request: async (client, server) => {
      await client.request("ANNOUNCE", server.url("wild/1"), SDP_TYPE, SDP);
      await client.request("SETUP", server.url("wild/1/trackID=0"), interleaved(0));
      return await client.request("RECORD", server.url("wild/1"));
    },
    status: 400,
    then: "closed",
  },
  {
    name: "one reader too many",
    request: async (client, server) => {
      using publisher = await RtspClient.connect(server.ports.rtsp);
      await publishRaw(publisher, server.url("full"));
      using reader = await RtspClient.connect(server.ports.rtsp);
      await readRaw(reader, server.url("full"));
      return await client.request("SETUP", server.url("full/trackID=0"), interleaved(0));
    },
    status: 400,
  },
];
