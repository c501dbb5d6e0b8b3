/** Where eifaces are, when names alone do not tell. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../test/support/applying.ts";
import { byCommands } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { errno, NetgraphError } from "../netgraph/errno.ts";
import { jailsWithout, placesOf } from "./places.ts";

const LAN = [
  "ngbuddy bridge lan vtnet0",
  "jail -c name=web path=/ vnet persist",
  "jail -c name=db path=/ vnet persist",
];

async function on(...lines: string[]) {
  const { lab, host, netgraph } = await applying(...LAN, ...lines);
  const eifaces = (await netgraph.nodes()).filter(({ type }) => type === "eiface");
  const lan = await netgraph.show("lan:");
  const bridges = new Map([[lan.id, lan.links]]);
  /** Each eiface with its place in words. */
  const places = async (by: Host = host, routes = false, asking = netgraph) => {
    const { known, untold, unreadable } = await placesOf(by, asking, eifaces, {
      routes,
      bridges,
    });
    const words = eifaces.map(({ id, name }) => {
      const place = known.get(id);
      if (untold.has(id)) return `${name}: untold`;
      return place === undefined
        ? `${name}: nowhere`
        : `${name}: ${place.jail ?? "host"} ${place.interface.name}`;
    });
    return { words: words.sort(), known: [...known.values()], unreadable };
  };
  return { lab, host, netgraph, places };
}

describe("an eiface", () => {
  test("is on the host, or in the jail that has it, whatever it is called there", async () => {
    const { places } = await on(
      "ngbuddy jail a lan",
      "ngbuddy jail b lan",
      "ifconfig b vnet db",
      "ifconfig -j db b name vnet0",
    );
    expect((await places()).words).toEqual(["a: host a", "b: db vnet0"]);
  });

  test("is told from one of the same name in another jail", async () => {
    const { places, host } = await on(
      ...["web", "db"].flatMap((jail) => [
        `ngbuddy jail ${jail} lan`,
        `ifconfig ${jail} vnet ${jail}`,
        `ifconfig -j ${jail} ${jail} name vnet0`,
      ]),
    );
    expect((await places()).words).toEqual(["db: db vnet0", "web: web vnet0"]);
    expect((await places(byCommands(host))).words).toEqual(["db: db vnet0", "web: web vnet0"]);
  });

  test("brings its routes with it where it has an address", async () => {
    const { places } = await on(
      "ngbuddy jail a lan",
      "ifconfig a vnet web",
      "ifconfig -j web a inet 10.0.0.2/24",
      "route -j web add default 10.0.0.1",
    );
    const [place] = (await places()).known;
    expect(place).toMatchObject({
      jail: "web",
      jid: 1,
      routes: [{ destination: "default", gateway: "10.0.0.1" }],
    });
  });

  test("brings routes of the host's only where they are asked for", async () => {
    const { places, host } = await on(
      "ngbuddy jail a lan",
      "ifconfig a inet 10.8.0.1/24",
      "route add 10.9.0.0/16 10.8.0.2",
    );
    expect((await places(host, false)).known[0]?.routes).toEqual([]);
    expect((await places(host, true)).known[0]?.routes).toMatchObject([{ gateway: "10.8.0.2" }]);
  });

  test("is perhaps in a jail that cannot be read, and that is told", async () => {
    const { places, host } = await on("ngbuddy jail a lan", "ifconfig a vnet web");
    const unreadable: Host = {
      ...host,
      run: async (argv, options) =>
        argv.join(" ").startsWith("ifconfig -j 1 ")
          ? { argv, status: 124, stdout: "", stderr: "took too long\n" }
          : await host.run(argv, options),
    };
    const found = await places(unreadable);
    expect(found.unreadable).toMatchObject([{ jail: "web", jid: 1 }]);
    expect(found.words).toEqual(["a: web a"]);
  });
});

describe("where nodes tell names alone", () => {
  const twins = [
    "ngbuddy jail x lan",
    "ngbuddy jail y lan",
    "ifconfig x vnet web",
    "ifconfig -j web x name vnet0",
    "ifconfig y vnet db",
    "ifconfig -j db y name vnet0",
  ];
  const refuse = () => Promise.reject(new NetgraphError("ask", "x:", errno.EOPNOTSUPP));
  const byNames = (netgraph: Netgraph): Netgraph =>
    Object.create(netgraph, { interfaceAddresses: { value: refuse } });

  /** What the bridge was told of their addresses when they were made. */
  const forgotten = "ngctl msg lan: reset";

  test("an interface is in some jail when several have one of that name", async () => {
    const { places, host, netgraph } = await on(...twins, forgotten);
    const { words } = await places(host, false, byNames(netgraph));
    expect(words).toEqual(["x: untold", "y: untold"]);
  });

  test("the one is meant whose address its bridge has learned", async () => {
    const { places, host, netgraph, lab } = await on(
      ...twins,
      forgotten,
      "ifconfig -j db vnet0 inet 10.0.3.9/24 up",
    );
    await lab.run("jexec db ping -c 1 -t 1 10.0.3.2");
    const { words } = await places(host, false, byNames(netgraph));
    expect(words).toEqual(["x: untold", "y: db vnet0"]);
  });
});

test("nothing is asked of a host without eifaces", async () => {
  const { netgraph } = await applying();
  const none = { run: () => Promise.reject(new Error("asked")) } as unknown as Host;
  expect(
    (await placesOf(none, netgraph, [], { routes: true, bridges: new Map() })).known.size,
  ).toBe(0);
});

describe("a jail without an interface", () => {
  test("has loopbacks alone; one without a stack of its own lacks nothing", async () => {
    const { host } = await on(
      "ngbuddy jail a lan",
      "ifconfig a vnet web",
      "jail -c name=shared path=/ persist",
    );
    expect((await jailsWithout(host, [])).map(({ name }) => name)).toEqual(["db"]);
  });

  test("is not asked when an eiface of its name is away", async () => {
    const { host } = await on();
    expect((await jailsWithout(host, [{ name: "web" }])).map(({ name }) => name)).toEqual(["db"]);
  });
});
