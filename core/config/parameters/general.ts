import { deprecated, parameter } from "core/config/parameter.ts";
import {
  bool,
  durationAbove0,
  intWithin,
  listOf,
  ofKind,
  oneOf,
  SECOND,
  text,
  uintWithin,
} from "core/config/types/mod.ts";
import { z } from "zod";

const powerOfTwo = ofKind(
  z.int().refine((count) => count > 0 && count <= 2 ** 30 && Number.isInteger(Math.log2(count))),
  { name: "int", allowed: "a power of two, such as 256, 512 or 1024" },
);

export const general = {
  logLevel: parameter(oneOf(["error", "warn", "info", "debug"]), {
    default: "info",
    effect: "live",
    doc: "The least severe messages that are written: error, warn, info or debug.",
  }),
  logDestinations: parameter(listOf(oneOf(["stdout", "file", "syslog"])), {
    default: ["stdout"],
    effect: "live",
    doc: "Where messages go: stdout, file, syslog, or several of them.",
  }),
  logStructured: parameter(bool, {
    default: false,
    effect: "live",
    doc: "Writes each message to stdout and to the file as one line of JSON.",
  }),
  logFile: parameter(text, {
    default: "mediamtx.log",
    effect: "live",
    doc: "The file that messages are appended to when file is among the destinations.",
  }),
  sysLogPrefix: parameter(text, {
    default: "mediamtx",
    effect: "live",
    doc: "The tag of messages that go to syslog.",
  }),
  dumpPackets: parameter(bool, {
    default: false,
    effect: "live",
    doc:
      "Writes the traffic of every new connection into a pcapng file in the working directory. " +
      "For debugging: the files grow quickly.",
  }),
  readTimeout: parameter(durationAbove0, {
    default: 10 * SECOND,
    effect: "live",
    doc: "A peer that sends nothing for so long is given up.",
  }),
  writeTimeout: parameter(durationAbove0, {
    default: 10 * SECOND,
    effect: "live",
    doc: "A peer that accepts no data for so long is given up.",
  }),
  readBufferCount: deprecated(powerOfTwo, { use: "writeQueueSize" }),
  writeQueueSize: parameter(powerOfTwo, {
    default: 512,
    effect: "live",
    doc: "How many packets may wait for each reader before some are dropped; a power of two. " +
      "More of them smooth out a poor connection and cost memory.",
  }),
  udpMaxPayloadSize: parameter(intWithin(64, 1472), {
    default: 1452,
    effect: "live",
    doc:
      "The largest payload of a UDP packet that is sent, in bytes. 1472 fills an Ethernet frame; " +
      "VPNs and tunnels need less.",
  }),
  udpReadBufferSize: parameter(uintWithin(0, 2 ** 31 - 1), {
    default: 0,
    effect: "listener",
    doc: "The system's receive buffer of UDP sockets in bytes; 0 leaves it to the system. " +
      "The system may limit it further (net.core.rmem_max on Linux).",
  }),
};
