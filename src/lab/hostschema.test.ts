/** The JSON Schema that is shipped says what the lab itself accepts. */
import { expect, test } from "bun:test";
import { hostSchemaText } from "../../tools/release/hostschema.ts";
import { defaultHost } from "./base/description.ts";
import { parseHostDescription } from "./hostjson.ts";

interface Shape {
  readonly type?: string;
  readonly required?: readonly string[];
  readonly properties?: { readonly [key: string]: Shape };
  readonly additionalProperties?: false | Shape;
  readonly items?: Shape;
  readonly description?: string;
}

const schema: Shape & { readonly $schema: string } = JSON.parse(hostSchemaText());

test("an editor knows each key, which are needed, and that there are no others", () => {
  const { interfaces, routes, files, second } = schema.properties!;
  expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
  expect([schema.required, schema.additionalProperties]).toEqual([[], false]);
  for (const [shape, host] of [
    [schema, { $schema: "", template: "", second: {}, ...defaultHost }],
    [second!, { host: defaultHost, cables: [] }],
    // A second host has no second one.
    [second!.properties!["host"]!, { $schema: "", template: "", ...defaultHost }],
    [second!.properties!["cables"]!.items!, { nic: "", to: "" }],
    [interfaces!.items!, { ...defaultHost.interfaces[0]!, dhcp: {} }],
    [
      interfaces!.items!.properties!["lan"]!.items!,
      {
        inet: "",
        inet6: "",
        ether: "",
        reaches: [],
        behind: [],
        advertises: [],
        vlan: "",
        ports: {},
      },
    ],
    [routes!.items!, defaultHost.routes[0]!],
  ] as const) {
    expect(Object.keys(shape.properties!).sort()).toEqual(Object.keys(host).sort());
    expect(shape.additionalProperties).toBe(false);
  }
  expect(interfaces!.items!.required).toEqual(["name"]);
  expect(routes!.items!.required).toEqual(["destination", "gateway", "interface"]);
  expect(files!.additionalProperties).toEqual({ type: "string" });
});

test("each value says what it must be", () => {
  const nic = schema.properties!["interfaces"]!.items!.properties!;
  expect(nic["mtu"]).toEqual({
    ...{ type: "integer", minimum: 72, maximum: 65535 },
    description: "an MTU (72 to 65535)",
  });
  expect(nic["ether"]!.description).toBe("an Ethernet address, such as 58:9c:fc:00:00:01");
  expect(nic["inet"]!.items!.description).toStartWith("an address with prefix length");
});

test("a description may name its schema, and is the same host", () => {
  const named = JSON.stringify({ $schema: "./host.schema.json", ...defaultHost });
  expect(parseHostDescription(named)).toEqual(defaultHost);
});
