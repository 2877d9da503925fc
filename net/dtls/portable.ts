import { Buffer } from "node:buffer";
import { DtlsClient, DtlsServer, type DtlsSocket, HashAlgorithm, SignatureAlgorithm } from "werift";
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
    if (this.#state !== "ended") this.#transport.onData(Buffer.from(datagram));
  }

  send(bytes: Uint8Array): void {
    if (this.#state === "connected") void this.#socket.send(Buffer.from(bytes));
  }

  close(): void {
    this.#state = "ended";
  }

  #finish(): void {
    if (this.#state !== "handshake") return;
    const { remoteCertificate, srtp } = this.#socket;
    if (!remoteCertificate || !this.options.accepts(remoteCertificate)) {
      return this.#end("DTLS: the certificate is not the one that was announced");
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
