import {
  address,
  bool,
  type Configuration,
  deprecated,
  ipNetwork,
  listOf,
  oneOf,
  parameter,
  type Report,
  requireAddresses,
  type Scheme,
  text,
  type Values,
} from "core/mod.ts";

export const title = "MoQ";

export const global = {
  moq: parameter(bool, {
    default: true,
    effect: "sessions",
    doc: "Lets clients publish and read with Media over QUIC.",
  }),
  moqHTTP2Address: parameter(address, {
    default: ":8892",
    effect: "listener",
    doc: "Where to listen for browsers that fetch the pages (TCP).",
  }),
  moqHTTP3Address: parameter(address, {
    default: ":8892",
    effect: "sessions",
    doc: "Where to listen for WebTransport (UDP).",
  }),
  moqQUICAddress: parameter(address, {
    default: ":8893",
    effect: "sessions",
    doc: "Where to listen for MoQ without HTTP (UDP).",
  }),
  moqServerKey: parameter(text, {
    default: "auto.key",
    effect: "sessions",
    doc: "The file with the private key for TLS (PEM). It is made when it is auto.key and missing.",
  }),
  moqServerCert: parameter(text, {
    default: "auto.crt",
    effect: "sessions",
    doc: "The file with the certificate for TLS (PEM). It is made when it is auto.crt and missing.",
  }),
  moqAllowOrigins: parameter(listOf(text), {
    default: ["*"],
    effect: "live",
    doc: "The origins whose pages may use MoQ (CORS); * within a host stands for any part of it.",
  }),
  moqTrustedProxies: parameter(listOf(ipNetwork), {
    default: [],
    effect: "live",
    doc: "The proxies whose X-Forwarded-For is believed: addresses or networks.",
  }),
  moqHTTPS2Address: deprecated(address, { use: "moqHTTP2Address" }),
  moqHTTPS3Address: deprecated(address, { use: "moqHTTP3Address" }),
};

export const path = {
  moqTransport: parameter(oneOf(["quic", "webtransport"]), {
    default: "quic",
    effect: "path",
    doc: "How a source moqt:// is reached: quic or webtransport.",
  }),
};

export const sources: readonly Scheme[] = [{ scheme: "moqt" }];

/** Rules between its parameters. */
export function check({ global }: Configuration, report: Report): void {
  if (global.moq) requireAddresses(global, "moq", ["moqQUICAddress"], report);
}

declare module "core/config/configuration.ts" {
  interface GlobalParameters extends Values<typeof global> {}
  interface PathParameters extends Values<typeof path> {}
}
