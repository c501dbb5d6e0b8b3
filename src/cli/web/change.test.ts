/** What the page shows before anything is changed. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { testLab } from "../../../test/support/lab.ts";
import { labHost } from "../../lab/host.ts";
import { runNgbuddy } from "../ngbuddy.ts";
import { subcommands } from "../subcommands/index.ts";
import { carryOut, changeForms } from "./change.ts";

test("a plan's notes are shown before its steps, and nothing is done yet", async () => {
  const { lab } = testLab();
  const host = labHost(lab);
  await lab.capture(["sysrc", "ngbuddy_lan_if=em7", "ngbuddy_lan_list="]);
  const context = {
    ...{ out() {}, err() {}, env: {}, terminal: () => ({ columns: 80, rows: 24 }) },
    ...{ signal: new AbortController().signal, subcommands, host: async () => host, later() {} },
    runProgram: runNgbuddy,
  };
  const { status, text } = await carryOut({ words: ["unbridge", "lan"], dryRun: true }, context);
  expect(status).toBe(0);
  const [note, plan] = text.split("\n");
  expect(note).toBe("ngbuddy: bridge lan was not up");
  expect(plan).toStartWith("unbridge lan: ");
  expect((await lab.capture(["sysrc", "-n", "ngbuddy_lan_if"])).stdout).toBe("em7\n");
});

test("the page shows which running jails lose an interface before it is removed", async () => {
  const { lab, out } = buddyLab();
  await out("ngbuddy bridge priv ng0");
  await out("ngbuddy create a");
  await out("jail -c name=web path=/ vnet vnet.interface=a persist");
  const context = {
    ...{ out() {}, err() {}, env: {}, terminal: () => ({ columns: 80, rows: 24 }) },
    ...{ signal: new AbortController().signal, subcommands, later() {} },
    ...{ host: async () => labHost(lab), runProgram: runNgbuddy },
  };
  const { text } = await carryOut({ words: ["destroy", "a"], dryRun: true }, context);
  expect(text).toStartWith("ngbuddy: jail web loses its interface a; to give it one again: ");
});

test("the page offers what the records say, and a subcommand that is added to the list", async () => {
  const polish = {
    ...{ name: "polish", summary: "make it shine", onPage: "polish a bridge", options: {} },
    ...{ arguments: [{ name: "BRIDGE" }], run: async () => 0 },
  };
  const forms = await changeForms({
    ...subcommands,
    polish: async () => ({ subcommand: polish }),
  });
  expect(forms.map(({ name }) => name)).toEqual([
    "bridge",
    "unbridge",
    "create",
    "destroy",
    "polish",
  ]);
  expect(forms.at(-1)).toEqual({
    ...{ name: "polish", title: "polish a bridge" },
    arguments: [{ name: "BRIDGE", of: undefined, optional: false }],
  });
  expect(forms.find(({ name }) => name === "bridge")!.arguments).toEqual([
    { name: "BRIDGE", of: undefined, optional: false },
    { name: "INTERFACE", of: "interfaces", optional: false },
  ]);
});
