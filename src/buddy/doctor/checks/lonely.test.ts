import { expect, test } from "bun:test";
import { doctorLab } from "../../../../test/support/doctorlab.ts";

test("a jail that is alone on its bridge is told", async () => {
  const lab = await doctorLab("nat", 1);
  expect(await lab.findings()).toEqual([]);
  await lab.type(["ngctl shutdown nghost0:"]);
  const [found] = await lab.findings("lonely");
  expect(found).toMatchObject({ about: "private", type: ["ngbuddy start"] });
  expect(found!.found).toBe("has one link, that of jail01");
  await lab.type(found!.type);
  expect(await lab.findings()).toEqual([]);
});
