/** The description of the server's JSON in OpenAPI 3.1, for programs and for those who write them. */
import {
  answer,
  components,
  count,
  finding,
  itself,
  object,
  rate,
  text,
  time,
} from "./openapiparts.ts";

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
    "/api/openapi.json": itself,
  },
  components,
} as const;
