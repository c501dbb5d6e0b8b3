/** kldload(2) and modfind(2). */
import { expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { errno } from "../../netgraph/errno.ts";
import { isThere, loadModule } from "./modules.ts";

test("a module is loaded once; one that is there already or that nobody has is refused", () => {
  const { kernel } = testLab().lab;
  expect(isThere(kernel, "ng_tee")).toBe(false);
  expect([loadModule(kernel, "ng_tee"), isThere(kernel, "ng_tee")]).toEqual([0, true]);
  expect([loadModule(kernel, "ng_tee"), loadModule(kernel, "ng_nosuch")]).toEqual([
    errno.EEXIST,
    errno.ENOENT,
  ]);
});
