/** `vmconf` and `vmname`: switches of the bridges, and names for the sockets of machines. */
import { describe, expect, test } from "bun:test";
import { planned } from "../../../test/support/plans.ts";
import { seenOf, wantedBy } from "../../../test/support/seen.ts";
import { planVmconf, planVmname, type VmConfiguration } from "./vm.ts";

describe("vmconf", () => {
  const file = "/vm/.config/system.conf";
  const vm = (variables: { [name: string]: string }, exists = true): VmConfiguration => ({
    file,
    exists,
    value: (name) => variables[name],
  });
  const plan = (rc: string[], one: VmConfiguration) =>
    planned(rc, {}, (wanted) => planVmconf(wanted, one));

  test("copies the file, then adds the bridges behind the switches there are", () => {
    const { steps } = plan(["lan_if=ng0", "dmz_if=ng1"], vm({ switch_list: "old" }));
    expect(steps.map((step) => step.do)).toEqual([
      { op: "copy", from: file, to: "/vm/.config/.system.conf.bak" },
      {
        op: "rcconf",
        file,
        changes: [
          { variable: "switch_list", add: "dmz lan", says: `Configuring ${file}:` },
          { variable: "type_dmz", set: "netgraph" },
          { variable: "type_lan", set: "netgraph" },
        ],
      },
    ]);
  });

  test("has nothing to copy where there is no file yet", () => {
    expect(plan(["lan_if=ng0"], vm({}, false)).steps.map((step) => step.do.op)).toEqual(["rcconf"]);
  });

  test("does nothing twice, and shows what there is", () => {
    const { steps, done } = plan(["lan_if=ng0"], vm({ switch_list: "lan", type_lan: "netgraph" }));
    expect(steps).toEqual([]);
    expect(done).toEqual([
      `Configuring ${file}:`,
      "switch_list: lan -> lan",
      "type_lan: netgraph -> netgraph",
    ]);
  });

  test("without bridges says how to get some", () => {
    expect(() => planVmconf(wantedBy(), vm({}))).toThrow("add some first: ngbuddy enable");
  });
});

describe("vmname", () => {
  const socket = (id: number, name = "", type = "socket") => ({ id, name, type, hooks: 1 });
  const names = (seen: Parameters<typeof planVmname>[0], nics: Parameters<typeof planVmname>[1]) =>
    planVmname(seen, nics).steps.map((step) => step.do);

  test("numbers a machine's second NIC, and what has its name already", () => {
    const seen = seenOf({ nodes: ["web_1 eiface"] });
    const nics = [51, 52].map((id, at) => ({
      machine: "web",
      hook: `lan:link${at}`,
      node: socket(id),
    }));
    expect(names(seen, nics)).toEqual([
      { op: "name", path: "[33]:", name: "web" },
      { op: "name", path: "[34]:", name: "web_2" },
    ]);
  });

  test("makes a node's name of a machine's: dots, colons and blanks cannot be in one", () => {
    const node = socket(51);
    expect(names(seenOf({}), [{ machine: "a.b:c d", hook: "lan:link0", node }])).toEqual([
      { op: "name", path: "[33]:", name: "a_b_c_d" },
    ]);
  });

  test("leaves what has a name, and what is no machine's socket", () => {
    const nics = [socket(51, "mine"), socket(52, "", "eiface")].map((node) => ({
      machine: "web",
      hook: "lan:link0",
      node,
    }));
    expect(names(seenOf({}), nics)).toEqual([]);
  });
});
