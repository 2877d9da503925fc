/** MD5. */
export type Md5 = (text: string) => Uint8Array;

/** Who connects. */
export interface Account {
  readonly user: string;
  readonly password: string;
}

/** What a refused connection says, where it wants an account to be proved. */
const WANTED = "authmod=adobe";

/**
 * What is to be added to the application and its URL when connecting again, given the description of a refusal: first
 * the name, then the answer to the server's challenge. Undefined where it wants something else, or refuses the account.
 * `nonce`: 8 hexadecimal digits at random.
 */
export function answerRefusal(
  description: string,
  { user, password }: Account,
  nonce: string,
  md5: Md5,
): string | undefined {
  const name = `?${WANTED}&user=${user}`;
  if (description.includes(`code=403 need auth`) && description.includes(WANTED)) return name;
  const parameters = new Map(
    description.slice(description.indexOf("?") + 1).split(/[&\s]+/).map((pair) => {
      const [key, ...value] = pair.split("=");
      return [key, value.join("=")] as const;
    }),
  );
  const get = (key: string) => parameters.get(key) ?? "";
  if (get("reason") !== "needauth") return undefined;
  const secret = md5(user + get("salt") + password).toBase64();
  const opaque = get("opaque");
  const response = md5(secret + (opaque || get("challenge")) + nonce).toBase64();
  const rest = opaque ? `&opaque=${opaque}` : "";
  return `${name}&challenge=${nonce}&response=${response}${rest}`;
}
