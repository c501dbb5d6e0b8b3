/** What programs are told is what the description of it says. */
import { expect, test } from "bun:test";
import { faults, schemaOf } from "../../test/support/openapi.ts";
import { host } from "../../test/support/readings.ts";
import { answerApi } from "./api.ts";
import type { PageFinding } from "./findings.ts";
import { Model } from "./model.ts";
import { openApi } from "./openapi.ts";

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
  expect(faults(answer, schemaOf(get), "answer")).toEqual([]);
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
