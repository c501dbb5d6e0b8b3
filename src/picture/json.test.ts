/** The topology as data. */
import { expect, test } from "bun:test";
import { everyKind } from "../../test/support/hosttopologies.ts";
import { toJson } from "./json.ts";

test("JSON has a version and the whole topology", () => {
  const topology = everyKind();
  const { version, ...rest } = JSON.parse(toJson(topology));
  expect(version).toBe(1);
  expect(rest).toEqual(topology);
});
