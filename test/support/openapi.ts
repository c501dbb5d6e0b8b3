/** What an answer has to be, by a description in OpenAPI. */

export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly items?: Schema;
}

const TYPES: { readonly [type: string]: (value: unknown) => boolean } = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  array: Array.isArray,
  object: (value) => typeof value === "object" && value !== null,
};

/** Returns where a value is not as its schema says. */
export function faults(value: unknown, schema: Schema, at: string): string[] {
  const { type, items, required = [], properties = {} } = schema;
  if (schema.const !== undefined && value !== schema.const) return [at];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [at];
  if (type !== undefined && !TYPES[type]!(value)) return [at];
  const members = value as { readonly [name: string]: unknown };
  return [
    ...required.filter((name) => !Object.hasOwn(members, name)).map((name) => `${at}.${name}`),
    ...Object.entries(properties)
      .filter(([name]) => Object.hasOwn(members, name))
      .flatMap(([name, own]) => faults(members[name], own, `${at}.${name}`)),
    ...(items === undefined
      ? []
      : (value as unknown[]).flatMap((one, index) => faults(one, items, `${at}[${index}]`))),
  ];
}

/** Returns the schema of a good answer of a path. */
export function schemaOf(get: object): Schema {
  const { content } = (get as { responses: { "200": unknown } }).responses["200"] as {
    content: { "application/json": { schema?: Schema } };
  };
  return content["application/json"].schema ?? {};
}
