/** Refusals carry what kind of fault it was. */
import { expect, test } from "bun:test";
import { Refusal, refuse } from "./refusal.ts";

test("what is refused is thrown as a Refusal with its kind, by which the exit status is chosen", () => {
  const attempt = () => refuse("config", "rc.conf names no bridge");
  expect(attempt).toThrow(Refusal);
  expect(attempt).toThrow(
    expect.objectContaining({ kind: "config", message: "rc.conf names no bridge" }),
  );
});
