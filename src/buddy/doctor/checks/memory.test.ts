import { expect, test } from "bun:test";
import { doctorLab } from "../../../../test/support/doctorlab.ts";
import type { Link } from "../../../lab/nodes/bridgestate.ts";

test("frames that a bridge had no memory for are told, and counted anew", async () => {
  const lab = await doctorLab();
  const bridge = [...lab.lab.host.graph.nodes()].find(({ name }) => name === "public")!;
  const hook = bridge.hooks.find(({ name }) => name === "link1")!;
  (hook.state as Link).memoryFailures = 3;
  const [found, ...others] = await lab.findings();
  expect(others).toEqual([]);
  expect(found).toMatchObject({ check: "memory", about: "public" });
  expect(found!.found).toBe("had no memory for 3 frames that came by link1 (jail02)");
  await lab.type(found!.type);
  expect(await lab.findings()).toEqual([]);
});
