/** Guests on VLANs and trunks by their ports: who reaches whom, beside bridges of VLANs and without any. */
import { describe, expect, test } from "bun:test";
import { defaultHost } from "../../src/lab/base/description.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

const [nic] = defaultHost.interfaces;
const description = {
  ...defaultHost,
  interfaces: [
    {
      ...nic!,
      lan: [
        { inet: "10.2.70.20" },
        { inet: "10.10.0.1", vlan: "10" },
        { inet: "10.20.0.1", vlan: "20" },
        { inet: "10.30.0.1", vlan: "30" },
        { inet: "10.12.0.1", vlan: "10.20" },
      ],
    },
  ],
};
const HOSTS = ["10.2.70.20", "10.10.0.1", "10.20.0.1", "10.30.0.1", "10.12.0.1"];

async function labWith(...lines: string[]): Promise<BuddyLab> {
  const lab = buddyLab({ description });
  await lab.out("kldload -n ng_vlan");
  for (const line of lines) await lab.out(line);
  return lab;
}

/** A jail with an address of every network, untagged. */
async function jail(lab: BuddyLab, name: string, bridge = "lan", last = 50): Promise<string> {
  await lab.out(`ngbuddy jail ${name} ${bridge}`);
  await lab.out(`jail -c name=${name} path=/ vnet vnet.interface=${name} persist`);
  for (const host of HOSTS)
    await lab.out(
      `ifconfig -j ${name} ${name} inet ${host.replace(/\d+$/, `${last}/24`)} alias up`,
    );
  return name;
}

/** The same on vlan(4) interfaces in the jail instead. */
async function trunkJail(lab: BuddyLab, name: string, ...tags: number[]): Promise<string> {
  await lab.out(`ngbuddy jail ${name} lan`);
  await lab.out(`jail -c name=${name} path=/ vnet vnet.interface=${name} persist`);
  await lab.out(`jexec ${name} ifconfig ${name} inet 10.2.70.60/24 up`);
  for (const tag of tags)
    await lab.out(`jexec ${name} ifconfig ${name}.${tag} create inet 10.${tag}.0.60/24 up`);
  return name;
}

async function reached(lab: BuddyLab, name: string): Promise<string[]> {
  const heard: string[] = [];
  await lab.run(`jexec ${name} arp -da`);
  for (const address of HOSTS)
    if ((await lab.run(`jexec ${name} ping -c 1 -t 1 ${address}`)).status === 0)
      heard.push(address);
  return heard;
}

/** Without the numbers of links, which may be others once nodes are made again. */
const unnumbered = (lab: BuddyLab) =>
  snapshot(lab).graph.map((line) => {
    const [node = "", hooks = "", tags = ""] = line.replace(/link\d+/g, "link").split(/ [[{]/);
    return `${node}: ${hooks.replace("]", "").split(", ").sort().join(", ")} ${tags}`;
  });

const LAN = "ngbuddy bridge lan vtnet0";
const V10 = "ngbuddy bridge v10 vtnet0 --vlan 10";

describe.each([
  ["beside a bridge of that VLAN", [LAN, V10]],
  ["on a bridge without others", [LAN]],
])("%s", (_, bridges) => {
  test("a guest on a VLAN reaches the hosts of that VLAN only, and they it", async () => {
    const lab = await labWith(...bridges, "ngbuddy port web1 --vlan 10");
    const web1 = await jail(lab, "web1");
    expect(await reached(lab, web1)).toEqual(["10.10.0.1"]);
    expect(await lab.out("ngbuddy status")).toContain("  web1 (vlan 10): RX ");
    await lab.out("ngbuddy port web1 --vlan none");
    expect(await reached(lab, web1)).toEqual(["10.2.70.20"]);
    expect(unnumbered(lab).filter((line) => line.startsWith("web1"))).toEqual([
      "web1 eiface: ether lan:link ",
    ]);
    await lab.out("ngbuddy port web1 --vlan 30");
    expect(await reached(lab, web1)).toEqual(["10.30.0.1"]);
  });

  test("a trunk has its VLANs, with their tags, and nothing else", async () => {
    const lab = await labWith(...bridges, "ngbuddy port fw --trunk 10,20 --rate 100M");
    const fw = await trunkJail(lab, "fw", 10, 20, 30);
    expect(await reached(lab, fw)).toEqual(["10.10.0.1", "10.20.0.1"]);
    expect(await lab.out("ngbuddy status")).toContain("  fw (rate 100M · trunk 10,20): RX ");
    await lab.out("ngbuddy port fw --trunk 20,30");
    expect(await reached(lab, fw)).toEqual(["10.20.0.1", "10.30.0.1"]);
    const graph = snapshot(lab);
    expect((await lab.run("ngbuddy start")).stdout).toContain("already initialized");
    expect(snapshot(lab)).toEqual(graph);
  });

  test("restart keeps it, and what undoes a stop brings it back", async () => {
    const lab = await labWith(
      ...bridges,
      "ngbuddy port fw --trunk 10,20",
      "ngbuddy port web1 --vlan 10",
    );
    const fw = await trunkJail(lab, "fw", 10, 20, 30);
    const web1 = await jail(lab, "web1");
    const before = unnumbered(lab);
    await lab.out("ngbuddy restart");
    expect(await reached(lab, fw)).toEqual(["10.10.0.1", "10.20.0.1"]);
    expect(await reached(lab, web1)).toEqual(["10.10.0.1"]);
    expect(unnumbered(lab)).toEqual(before);
    await lab.ngbuddy("stop --confirm 60");
    expect(snapshot(lab).graph).toEqual(["vtnet0 ether []"]);
    lab.lab.clock.advance(61_000);
    await lab.ngbuddy("recover");
    expect(unnumbered(lab)).toEqual(before);
    expect(await reached(lab, web1)).toEqual(["10.10.0.1"]);
  });

  test("unjail leaves nothing of it behind", async () => {
    const lab = await labWith(...bridges, "kldload -n ng_eiface ng_car");
    const before = unnumbered(lab);
    for (const port of ["--trunk 10,20", "--vlan 10 --trunk none --guard"]) {
      await lab.out(`ngbuddy port web1 ${port}`);
      await lab.out("ngbuddy jail web1 lan");
      await lab.out("ngbuddy unjail web1");
      expect(unnumbered(lab)).toEqual(before);
    }
  });
});

test("a VLAN that gets a bridge, or loses it, stays the VLAN of guests that are on it by their ports", async () => {
  const lab = await labWith(LAN, "ngbuddy port fw --trunk 10,20", "ngbuddy port web1 --vlan 10");
  const fw = await trunkJail(lab, "fw", 10, 20, 30);
  const web1 = await jail(lab, "web1");
  await lab.out(V10);
  expect(await reached(lab, fw)).toEqual(["10.10.0.1", "10.20.0.1"]);
  expect(await reached(lab, web1)).toEqual(["10.10.0.1"]);
  const { status, stderr } = await lab.run("ngbuddy unbridge v10");
  expect([status, stderr]).toEqual([69, expect.stringContaining("fw web1")]);
  // As it is at boot, in whatever order rc.conf has the bridges.
  await lab.out("ngbuddy stop");
  lab.files.write("/etc/rc.conf", `${lab.files.read("/etc/rc.conf")}ngbuddy_lan_list="fw web1"\n`);
  await lab.out("ngbuddy start");
  expect(await lab.out("ngbuddy status")).toMatch(/v10\n(?: .*\n)*? {2}web1 \(vlan 10\)/);
});

test("a guest of a VLAN's bridge is on a VLAN within it by its port, and on no third one", async () => {
  const lab = await labWith(LAN, V10, "ngbuddy port web1 --vlan 20");
  const web1 = await jail(lab, "web1", "v10");
  expect(await reached(lab, web1)).toEqual(["10.12.0.1"]);
  await lab.out("ngbuddy bridge q vtnet0 --vlan 10.20");
  expect(await reached(lab, web1)).toEqual(["10.12.0.1"]);
  await lab.out("ngbuddy port web2 --vlan 7");
  const { status, stderr } = await lab.run("ngbuddy jail web2 q");
  expect([status, stderr]).toEqual([
    78,
    "ngbuddy: ngbuddy_port_web2: bridge q is on VLAN 10.20 already, and there are no three tags; take vlan= or trunk= out\n",
  ]);
});

test("guests on the same VLAN of a bridge reach each other, private ones too", async () => {
  const lab = await labWith(
    "ngbuddy bridge lan gw0",
    "ngbuddy port web1 --vlan 10",
    "ngbuddy port web2 --vlan 10",
  );
  await jail(lab, "web1");
  await jail(lab, "web2", "lan", 51);
  await jail(lab, "web3", "lan", 52);
  const ping = async (last: number) =>
    (await lab.run(`jexec web1 ping -c 1 -t 1 10.10.0.${last}`)).status;
  expect([await ping(51), await ping(52)]).toEqual([0, 2]);
});
