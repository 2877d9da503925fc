import { z } from "zod";
import { ofKind } from "core/config/types/kind.ts";

const HOST_PORT = /^(?:\[[0-9A-Fa-f:.%\w]+\]|[^\s:/[\]]*):(\d{1,5})$/;
const UNIX = /^unix:\/\/\S+$/;

function isHostPort(text: string): boolean {
  const match = HOST_PORT.exec(text);
  return match !== null && Number(match[1]) <= 65535;
}

/** Where to listen: `:8554`, `127.0.0.1:8554`, `[::1]:8554`; empty for none. */
export const address: z.ZodType<string, string> = ofKind(
  z.string().refine((text) => text === "" || isHostPort(text)),
  { name: "string", allowed: "HOST:PORT or :PORT, the port from 0 to 65535" },
);

/** As `address`, or a socket of the file system: `unix:///run/mediamtx.sock`. */
export const httpAddress: z.ZodType<string, string> = ofKind(
  z.string().refine((text) => text === "" || isHostPort(text) || UNIX.test(text)),
  {
    name: "string",
    allowed: "HOST:PORT, :PORT or unix:///FILE, the port from 0 to 65535",
  },
);

/** A port number; 0 lets the system choose. */
export const PORTS = { least: 0, most: 65535 } as const;

/** SHA-256 of a certificate, decoded to 64 lower-case hexadecimal digits; empty for none. */
export const fingerprint: z.ZodType<string, string> = ofKind(
  z.codec(z.string().regex(/^(?:(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2})?$/), z.string(), {
    decode: (text) => text.replaceAll(":", "").toLowerCase(),
    encode: (digits) => digits,
  }),
  { name: "string", allowed: "the 64 hexadecimal digits of a certificate's SHA-256" },
);
