interface Field {
  readonly name: string;
  readonly type: string;
  readonly nullable?: boolean;
  readonly unsigned?: boolean;
  readonly enum?: readonly string[];
  readonly items?: { readonly type: string; readonly enum?: readonly string[] };
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly paginated?: boolean;
  readonly request?: unknown;
  readonly response: { readonly schema: string };
}

interface Contract {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, { fields?: readonly Field[]; oneOf?: string[] }>>;
}

const file = new URL("../../vectors/contract/api.json", import.meta.url);
const contract: Contract = JSON.parse(await Deno.readTextFile(file));

/** Every operation of the contract. */
export const operations = contract.operations;

/** What in `value` differs from a schema of the contract, each at its place. */
export function misfits(schema: string, value: unknown, place = schema): string[] {
  const { fields, oneOf } = contract.schemas[schema] ?? {};
  if (oneOf) return oneOf.some((one) => misfits(one, value).length === 0) ? [] : [place];
  if (!fields) return [];
  if (typeof value !== "object" || value === null) return [`${place}: no object`];
  const known = fields.map(({ name }) => name), given = Object.keys(value);
  return [
    ...known.filter((name) => !given.includes(name)).map((name) => `${place}.${name} is missing`),
    ...given.filter((name) => !known.includes(name)).map((name) => `${place}.${name} is unknown`),
    ...fields.flatMap((field) =>
      fieldMisfits(field, (value as Record<string, unknown>)[field.name], `${place}.${field.name}`)
    ),
  ];
}

function fieldMisfits(field: Field, value: unknown, place: string): string[] {
  if (value === undefined || (value === null && field.nullable)) return [];
  if (field.type === "array") {
    if (!Array.isArray(value)) return [`${place}: no list`];
    const { type, enum: words } = field.items!;
    const item = { name: "", type, ...words && { enum: words } };
    return value.flatMap((one, i) => fieldMisfits(item, one, `${place}[${i}]`));
  }
  if (field.type in contract.schemas) return misfits(field.type, value, place);
  const fits = typeof value === (field.type === "integer" ? "number" : field.type) &&
    (field.type !== "integer" || Number.isInteger(value)) &&
    (!field.unsigned || Number(value) >= 0) &&
    (!field.enum || field.enum.includes(value as string));
  return fits ? [] : [`${place}: ${JSON.stringify(value)} is no ${field.type}`];
}
