/** Bridges on VLANs of a NIC without vlan(4): who reaches whom, and what is left when a tag goes. */
import { expect, test } from "bun:test";
import { defaultHost } from "../../src/lab/base/description.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

const [nic] = defaultHost.interfaces;
/** A LAN with a host without a tag, and one on each of VLAN 10, VLAN 20, and VLAN 20 within VLAN 10. */
const description = {
  ...defaultHost,
  interfaces: [
    {
      ...nic!,
      lan: [
        { inet: "10.2.70.20" },
        { inet: "10.10.0.1", vlan: "10" },
        { inet: "10.20.0.1", vlan: "20" },
        { inet: "10.30.0.1", vlan: "10.20" },
      ],
    },
  ],
};
const NETWORKS: { readonly [bridge: string]: string } = {
  v10: "10.10.0",
  v20: "10.20.0",
  q: "10.30.0",
  lan: "10.2.70",
};
const HOSTS = ["10.2.70.20", "10.10.0.1", "10.20.0.1", "10.30.0.1"];

/** A jail on a bridge, with an address of its network and one of each other network. */
async function jailOn(buddy: BuddyLab, bridge: string): Promise<string> {
  const name = `j${bridge}`;
  await buddy.out(`ngbuddy jail ${name} ${bridge}`);
  await buddy.out(`jail -c name=${name} path=/ vnet vnet.interface=${name} persist`);
  // On every network: what keeps it from the others is the tag alone.
  for (const network of Object.values(NETWORKS))
    await buddy.out(`ifconfig -j ${name} ${name} inet ${network}.50/24 alias up`);
  return name;
}

async function heardBy(buddy: BuddyLab, jail: string | undefined): Promise<string[]> {
  const heard: string[] = [];
  for (const address of HOSTS) {
    const command = `ping -c 1 -t 1 ${address}`;
    const line = jail === undefined ? command : `jexec ${jail} ${command}`;
    if ((await buddy.run(line)).status === 0) heard.push(address);
  }
  return heard;
}

async function labWith(...lines: string[]): Promise<BuddyLab> {
  const buddy = buddyLab({ description });
  for (const line of lines) await buddy.out(line);
  return buddy;
}

const ALL = [
  "ngbuddy bridge lan vtnet0",
  "ngbuddy bridge v10 vtnet0 --vlan 10",
  "ngbuddy bridge q vtnet0 --vlan 10.20",
  "ngbuddy bridge v20 vtnet0 --vlan 20",
];

/** Every order in which these four can come. */
const orders = (rest: readonly string[]): string[][] =>
  rest.length === 0
    ? [[]]
    : rest.flatMap((one) =>
        orders(rest.filter((other) => other !== one)).map((more) => [one, ...more]),
      );

test("a jail on a VLAN reaches the hosts of that VLAN and no others, and the host goes on without a tag", async () => {
  const buddy = await labWith(...ALL);
  expect(await heardBy(buddy, await jailOn(buddy, "lan"))).toEqual(["10.2.70.20"]);
  expect(await heardBy(buddy, await jailOn(buddy, "v10"))).toEqual(["10.10.0.1"]);
  expect(await heardBy(buddy, await jailOn(buddy, "v20"))).toEqual(["10.20.0.1"]);
  expect(await heardBy(buddy, await jailOn(buddy, "q"))).toEqual(["10.30.0.1"]);
  expect(await heardBy(buddy, undefined)).toEqual(["10.2.70.20"]);
});

test("whatever comes first, all of it is there in the end, and nothing is left when all of it is gone", async () => {
  for (const order of orders(ALL)) {
    const buddy = await labWith("kldload -n ng_ether ng_bridge ng_eiface ng_vlan");
    const before = snapshot(buddy);
    for (const line of order) {
      await buddy.out(line);
      expect([line, await heardBy(buddy, undefined)]).toEqual([line, ["10.2.70.20"]]);
    }
    expect(await buddy.out("ngbuddy start")).toContain("already initialized");
    for (const line of order) {
      await buddy.out(`ngbuddy unbridge ${line.split(" ")[2]}`);
      expect([line, await heardBy(buddy, undefined)]).toEqual([line, ["10.2.70.20"]]);
    }
    expect(snapshot(buddy)).toEqual({ ...before, rcConf: snapshot(buddy).rcConf });
  }
});

test("start makes what bridge has made, and stop leaves the host as it was", async () => {
  const buddy = await labWith(...ALL);
  const up = snapshot(buddy);
  await buddy.out("ngbuddy stop");
  expect(await heardBy(buddy, undefined)).toEqual(["10.2.70.20"]);
  expect(snapshot(buddy)).toMatchObject({
    graph: ["vtnet0 ether []"],
    interfaces: ["lo0 true 0", "vtnet0 true 0"],
  });
  await buddy.out("ngbuddy start");
  // The hooks of bridges have other numbers.
  const names = (graph: readonly string[]) =>
    graph.map((line) => [...line.replaceAll(/link\d+/g, "").matchAll(/\S*:\S*\w/g)].join(" "));
  const sorted = (graph: readonly string[]) =>
    names(graph).map((line) => line.split(" ").sort().join(" "));
  expect(sorted(snapshot(buddy).graph)).toEqual(sorted(up.graph));
  const jail = await jailOn(buddy, "v10");
  await buddy.out("ngbuddy restart");
  expect(await heardBy(buddy, jail)).toEqual(["10.10.0.1"]);
  expect(await heardBy(buddy, undefined)).toEqual(["10.2.70.20"]);
});

test("a VLAN that nobody confirms is taken back, and one that is removed and not confirmed comes again", async () => {
  const buddy = await labWith("ngbuddy bridge lan vtnet0", "kldload -n ng_vlan");
  for (const request of ["bridge v10 vtnet0 --vlan 10", "unbridge v10", "unbridge lan", "stop"]) {
    const before = snapshot(buddy);
    // In this way nobody else undoes it later.
    await buddy.ngbuddy(`${request} --confirm 60`);
    expect([request, await heardBy(buddy, undefined)]).toEqual([request, ["10.2.70.20"]]);
    buddy.lab.clock.advance(61_000);
    await buddy.ngbuddy("recover");
    expect([request, snapshot(buddy)]).toEqual([request, before]);
    if (request.startsWith("bridge")) await buddy.out(`ngbuddy ${request}`);
    expect([request, await heardBy(buddy, undefined)]).toEqual([request, ["10.2.70.20"]]);
  }
  const jail = await jailOn(buddy, "v10");
  expect(await heardBy(buddy, jail)).toEqual(["10.10.0.1"]);
});

test("the same tag twice, or none twice, is refused, and so is a tag without a NIC", async () => {
  const buddy = await labWith(...ALL);
  const refused = async (line: string) => {
    const { status, stderr } = await buddy.run(line);
    return [status, stderr];
  };
  expect(await refused("ngbuddy bridge w vtnet0 --vlan 10")).toEqual([
    65,
    "ngbuddy: VLAN 10 of vtnet0 is the interface of bridge v10 already\n",
  ]);
  expect(await refused("ngbuddy bridge w vtnet0")).toEqual([
    65,
    "ngbuddy: vtnet0 is the interface of bridge lan already\n",
  ]);
  expect(await refused("ngbuddy bridge v10 vtnet0 --vlan 11")).toEqual([
    65,
    "ngbuddy: bridge v10 is on VLAN 10 of vtnet0; remove it first: ngbuddy unbridge v10\n",
  ]);
  expect(await refused("ngbuddy bridge w nghost7 --vlan 12")).toEqual([
    78,
    "ngbuddy: bridge w: a VLAN is one of a real interface, and nghost7 is none; give another one, or take ngbuddy_w_vlan out of rc.conf\n",
  ]);
  expect(await refused("ngbuddy bridge w vtnet0 --vlan 4095")).toEqual([
    64,
    'ngbuddy: --vlan: "4095" is no VLAN; give a tag from 1 to 4094, or two, the outer one first: 10.20\n',
  ]);
  await buddy.out("sysrc ngbuddy_w_if=vtnet0 ngbuddy_w_vlan=20");
  expect(await refused("ngbuddy start")).toEqual([
    78,
    "ngbuddy: VLAN 20 of vtnet0 is wanted by the bridges v20 and w; give it to one of them in rc.conf\n",
  ]);
  await buddy.out("sysrc ngbuddy_w_vlan=ten");
  expect(await refused("ngbuddy start")).toEqual([
    78,
    'ngbuddy: /etc/rc.conf: 13: ngbuddy_w_vlan: "ten" is no VLAN; give a tag from 1 to 4094, or two, the outer one first: 10.20\n',
  ]);
});

test("status and pictures tell the VLAN, and of a foreign ng_vlan what it hands out", async () => {
  const buddy = await labWith(...ALL);
  const status = await buddy.out("ngbuddy status");
  expect(status).toContain("v10\n  vtnet0 (lower, VLAN 10): RX");
  expect(status).toContain("q\n  vtnet0 (lower, VLAN 10.20): RX");
  expect(status).toContain("  vtnet0 (lower): RX");
  expect(await buddy.out("ngbuddy graph --ascii")).toContain(
    "the wire (lower), 58:9c:fc:00:2a:01 up, VLAN 10.20",
  );
  for (const line of [
    "ngctl mkpeer v20: vlan link90 downstream",
    "ngctl name v20:link90 trunk",
    "ngctl mkpeer trunk: eiface vlan7 ether",
    "ngctl mkpeer trunk: eiface vlan8 ether",
  ])
    await buddy.out(line);
  for (const vid of [7, 8])
    await buddy.lab.capture([
      "ngctl",
      "msg",
      "trunk:",
      "addfilter",
      `{ vid=${vid} hook="vlan${vid}" }`,
    ]);
  expect(await buddy.out("ngbuddy status")).toContain("  trunk (VLANs 7 and 8): RX");
  expect(await buddy.out("ngbuddy graph --ascii")).toMatch(/trunk +VLANs 7 and 8,/);
});

test("a vlan(4) of the same tag is told that it gets nothing any more", async () => {
  const buddy = await labWith("ifconfig vtnet0.10 create");
  expect((await buddy.run("ngbuddy bridge v10 vtnet0 --vlan 10")).stderr).toBe(
    "ngbuddy: vtnet0.10 gets nothing while bridge v10 has VLAN 10 of vtnet0; for the host itself, an interface on that bridge\n",
  );
  expect((await buddy.run("ngbuddy bridge v20 vtnet0 --vlan 20")).stderr).toBe("");
});

test("self-test looks at a NIC whose bridges are all on VLANs", async () => {
  const buddy = await labWith(
    "ngbuddy bridge v10 vtnet0 --vlan 10",
    "ngbuddy bridge v20 vtnet0 --vlan 20",
  );
  expect((await buddy.run("ngbuddy self-test")).stdout).toContain(
    "ok    bridged: 1 interface on bridges",
  );
  await buddy.out("ngctl msg vtnet0: setpromisc 0");
  expect((await buddy.run("ngbuddy self-test")).stdout).toMatch(
    /FAIL {2}bridged: vtnet0 is on bridge v[12]0 and not promiscuous, .*: ngbuddy start/,
  );
  await buddy.out("ngbuddy start");
  expect((await buddy.run("ngbuddy self-test")).stdout).toContain("ok    bridged: ");
});
