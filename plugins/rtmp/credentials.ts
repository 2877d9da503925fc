import type { Credentials } from "core/mod.ts";

/** What a client gives in its query: `user` and `pass`, or a token. */
export function credentialsOf(query: string): Credentials {
  const parameters = new URLSearchParams(query), get = (name: string) => parameters.get(name);
  return {
    user: get("user") ?? "",
    password: get("pass") ?? "",
    token: "",
    queryToken: get("token") ?? get("jwt") ?? "",
  };
}
