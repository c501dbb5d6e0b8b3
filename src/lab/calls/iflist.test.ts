/** The list of a vnet's interfaces, read back as ifconfig(8) has them. */
import { describe, expect, test } from "bun:test";
import { recordedHost, testLab } from "../../../test/support/lab.ts";
import { readInterfaceList } from "../../calls/iflist.ts";
import { listOf } from "./iflist.ts";

async function listAfter(...lines: string[]) {
  const { lab, out } = testLab(recordedHost);
  for (const line of lines) await out(line);
  return { lab, all: readInterfaceList(listOf(lab.host, 0)) };
}

test("every interface is listed, or the one of a number", async () => {
  const { lab, all } = await listAfter();
  expect(all.map(({ name }) => name)).toEqual(lab.host.interfaces.map(({ name }) => name));
  const [, second] = all;
  expect(readInterfaceList(listOf(lab.host, second!.index))).toEqual([second!]);
  expect(listOf(lab.host, 999)).toHaveLength(0);
});

describe("the type of an interface", () => {
  test("is that of net/if_types.h, and so is that of its address", async () => {
    const { all } = await listAfter(
      "ifconfig vtnet1.7 create",
      "ifconfig bridge create",
      "ifconfig epair create",
    );
    const typeOf = (name: string) => {
      const { type, linkType } = all.find((one) => one.name === name)!;
      return [type, linkType];
    };
    expect([typeOf("vtnet0"), typeOf("epair0a"), typeOf("lo0")]).toEqual([
      [6, 6],
      [6, 6],
      [24, 24],
    ]);
    expect(typeOf("vtnet1.7")).toEqual([135, 135]);
    expect(typeOf("bridge0")).toEqual([209, 6]);
  });
});

test("addresses are listed with their prefixes, a link-local one with its interface", async () => {
  const { all } = await listAfter(
    "ifconfig vtnet1 inet 10.9.0.1/24",
    "ifconfig vtnet1 inet6 fd00:9::1/64",
    "ifconfig vtnet1 inet6 fe80::9/64",
  );
  const { inet, inet6 } = all.find(({ name }) => name === "vtnet1")!;
  expect(inet).toEqual(["10.9.0.1/24"]);
  expect(inet6).toContain("fd00:9::1/64");
  expect(inet6).toContain("fe80::9%vtnet1/64");
});
