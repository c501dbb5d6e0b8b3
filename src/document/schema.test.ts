/** The schema that is shipped for editors says the same as what checks a document. */
import { expect, test } from "bun:test";
import { documentSchemaText } from "../../tools/release/documentschema.ts";
import { bridgeKeys } from "./bridgefields.ts";

interface Shape {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: { readonly [key: string]: Shape };
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly additionalProperties?: boolean | Shape;
}

const schema: Shape = JSON.parse(documentSchemaText());

/** The shape behind null. */
function shapeAt(...keys: readonly string[]): Shape {
  let shape = schema;
  for (const key of keys) {
    const next = key === "*" ? shape.additionalProperties : shape.properties?.[key];
    if (typeof next !== "object") throw new Error(`no ${keys.join(".")}`);
    shape = next.anyOf?.find(({ type }) => type !== "null") ?? next;
  }
  return shape;
}

test("it has every key, and takes no others", () => {
  expect(Object.keys(schema.properties!)).toEqual([
    ...["$schema", "version", "complete", "enable", "public_hooks", "max_retries", "monitor"],
    ...["mac", "bridges", "ports"],
  ]);
  expect(Object.keys(shapeAt("bridges", "*").properties!).sort()).toEqual([...bridgeKeys].sort());
  for (const shape of [schema, shapeAt("monitor"), shapeAt("mac"), shapeAt("bridges", "*")])
    expect(shape.additionalProperties).toBe(false);
});

test("null takes away everything but the interface of a bridge", () => {
  for (const [key, shape] of Object.entries(shapeAt("bridges", "*").properties!))
    expect([key, shape.anyOf?.some(({ type }) => type === "null") ?? false]).toEqual([
      key,
      key !== "if",
    ]);
});
