/** What each action does to a host, and what is said of what cannot be done. */
import { describe, expect, test } from "bun:test";
import { type Applying, applying, graphOf } from "../../../test/support/applying.ts";
import { seenInside } from "../../../test/support/buddylab.ts";
import { CommandError } from "../../host/commanderror.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import type { Action } from "../plan/step.ts";
import { Refusal } from "../refusal.ts";
import { perform } from "./perform.ts";
import { VerifyError } from "./verify.ts";

const LAN = ["ngctl mkpeer vtnet0: bridge lower link0", "ngctl name vtnet0:lower lan"];
const A = [...LAN, "ngctl mkpeer lan: eiface link1 ether", "ngctl name lan:link1 a"];
/** The eiface a on lan, its interface called so, in the jail j. */
const A_IN_J = [
  ...A,
  "ifconfig ngeth0 name a",
  "jail -c name=j path=/ vnet vnet.interface=a persist",
];

/** Why it cannot be done. */
async function failureOf(done: Promise<unknown>): Promise<Error> {
  return await done.then(
    () => {
      throw new Error("it was done");
    },
    (error) => error as Error,
  );
}

describe("on the graph", () => {
  const table: [name: string, setup: string[], action: Action, graph: string[]][] = [
    [
      "a node is made at a hook",
      [],
      { op: "mkpeer", path: "vtnet0:", type: "bridge", hook: "lower", peerHook: "link4" },
      ["<unnamed> bridge [link4 vtnet0:lower]", "vtnet0 ether [lower <unnamed>:link4]"],
    ],
    [
      "a node is connected to a bridge",
      LAN,
      { op: "connect", path: "vtnet0:", peerPath: "lan:", hook: "upper", peerHook: "link5" },
      [
        "lan bridge [link0 vtnet0:lower, link5 vtnet0:upper]",
        "vtnet0 ether [lower lan:link0, upper lan:link5]",
      ],
    ],
    [
      "a node gets its name",
      LAN,
      { op: "name", path: "vtnet0:lower", name: "net" },
      ["net bridge [link0 vtnet0:lower]", "vtnet0 ether [lower net:link0]"],
    ],
    ["a hook is disconnected", LAN, { op: "rmhook", path: "vtnet0:", hook: "lower" }, []],
    ["a node is shut down", LAN, { op: "shutdown", path: "lan:", type: "bridge", name: "lan" }, []],
    ["what has gone is no failure", [], { op: "shutdown", path: "lan:", type: "bridge" }, []],
    [
      "a node of another type stays",
      LAN,
      { op: "shutdown", path: "lan:", type: "eiface" },
      ["lan bridge [link0 vtnet0:lower]", "vtnet0 ether [lower lan:link0]"],
    ],
    [
      "a node that is called otherwise stays",
      LAN,
      { op: "shutdown", path: "vtnet0:lower", type: "bridge", name: "dmz" },
      ["lan bridge [link0 vtnet0:lower]", "vtnet0 ether [lower lan:link0]"],
    ],
    [
      "a bridge that was not named yet goes by the name it was to have",
      LAN.slice(0, 1),
      { op: "shutdown", path: "vtnet0:lower", type: "bridge", name: "lan" },
      [],
    ],
  ];
  test.each(table)("%s", async (_, setup, action, graph) => {
    const on = await applying(...setup);
    await on.perform(action);
    expect(
      graphOf(on).map((node) => node.replace(/^ /, "<unnamed> ").replace(" :", " <unnamed>:")),
    ).toEqual(graph);
  });

  test("a message with a value is sent to its node", async () => {
    const on = await applying();
    await on.perform({
      op: "message",
      path: "vtnet0:",
      type: "ether",
      command: "setpromisc",
      value: 1,
    });
    expect(await on.lab.out("ngctl msg vtnet0: getpromisc")).toContain("Args:\t1\n");
  });

  test("modules are loaded that were not", async () => {
    const on = await applying();
    await on.perform({ op: "load", modules: ["ng_ether", "ng_tee"] });
    expect(await on.lab.out("ngctl types")).toContain("tee");
  });

  const old: [what: string, action: Action, lack: RegExp][] = [
    [
      "uplink hooks",
      { op: "mkpeer", path: "x:", type: "bridge", hook: "lower", peerHook: "uplink1" },
      /^this kernel's ng_bridge\(4\) has no uplink hooks; take ngbuddy_BRIDGE_uplink and ngbuddy_public_hooks out of rc\.conf$/,
    ],
    [
      "persistent bridges",
      { op: "message", path: "x:", type: "bridge", command: "setpersistent" },
      /cannot keep a bridge without links; take ngbuddy_BRIDGE_persistent out of rc\.conf$/,
    ],
  ];
  test.each(old)("a kernel without %s is told so", async (_, action, lack) => {
    const refuse = async () => {
      throw new NetgraphError("x", "x:", errno.EINVAL);
    };
    const netgraph = { mkpeer: refuse, send: refuse } as never;
    const { context } = await applying();
    const error = await failureOf(perform({ ...context, netgraph }, action));
    expect(error).toBeInstanceOf(Refusal);
    expect(error.message).toMatch(lack);
  });

  test("a kernel without uplink hooks has the NIC on links, where nobody has asked for uplinks", async () => {
    const on = await applying();
    const { netgraph } = on;
    const old = {
      mkpeer: async (path: string, type: string, hook: string, peerHook: string) => {
        if (peerHook.startsWith("uplink")) throw new NetgraphError("mkpeer", path, errno.EINVAL);
        await netgraph.mkpeer(path, type, hook, peerHook);
      },
    };
    const context = { ...on.context, netgraph: Object.assign(Object.create(netgraph), old) };
    await perform(context, {
      op: "mkpeer",
      path: "vtnet0:",
      type: "bridge",
      hook: "lower",
      peerHook: "uplink1",
      olderHook: "link4",
    });
    expect(await on.lab.out("ngctl show vtnet0:")).toMatch(/lower .* link4/);
  });

  test("a NIC gets another uplink hook when its own is taken by somebody else's", async () => {
    const on = await applying(
      "ngbuddy bridge lan vtnet0",
      "ngctl mkpeer lan: eiface uplink7 ether",
    );
    await on.perform({
      op: "connect",
      path: "vtnet1:",
      peerPath: "lan:",
      hook: "lower",
      peerHook: "uplink7",
    });
    expect(await on.lab.out("ngctl show vtnet1:")).toMatch(/lower .* uplink3/);
  });

  test("whatever else a kernel refuses is said as it says it", async () => {
    const on = await applying(...LAN);
    const again: Action = {
      op: "mkpeer",
      path: "vtnet0:",
      type: "bridge",
      hook: "lower",
      peerHook: "uplink1",
    };
    expect(await failureOf(on.perform(again))).toMatchObject({ errno: errno.EEXIST });
  });
});

describe("an interface", () => {
  test("is called as its node, with what else is to be set", async () => {
    const on = await applying(...A);
    await on.perform({ op: "rename", node: "a", args: ["mtu", "1400", "up"] });
    expect(await on.lab.out("ifconfig a")).toMatch(/^a: flags=.*<UP.* mtu 1400\n/);
    // Once more: it has its name.
    await on.perform({ op: "rename", node: "a", args: [] });
  });

  test("is not called as another one is, and that is said plainly", async () => {
    const on = await applying(...A, "ifconfig lo create name b", "ngctl name a: b");
    expect(await failureOf(on.perform({ op: "rename", node: "b", args: [] }))).toMatchObject({
      kind: "unavailable",
      message: "an interface b exists already; choose another name",
    });
  });

  test("is configured on the host, and in a jail", async () => {
    const on = await applying(...A_IN_J);
    await on.perform({ op: "ifconfig", interface: "vtnet1", args: ["mtu", "1300"] });
    await on.perform({ op: "ifconfig", interface: "a", args: ["mtu", "1400"], jail: "j" });
    expect(await on.lab.out("ifconfig vtnet1")).toContain("mtu 1300");
    expect(await on.lab.out("ifconfig -j j a")).toContain("mtu 1400");
  });

  test("goes into a jail, and back", async () => {
    const on = await applying(...A_IN_J);
    const move = { op: "vnet", node: "a", interface: "a", jail: "j" } as const;
    await on.perform({ ...move, to: "host" });
    expect(await on.lab.out("ifconfig -l")).toContain(" a");
    await on.perform({ ...move, to: "jail" });
    expect(await on.lab.out("ifconfig -j j -l")).toContain(" a");
  });

  test("that is back on the host already needs not be taken back", async () => {
    const on = await applying(...A, "ifconfig ngeth0 name a", "jail -c name=j path=/ vnet persist");
    await on.perform({ op: "vnet", node: "a", interface: "a", jail: "j", to: "host" });
    expect(await on.lab.out("ifconfig -l")).toContain(" a");
  });

  const nowhere: [why: string, jail: string, message: string][] = [
    ["the jail is not there", "gone", 'a is not on the host, and there is no jail "gone"'],
    ["another jail has it", "k", "a is not on the host, and jail k does not have it"],
  ];
  test.each(nowhere)(
    "cannot be taken back where %s, and what to say is told",
    async (_, jail, why) => {
      const on = await applying(...A_IN_J, "jail -c name=k path=/ vnet persist");
      const action = { op: "vnet", node: "a", interface: "a", jail, to: "host" } as const;
      expect((await failureOf(on.perform(action))).message).toBe(
        `${why}; say who has it: ngbuddy unjail a JAIL`,
      );
    },
  );

  test("that is in no jail goes with its node, so that it need not be taken back", async () => {
    const on = await applying("jail -c name=j path=/ vnet persist");
    await on.perform({ op: "vnet", node: "a", interface: "a", jail: "j", to: "host" });
  });
});

describe("what an interface had in its jail", () => {
  const addresses = {
    op: "addresses",
    interface: "a",
    jail: "j",
    inet: ["10.0.0.2/24", "10.0.0.3/32"],
    inet6: ["fd00::2/64"],
    up: true,
    routes: [{ family: "inet", destination: "default", gateway: "10.0.0.1" }],
  } as const satisfies Action;

  test("it has again: addresses, routes and all, and twice is once", async () => {
    const on = await applying(...A_IN_J);
    await on.perform(addresses);
    const [interfaces, routes] = await seenInside(on.lab, "j", "a");
    for (const line of ["inet 10.0.0.2 ", "inet 10.0.0.3 ", "inet6 fd00::2 ", "<UP,"])
      expect(interfaces).toContain(line);
    expect(routes).toMatch(/^default +10\.0\.0\.1 /m);
    await on.perform(addresses);
    expect(await seenInside(on.lab, "j", "a")).toEqual([interfaces!, routes!]);
  });

  test("it is down again if it was, whatever its addresses do", async () => {
    const on = await applying(...A_IN_J);
    await on.perform({ ...addresses, routes: [], up: false });
    expect(await on.lab.out("ifconfig -j j a")).not.toContain("<UP,");
  });

  test("is read back, and told where it is not as it was", async () => {
    const on = await applying(...A_IN_J);
    const settle: Action = { op: "settle", jail: "j", actions: [addresses] };
    await on.perform(settle);
    const error = await failureOf(on.perform({ ...settle, ether: "02:00:00:00:00:99" }));
    expect(error).toBeInstanceOf(VerifyError);
    expect(error.message).toMatch(
      /^expected a with 02:00:00:00:00:99, 10\.0\.0\.2\/24, .*, found 58:9c:fc:[\d:a-f]+, 10\.0\.0\.2\/24, /,
    );
  });

  test("is not set where the jail has gone", async () => {
    const on = await applying();
    expect(await failureOf(on.perform(addresses))).toBeInstanceOf(CommandError);
  });
});

describe("a file", () => {
  const text = (on: Applying, path: string) => on.lab.files.read(path);

  test("is copied over an older copy", async () => {
    const on = await applying();
    on.lab.files.write("/a", "new\n");
    on.lab.files.write("/b", "old\n");
    await on.perform({ op: "copy", from: "/a", to: "/b" });
    expect(text(on, "/b")).toBe("new\n");
  });

  test("that is not there leaves the copy as it is", async () => {
    const on = await applying();
    on.lab.files.write("/b", "old\n");
    await on.perform({ op: "copy", from: "/a", to: "/b" });
    expect(text(on, "/b")).toBe("old\n");
  });
});

test("what is more than ifconfig's arguments is left to the base system's script", async () => {
  const on = await applying();
  on.lab.files.append("/etc/rc.conf", 'ifconfig_vtnet1="inet 10.0.9.1/24"\n');
  await on.perform({ op: "netif", interface: "vtnet1" });
  expect(await on.lab.out("ifconfig vtnet1")).toContain("inet 10.0.9.1 ");
});
