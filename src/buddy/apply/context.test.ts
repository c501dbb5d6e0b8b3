/** What is learned of eifaces while they are made. */
import { expect, test } from "bun:test";
import { learn, noEifaces } from "./context.ts";

test("each fact is kept by the name of its eiface, and a later one takes its place", () => {
  const eifaces = noEifaces();
  learn(eifaces, { trying: { name: "a", hook: "link4" } });
  learn(eifaces, { trying: { name: "a", hook: "link5" } });
  learn(eifaces, { apart: { name: "b", unnamed: ["ngeth7"] } });
  learn(eifaces, { made: { name: "a", id: 9, interface: "ngeth0" } });
  expect(eifaces.hooks).toEqual(new Map([["a", "link5"]]));
  expect(eifaces.apart).toEqual(new Map([["b", ["ngeth7"]]]));
  expect(eifaces.made).toEqual(new Map([["a", { name: "a", id: 9, interface: "ngeth0" }]]));
});
