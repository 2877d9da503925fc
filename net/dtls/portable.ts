import { Buffer } from "node:buffer";
import { DtlsClient, DtlsServer, type DtlsSocket, HashAlgorithm, SignatureAlgorithm } from "werift";
import { hasKey } from "./proof.ts";
import {
  agree,
  type Certificate,
  type Dtls,
  type DtlsOptions,
  EXPORTER,
  materialLength,
} from "./session.ts";

const SIGNATURE = { hash: HashAlgorithm.sha256_4, signature: SignatureAlgorithm.ecdsa_3 };

/** One association by werift's DTLS. */
export class PortableDtls implements Dtls {
  readonly #socket: DtlsSocket;
  readonly #transport;
  readonly #seen = new Seen();
  #state: "handshake" | "connected" | "ended" = "handshake";

  constructor(private readonly options: DtlsOptions) {
    const { client, certificate, profiles } = options;
    this.#transport = new Link((datagram) => this.#state !== "ended" && options.send(datagram));
    const settings = {
      transport: this.#transport,
      ...pem(certificate),
      signatureHash: SIGNATURE,
      srtpProfiles: profiles.map(({ id }) => id) as (1 | 7)[],
      extendedMasterSecret: true,
      // A client that asks for it waits for the server to ask.
      certificateRequest: !client,
    };
    this.#socket = client ? new DtlsClient(settings) : new DtlsServer(settings);
    this.#socket.onConnect.subscribe(() => this.#finish());
    this.#socket.onData.subscribe((bytes) => {
      if (this.#state === "connected") options.data(new Uint8Array(bytes));
    });
    this.#socket.onError.subscribe((error) => this.#end(`DTLS handshake: ${reasonOf(error)}`));
    this.#socket.onClose.subscribe(() => this.#end("closed by the peer"));
  }

  start(): void {
    const { client } = this.options;
    if (!client) return;
    (this.#socket as DtlsClient).connect().catch((error) => this.#end(`DTLS: ${reasonOf(error)}`));
  }

  receive(datagram: Uint8Array): void {
    const kept = recordsOf(Buffer.from(datagram)).filter((record) => this.#passes(record));
    if (this.#state !== "ended" && kept.length > 0) this.#transport.onData(Buffer.concat(kept));
  }

  send(bytes: Uint8Array): void {
    if (this.#state === "connected") void this.#socket.send(Buffer.from(bytes));
  }

  close(): void {
    this.#state = "ended";
  }

  /** Whether werift is to see a record. */
  #passes(record: Buffer): boolean {
    if (this.#state === "connected" && record[0] === ALERT) {
      if (this.#isGoodbye(record)) this.#end("closed by the peer");
      return false;
    }
    return this.options.client || !this.#seen.repeats(record);
  }

  /** werift takes some alerts that are encrypted for ones that are not. */
  #isGoodbye(record: Buffer): boolean {
    if (record.readUInt16BE(3) === 0) return false;
    const recordLayerHeader = {
      contentType: ALERT,
      protocolVersion: { major: record[1], minor: record[2] },
      epoch: record.readUInt16BE(3),
      sequenceNumber: record.readUIntBE(5, 6),
      contentLen: record.length - RECORD,
    };
    const packet = { recordLayerHeader, fragment: record.subarray(RECORD) };
    try {
      const [level, description] = this.#socket.cipher.decryptPacket(packet as never);
      return level === FATAL || description === CLOSE_NOTIFY;
    } catch {
      return false;
    }
  }

  #finish(): void {
    if (this.#state !== "handshake") return;
    const { remoteCertificate, srtp } = this.#socket;
    if (!remoteCertificate || !this.options.accepts(remoteCertificate)) {
      return this.#end("DTLS: the certificate is not the one that was announced");
    }
    if (!hasKey(this.#socket, this.options.client)) {
      return this.#end("DTLS: the certificate is somebody else's");
    }
    const profile = this.options.profiles.find(({ id }) => id === srtp.srtpProfile);
    if (!profile) return this.#end("DTLS: no SRTP protection profile in common");
    this.#state = "connected";
    const material = this.#socket.exportKeyingMaterial(EXPORTER, materialLength(profile));
    this.options.connected(agree(profile, material, this.options.client));
  }

  #end(reason: string): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.options.ended(reason);
  }
}

/** Of records (RFC 6347 §4.1), handshake messages and alerts. */
const RECORD = 13, ALERT = 21, HANDSHAKE = 22, CLIENT_HELLO = 1;
const FATAL = 2, CLOSE_NOTIFY = 0;
/** Messages of one handshake that are remembered. */
const MOST = 64;

/** The records of a datagram, whole; what is cut off is left out. */
function recordsOf(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at + RECORD <= bytes.length;) {
    const end = at + RECORD + bytes.readUInt16BE(at + 11);
    if (end > bytes.length) break;
    records.push(bytes.subarray(at, end));
    at = end;
  }
  return records;
}

/**
 * Messages of a client that have come. A flight that is sent again would make a server by werift begin anew in the
 * middle, with other keys.
 */
class Seen {
  readonly #messages = new Set<string>();

  /** Whether a record holds a message in clear that came before: its type, number and place are noted (§4.2.2). */
  repeats(record: Buffer): boolean {
    const clear = record.readUInt16BE(3) === 0, type = record[RECORD];
    if (record[0] !== HANDSHAKE || !clear || type === CLIENT_HELLO) return false;
    const key = record.toString("hex", RECORD, RECORD + 9);
    if (this.#messages.has(key)) return true;
    if (this.#messages.size < MOST) this.#messages.add(key);
    return false;
  }
}

/** It throws texts as well. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What werift takes for a socket. */
class Link {
  readonly type = "udp";
  readonly address = { address: "", port: 0, family: "IPv4" };
  closed = false;
  onData: (datagram: Buffer) => void = () => {};

  constructor(private readonly out: (datagram: Uint8Array<ArrayBuffer>) => void) {}

  readonly send = (datagram: Buffer): Promise<void> => {
    this.out(new Uint8Array(datagram));
    return Promise.resolve();
  };

  readonly close = (): Promise<void> => Promise.resolve();
}

function pem({ certificate, key }: Certificate): { cert: string; key: string } {
  return { cert: block("CERTIFICATE", certificate), key: block("PRIVATE KEY", key) };
}

function block(title: string, der: Uint8Array): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${title}-----\n${lines.join("\n")}\n-----END ${title}-----\n`;
}
