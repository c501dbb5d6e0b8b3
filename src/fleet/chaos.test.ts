import { expect, test } from "bun:test";
import { chaos } from "../../test/support/fleetchaos.ts";

test("servers, agents, hosts and connections die while changes roll out: in the end all is as the last one says", async () => {
  const changes = 3;
  const told = await chaos({ hosts: 2, seed: 5, goOn: (sofar) => sofar < changes });
  expect(told.whole).toBe(2);
  expect(told.changes).toBe(changes);
  expect([...told.befell.values()].reduce((sum, each) => sum + each)).toBeGreaterThanOrEqual(
    changes,
  );
  expect(told.events).toBeGreaterThan(0);
}, 240_000);
