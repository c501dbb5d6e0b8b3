/** Names that follow from one another. */
import { describe, expect, test } from "bun:test";
import { isKernelsName, meant, nodeNameOf } from "./names.ts";

test("a NIC's node has underscores for dots and colons", () => {
  expect(nodeNameOf("vtnet1.7")).toBe("vtnet1_7");
  expect(nodeNameOf("a.b:c.d")).toBe("a_b_c_d");
  expect(nodeNameOf("vtnet1")).toBe("vtnet1");
});

describe("the interface that rc.conf means", () => {
  const interfaces = new Map(
    ["vtnet1.7", "vtnet1_8", "vtnet1.8", "em0"].map((name) => [name, { name }]),
  );
  test.each([
    ["is that of the name", "em0", "em0"],
    ["is the VLAN whose node has the name", "vtnet1_7", "vtnet1.7"],
    ["is that of the very name before one whose node has it", "vtnet1_8", "vtnet1_8"],
    ["is none where there is none", "em1_7", undefined],
  ])("%s", (_, name, found) => {
    expect(meant(interfaces, name)?.name as string | undefined).toBe(found);
  });

  test("is none where nothing is known", () => {
    expect(meant(undefined, "em0")).toBeUndefined();
    expect(meant(undefined, "em0_7")).toBeUndefined();
  });
});

test("a name of the kernel's is ngeth with a number, and nothing more", () => {
  expect(["ngeth0", "ngeth12"].map(isKernelsName)).toEqual([true, true]);
  for (const name of ["ngeth", "ngeth0x", "xngeth0", "ngeth0.7", "eth0"])
    expect({ name, is: isKernelsName(name) }).toEqual({ name, is: false });
});
