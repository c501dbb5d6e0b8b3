/** Which jails an interface may be in, by names. */
import { expect, test } from "bun:test";
import { byNodeName, likeliestFirst } from "./whichjail.ts";

const jail = (name: string) => ({ name, jid: 1, hostname: "", path: "/", vnet: true });
const names = (groups: readonly (readonly { readonly name: string }[])[]) =>
  groups.map((group) => group.map(({ name }) => name));

test("a jail is found by what its eiface's node is called, without dots", () => {
  const found = byNodeName([jail("web.site"), jail("db")]);
  expect(found.get("web_site")?.name).toBe("web.site");
  expect(found.get("web.site")).toBeUndefined();
});

test("jails are looked into first whose names the nodes' begin with", () => {
  const jails = ["db", "web", "web.site", "mail"].map(jail);
  const nodes = [{ name: "web_dmz" }, { name: "web_site1" }];
  expect(names(likeliestFirst(jails, nodes))).toEqual([
    ["web", "web.site"],
    ["db", "mail"],
  ]);
});

test("there is one group where all are alike, and none without jails", () => {
  expect(names(likeliestFirst([jail("db")], [{ name: "x" }]))).toEqual([["db"]]);
  expect(names(likeliestFirst([jail("db")], [{ name: "db" }]))).toEqual([["db"]]);
  expect(likeliestFirst([], [{ name: "db" }])).toEqual([]);
});
