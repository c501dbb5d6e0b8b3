/** A jail's parameters: which there are, and what they may be. */
import { describe, expect, test } from "bun:test";
import type { Parameter } from "../../config/jailconf/own.ts";
import { importParameters, isGiven, kernelParameter } from "./parameters.ts";

const given = (text: string): Parameter => {
  const [name = "", ...values] = text.split("=");
  return { name, values: values.length === 0 ? [] : values.join("=").split(",") };
};
const imported = (...texts: string[]) => {
  const { settings, errors } = importParameters(texts.map(given));
  return [Object.fromEntries(settings), errors];
};

describe("a parameter of the kernel's", () => {
  test("is found by its name, and a boolean one by its name with no before the last part", () => {
    expect(kernelParameter("allow.raw_sockets")).toMatchObject({
      negated: false,
      parameter: { kind: "boolean", preset: "false" },
    });
    expect(kernelParameter("allow.noraw_sockets")).toMatchObject({
      negated: true,
      parameter: { name: "allow.raw_sockets" },
    });
    expect(kernelParameter("nopersist")).toMatchObject({
      negated: true,
      parameter: { name: "persist" },
    });
    expect([
      kernelParameter("nopath"),
      kernelParameter("nosuch"),
      kernelParameter("allow.constructor"),
    ]).toEqual([undefined, undefined, undefined]);
  });
  test("may be a text of the administrator's", () => {
    expect(kernelParameter("meta.owner")).toMatchObject({
      parameter: { name: "meta.owner", kind: "string" },
    });
    expect(kernelParameter("meta.")).toBeUndefined();
  });
});

describe("what is set", () => {
  test.each([
    ["persist", { persist: "true" }],
    ["nopersist", { persist: "false" }],
    ["persist=false", { persist: "false" }],
    ["persist=0", { persist: "false" }],
    ["nopersist=false", { persist: "true" }],
    ["vnet", { vnet: "new" }],
    ["vnet=INHERIT", { vnet: "inherit" }],
    ["vnet=0", { vnet: "disable" }],
    ["children.max=007", { "children.max": "7" }],
    ["securelevel", { securelevel: "0" }],
    ["host.hostname=a,b", { "host.hostname": "b" }],
    ["ip4.addr=vtnet0|10.0.0.3/32 mtu 1400,10.0.0.4", { "ip4.addr": "10.0.0.3,10.0.0.4" }],
    ["ip6.addr=fd00::1/64", { "ip6.addr": "fd00::1" }],
    ["meta.x=y", { "meta.x": "y" }],
    ["exec.start=/bin/sh", {}],
    ["mount.nodevfs", {}],
  ])("by %s is %j", (text, settings) => {
    expect(imported(text)).toEqual([settings, []]);
  });

  test.each([
    ["nosuch=1", "unknown parameter: nosuch"],
    ["persist=maybe", 'persist: unknown boolean value "maybe"'],
    ["vnet=old", 'vnet: unknown jailsys value "old"'],
    ["children.max=many", 'children.max: non-integer value "many"'],
    ["ip4.addr=10.0.0.1,nonsense", "ip4.addr: not an IPv4 address: nonsense"],
    ["ip6.addr=10.0.0.1", "ip6.addr: not an IPv6 address: 10.0.0.1"],
  ])("by %s is refused: %s", (text, error) => {
    expect(imported(text)).toEqual([{}, [error]]);
  });
});

test("a boolean of jail(8)'s is given where it is on, or its opposite is off", () => {
  const on = (text: string) => isGiven([given(text)], "mount.devfs");
  expect(
    ["mount.devfs", "mount.devfs=1", "mount.devfs=TRUE", "mount.nodevfs=false"].map(on),
  ).toEqual([true, true, true, true]);
  expect(["mount.nodevfs", "mount.devfs=0", "mount.devfs=no", "mount.fdescfs"].map(on)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
