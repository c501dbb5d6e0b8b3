/** Bridges that are stretched over several hosts: three labs of this process, with a cable between any two of them. */
import { describe, expect, test } from "bun:test";
import { cable } from "../../src/lab/cable.ts";
import { restoreState, saveState } from "../../src/lab/state.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";
import { recordedHost } from "../support/lab.ts";

/** Each host's two addresses, at vtnet1 and vtnet2, and its peers behind them. */
const HOSTS = [
  { own: ["10.9.1.1", "10.9.2.1"], peers: "10.9.1.2 10.9.2.3" },
  { own: ["10.9.1.2", "10.9.3.2"], peers: "10.9.1.1 10.9.3.3" },
  { own: ["10.9.2.3", "10.9.3.3"], peers: "10.9.2.1 10.9.3.2" },
] as const;

type Three = readonly [BuddyLab, BuddyLab, BuddyLab];

/** Three hosts that reach each other, each with a bridge `lan` for jails alone, whose network is told of the others. */
async function three(...variables: readonly string[]): Promise<Three> {
  const labs = HOSTS.map(({ own }, at) =>
    buddyLab({
      description: {
        ...recordedHost,
        hostname: `host${at}`,
        interfaces: [
          recordedHost.interfaces[0]!,
          ...own.map((address, nic) => ({
            name: `vtnet${nic + 1}`,
            ether: `58:9c:fc:00:${at}${nic}:01`,
            inet: [`${address}/24`],
            up: true,
          })),
        ],
        files: {},
      },
    }),
  ) as [BuddyLab, BuddyLab, BuddyLab];
  const [a, b, c] = labs;
  cable(a.lab, "vtnet1", b.lab, "vtnet1");
  cable(a.lab, "vtnet2", c.lab, "vtnet1");
  cable(b.lab, "vtnet2", c.lab, "vtnet2");
  for (const [at, lab] of labs.entries()) {
    await lab.out("ngbuddy bridge lan nghost0");
    lab.files.append("/etc/rc.conf", `ngbuddy_lan_peers="${HOSTS[at]!.peers}"\n`);
    for (const variable of variables) lab.files.append("/etc/rc.conf", `${variable}\n`);
    const { status, stderr } = await lab.run("ngbuddy start");
    expect({ status, stderr }).toMatchObject({ status: 0 });
    await jail(lab, `jail${at}`, `10.60.0.${at + 1}`);
  }
  return labs;
}

async function jail(lab: BuddyLab, name: string, address: string, ether?: string): Promise<void> {
  await lab.out(`ngbuddy jail ${name} lan`);
  await lab.out(`jail -c name=${name} path=/ vnet vnet.interface=${name} persist`);
  if (ether !== undefined) await lab.out(`jexec ${name} ifconfig ${name} ether ${ether}`);
  await lab.out(`jexec ${name} ifconfig ${name} inet ${address}/24 up`);
}

const ping = async (lab: BuddyLab, from: string, to: string, options = "-c 1 -t 1") =>
  (await lab.run(`jexec ${from} ping -q ${options} ${to}`)).status;

/** How many frames have come to a jail's interface. */
async function heard(lab: BuddyLab, name: string): Promise<number> {
  const text = await lab.out(`jexec ${name} netstat -n -b -I ${name}`);
  const link = text.split("\n").find((line) => line.includes("<Link#"));
  return Number(link?.split(/\s+/)[4]);
}

const graph = (lab: BuddyLab) => lab.out("ngctl list -l");
/** What of the graph is of tunnels. */
const tunnels = async (lab: BuddyLab) =>
  (await lab.out("ngctl list"))
    .split("\n")
    .filter((line) => /_(?:mark|cut|peer)[0-9a-f]{8} /.test(line));

describe("a bridge that is stretched over three hosts", () => {
  test("is one network for their jails", async () => {
    const labs = await three();
    for (const [at, lab] of labs.entries())
      for (const to of [1, 2, 3])
        expect([at, to, await ping(lab, `jail${at}`, `10.60.0.${to}`)]).toEqual([at, to, 0]);
  });

  test("carries a broadcast to each jail once; without the marks it would go round", async () => {
    const labs = await three();
    const [a, b, c] = labs;
    const broadcast = async (last: number) => {
      const before = [await heard(b, "jail1"), await heard(c, "jail2")];
      await a.out(`jexec jail0 ifconfig jail0 inet 10.60.0.${last}/32 alias`);
      const after = [await heard(b, "jail1"), await heard(c, "jail2")];
      return after.map((count, at) => count - before[at]!);
    };
    expect(await broadcast(100)).toEqual([1, 1]);
    for (const lab of labs)
      for (const line of await tunnels(lab)) {
        const [, node = ""] = /Name: (\w+_cut\w+)/.exec(line) ?? [];
        if (node !== "")
          await lab.out(
            `ngctl msg ${node}: sethookin { thisHook="bridge" ifMatch="guest" ifNotMatch="guest" }`,
          );
      }
    for (const lab of labs) expect(await lab.out("ngbuddy status -v")).not.toContain("loop");
    await broadcast(101);
    // What keeps such a bridge from melting is that ng_bridge(4) shuts links on which frames go round.
    for (const { out } of [b, c]) expect(await out("ngbuddy status -v")).toContain("loops seen");
  });

  test("finds a jail that has moved to another host with the first packet", async () => {
    const [a, b, c] = await three();
    const ether = "02:00:00:00:00:77";
    await jail(c, "db", "10.60.0.77", ether);
    expect(await ping(a, "jail0", "10.60.0.77")).toBe(0);
    expect(await ping(b, "jail1", "10.60.0.77")).toBe(0);
    expect(await a.out("ngbuddy fdb lan")).toMatch(/02:00:00:00:00:77.*10\.9\.2\.3/);
    await c.out("jail -r db");
    await c.out("ngbuddy unjail db");
    for (const { lab } of [a, b, c]) lab.clock.advance(5000);
    await jail(b, "db", "10.60.0.77", ether);
    expect(await ping(a, "jail0", "10.60.0.77")).toBe(0);
    expect(await ping(c, "jail2", "10.60.0.77")).toBe(0);
    expect(await a.out("ngbuddy fdb lan")).toMatch(/02:00:00:00:00:77.*10\.9\.1\.2/);
  });

  test("is as rc.conf says after each of start, restart, stop and unbridge", async () => {
    const [a] = await three();
    const before = await tunnels(a);
    expect(before).toHaveLength(6);
    expect((await a.ngbuddy("start -n")).stdout).toBe("start: nothing to do\n");
    expect(await a.ngbuddy("restart")).toMatchObject({ status: 0 });
    expect(await ping(a, "jail0", "10.60.0.2")).toBe(0);
    expect((await a.ngbuddy("start -n")).stdout).toBe("start: nothing to do\n");
    expect(await a.ngbuddy("stop")).toMatchObject({ status: 0, stderr: expect.anything() });
    expect(await tunnels(a)).toEqual([]);
    expect(await a.ngbuddy("start")).toMatchObject({ status: 0 });
    expect(await tunnels(a)).toHaveLength(6);
    expect(await a.ngbuddy("unbridge lan")).toMatchObject({ status: 0 });
    expect(await tunnels(a)).toEqual([]);
    expect(a.files.read("/etc/rc.conf")).not.toContain("ngbuddy_lan");
  });

  test("has a host more or less with the next start", async () => {
    const [a] = await three();
    await a.out("sysrc ngbuddy_lan_peers=10.9.1.2");
    expect(await a.ngbuddy("start")).toMatchObject({ status: 0 });
    expect(await tunnels(a)).toHaveLength(3);
    expect(await ping(a, "jail0", "10.60.0.2")).toBe(0);
    expect(await ping(a, "jail0", "10.60.0.3")).toBe(2);
    await a.out("sysrc -x ngbuddy_lan_peers");
    expect(await a.ngbuddy("start")).toMatchObject({ status: 0 });
    expect(await tunnels(a)).toEqual([]);
  });

  test("has its tunnels again when somebody has shut one of their nodes down", async () => {
    const [a] = await three();
    await a.out("ngctl shutdown lan_cut0a090102:");
    expect(await ping(a, "jail0", "10.60.0.2")).toBe(2);
    expect(await a.ngbuddy("start")).toMatchObject({ status: 0 });
    expect(await ping(a, "jail0", "10.60.0.2")).toBe(0);
  });

  test.each(["restart", "stop", "unbridge lan"])(
    "is as it was when nobody confirms %s",
    async (words) => {
      const [a] = await three();
      if (words.startsWith("unbridge")) {
        await a.out("jail -r jail0");
        await a.out("ngbuddy unjail jail0");
      }
      const rc = a.files.read("/etc/rc.conf");
      await a.ngbuddy(`${words} --confirm 5`);
      a.lab.clock.advance(6000);
      await a.ngbuddy("recover");
      expect(await tunnels(a)).toHaveLength(6);
      expect(a.files.read("/etc/rc.conf")).toBe(rc!);
      expect((await a.ngbuddy("start -n")).stdout).toBe("start: nothing to do\n");
      if (words !== "unbridge lan") expect(await ping(a, "jail0", "10.60.0.2")).toBe(0);
    },
  );

  test("shows its peers in status and graph by their addresses", async () => {
    const [a] = await three();
    const status = await a.out("ngbuddy status");
    expect(status).toMatch(/^ {2}peer 10\.9\.1\.2: RX /m);
    expect(status).not.toMatch(/_mark|_cut/);
    expect(await a.out("ngbuddy graph")).toContain("10.9.2.3");
  });

  test("takes the frames that are longer than a packet between the hosts, in fragments, and says what would be better", async () => {
    const labs = await three();
    const [a] = labs;
    expect(await ping(a, "jail0", "10.60.0.2", "-c 1 -t 1 -s 1472")).toBe(0);
    await a.ngbuddy("stop");
    const { stderr } = await a.ngbuddy("start");
    expect(stderr).toContain('ngbuddy_lan_mtu="1458"');
    await a.ngbuddy("stop");
    await a.out("sysrc ngbuddy_lan_mtu=1458");
    expect((await a.ngbuddy("start")).stderr).not.toContain("fragments");
  });

  test("goes on when the lab is restored", async () => {
    const [a, b] = await three();
    restoreState(a.lab, saveState(a.lab));
    expect(await ping(a, "jail0", "10.60.0.2")).toBe(0);
    expect(await ping(b, "jail1", "10.60.0.1")).toBe(0);
  });
});

describe("peers of a bridge", () => {
  const start = async (...variables: readonly string[]) => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge lan nghost0");
    for (const variable of variables) lab.files.append("/etc/rc.conf", `${variable}\n`);
    return { lab, ...(await lab.ngbuddy("start")) };
  };

  test("may be the same list on all hosts: this host's own address is passed over", async () => {
    const { lab } = await start('ngbuddy_lan_peers="10.0.3.15 10.0.3.8"');
    expect(await tunnels(lab)).toHaveLength(3);
  });

  test.each([
    ['ngbuddy_lan_peers="10.0.0.2 10.0.0.2"', "twice"],
    ['ngbuddy_lan_peers="10.0.0.256"', "no IPv4 address of a host"],
    ['ngbuddy_lan_peers="fd00::1"', "no IPv4 address of a host"],
    ['ngbuddy_lan_peers="224.0.0.1"', "no address that another host can be reached at"],
    ['ngbuddy_lan_peerport="99999"', "no UDP port"],
    ['ngbuddy_lan_peerlocal="here"', "no IPv4 address of a host"],
  ])("that cannot be, %s, are said with file and line, and nothing is done", async (line, what) => {
    const { lab, status, stderr } = await start(line);
    expect({ status, stderr }).toMatchObject({ status: 78 });
    expect(stderr).toMatch(/^ngbuddy: \/etc\/rc\.conf: \d+: ngbuddy_lan_peer/);
    expect(stderr).toContain(what);
    expect(await graph(lab)).not.toContain("ksocket");
    const checked = await lab.ngbuddy("check");
    expect(`${checked.stdout}${checked.stderr}`).toContain(what);
  });

  test("in the bridge's own network are refused: frames would go round", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge lan vtnet1");
    const { status, stderr } = await lab.ngbuddy("bridge lan vtnet1 --peers 10.0.3.8");
    expect({ status, stderr }).toMatchObject({
      status: 69,
      stderr: expect.stringContaining("would go round"),
    });
    expect(await tunnels(lab)).toEqual([]);
    expect(lab.files.read("/etc/rc.conf")).not.toContain("peers");
    await lab.out("sysrc ngbuddy_lan_peers=10.0.3.8");
    expect(await lab.ngbuddy("start")).toMatchObject({ status: 69 });
    expect(await tunnels(lab)).toEqual([]);
  });

  test("that are misspelt in rc.conf have their right name said", async () => {
    const { stderr } = await start('ngbuddy_lan_peer="10.0.3.8"');
    expect(stderr).toContain("did you mean ngbuddy_lan_peers?");
  });

  test("are given with the bridge, and the MTU with them", async () => {
    const lab = buddyLab();
    const { status } = await lab.lab.capture([
      ..."ngbuddy bridge lan nghost0 --peers".split(" "),
      "10.0.3.8  10.0.3.9",
    ]);
    expect(status).toBe(0);
    expect(await tunnels(lab)).toHaveLength(6);
    expect(lab.files.read("/etc/rc.conf")).toContain('ngbuddy_lan_peers="10.0.3.8 10.0.3.9"');
    expect(lab.files.read("/etc/rc.conf")).toContain('ngbuddy_lan_mtu="1458"');
    expect(await lab.out("ifconfig nghost0")).toContain("mtu 1458");
    expect((await lab.ngbuddy("start -n")).stdout).toBe("start: nothing to do\n");
    expect(await lab.run("ngbuddy bridge lan nghost0 --peers 10.0.0")).toMatchObject({
      status: 64,
    });
  });

  test("of a bridge on a NIC's uplink hooks get what the bridge has not heard of", async () => {
    const lab = buddyLab();
    await lab.out("sysrc ngbuddy_lan_uplink=YES");
    await lab.out("ngbuddy bridge lan vtnet1");
    await lab.out("sysrc ngbuddy_lan_peers=10.0.2.8");
    expect(await lab.ngbuddy("start")).toMatchObject({ status: 0 });
    expect(await lab.out("ngctl show lan_mark0a000208:")).toMatch(
      /bridge +lan +bridge +\w+ +uplink\d/,
    );
  });

  test("of two bridges take a port each, which check says", async () => {
    const lab = buddyLab();
    for (const name of ["lan", "dmz"]) {
      await lab.out(`ngbuddy bridge ${name} ${name}0`);
      await lab.out(`sysrc ngbuddy_${name}_peers=10.0.3.8`);
    }
    const { stdout, stderr } = await lab.ngbuddy("check");
    expect(`${stdout}${stderr}`).toContain("ngbuddy_lan_peerport");
    await lab.out("sysrc ngbuddy_lan_peerport=8743");
    await lab.out("ngbuddy start");
    expect(await tunnels(lab)).toHaveLength(6);
  });
});
