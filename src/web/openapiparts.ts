/** What the descriptions of the servers' JSON are made of. */

/** A text. */
export const text = { type: "string" } as const;
/** A number of something. */
export const count = { type: "integer", minimum: 0 } as const;
/** So much a second. */
export const rate = { type: "number", minimum: 0 } as const;
/** A time. */
export const time = { type: "string", format: "date-time", description: "ISO 8601, UTC" } as const;
const version = { const: 1 } as const;

type Properties = { readonly [name: string]: object };

/** An object that has all of these. */
export function object(properties: Properties, more: object = {}) {
  return { type: "object", required: Object.keys(properties), properties, ...more };
}

/** A path that is read. `parameters` are as OpenAPI has them. */
export function answer(
  summary: string,
  properties: Properties,
  parameters: readonly object[] = [],
) {
  return {
    get: {
      summary,
      ...(parameters.length > 0 && { parameters }),
      responses: {
        "200": {
          description: summary,
          content: { "application/json": { schema: object({ version, ...properties }) } },
        },
        "401": { description: "The cookie is missing, or good no more." },
        "500": { description: "The host could not be asked; the text says why." },
        "503": { description: "The host has not been read yet." },
      },
    },
  };
}

/** What the doctor finds. */
export const finding = object({
  check: text,
  severity: { enum: ["error", "warning"] },
  about: text,
  found: { ...text, description: "What was seen, going on after what it is about." },
  why: text,
  type: { type: "array", items: text, description: "Command lines that mend it." },
  fixable: { type: "boolean", description: "Can ngbuddy doctor --fix mend it?" },
});

/** The path of a description itself. */
export const itself = {
  get: {
    summary: "This description",
    responses: { "200": { description: "OpenAPI 3.1", content: { "application/json": {} } } },
  },
} as const;

/** By what programs are let in. */
export const components = {
  securitySchemes: {
    cookie: {
      type: "apiKey",
      in: "cookie",
      name: "ngbuddy-PORT",
      description: "PORT is the server's; with https the name begins with __Host-.",
    },
  },
} as const;
