import { deprecated, parameter } from "core/config/parameter.ts";
import {
  bool,
  credential,
  credentialOf,
  fingerprint,
  ipNetwork,
  listOf,
  oneOf,
  secret,
  struct,
  text,
} from "core/config/types/mod.ts";
import { z } from "zod";

const permission = struct({
  action: oneOf(["publish", "read", "playback", "api", "metrics", "pprof"]),
  path: text.default(""),
});

const user = struct({
  user: credential.default(""),
  pass: secret(credentialOf().default("")),
  ips: listOf(ipNetwork).default([]),
  permissions: listOf(permission).default([]),
});

/** One entry of `authInternalUsers`, decoded. */
export type InternalUser = z.output<typeof user>;

export const DEFAULT_USERS: InternalUser[] = [
  {
    user: "any",
    pass: "",
    ips: [],
    permissions: [
      { action: "publish", path: "" },
      { action: "read", path: "" },
      { action: "playback", path: "" },
    ],
  },
  {
    user: "any",
    pass: "",
    ips: ["127.0.0.1/32", "::1/128"],
    permissions: [
      { action: "api", path: "" },
      { action: "metrics", path: "" },
      { action: "pprof", path: "" },
    ],
  },
];

export const authentication = {
  authMethod: parameter(oneOf(["internal", "http", "jwt"]), {
    default: "internal",
    effect: "live",
    doc:
      "Who decides what a client may do: internal (the users below), http (a server that is asked " +
      "each time) or jwt (permissions within signed tokens).",
  }),
  authInternalUsers: parameter(listOf(user), {
    default: DEFAULT_USERS,
    effect: "live",
    doc:
      "The users of the internal method; the first that fits decides. user any stands for everybody, " +
      "without password. user and pass may be hashed: sha256:BASE64 or argon2:$argon2id$…. ips: addresses " +
      "and networks the user may come from; empty for all. permissions: action is publish, read, playback, " +
      "api, metrics or pprof; path is a name, ~ with a regular expression, or empty for all.",
  }),
  authHTTPAddress: parameter(text, {
    default: "",
    effect: "live",
    doc: "The URL that each question is posted to with the http method.",
  }),
  externalAuthenticationURL: deprecated(text, {
    use: "authHTTPAddress",
    note: "use authMethod and authHTTPAddress",
    convert(url, draft) {
      draft.set("authMethod", "http");
      draft.set("authHTTPAddress", url);
    },
  }),
  authHTTPFingerprint: parameter(fingerprint, {
    default: "",
    effect: "live",
    doc: "SHA-256 of the certificate of that URL, where no authority vouches for it.",
  }),
  authHTTPExclude: parameter(listOf(permission), {
    default: [],
    effect: "live",
    doc: "Permissions that everybody has without that URL being asked.",
  }),
  authJWTJWKS: parameter(text, {
    default: "",
    effect: "live",
    doc:
      "The URL of the keys (JSON Web Key Set) that tokens are checked with, with the jwt method.",
  }),
  authJWTJWKSFingerprint: parameter(fingerprint, {
    default: "",
    effect: "live",
    doc: "SHA-256 of the certificate of that URL, where no authority vouches for it.",
  }),
  authJWTClaimKey: parameter(text, {
    default: "mediamtx_permissions",
    effect: "live",
    doc: "The claim of a token that holds the permissions.",
  }),
  authJWTExclude: parameter(listOf(permission), {
    default: [],
    effect: "live",
    doc: "Permissions that everybody has without a token.",
  }),
  authJWTInHTTPQuery: parameter(bool.nullable(), {
    default: null,
    effect: "live",
    doc: "Whether HTTP servers take a token from the query too.",
    outdated: "it will be removed, since a query ends up in logs; send the token in a header",
  }),
  authJWTIssuer: parameter(text, {
    default: "",
    effect: "live",
    doc: "The issuer (iss) that tokens must name; empty for any.",
  }),
  authJWTAudience: parameter(text, {
    default: "",
    effect: "live",
    doc: "The audience (aud) that tokens must name; empty for any.",
  }),
};
