/** Taking a step back, or doing it once more: what stands as it should is left alone. */
import { describe, expect, test } from "bun:test";
import { applying, graphOf } from "../../../test/support/applying.ts";
import { snapshot } from "../../../test/support/buddylab.ts";
import type { Action } from "../plan/step.ts";
import { performIfNeeded, takeBack } from "./takeback.ts";

const LAN = ["ngctl mkpeer vtnet0: bridge lower link0", "ngctl name vtnet0:lower lan"];
const A = [...LAN, "ngctl mkpeer lan: eiface link1 ether", "ngctl name lan:link1 a"];
const A_IN_J = [
  ...A,
  "ifconfig ngeth0 name a",
  "jail -c name=j path=/ vnet vnet.interface=a persist",
];

describe("is done once, however often it is tried:", () => {
  const table: [name: string, setup: string[], action: Action][] = [
    ["an eiface", LAN, { op: "eiface", name: "b", bridge: "lan", hook: "link4" }],
    ["a rename", A, { op: "rename", node: "a", args: ["up"] }],
    [
      "a new node",
      [],
      { op: "mkpeer", path: "vtnet1:", type: "tee", hook: "lower", peerHook: "left" },
    ],
    [
      "a connection",
      LAN,
      { op: "connect", path: "vtnet0:", peerPath: "lan:", hook: "upper", peerHook: "link3" },
    ],
    ["a name", LAN, { op: "name", path: "vtnet0:lower", name: "lan" }],
    [
      "a message",
      LAN,
      { op: "message", path: "vtnet0:", type: "ether", command: "setpromisc", value: 1 },
    ],
    [
      "an address that is taken away",
      [...A, "ifconfig ngeth0 inet 10.0.0.2/24"],
      { op: "ifconfig", interface: "ngeth0", args: ["inet", "10.0.0.2/24", "-alias"] },
    ],
    ["a shutdown", A, { op: "shutdown", path: "a:", type: "eiface", name: "a" }],
    [
      "addresses",
      A_IN_J,
      {
        op: "addresses",
        interface: "a",
        jail: "j",
        inet: ["10.0.0.2/24"],
        inet6: [],
        up: true,
        routes: [],
      },
    ],
    [
      "a move to the host",
      A_IN_J,
      { op: "vnet", node: "a", interface: "a", jail: "j", to: "host" },
    ],
    ["an edit", [], { op: "rcconf", changes: [{ variable: "l", add: "x" }] }],
  ];
  test.each(table)("%s", async (_, setup, action) => {
    const on = await applying(...setup);
    await performIfNeeded(on.context, action);
    const once = snapshot(on.lab);
    await performIfNeeded(on.context, action);
    expect(snapshot(on.lab)).toEqual(once);
  });
});

describe("is no failure where its object has gone:", () => {
  const table: [name: string, action: Action][] = [
    ["a rename", { op: "rename", node: "a", args: [] }],
    ["a new node", { op: "mkpeer", path: "a:", type: "tee", hook: "ether", peerHook: "left" }],
    [
      "a connection",
      { op: "connect", path: "a:", peerPath: "lan:", hook: "ether", peerHook: "link3" },
    ],
    ["a name", { op: "name", path: "a:ether", name: "lan" }],
    ["a disconnection", { op: "rmhook", path: "a:", hook: "ether" }],
    ["a message", { op: "message", path: "lan:", type: "bridge", command: "setpersistent" }],
    ["a setting", { op: "ifconfig", interface: "a", args: ["up"] }],
    ["a setting in a jail", { op: "ifconfig", interface: "a", args: ["up"], jail: "j" }],
    [
      "addresses",
      { op: "addresses", interface: "a", inet: ["10.0.0.2/24"], inet6: [], up: true, routes: [] },
    ],
    ["a move into a jail", { op: "vnet", node: "a", interface: "a", jail: "j", to: "jail" }],
    ["a move to the host", { op: "vnet", node: "a", interface: "a", jail: "j", to: "host" }],
    ["an eiface", { op: "unmake", name: "a", bridge: "lan", hook: "link1" }],
  ];
  test.each(table)("%s", async (_, action) => {
    const on = await applying();
    const before = snapshot(on.lab);
    await on.takeBack(action);
    expect(snapshot(on.lab)).toEqual(before);
  });
});

test("an interface stays on the host when its jail has ended since", async () => {
  const on = await applying(...A, "ifconfig ngeth0 name a");
  await on.takeBack({ op: "vnet", node: "a", interface: "a", jail: "j", to: "jail" });
  expect(await on.lab.out("ifconfig -l")).toContain(" a");
});

test("an interface that another jail has keeps nobody from going on: it goes with its node", async () => {
  const on = await applying(...A_IN_J);
  await on.takeBack({ op: "vnet", node: "a", interface: "a", jail: "k", to: "host" });
  expect(await on.lab.out("ifconfig -j j -l")).toContain(" a");
});

test("an interface that has a name of somebody's choice keeps it", async () => {
  const on = await applying(...A, "ifconfig ngeth0 name mine");
  await on.takeBack({ op: "rename", node: "a", args: [] });
  expect(await on.lab.out("ifconfig -l")).toContain(" mine");
});

test("an eiface that is there and has come loose is connected again", async () => {
  const on = await applying(...A, "ngctl rmhook a: ether");
  await on.takeBack({ op: "eiface", name: "a", bridge: "lan", hook: "link1" });
  expect(graphOf(on)).toContain("a eiface [ether lan:link1]");
});

describe("what is made while a step is taken back", () => {
  const eiface: Action = { op: "eiface", name: "b", bridge: "lan", hook: "link4" };

  test("is not taken for what the plan has made", async () => {
    const on = await applying(...LAN);
    await on.takeBack(eiface);
    expect(on.context.made.has("b")).toBe(false);
    expect(on.noted).toEqual([{ again: { made: on.context.again.made.get("b")! } }]);
  });

  test("is made although a full disk cannot take a note of it", async () => {
    const on = await applying(...LAN);
    const note = () => Promise.reject(new Error("no space left on device"));
    await takeBack({ ...on.context, note }, eiface);
    expect(graphOf(on)).toContain("b eiface [ether lan:link4]");
  });

  test("takes the place of what another try left half made", async () => {
    const on = await applying(...LAN, "ngctl mkpeer lan: eiface link4 ether");
    await on.takeBack(eiface);
    expect(graphOf(on).filter((node) => node.includes("eiface"))).toEqual([
      "b eiface [ether lan:link4]",
    ]);
  });
});
