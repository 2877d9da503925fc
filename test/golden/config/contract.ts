import contract from "../../vectors/contract/config.json" with { type: "json" };
import type { Declared } from "core/config/parameter.ts";
import { type Kind, kindOf } from "core/config/types/kind.ts";

/** One parameter as the contract describes it. */
export interface ContractParameter {
  readonly name: string;
  readonly type: string;
  readonly enum?: readonly string[];
  readonly default: unknown;
  readonly deprecated: boolean;
  readonly replacedBy?: string | null;
  readonly env?: string;
  readonly envPerPath?: string;
  readonly restarts?: readonly string[] | string;
  readonly hotReload?: string;
}

/** Maps of other maps, which are no parameters of ours. */
const STRUCTURE = ["pathDefaults", "paths"];

export const globals = (contract.global as readonly ContractParameter[])
  .filter(({ name }) => !STRUCTURE.includes(name));

export const paths = contract.path as readonly ContractParameter[];

export const structs = contract.structs;

const STRUCTS: Readonly<Record<string, string>> = {
  "user,pass,ips,permissions": "authInternalUser",
  "action,path": "authInternalUserPermission",
  "url,username,password,clientOnly": "webrtcICEServer",
  "codec,sampleRate,channelCount,muLaw": "alwaysAvailableTrack",
  "dest,destFingerprint,whipBearerToken": "forwardDest",
};

/** The type of a declaration in the contract's words. */
export function contractType({ schema }: Declared): string {
  return typeOf(kindOf(schema));
}

function typeOf(kind: Kind): string {
  if (kind.name === "list") return `list<${typeOf(kindOf(kind.item!))}>`;
  if (kind.name === "set") return "set<enum>";
  if (kind.name === "struct") return STRUCTS[Object.keys(kind.fields!).join(",")];
  return kind.name;
}

/** The words of an enum, of a list of them or of a set. */
export function wordsOf({ schema }: Declared): readonly string[] | undefined {
  const kind = kindOf(schema);
  return kind.words ?? (kind.item && kindOf(kind.item).words);
}
