import { parameter } from "core/config/parameter.ts";
import { credential, credentialOf, ipNetwork, listOf } from "core/config/types/mod.ts";

const outdated = "use authInternalUsers";
const effect = "live";

function name(doc: string) {
  return parameter(credential.nullable(), { default: null, effect, outdated, doc });
}

function password(doc: string) {
  return parameter(credentialOf().nullable(), {
    default: null,
    effect,
    outdated,
    doc,
    secret: true,
  });
}

function networks(doc: string) {
  return parameter(listOf(ipNetwork).nullable(), { default: null, effect, outdated, doc });
}

/** The credentials of former versions, which each path had of its own. */
export const legacyCredentials = {
  publishUser: name("Who may publish."),
  publishPass: password("The password of publishUser."),
  publishIPs: networks("Where publishers may come from."),
  readUser: name("Who may read."),
  readPass: password("The password of readUser."),
  readIPs: networks("Where readers may come from."),
};
