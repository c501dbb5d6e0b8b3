import { expect, test } from "bun:test";
import { doctorLab } from "../../../../test/support/doctorlab.ts";

test("a jail that has lost its interface is told and gets one", async () => {
  const lab = await doctorLab();
  await lab.type(["ngctl shutdown jail02:"]);
  const [found, ...others] = await lab.findings();
  expect(others).toEqual([]);
  expect(found).toMatchObject({ check: "bare", about: "jail02" });
  expect(found!.type).toEqual(["ngbuddy jail jail02 public && ifconfig jail02 vnet jail02"]);
  await lab.type(found!.type);
  expect(await lab.findings()).toEqual([]);
});
