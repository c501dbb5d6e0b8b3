/** The ports of guests: what passes between jails, and what a host looks like with them. */
import { describe, expect, test } from "bun:test";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

/** Jails on a private bridge whose own interface is the gateway: each with the interface of its name, and the address 10.60.0.N. */
async function jails(...names: readonly string[]): Promise<BuddyLab> {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge private gw0");
  await lab.out("ifconfig gw0 inet 10.60.0.1/24");
  for (const [index, name] of names.entries()) {
    await lab.out(`ngbuddy jail ${name} private`);
    await lab.out(`jail -c name=${name} path=/ vnet vnet.interface=${name} persist`);
    await lab.out(`jexec ${name} ifconfig ${name} inet 10.60.0.${index + 2}/24`);
  }
  return lab;
}

/** How many of `count` pings from a jail (or the host) are answered; all are sent at once. */
async function answered(lab: BuddyLab, from: string, to: string, count = 1, more = "") {
  const ping = `ping -q -c ${count} -i 0.001 -W 100 ${more}${to}`;
  const { stdout } = await lab.run(from === "host" ? ping : `jexec ${from} ${ping}`);
  return Number(/ (\d+) packets received/.exec(stdout)?.[1] ?? 0);
}

const names = (lab: BuddyLab) => snapshot(lab).graph.map((line) => line.split(" ")[0]);

/** The graph without the numbers of links, which may be others once nodes are made again. */
const unnumbered = (lab: BuddyLab) =>
  snapshot(lab).graph.map((line) =>
    line.startsWith("private ") ? "private" : line.replace(/link\d+/g, "link"),
  );

describe("a guard", () => {
  test("cuts off a jail that changes its MAC address, and lets it in again with its own", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --guard");
    expect(await answered(lab, "web1", "10.60.0.3")).toBe(1);
    const own = /ether (\S+)/.exec(await lab.out("jexec web1 ifconfig web1"))![1];
    await lab.out("jexec web1 ifconfig web1 ether 02:00:00:00:00:66");
    await lab.out("jexec web1 arp -da");
    expect(await answered(lab, "web1", "10.60.0.3")).toBe(0);
    await lab.out(`jexec web1 ifconfig web1 ether ${own}`);
    await lab.out("jexec web1 arp -da");
    expect(await answered(lab, "web1", "10.60.0.3")).toBe(1);
  });

  test("goes on by the address that it was set with, whatever else is changed by a jail or its host", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --guard");
    const own = /ether (\S+)/.exec(await lab.out("jexec web1 ifconfig web1"))![1];
    await lab.out("jexec web1 ifconfig web1 ether 02:00:00:00:00:66");
    for (const words of [
      "port web1 --rate 10M",
      "port web1 --addresses 10.60.0.2",
      "port web1 --addresses none",
      "port web1 --rate none --isolate",
      "start",
      "restart",
    ]) {
      expect(await lab.run(`ngbuddy ${words}`)).toMatchObject({ status: 0 });
      await lab.out("jexec web1 arp -da");
      expect([words, await answered(lab, "web1", "10.60.0.3")]).toEqual([words, 0]);
    }
    await lab.out(`jexec web1 ifconfig web1 ether ${own}`);
    await lab.out("jexec web1 arp -da");
    expect(await answered(lab, "web1", "10.60.0.3")).toBe(1);
    // Taken away and set anew, it goes by the address that there is then.
    await lab.out("jexec web1 ifconfig web1 ether 02:00:00:00:00:66");
    await lab.out("ngbuddy port web1 --no-guard");
    await lab.out("ngbuddy port web1 --guard");
    await lab.out("jexec web1 arp -da");
    await lab.out("jexec web2 arp -da");
    expect(await answered(lab, "web1", "10.60.0.3")).toBe(1);
  });

  test("goes by the address that rc.conf gives the guest, though ifconfig sets it later", async () => {
    const lab = await jails();
    const rcConf = lab.files.read("/etc/rc.conf");
    lab.files.write("/etc/rc.conf", `${rcConf}ifconfig_web1="ether 02:00:00:00:00:33"\n`);
    await lab.out("ngbuddy port web1 --guard");
    await lab.out("ngbuddy jail web1");
    await lab.out("jail -c name=web1 path=/ vnet vnet.interface=web1 persist");
    await lab.out("jexec web1 ifconfig web1 inet 10.60.0.2/24");
    expect(await answered(lab, "web1", "10.60.0.1")).toBe(1);
  });

  test("with an address cuts off a jail that takes another one", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --addresses 10.60.0.2");
    expect(await answered(lab, "web1", "10.60.0.3")).toBe(1);
    await lab.out("jexec web1 ifconfig web1 inet 10.60.0.66/24 alias");
    expect(await answered(lab, "web1", "10.60.0.3", 1, "-S 10.60.0.66 ")).toBe(0);
    expect(await answered(lab, "web2", "10.60.0.66")).toBe(0);
    expect(await answered(lab, "web2", "10.60.0.2")).toBe(1);
  });

  test("is there from the first frame on when rc.conf has it before the jail", async () => {
    const lab = await jails();
    await lab.out("ngbuddy port web1 --guard --rate 1M");
    await lab.out("ngbuddy jail web1");
    expect(names(lab)).toEqual([
      "gw0",
      "private",
      "vtnet0",
      "vtnet1",
      "web1",
      "web1_guard",
      "web1_rate",
    ]);
    expect(await lab.out("ngbuddy status")).toContain("  web1 (rate 1M · guard): RX ");
  });
});

describe("a rate", () => {
  test("is kept both ways, on the lab's clock", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --rate 128K/64K");
    // 1,042 bytes every 10 ms for 20 s are 834 kbit/s; 64 kbit/s of them and a burst may pass.
    const burst = 65_536;
    for (const [from, to, bits] of [
      ["web1", "10.60.0.3", 64_000],
      ["web2", "10.60.0.2", 64_000],
    ] as const) {
      const count = 2000;
      const ping = `jexec ${from} ping -q -c ${count} -i 0.01 -W 100 -s 1000 ${to}`;
      const { stdout } = await lab.run(ping);
      const received = Number(/ (\d+) packets received/.exec(stdout)![1]);
      const octets = received * 1042;
      expect(octets).toBeLessThan((bits / 8) * 20 + 2 * burst);
      expect(octets).toBeGreaterThan((bits / 8) * 10);
    }
  });

  test("does nothing to a jail that stays below it", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --rate 10M");
    expect(await answered(lab, "web1", "10.60.0.3", 100)).toBe(100);
  });
});

describe("isolation", () => {
  test("keeps isolated jails apart; they reach the gateway, and whoever is not isolated", async () => {
    const lab = await jails("web1", "web2", "db1");
    await lab.out("ngbuddy port web1 --isolate");
    expect(await answered(lab, "web1", "10.60.0.3")).toBe(1);
    await lab.out("ngbuddy port web2 --isolate");
    await lab.out("jexec web1 arp -da");
    await lab.out("jexec web2 arp -da");
    for (const [from, to, reached] of [
      ["web1", "10.60.0.3", 0],
      ["web2", "10.60.0.2", 0],
      ["web1", "10.60.0.1", 1],
      ["web2", "10.60.0.1", 1],
      ["web1", "10.60.0.4", 1],
      ["db1", "10.60.0.2", 1],
      ["db1", "10.60.0.3", 1],
      ["host", "10.60.0.3", 1],
    ] as const)
      expect([from, to, await answered(lab, from, to)]).toEqual([from, to, reached]);
    // Not even a question to all is heard.
    expect(await lab.out("jexec web2 arp -an")).not.toContain("10.60.0.2) at 5");
    await lab.out("ngbuddy port web1 --no-isolate");
    await lab.out("jexec web1 arp -da");
    await lab.out("jexec web2 arp -da");
    expect(await answered(lab, "web1", "10.60.0.3")).toBe(1);
  });
});

describe("a mirror", () => {
  test("gets every frame of a jail, both ways and once, and can send nothing itself", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --mirror mon0");
    const counted = async () =>
      Number(
        JSON.parse(await lab.out("netstat -I mon0 -bn --libxo json")).statistics.interface[0][
          "received-packets"
        ],
      );
    expect(await answered(lab, "web1", "10.60.0.3", 5)).toBe(5);
    // ARP's question and answer, and five of each of ping's.
    expect(await counted()).toBe(12);
    await lab.out("ifconfig mon0 inet 10.60.0.77/24");
    expect(await answered(lab, "host", "10.60.0.3", 1, "-S 10.60.0.77 ")).toBe(0);
    expect(await lab.out("ngbuddy status")).toContain("  web1 (mirror mon0): RX ");
    const before = snapshot(lab);
    await lab.out("ngbuddy port web1 --mirror mon1");
    expect(await lab.out("ngbuddy port web1")).toBe("web1: mirror=mon1\n");
    await lab.out("ngbuddy destroy mon1");
    await lab.out("ngbuddy port web1 --mirror mon0");
    expect(snapshot(lab).graph).toEqual(before.graph);
    await lab.out("ngbuddy unjail web1");
    expect(names(lab)).toEqual(["gw0", "mon0", "private", "vtnet0", "vtnet1", "web2"]);
  });
});

describe("the eiface of a mirror", () => {
  const there = (lab: BuddyLab) => names(lab).filter((name) => name?.startsWith("mon"));

  test("goes with the mirror, and comes again when that is undone", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --mirror mon0");
    const before = names(lab);
    await lab.out("ngbuddy port web1 --mirror none --confirm 60");
    expect(there(lab)).toEqual([]);
    await lab.out("ngbuddy rollback");
    expect(names(lab)).toEqual(before);
    await lab.out("ngbuddy port web1 --mirror mon1");
    expect(there(lab)).toEqual(["mon1"]);
    await lab.out("ngbuddy port web2 --mirror mon2");
    await lab.out("ngbuddy port web1 --mirror none");
    expect(there(lab)).toEqual(["mon2"]);
  });

  test("goes with a guest that is destroyed, and with a line that is taken out of rc.conf", async () => {
    const lab = await jails("web2");
    await lab.out("ngbuddy create web1");
    await lab.out("ngbuddy port web1 --mirror mon1");
    await lab.out("ngbuddy port web2 --mirror mon2");
    await lab.out("ngbuddy destroy web1");
    expect(there(lab)).toEqual(["mon2"]);
    await lab.out("sysrc -x ngbuddy_port_web2");
    await lab.out("ngbuddy start");
    expect(there(lab)).toEqual([]);
  });

  test("stays after unjail, for rc.conf has the mirror still", async () => {
    const lab = await jails("web1");
    await lab.out("ngbuddy port web1 --mirror mon0");
    await lab.out("ngbuddy unjail web1");
    expect(there(lab)).toEqual(["mon0"]);
  });
});

describe("copies of a guest's frames", () => {
  test("go on when something else of its port is changed, and by start and restart", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --mirror mon0");
    const frames = async () => {
      const { stdout } = await lab.run("netstat -I mon0 -bn --libxo json");
      const before = JSON.parse(stdout).statistics.interface[0]["received-packets"];
      expect(await answered(lab, "web1", "10.60.0.3", 5)).toBe(5);
      const after = JSON.parse(await lab.out("netstat -I mon0 -bn --libxo json"));
      return after.statistics.interface[0]["received-packets"] - before;
    };
    await frames();
    for (const words of [
      "port web1 --guard --rate 10M",
      "port web1 --rate 20M --isolate",
      "port web1 --no-guard --no-isolate --rate none",
      "restart",
      "start",
    ]) {
      const { status, stderr } = await lab.run(`ngbuddy ${words}`);
      expect([words, status, stderr]).toEqual([words, 0, ""]);
      expect(await frames()).toBeGreaterThanOrEqual(10);
    }
    await lab.out("ngbuddy destroy mon0");
    await lab.out("ngbuddy start");
    expect(await lab.out("ngbuddy port web1")).toBe("web1: mirror=mon0\n");
    expect(await frames()).toBeGreaterThanOrEqual(10);
  });

  test("are refused to an eiface that gets those of another guest in the same plan", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge private gw0");
    await lab.out("ngbuddy create web1");
    await lab.out("ngbuddy create web2");
    const rcConf = lab.files.read("/etc/rc.conf");
    const both = 'ngbuddy_port_web1="mirror=mon0"\nngbuddy_port_web2="mirror=mon0"\n';
    lab.files.write("/etc/rc.conf", rcConf + both);
    const before = snapshot(lab);
    const { status, stderr } = await lab.run("ngbuddy start");
    expect(status).toBe(69);
    expect(stderr).toMatch(
      /^ngbuddy: mon0 cannot get copies of web\d: it gets those of web\d; .*\n$/,
    );
    expect(snapshot(lab)).toEqual(before);
  });
});

describe("a guest whose bridge was shut down by hand", () => {
  test("is on it again with its port, by jail and by start, and with the address that its guard knew", async () => {
    for (const mend of ["jail", "list"]) {
      const lab = await jails("web1", "web2");
      if (mend === "list") await lab.out("ngbuddy create web1");
      await lab.out("ngbuddy port web1 --guard --rate 10M --mirror mon0");
      await lab.out("ngbuddy create web2");
      const before = names(lab);
      const own = /ether (\S+)/.exec(await lab.out("jexec web1 ifconfig web1"))![1];
      await lab.out("jexec web1 ifconfig web1 ether 02:00:00:00:00:66");
      await lab.out("ngctl shutdown private:");
      expect((await lab.run("ngbuddy port web1")).stderr).toBe(
        "ngbuddy: web1 is on no bridge now: its port is made when it is\n",
      );
      await lab.out("ngbuddy start");
      if (mend === "jail") await lab.out("ngbuddy jail web1");
      expect(names(lab)).toEqual(before);
      expect(await answered(lab, "web1", "10.60.0.3")).toBe(0);
      await lab.out(`jexec web1 ifconfig web1 ether ${own}`);
      await lab.out("jexec web1 arp -da");
      expect(await answered(lab, "web1", "10.60.0.3")).toBe(1);
    }
  });

  test("is given up and made anew, though its port was nothing but a mirror", async () => {
    const lab = await jails("web1");
    await lab.out("ngbuddy port web1 --mirror mon0");
    const before = names(lab);
    await lab.out("ngctl shutdown private:");
    await lab.out("ngbuddy start");
    await lab.out("ngbuddy jail web1");
    expect(names(lab)).toEqual(before);
    await lab.out("ngctl shutdown private:");
    await lab.out("ngbuddy start");
    await lab.out("ngbuddy unjail web1");
    await lab.out("ngbuddy jail web1");
    expect(names(lab)).toEqual(before);
  });
});

test("a guest whose bridge was shut down by hand is stopped with its port, and restarted", async () => {
  const lab = await jails("web1");
  await lab.out("ngbuddy create web1");
  await lab.out("ngbuddy port web1 --guard --mirror mon0");
  const before = unnumbered(lab);
  for (const words of ["stop", "stop --all", "restart"]) {
    await lab.out("ngctl shutdown private:");
    expect(await lab.run(`ngbuddy ${words}`)).toMatchObject({ status: 0 });
    if (words !== "restart")
      expect(names(lab).filter((name) => name?.startsWith("web1"))).toEqual([]);
    await lab.out("ngbuddy start");
    expect(unnumbered(lab)).toEqual(before);
  }
});

describe("a guest that is the only one on its bridge", () => {
  test("gets and loses a port, and its bridge stays", async () => {
    const lab = await jails("web1");
    await lab.out("ngctl rmhook gw0: ether");
    const before = unnumbered(lab);
    for (const words of ["--guard", "--rate 1M", "--no-guard --rate none"])
      expect(await lab.run(`ngbuddy port web1 ${words}`)).toMatchObject({ status: 0, stderr: "" });
    expect(unnumbered(lab)).toEqual(before);
  });
});

describe("a bridge on uplink hooks", () => {
  const table = async (lab: BuddyLab) => await lab.out("ngctl msg lan: gettable");

  test("knows a guest behind a port before that has sent anything, and after each change", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge lan vtnet1");
    await lab.out("ngbuddy port web1 --guard --rate 10M");
    await lab.out("ngbuddy jail web1");
    const own = /ether (\S+)/.exec(await lab.out("ifconfig web1"))![1]!;
    expect(await table(lab)).toContain(own);
    for (const words of ["port web1 --isolate", "port web1 --rate none", "restart"]) {
      await lab.out("ngctl msg lan: reset");
      await lab.out(`ngbuddy ${words}`);
      expect([words, await table(lab)]).toEqual([words, expect.stringContaining(own)]);
    }
  });

  test("is told of the address that a guard lets out, and not of one that a jail has taken", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge lan vtnet1");
    await lab.out("ngbuddy jail web1");
    await lab.out("ngbuddy port web1 --guard");
    await lab.out("jail -c name=web1 path=/ vnet vnet.interface=web1 persist");
    await lab.out("jexec web1 ifconfig web1 ether 02:00:00:00:00:66");
    await lab.out("ngbuddy port web1 --rate 10M");
    expect(await table(lab)).not.toContain("02:00:00:00:00:66");
  });
});

describe("a restart", () => {
  test("brings guests that run to what rc.conf has come to say of their ports", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --guard");
    await lab.out("ngbuddy port web2 --rate 10M");
    const rcConf = lab.files.read("/etc/rc.conf")!;
    lab.files.write(
      "/etc/rc.conf",
      `${rcConf}ngbuddy_port_web1="rate=10M isolate"\nngbuddy_port_web2=""\n`,
    );
    expect(await lab.run("ngbuddy restart")).toMatchObject({ status: 0, stderr: "" });
    expect(await lab.out("ngbuddy port web1")).toBe("web1: rate=10M isolate\n");
    expect(await lab.out("ngbuddy port web2")).toBe("web2: no settings\n");
    expect(await answered(lab, "web1", "10.60.0.3")).toBe(1);
  });
});

const ALL = "--rate 10M --guard --isolate --mirror mon0";

describe("a guest with a port of its own", () => {
  test("is shown with its settings everywhere, and not with the nodes that they take", async () => {
    const lab = await jails("web1");
    await lab.out(`ngbuddy port web1 ${ALL}`);
    const words = "rate 10M · guard · isolate · mirror mon0";
    expect(await lab.out("ngbuddy status")).toContain(`  web1 (${words}): RX `);
    expect(await lab.out("ngbuddy graph")).toMatch(new RegExp(`web1 in jail web1 .* · ${words}`));
    const [bridge] = JSON.parse(await lab.out("ngbuddy status --json")).bridges;
    expect(bridge.links[0]).toMatchObject({
      end: { name: "web1" },
      guest: { kind: "jail", jail: "web1" },
      port: { rate: { in: 10_000_000, out: 10_000_000 }, guard: [], isolate: true, mirror: "mon0" },
    });
    expect(bridge.links[0].between.map(({ part }: { part: string }) => part)).toEqual([
      "mark",
      "isolate",
      "rate",
      "mirror",
      "guard",
    ]);
  });

  test("takes its nodes with it by unjail, destroy and stop, and destroy forgets its settings", async () => {
    for (const words of ["unjail web1", "destroy web1", "stop"]) {
      const lab = await jails("web1");
      await lab.out(`ngbuddy port web1 ${ALL}`);
      expect(await lab.run(`ngbuddy ${words}`)).toMatchObject({ status: 0 });
      expect(names(lab).filter((name) => name?.startsWith("web1"))).toEqual([]);
      const { stdout } = await lab.run("sysrc -n ngbuddy_port_web1");
      expect(stdout === "").toBe(words === "destroy web1");
    }
  });

  test("keeps them by a restart, and all of them do what they did", async () => {
    const lab = await jails("web1", "web2", "db1");
    for (const name of ["web1", "web2"])
      await lab.out(`ngbuddy port ${name} --guard --isolate --rate 10M`);
    const before = unnumbered(lab);
    expect(await lab.run("ngbuddy restart")).toMatchObject({ status: 0, stderr: "" });
    expect(unnumbered(lab)).toEqual(before);
    await lab.out("ifconfig gw0 inet 10.60.0.1/24");
    expect(await answered(lab, "web1", "10.60.0.1")).toBe(1);
    expect(await answered(lab, "web1", "10.60.0.4")).toBe(1);
    expect(await answered(lab, "web1", "10.60.0.3")).toBe(0);
  });

  test("is brought by start to what rc.conf says, whatever it was", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --guard --rate 10M");
    const before = snapshot(lab);
    for (const text of ["rate=20M", "rate=10M guard=10.60.0.2 isolate", "", "rate=1M guard"]) {
      lab.files.write("/etc/rc.conf", `${before.rcConf}ngbuddy_port_web1="${text}"\n`);
      expect(await lab.out("ngbuddy port web1")).toContain(
        "; to have it as rc.conf says: ngbuddy start\n",
      );
      await lab.out("ngbuddy start");
      expect(await lab.out("ngbuddy port web1")).toBe(
        `web1: ${text === "" ? "no settings" : text}\n`,
      );
    }
    lab.files.write("/etc/rc.conf", before.rcConf!);
    await lab.out("ngbuddy start");
    expect(snapshot(lab)).toEqual(before);
    expect(await lab.out("ngbuddy start")).toContain("already initialized");
  });

  test("leaves a tee of somebody else's where it is", async () => {
    const lab = await jails("web1");
    for (const line of [
      "ngctl rmhook web1: ether",
      "ngctl mkpeer web1: tee ether left",
      "ngctl name web1:ether tee1",
      "ngctl connect tee1: private: right link7",
    ])
      await lab.out(line);
    const before = snapshot(lab).graph;
    await lab.out("ngbuddy port web1 --guard");
    expect(await lab.out("ngbuddy status")).toContain("  web1 (guard, by tee1): RX ");
    expect(await answered(lab, "web1", "10.60.0.1")).toBe(1);
    await lab.out("ngbuddy port web1 --no-guard");
    expect(snapshot(lab).graph).toEqual(before);
  });

  test("is made by start with its list, and comes back by create and jail", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge private gw0");
    await lab.out("ngbuddy create web1");
    await lab.out("ngbuddy port web1 --guard --isolate");
    const before = unnumbered(lab);
    await lab.out("ngbuddy stop");
    await lab.out("ngbuddy start");
    expect(unnumbered(lab)).toEqual(before);
    await lab.out("ngbuddy unjail web1");
    await lab.out("ngbuddy jail web1");
    expect(unnumbered(lab)).toEqual(before);
  });
});

describe("what cannot be is refused, and nothing is changed", () => {
  test.each([
    [
      "port web1 --rate 2G",
      64,
      "--rate 2G: rate=2G is out of range; ng_car(4) limits to 64K up to 1G",
    ],
    ["port web1 --rate fast", 64, "is no rate"],
    ["port web1 --addresses 10.0.0.300", 64, '"10.0.0.300" is no address that a guest can have'],
    ["port web1 --guard --no-guard", 64, "give one of them"],
    ["port web1 --vlan 10 --trunk 20", 64, "exclude each other"],
    ["port web1 --mirror web2", 69, "web2 cannot get copies of web1: it is connected already"],
    [
      "port web1 --mirror private",
      69,
      "private cannot get copies of web1: it is a node of type bridge",
    ],
    ["port web1 --mirror web1", 69, "web1 cannot get copies of web1: it would get its own frames"],
    ["port web1 --mirror gw0", 69, "gw0 cannot get copies of web1: it is the interface of bridge"],
    ["port gw0 --guard", 65, "gw0 is the interface of bridge private itself"],
    ["port private --guard", 65, "private is a node of type bridge"],
  ])("%s", async (words, status, message) => {
    const lab = await jails("web1", "web2");
    const before = snapshot(lab);
    const result = await lab.run(`ngbuddy ${words}`);
    expect([result.status, result.stderr]).toEqual([status, expect.stringContaining(message)]);
    expect(result.stderr.trim().split("\n")).toHaveLength(1);
    expect(snapshot(lab)).toEqual(before);
  });

  test("a guest is not made without the port that rc.conf means and does not say right", async () => {
    const lab = await jails();
    lab.files.write("/etc/rc.conf", `${lab.files.read("/etc/rc.conf")}ngbuddy_port_web1="gaurd"\n`);
    const before = snapshot(lab);
    const { status, stderr } = await lab.run("ngbuddy jail web1");
    expect(status).toBe(78);
    expect(stderr).toMatch(
      /^ngbuddy: \/etc\/rc\.conf: \d+: ngbuddy_port_web1: "gaurd" is no setting of a port; did you mean guard\?\n$/,
    );
    expect(snapshot(lab)).toEqual(before);
  });

  test("a kernel without a node type that a port takes says so in one line", async () => {
    const lab = await jails("web1");
    const { kernel } = lab.lab as unknown as { kernel: { known: Map<string, unknown> } };
    kernel.known.delete("ng_tag");
    const before = snapshot(lab);
    const { status, stderr } = await lab.run("ngbuddy port web1 --isolate --rate 1M");
    expect([status, stderr]).toEqual([
      78,
      expect.stringMatching(
        /^ngbuddy: .*this kernel has no ng_tag\(4\), and cannot load it \(kldload ng_tag\).*\n$/,
      ),
    ]);
    expect(snapshot(lab)).toEqual(before);
  });

  test("a node that has a port's name is left alone", async () => {
    const lab = await jails("web1");
    await lab.out("ngctl mkpeer private: hub link9 x");
    await lab.out("ngctl name private:link9 web1_guard");
    const before = snapshot(lab);
    const { status, stderr } = await lab.run("ngbuddy port web1 --guard");
    expect([status, stderr]).toEqual([
      69,
      "ngbuddy: web1 needs a node web1_guard, and there is one of type hub already; shut it down first: ngctl shutdown web1_guard:\n",
    ]);
    expect(snapshot(lab)).toEqual(before);
  });
});
