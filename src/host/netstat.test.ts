/** What netstat(1) prints of routes. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { onlyOutputErrors, recordedOutputs } from "../../test/support/recordedoutputs.ts";
import { defaultInterface, inOrder, parseNetstatRoutes, routeWords } from "./netstat.ts";

describe("netstat", () => {
  test("the default route of the recorded host leaves by vtnet1", () => {
    const outputs = recordedOutputs(/^netstat -rn.*--libxo json/);
    expect(outputs.length).toBe(2);
    for (const output of outputs)
      expect(defaultInterface(parseNetstatRoutes(output))).toBe("vtnet1");
  });

  test("IPv6 alone counts, and no default route is no interface", () => {
    const routes = (...entries: string[]) =>
      `{"statistics": {"route-information": {"route-table": {"rt-family": [{"address-family":"Internet6", "rt-entry": [${entries}]}]}}}}`;
    const route =
      '{"destination":"default","gateway":"fe80::1%em0","flags":"UGS","interface-name":"em0"}';
    expect(defaultInterface(parseNetstatRoutes(routes(route)))).toBe("em0");
    expect(defaultInterface(parseNetstatRoutes(routes()))).toBeUndefined();
  });

  test("anything else is refused, and nothing stops it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) =>
        onlyOutputErrors(() => parseNetstatRoutes(text)),
      ),
    );
  });
});

test("IPv4's default route comes before IPv6's, in whatever order they are told", () => {
  const route = (family: "inet" | "inet6", name: string) => ({
    family,
    destination: "default",
    gateway: "x",
    interface: name,
    flags: "UGS",
  });
  expect(defaultInterface([route("inet6", "em6"), route("inet", "em4")])).toBe("em4");
  expect(
    defaultInterface([{ ...route("inet", "em4"), destination: "10.0.0.0/8" }]),
  ).toBeUndefined();
});

test("routes are of the family that they are told under", () => {
  const entry = '{"destination":"default","gateway":"x","flags":"UGS","interface-name":"em0"}';
  const family = (name: string) => `{"address-family":"${name}","rt-entry":[${entry}]}`;
  const text = `{"statistics":{"route-information":{"route-table":{"rt-family":[${family("Internet")},${family("Internet6")}]}}}}`;
  expect(parseNetstatRoutes(text)).toEqual(
    (["inet", "inet6"] as const).map((name) => ({
      family: name,
      destination: "default",
      gateway: "x",
      flags: "UGS",
      interface: "em0",
    })),
  );
});

describe("a route that is added again", () => {
  const words = (destination: string, gateway: string, family: "inet" | "inet6" = "inet") =>
    routeWords({ family, destination, gateway }, "lan0").join(" ");

  test("is by its gateway, or by the interface where it was to the link", () => {
    expect(words("default", "10.0.0.1")).toBe("-inet default 10.0.0.1");
    expect(words("203.0.113.1", "link#3")).toBe("-inet 203.0.113.1 -interface lan0");
    expect(words("169.254.0.0/16", "52:54:00:00:00:10")).toBe(
      "-inet 169.254.0.0/16 -interface lan0",
    );
  });

  test("has the interface behind addresses of the link, whichever it was on", () => {
    expect(words("default", "fe80::1%em0", "inet6")).toBe("-inet6 default fe80::1%lan0");
    expect(words("default", "fe80::1", "inet6")).toBe("-inet6 default fe80::1%lan0");
    expect(words("fe80::1%em0/128", "link#3", "inet6")).toBe(
      "-inet6 fe80::1%lan0/128 -interface lan0",
    );
    expect(words("2001:db8::/32", "2001:db9::1", "inet6")).toBe("-inet6 2001:db8::/32 2001:db9::1");
  });

  test("comes after those to the link, one of which may lead to its gateway", () => {
    const [one, two, three] = ["default 203.0.113.1", "10.9.0.0/16 10.0.0.9", "203.0.113.1 link#1"]
      .map((text) => text.split(" "))
      .map(([destination, gateway]) => ({
        family: "inet" as const,
        destination: destination!,
        gateway: gateway!,
      }));
    expect(inOrder([one!, two!, three!])).toEqual([three!, one!, two!]);
  });
});
