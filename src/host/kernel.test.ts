/** A kernel with something around each of its calls. */
import { expect, test } from "bun:test";
import { aroundKernel, type HostKernel } from "./kernel.ts";

test("each call is told with its arguments, and given what it was given", async () => {
  const given: unknown[][] = [];
  const kernel = {
    jails: async () => ["web"],
    loadModule: async (...args: unknown[]) => void given.push(args),
    changeInterface: async (...args: unknown[]) => void given.push(args),
  } as unknown as HostKernel;
  const told: string[] = [];
  const wrapped = aroundKernel(kernel, async (call, action) => {
    told.push(call);
    return await action();
  });
  const calls = wrapped as unknown as { [name: string]: (...args: unknown[]) => Promise<unknown> };
  expect(await calls["jails"]!()).toEqual(["web"]);
  await calls["loadModule"]!("ng_ether");
  await calls["changeInterface"]!("em0", { kind: "name", name: "wan" });
  expect(told).toEqual(["jails", "loadModule ng_ether", "changeInterface em0 name wan"]);
  expect(given).toEqual([["ng_ether"], ["em0", { kind: "name", name: "wan" }]]);
});
