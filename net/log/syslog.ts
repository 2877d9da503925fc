/** The system log, reached by its local datagram socket. */
export interface Syslog {
  /** Sends one record with its severity (RFC 5424 §6.2.1: 0 is worst, 7 is debug); rejects with the reason. */
  send(severity: number, time: Date, text: string): Promise<void>;
  close(): void;
}

/** Facility `daemon` (RFC 5424 §6.2.1), already multiplied by eight. */
const DAEMON = 3 << 3;

const PATHS = ["/dev/log", "/var/run/syslog", "/var/run/log"];

/**
 * Opens the system log under `tag`. Throws where this machine has none. Each record is addressed anew, so a system
 * log that restarts is found again.
 */
export function openSyslog(tag: string, paths: readonly string[] = PATHS): Syslog {
  const path = paths.find(isSocket);
  if (path === undefined) {
    throw new Error(`Cannot open the system log: no socket at ${paths.join(", ")}`);
  }
  const socket = bind();
  const to: Deno.UnixAddr = { transport: "unixpacket", path };
  return {
    async send(severity, time, text) {
      await socket.send(new TextEncoder().encode(record(severity, time, tag, text)), to);
    },
    close: () => socket.close(),
  };
}

/** One record as local sockets take it (RFC 3164 §4.1, without the host): `<30>Jan  2 15:04:05 tag[1]: text`. */
export function record(severity: number, time: Date, tag: string, text: string): string {
  return `<${DAEMON | severity}>${stamp(time)} ${tag}[${Deno.pid}]: ${text}`;
}

const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

function stamp(time: Date): string {
  const month = MONTHS.substring(time.getMonth() * 3, time.getMonth() * 3 + 3);
  const day = String(time.getDate()).padStart(2);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()];
  return `${month} ${day} ${clock.map((part) => String(part).padStart(2, "0")).join(":")}`;
}

function isSocket(path: string): boolean {
  try {
    return Deno.statSync(path).isSocket === true;
  } catch {
    return false;
  }
}

/** A socket of our own, without a file: Linux gives an empty path an abstract name. */
function bind(): Deno.DatagramConn {
  try {
    return Deno.listenDatagram({ transport: "unixpacket", path: "" });
  } catch (error) {
    throw new Error(
      `Cannot open the system log: ${error instanceof Error ? error.message : error}`,
    );
  }
}
