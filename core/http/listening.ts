import { messageOf } from "core/errors.ts";
import type { HttpParameters } from "core/http/settings.ts";
import type { Logger } from "core/log/logger.ts";
import { watchFile } from "net/files.ts";
import { type HttpListener, type HttpServerOptions, listenHttp } from "net/http.ts";

/** Milliseconds that answers may take when a listener closes. */
const GRACE = 1000;

interface Service extends Omit<HttpServerOptions, "address" | "tls"> {
  /** Where else the plugin listens, for the log. */
  readonly besides?: string;
}
type Tls = NonNullable<HttpServerOptions["tls"]>;

/** Where a server listens now. */
interface Place {
  readonly address: string;
  readonly tls: Tls | undefined;
}

/**
 * The listener of one HTTP server, which follows its parameters: a new address is bound before the old one closes, new
 * certificates are bound in its place. Connections go on until they have their answer.
 */
export class HttpListening {
  #listener: HttpListener | undefined;
  #place: Place | undefined;
  #files: { readonly names: string; unwatch(): Promise<void> } | undefined;
  #changed: Promise<void> = Promise.resolve();
  #closing = new Set<Promise<void>>();
  #closed = false;

  constructor(
    private readonly parameters: () => HttpParameters,
    private readonly log: Logger,
    private readonly service: Service,
  ) {}

  /** Rejects where it cannot listen. */
  async open(): Promise<void> {
    await this.#follow();
  }

  /** Never rejects: a failure is logged, and what was open stays so. */
  update(): Promise<void> {
    return this.#changed = this.#changed.then(() => this.#follow()).catch((error) =>
      this.log.error(messageOf(error))
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#changed;
    await this.#watch("", []);
    this.#retire();
    await Promise.all(this.#closing);
  }

  async #follow(): Promise<void> {
    if (this.#closed) return;
    const { address, encryption, serverCert, serverKey } = this.parameters();
    const place = { address, tls: encryption ? await read(serverCert, serverKey) : undefined };
    if (!sameTls(place.tls, this.#place?.tls) || address !== this.#place?.address) {
      await this.#move(place);
    }
    await this.#watch(
      `${encryption} ${serverCert} ${serverKey}`,
      encryption ? [serverCert, serverKey] : [],
    );
  }

  async #move(next: Place): Promise<void> {
    const before = this.#place;
    if (before?.address !== next.address) {
      const listener = listenHttp({ ...this.service, ...next });
      this.#retire();
      this.#listener = listener;
    } else await this.#rebind(before, next);
    this.#place = next;
    const transport = next.address.startsWith("unix://") ? "UNIX" : "TCP";
    const line = `${next.address} (${transport}/HTTP${next.tls ? "S" : ""})`;
    if (before?.address !== next.address || !before.tls !== !next.tls) {
      const { besides = "" } = this.service, several = besides === "" ? "" : "s";
      this.log.info(`started with listener${several} on ${line}${besides}`);
    } else this.log.info(`the certificate of ${line} was read again`);
  }

  /** An address is free on the turn after its listener was closed. */
  async #rebind(before: Place, next: Place): Promise<void> {
    this.#retire();
    await new Promise((resolve) => setTimeout(resolve, 0));
    try {
      this.#listener = listenHttp({ ...this.service, ...next });
    } catch (error) {
      this.#listener = listenHttp({ ...this.service, ...before });
      throw error;
    }
  }

  #retire(): void {
    if (!this.#listener) return;
    const closed: Promise<void> = this.#listener.close(GRACE).finally(() =>
      this.#closing.delete(closed)
    );
    this.#closing.add(closed);
    this.#listener = undefined;
  }

  /** Certificates that are renewed in place are taken over. */
  async #watch(names: string, files: readonly string[]): Promise<void> {
    if (this.#files?.names === names) return;
    await this.#files?.unwatch();
    const undos = [...new Set(files)].map((file) =>
      watchFile(
        file,
        () => void this.update(),
        (error) => this.log.warn(`changes of ${file} are not followed: ${messageOf(error)}`),
      )
    );
    this.#files = {
      names,
      unwatch: async () => void await Promise.all(undos.map((undo) => undo())),
    };
  }
}

async function read(certFile: string, keyFile: string): Promise<Tls> {
  const [cert, key] = await Promise.all([certFile, keyFile].map(readPem));
  return { cert, key };
}

async function readPem(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    throw new Error(`Cannot read '${file}' for TLS: ${messageOf(error)}`);
  }
}

function sameTls(a: Tls | undefined, b: Tls | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.cert === b.cert && a.key === b.key);
}
