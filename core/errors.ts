/** Why core refuses a publisher or a reader; each protocol turns the kind into its own status code. */
export type RefusalKind =
  | "invalid path name"
  | "path not configured"
  | "credentials needed"
  | "not authorised"
  | "no stream"
  | "too many readers"
  | "already publishing"
  | "not a publisher path"
  | "configuration changed"
  | "tracks do not fit"
  | "timed out"
  | "no such file"
  | "closed";

/** A refusal with its reason, fit for the log and, save where authentication failed, for the client. */
export class Refusal extends Error {
  constructor(readonly kind: RefusalKind, message: string) {
    super(message);
    this.name = "Refusal";
  }
}

/** The text of anything thrown. A connection that ends within TLS without a word has ended like others. */
export function messageOf(error: unknown): string {
  if (error instanceof Deno.errors.UnexpectedEof) return "EOF";
  if (error instanceof Error) return error.message;
  return typeof error === "string" ? error : Deno.inspect(error);
}
