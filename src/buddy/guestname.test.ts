/** What a guest is called. */
import { expect, test } from "bun:test";
import { nameOf } from "./guestname.ts";
import type { Guest } from "./topology.ts";

const one = { name: "vnet0", inet: [], inet6: [] };

test.each<[string, Guest, string]>([
  ["a jail by its name", { kind: "jail", jail: "web", jid: 1, interface: one }, "web"],
  ["the host by its interface", { kind: "host", interface: one }, "vnet0"],
  ["a NIC with its hook", { kind: "uplink", hook: "lower", interface: one }, "vnet0 (lower)"],
  ["a machine by its socket", { kind: "vm", name: "db" }, "db"],
  ["a machine without a name as such", { kind: "vm", name: "" }, "unnamed"],
  ["any other node by its name", { kind: "other", name: "x", type: "hole" }, "x"],
])("is %s", (_, guest, name) => {
  expect(nameOf(guest)).toBe(name);
});

test("without a name is called as whoever asks wants it", () => {
  expect(nameOf({ kind: "bridge", name: "" }, "link3")).toBe("link3");
});
