/** What netstat(1) prints of routes. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { onlyOutputErrors, recordedOutputs } from "../../test/support/recordedoutputs.ts";
import { defaultInterface, parseNetstatRoutes } from "./netstat.ts";

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
