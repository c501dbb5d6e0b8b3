/** When the doctor looks, and who waits for it. */
import { expect, test } from "bun:test";
import type { Finding } from "../buddy/doctor/check.ts";
import type { Host } from "../host/host.ts";
import { doctorNowAndThen } from "./findings.ts";

const host = { now: () => 1000 } as Host;
const loop: Finding = {
  ...{ check: "loops", severity: "error", about: "lan", found: "has found one", why: "" },
  type: [],
};

test("findings that are new enough are told again, without another run", async () => {
  let runs = 0;
  const doctor = doctorNowAndThen(host, { maxAge: 3600, patience: 60 }, async () => {
    runs++;
    return [loop, loop];
  });
  const run = await doctor();
  expect(run).toMatchObject({ time: 1000 });
  expect(run?.counts).toContainEqual({ check: "loops", severity: "error", count: 2 });
  expect(run?.counts).toContainEqual({ check: "loops", severity: "warning", count: 0 });
  expect(await doctor()).toBe(run);
  expect(runs).toBe(1);
});

test("a doctor that takes long keeps nobody waiting, and is not called a second time meanwhile", async () => {
  let runs = 0;
  const { promise, resolve } = Promise.withResolvers<Finding[]>();
  const doctor = doctorNowAndThen(host, { maxAge: 0, patience: 0.01 }, () => {
    runs++;
    return promise;
  });
  expect(await doctor()).toBeUndefined();
  expect(await doctor()).toBeUndefined();
  expect(runs).toBe(1);
  resolve([loop]);
  await promise;
  expect((await doctor())?.counts).toContainEqual({ check: "loops", severity: "error", count: 1 });
});

test("a host that the doctor cannot read has no findings, and is looked at again when that is due", async () => {
  let isBroken = false;
  const doctor = doctorNowAndThen(host, { maxAge: 0, patience: 60 }, async () => {
    if (isBroken) throw new Error("no netgraph");
    return [];
  });
  expect(await doctor()).toBeDefined();
  isBroken = true;
  expect(await doctor()).toBeUndefined();
  isBroken = false;
  expect(await doctor()).toBeDefined();
});
