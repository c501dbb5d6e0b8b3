/** What programs are told is what the description of it says. */
import { expect, test } from "bun:test";
import { host } from "../../test/support/readings.ts";
import { answerApi } from "./api.ts";
import type { PageFinding } from "./findings.ts";
import { Model } from "./model.ts";
import { openApi } from "./openapi.ts";

interface Schema {
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

/** Where a value is not as its schema says. */
function faults(value: unknown, schema: Schema, at: string): string[] {
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

const finding: PageFinding = {
  ...{
    check: "linkdown",
    severity: "warning",
    about: "em0",
    found: "is down",
    why: "nobody comes",
  },
  ...{ type: ["ifconfig em0 up"], fixable: false },
};

function sources() {
  const model = new Model(1);
  model.take(host(0), []);
  // A guest leaves, and a jail starts.
  const { bridges, ...rest } = host(2);
  model.take({ ...rest, bridges: bridges.map((one) => ({ ...one, links: one.links.slice(1) })) }, [
    { name: "web", jid: 3 },
  ]);
  return {
    model,
    examine: async () => ({ time: "2026-01-02T03:04:05Z", checks: 1, findings: [finding] }),
  };
}

test.each(Object.entries(openApi.paths))("%s answers as it is described", async (path, { get }) => {
  const text = await answerApi(path, sources());
  const answer = JSON.parse(text!) as unknown;
  const { content } = get.responses["200"] as unknown as {
    content: { "application/json": { schema?: Schema } };
  };
  expect(faults(answer, content["application/json"].schema ?? {}, "answer")).toEqual([]);
  // Lists that are checked are not empty.
  for (const list of ["links", "events", "findings", "bridges"])
    expect((answer as Record<string, unknown[]>)[list]?.length ?? 1).toBeGreaterThan(0);
});

test("events are those of ngbuddy monitor, newest reading first, and what is not there is told as such", async () => {
  const { events } = JSON.parse((await answerApi("/api/events", sources()))!) as {
    events: { event: string }[];
  };
  expect(events.map(({ event }) => event)).toEqual(["jail started", "link gone"]);
  expect(await answerApi("/api/nix", sources())).toBeUndefined();
});
