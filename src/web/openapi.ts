/** The description of the server's JSON in OpenAPI 3.1, for programs and for those who write them. */

const text = { type: "string" } as const;
const count = { type: "integer", minimum: 0 } as const;
const rate = { type: "number", minimum: 0 } as const;
const time = { type: "string", format: "date-time", description: "ISO 8601, UTC" } as const;
const version = { const: 1 } as const;

type Properties = { readonly [name: string]: object };

/** An object that has all of these. */
function object(properties: Properties, more: object = {}) {
  return { type: "object", required: Object.keys(properties), properties, ...more };
}

function answer(summary: string, properties: Properties) {
  return {
    get: {
      summary,
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

const link = object({
  key: { ...text, description: "Stays the same as long as the link is there." },
  bridge: text,
  hook: { ...text, description: "The bridge's own hook." },
  name: { ...text, description: "Of whoever is behind it, as status shows it." },
  rxBits: { ...rate, description: "What the bridge receives from the guest, bits a second." },
  txBits: { ...rate, description: "What it sends to the guest, bits a second." },
  rxPackets: { ...rate, description: "Packets a second." },
  txPackets: { ...rate, description: "Packets a second." },
  rxOctets: { ...count, description: "Bytes since counting began." },
  txOctets: { ...count, description: "Bytes since counting began." },
  drops: { ...count, description: "Frames dropped since counting began." },
  loops: { ...count, description: "Loops found since counting began." },
});

const event = object(
  {
    time,
    event: { ...text, description: "`link made`, `loop` and so on: see ngbuddy monitor." },
    level: { enum: ["notice", "warning"] },
    text: { ...text, description: "In words, for people." },
  },
  { description: "Has the names and numbers of the event besides." },
);

const finding = object({
  check: text,
  severity: { enum: ["error", "warning"] },
  about: text,
  found: { ...text, description: "What was seen, going on after what it is about." },
  why: text,
  type: { type: "array", items: text, description: "Command lines that mend it." },
  fixable: { type: "boolean", description: "Can ngbuddy doctor --fix mend it?" },
});

const bridge = object(
  {
    id: count,
    name: text,
    links: {
      type: "array",
      items: object(
        {
          hook: text,
          peerId: count,
          peerName: text,
          peerType: text,
          peerHook: text,
          guest: object({ kind: text }),
        },
        { description: "With counters in stats, where they were read." },
      ),
    },
  },
  { description: "With the addresses heard in hosts." },
);

/** The whole description; it is served at /api/openapi.json and ships with the program. */
export const openApi = {
  openapi: "3.1.0",
  info: {
    title: "Netgraph Buddy",
    version: "1",
    description:
      "What ngbuddy web serves to programs, for reading alone. The address that it prints has a token, which is good once: it becomes a cookie (curl -c FILE), by which everything else is answered for a week (curl -b FILE).",
    license: { name: "BSD-2-Clause", identifier: "BSD-2-Clause" },
  },
  security: [{ cookie: [] }],
  paths: {
    "/api/status": answer("All bridges with their links, as ngbuddy status --json prints them", {
      time,
      hostname: text,
      bridges: { type: "array", items: bridge },
      orphans: { type: "array", items: object({ id: count, name: text, type: text }) },
      waiting: { type: "array", items: object({ request: text, secondsLeft: { type: "number" } }) },
    }),
    "/api/links": answer("Every link with its rates, from the last two readings", {
      time,
      hostname: text,
      links: { type: "array", items: link },
    }),
    "/api/events": answer(
      "What has happened since the server was started, newest first, 200 at most",
      {
        events: { type: "array", items: event },
      },
    ),
    "/api/findings": answer("What ngbuddy doctor finds just now; it may send frames of its own", {
      time,
      checks: { ...count, description: "How many checks were made." },
      findings: { type: "array", items: finding },
    }),
    "/api/openapi.json": {
      get: {
        summary: "This description",
        responses: { "200": { description: "OpenAPI 3.1", content: { "application/json": {} } } },
      },
    },
  },
  components: {
    securitySchemes: {
      cookie: {
        type: "apiKey",
        in: "cookie",
        name: "ngbuddy-PORT",
        description: "PORT is the server's; with https the name begins with __Host-.",
      },
    },
  },
} as const;
