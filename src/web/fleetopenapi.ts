/** The description of the JSON of many hosts in OpenAPI 3.1. */
import { openApi } from "./openapi.ts";
import { answer, components, count, finding, itself, object, text, time } from "./openapiparts.ts";

const event = object(
  {
    host: text,
    time,
    what: { ...text, description: "In words, for people." },
    alarm: { type: "boolean", description: "Should somebody look at it?" },
  },
  { description: "Something that happened on a host, as its agent told." },
);

const host = object({
  name: { ...text, description: "What it is called in the fleet." },
  state: { enum: ["there", "away", "unknown"] },
  why: { ...text, description: "Why it is away." },
  hostname: text,
  system: text,
  version: { ...text, description: "Of its agent." },
  bridges: count,
  links: count,
  jails: count,
  waiting: { type: "array", items: text, description: "What is undone unless it is confirmed." },
  order: {
    description:
      "How it stands with the last order that it took, or null: revision, state, and why and differs where there is something to say.",
  },
  told: {
    ...text,
    description: "When it last told what it has, ISO 8601; empty when it never did.",
  },
  last: { description: "The last thing that happened there, or null." },
});

const hit = {
  type: "object",
  required: ["host", "name"],
  properties: { host: text, bridge: text, hook: text, name: text },
  description: "A link; without a bridge the host itself.",
};

const { fixable: _, ...found } = finding.properties;
const across = object({
  ...found,
  hosts: { type: "array", items: text },
  type: { type: "array", items: object({ host: text, line: text }) },
});

const HOST = { name: "host", in: "path", required: true, schema: text } as const;

/** The paths of one host, which are those of its own page. */
const ofHost = Object.fromEntries(
  Object.entries(openApi.paths)
    .filter(([, path]) => path !== itself)
    .map(([address, { get }]) => [
      `/host/{host}${address}`,
      { get: { ...get, parameters: [HOST] } },
    ]),
);

/** The whole description; it is served at /api/openapi.json. */
export const fleetOpenApi = {
  openapi: "3.1.0",
  info: {
    ...openApi.info,
    title: "Netgraph Buddy, many hosts",
    description: openApi.info.description.replace("ngbuddy web", "ngbuddy fleet web"),
  },
  security: openApi.security,
  paths: {
    "/api/hosts": answer("All hosts of the fleet: are they there, what have they", {
      time,
      server: { type: "boolean", description: "Is a server of the fleet reached?" },
      hosts: { type: "array", items: host },
    }),
    "/api/events": answer("What has happened on the hosts, newest first, 200 at most", {
      events: { type: "array", items: event },
    }),
    "/api/search": answer(
      "Where a name, a MAC or an IP address is, or a part of one",
      {
        total: count,
        counts: { type: "object", additionalProperties: count, description: "By host." },
        hits: { type: "array", items: hit, description: "The first 100." },
      },
      [{ name: "q", in: "query", required: true, schema: text }],
    ),
    "/api/findings": answer("What the doctors of all hosts find just now", {
      time,
      findings: {
        type: "array",
        items: object({ host: text, ...finding.properties }),
      },
      across: { type: "array", items: across, description: "What is wrong between hosts." },
      missing: { type: "array", items: object({ host: text, error: text }) },
    }),
    "/api/openapi.json": itself,
    ...ofHost,
  },
  components,
} as const;
