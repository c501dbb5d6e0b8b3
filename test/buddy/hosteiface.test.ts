/** The host on an eiface of a bridge instead of on its NIC: where its addresses are, and whom it reaches. */
import { expect, test } from "bun:test";
import type { Host } from "../../src/host/host.ts";
import { defaultHost } from "../../src/lab/base/description.ts";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

const [nic] = defaultHost.interfaces;
const description = { ...defaultHost, interfaces: [{ ...nic!, lan: [{ inet: "10.2.70.20" }] }] };
const GATEWAY = "10.2.70.1";
const HOST = "10.2.70.107";

/** Who a host is: its addresses by interface, its default routes, and whether it reaches its gateway. */
async function whereabouts(lab: BuddyLab) {
  const addresses = (await lab.out("ifconfig -a"))
    .split(/^(?=\w)/m)
    .flatMap((text) =>
      [...text.matchAll(/\tinet6? (?!127|fe80|::1)(\S+)/g)].map(
        ([, address]) => `${/^\w+/.exec(text)![0]} ${address}`,
      ),
    );
  const routes = [...(await lab.out("netstat -rn")).matchAll(/^default +(\S+) +\S+ +(\w+)/gm)].map(
    ([, gateway, by]) => `${gateway} by ${by}`,
  );
  const { status } = await lab.run(`ping -c 1 -t 1 ${GATEWAY}`);
  return { addresses, routes, reaches: status === 0 };
}

const ON_NIC = {
  addresses: [`vtnet0 ${HOST}`],
  routes: [`${GATEWAY} by vtnet0`],
  reaches: true,
};
const ON_EIFACE = {
  addresses: [`lan0 ${HOST}`],
  routes: [`${GATEWAY} by lan0`],
  reaches: true,
};
const BRIDGE = "ngbuddy bridge lan vtnet0 --host lan0";
const rcConf = (lab: BuddyLab) => lab.files.read("/etc/rc.conf") ?? "";
/** As it is when nothing is loaded by a first step. */
const MODULES = "kldload -n ng_ether ng_bridge ng_eiface";

test("its addresses and the default route move to the eiface, in rc.conf too, and back with the bridge", async () => {
  const lab = buddyLab({ description });
  await lab.out(MODULES);
  const before = snapshot(lab);
  await lab.out(BRIDGE);
  expect(await whereabouts(lab)).toEqual(ON_EIFACE);
  expect(rcConf(lab)).toContain(`ifconfig_vtnet0="up"\n`);
  expect(rcConf(lab)).toContain(`ifconfig_lan0="inet ${HOST}/24"\n`);
  expect(snapshot(lab).graph).toEqual([
    "lan bridge [link0 lan0:ether, uplink1 vtnet0:lower]",
    "lan0 eiface [ether lan:link0]",
    "vtnet0 ether [lower lan:uplink1]",
  ]);
  await lab.out("ngbuddy jail web1 lan");
  await lab.out("jail -c name=web1 path=/ vnet vnet.interface=web1 persist");
  await lab.out("ifconfig -j web1 web1 inet 10.2.70.50/24 up");
  expect((await lab.run(`jexec web1 ping -c 1 -t 1 ${HOST}`)).status).toBe(0);
  expect((await lab.run("jexec web1 ping -c 1 -t 1 10.2.70.20")).status).toBe(0);
  await lab.out("jail -r web1");
  await lab.out("ngbuddy unjail web1");
  await lab.out("ngbuddy unbridge lan");
  expect(await whereabouts(lab)).toEqual(ON_NIC);
  expect(snapshot(lab)).toEqual(before);
});

test("stop puts the host on its NIC as it was, start and restart on the eiface", async () => {
  const lab = buddyLab({ description });
  await lab.out(BRIDGE);
  await lab.out("ngbuddy stop");
  expect(await whereabouts(lab)).toEqual(ON_NIC);
  await lab.out("ngbuddy start");
  expect(await whereabouts(lab)).toEqual(ON_EIFACE);
  expect(await lab.out("ngbuddy start")).toContain("already initialized");
  await lab.out("ngbuddy restart");
  expect(await whereabouts(lab)).toEqual(ON_EIFACE);
});

test.each([
  [[], BRIDGE],
  [["ngbuddy bridge lan vtnet0"], BRIDGE],
  [[BRIDGE], "ngbuddy stop"],
  [[BRIDGE, "ngbuddy stop"], "ngbuddy start"],
  [[BRIDGE], "ngbuddy restart"],
  [[BRIDGE], "ngbuddy unbridge lan"],
])("after %p, what nobody confirms of %s is taken back", async (setup, line) => {
  const lab = buddyLab({ description });
  await lab.out(MODULES);
  for (const one of setup) await lab.out(one);
  const before = [await whereabouts(lab), snapshot(lab)];
  await lab.ngbuddy(`${line.replace("ngbuddy ", "")} --confirm 60`);
  expect((await whereabouts(lab)).reaches).toBe(true);
  lab.lab.clock.advance(61_000);
  await lab.ngbuddy("recover");
  expect([await whereabouts(lab), snapshot(lab)]).toEqual(before);
});

test("on a host as FreeBSD's images are, with DHCP for all interfaces, the eiface has it after the next boot", async () => {
  const interfaces = [{ ...nic!, dhcp: { routers: [GATEWAY] } }];
  const rc = 'ngbuddy_enable="YES"\nifconfig_DEFAULT="DHCP inet6 accept_rtadv"\n';
  const lab = buddyLab({ description: { ...description, interfaces } });
  lab.files.write("/etc/rc.conf", rc);
  await lab.out(`ifconfig vtnet0 inet ${HOST} -alias`);
  await lab.out("dhclient vtnet0");
  const before = await whereabouts(lab);
  await lab.out(BRIDGE);
  const on = (name: string) => JSON.parse(JSON.stringify(before).replaceAll("vtnet0", name));
  expect(await whereabouts(lab)).toEqual(on("lan0"));
  expect(rcConf(lab)).toContain(
    'ifconfig_vtnet0="up"\nifconfig_lan0="SYNCDHCP"\nifconfig_lan0_ipv6="inet6 accept_rtadv"\n',
  );
  await lab.out("ngbuddy restart");
  expect(await whereabouts(lab)).toEqual(on("lan0"));
  await lab.out("ngbuddy unbridge lan");
  expect(await whereabouts(lab)).toEqual(before);
  expect(rcConf(lab)).toBe(
    `${rc}ifconfig_vtnet0="SYNCDHCP"\nifconfig_vtnet0_ipv6="inet6 accept_rtadv"\n`,
  );
});

test("by DHCP it keeps its address, for it keeps the NIC's MAC address", async () => {
  const interfaces = [{ ...nic!, dhcp: { routers: [GATEWAY] } }];
  const lab = buddyLab({ description: { ...description, interfaces } });
  await lab.out("sysrc ifconfig_vtnet0=DHCP");
  await lab.out(`ifconfig vtnet0 inet ${HOST} -alias`);
  await lab.out("dhclient vtnet0");
  const before = await whereabouts(lab);
  expect(before).toMatchObject({ reaches: true, routes: [`${GATEWAY} by vtnet0`] });
  await lab.out(BRIDGE);
  const on = (name: string) =>
    JSON.parse(JSON.stringify(before).replaceAll("vtnet0", name)) as typeof before;
  expect(await whereabouts(lab)).toEqual(on("lan0"));
  expect(rcConf(lab)).toMatch(/ifconfig_vtnet0="up"\n[\s\S]*ifconfig_lan0="SYNCDHCP"\n/);
  expect((await lab.run("ngbuddy stop")).stderr).toBe(
    "ngbuddy: vtnet0 has the addresses of lan0 until ngbuddy starts again, and no dhclient(8) renews their lease meanwhile\n",
  );
  expect(await whereabouts(lab)).toEqual(on("vtnet0"));
});

test("by DHCP unbridge has the NIC's lease renewed, and the eiface's again when it is undone", async () => {
  const interfaces = [{ ...nic!, dhcp: { routers: [GATEWAY] } }];
  const lab = buddyLab({ description: { ...description, interfaces } });
  await lab.out("sysrc ifconfig_vtnet0=DHCP");
  await lab.out(`ifconfig vtnet0 inet ${HOST} -alias`);
  await lab.out("dhclient vtnet0");
  const before = await whereabouts(lab);
  await lab.out(BRIDGE);
  const bridged = await whereabouts(lab);
  const asked: string[] = [];
  const own = labHost(lab.lab);
  const host: Host = {
    ...own,
    run: (argv, options) => {
      if (argv[1] === "dhclient") asked.push(argv.slice(2).join(" "));
      return own.run(argv, options);
    },
  };
  const done = async (words: string) => {
    expect(await lab.ngbuddy(words, host)).toMatchObject({ status: 0 });
    return [await whereabouts(lab), asked.splice(0)];
  };
  expect(await done("unbridge lan --confirm 60")).toEqual([before, ["forcestart vtnet0"]]);
  expect(await done("rollback")).toEqual([bridged, ["forcestop vtnet0", "forcestart lan0"]]);
  expect(await done("unbridge lan")).toEqual([before, ["forcestart vtnet0"]]);
});

test("by DHCP apply puts the host back on the NIC, whose lease is renewed", async () => {
  const interfaces = [{ ...nic!, dhcp: { routers: [GATEWAY] } }];
  const lab = buddyLab({ description: { ...description, interfaces } });
  await lab.out("sysrc ifconfig_vtnet0=DHCP");
  await lab.out(`ifconfig vtnet0 inet ${HOST} -alias`);
  await lab.out("dhclient vtnet0");
  const before = await whereabouts(lab);
  await lab.out(BRIDGE);
  lab.files.write("/tmp/net.yaml", "bridges: {lan: {if: vtnet0, host: null}}\n");
  await lab.out("ngbuddy apply -f /tmp/net.yaml");
  expect(await whereabouts(lab)).toEqual(before);
});

test("aliases and IPv6 go with it", async () => {
  const lab = buddyLab({ description });
  await lab.out("ifconfig vtnet0 inet 10.2.70.108/32 alias");
  await lab.out("ifconfig vtnet0 inet6 -ifdisabled");
  await lab.out("ifconfig vtnet0 inet6 fd00:70::107/64 alias");
  lab.files.write(
    "/etc/rc.conf",
    `${rcConf(lab)}ifconfig_vtnet0_alias0="inet 10.2.70.108/32"\nifconfig_vtnet0_ipv6="inet6 fd00:70::107/64"\nipv6_defaultrouter="fe80::1%vtnet0"\n`,
  );
  const before = rcConf(lab);
  await lab.out(BRIDGE);
  expect((await whereabouts(lab)).addresses).toEqual([
    `lan0 ${HOST}`,
    "lan0 10.2.70.108",
    "lan0 fd00:70::107",
  ]);
  for (const line of [
    'ifconfig_lan0_alias0="inet 10.2.70.108/32"',
    'ifconfig_lan0_ipv6="inet6 fd00:70::107/64"',
    'ipv6_defaultrouter="fe80::1%lan0"',
  ])
    expect(rcConf(lab)).toContain(`${line}\n`);
  expect(rcConf(lab)).not.toContain("vtnet0_");
  await lab.out("ngbuddy unbridge lan");
  expect(rcConf(lab).split("\n").sort()).toEqual(before.split("\n").sort());
});

test("enable --host-eiface has it so from the next start on", async () => {
  const lab = buddyLab({ description });
  const { status, stderr } = await lab.run("ngbuddy enable --host-eiface");
  expect([status, stderr]).toEqual([
    0,
    "ngbuddy: the host is on vtnet0 until ngbuddy starts, and on public0 then; where that is how you are logged in: ngbuddy start --confirm 60\n",
  ]);
  expect(await whereabouts(lab)).toEqual(ON_NIC);
  await lab.out("ngbuddy start");
  expect(await whereabouts(lab)).toEqual({
    addresses: [`public0 ${HOST}`],
    routes: [`${GATEWAY} by public0`],
    reaches: true,
  });
});

test("beside VLANs of the NIC, the host is where no tag is", async () => {
  const lab = buddyLab({ description });
  await lab.out("ngbuddy bridge v10 vtnet0 --vlan 10");
  await lab.out(BRIDGE);
  expect(await whereabouts(lab)).toEqual(ON_EIFACE);
  await lab.out("ngbuddy unbridge v10");
  expect(await whereabouts(lab)).toEqual(ON_EIFACE);
});

test("on a VLAN the host has an eiface with an address of its own, and the NIC keeps its own", async () => {
  const lab = buddyLab({ description });
  await lab.out(MODULES);
  const before = snapshot(lab);
  const rc = rcConf(lab);
  await lab.out("sysrc ifconfig_h20=10.20.0.1/24");
  await lab.out("ngbuddy bridge lan vtnet0");
  await lab.out("ngbuddy bridge v20 vtnet0 --vlan 20 --host h20");
  const both = {
    addresses: [...ON_NIC.addresses, "h20 10.20.0.1"],
    routes: ON_NIC.routes,
    reaches: true,
  };
  expect(await whereabouts(lab)).toEqual(both);
  for (const change of ["restart", "stop", "start"]) {
    await lab.out(`ngbuddy ${change}`);
    expect(await whereabouts(lab)).toEqual(change === "stop" ? ON_NIC : both);
  }
  const vlan = snapshot(lab);
  expect((await lab.run("ngbuddy unbridge v20 --confirm 60")).status).toBe(0);
  expect(await whereabouts(lab)).toEqual(ON_NIC);
  await lab.out("ngbuddy rollback");
  expect(await whereabouts(lab)).toEqual(both);
  expect(snapshot(lab).graph).toEqual(vlan.graph);
  await lab.out("ngbuddy unbridge v20");
  await lab.out("ngbuddy unbridge lan");
  await lab.out("sysrc -x ifconfig_h20");
  expect(rcConf(lab)).toBe(rc);
  expect(snapshot(lab).graph).toEqual(before.graph);
});

test("a host on a VLAN without an address is told which variable it lacks", async () => {
  const lab = buddyLab({ description });
  const { status, stderr } = await lab.run("ngbuddy bridge v20 vtnet0 --vlan 20 --host h20");
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: "ngbuddy: h20 has no address: give it one of VLAN 20 by ifconfig_h20 in rc.conf\n",
  });
  expect(await whereabouts(lab)).toEqual(ON_NIC);
});

test("an eiface of the host's goes with its bridge when no address was there to move", async () => {
  const lab = buddyLab({ description });
  await lab.out("ifconfig vtnet0 inet 10.2.70.107 -alias");
  await lab.out("sysrc -x ifconfig_vtnet0");
  await lab.out(BRIDGE);
  await lab.out("ngbuddy unbridge lan");
  expect(snapshot(lab).graph).not.toContainEqual(expect.stringMatching(/^lan0 /));
});

test.each([
  [
    "bridge private gw0 --host lan0",
    65,
    "the host can be on an eiface of a bridge on a NIC, and gw0 is none",
  ],
  ["bridge lan vtnet0 --host lan", 65, "the host's eiface cannot be called as the bridge"],
  ["bridge lan vtnet0 --host vtnet0", 65, "cannot be called as the NIC"],
  ["bridge lan vtnet0 --host lo0", 69, "an interface lo0 exists that is no eiface"],
])("%s is refused", async (words, status, message) => {
  const lab = buddyLab({ description });
  const before = snapshot(lab);
  const result = await lab.run(`ngbuddy ${words}`);
  expect([result.status, result.stderr]).toEqual([status, expect.stringContaining(message)]);
  expect(result.stderr.trim().split("\n")).toHaveLength(1);
  expect(snapshot(lab)).toEqual(before);
});

test("the host's eiface is nobody's to give away", async () => {
  const lab = buddyLab({ description });
  await lab.out(BRIDGE);
  for (const words of ["jail lan0 lan", "unjail lan0", "destroy lan0"])
    expect((await lab.run(`ngbuddy ${words}`)).status).not.toBe(0);
  expect(await whereabouts(lab)).toEqual(ON_EIFACE);
  const { stderr } = await lab.run("ngbuddy bridge lan vtnet0 --host lan1");
  expect(stderr).toBe(
    "ngbuddy: the host is on lan0 of bridge lan; remove it first: ngbuddy unbridge lan\n",
  );
});

test.each([
  [`ifconfig_vtnet0="inet ${HOST}/24"\ndefaultrouter="${GATEWAY}"\n`],
  ['ifconfig_vtnet0="SYNCDHCP"\n'],
])(
  "a host that is rebooted has its addresses and its route on the eiface again (%j)",
  async (conf) => {
    const ether = nic!.ether;
    const dhcp = { routers: [GATEWAY], static: [{ ether, inet: HOST }] };
    const lab = buddyLab({
      description: { ...description, interfaces: [{ ...nic!, lan: [{ inet: GATEWAY }], dhcp }] },
    });
    lab.files.write("/etc/rc.conf", `ngbuddy_enable="YES"\n${conf}`);
    await lab.run("reboot");
    expect(await whereabouts(lab)).toEqual(ON_NIC);
    await lab.out(BRIDGE);
    await lab.out("ngbuddy confirm");
    expect(await whereabouts(lab)).toEqual(ON_EIFACE);
    for (let boot = 0; boot < 2; boot++) {
      const { stderr } = await lab.run("reboot");
      expect(stderr).not.toMatch(/ngbuddy:/);
      expect(await whereabouts(lab)).toEqual(ON_EIFACE);
      expect(await lab.out("ifconfig lan0")).toContain(`ether ${ether}`);
      expect((await lab.ngbuddy("start -n")).stdout).toBe("start: nothing to do\n");
    }
    await lab.out("ngbuddy unbridge lan");
    await lab.run("reboot");
    expect(await whereabouts(lab)).toEqual(ON_NIC);
  },
);

test.each([
  [`ifconfig_vtnet0="inet ${HOST}/24"\ndefaultrouter="${GATEWAY}"\n`],
  ['ifconfig_vtnet0="SYNCDHCP"\n'],
])(
  "a host that is rebooted before anybody has confirmed is where it was, at once (%j)",
  async (conf) => {
    const dhcp = { routers: [GATEWAY], static: [{ ether: nic!.ether, inet: HOST }] };
    const lab = buddyLab({
      description: { ...description, interfaces: [{ ...nic!, lan: [{ inet: GATEWAY }], dhcp }] },
    });
    lab.files.write("/etc/rc.conf", `ngbuddy_enable="YES"\n${conf}`);
    await lab.run("reboot");
    const before = rcConf(lab);
    await lab.out(`${BRIDGE} --confirm 60`);
    expect(await whereabouts(lab)).toEqual(ON_EIFACE);
    await lab.run("reboot");
    expect([await whereabouts(lab), rcConf(lab)]).toEqual([ON_NIC, before]);
    await lab.out(BRIDGE);
    const bridged = rcConf(lab);
    await lab.out("ngbuddy unbridge lan --confirm 60");
    await lab.run("reboot");
    expect([await whereabouts(lab), rcConf(lab)]).toEqual([ON_EIFACE, bridged]);
    expect(await lab.out("ngbuddy confirm --list")).toBe("Nothing waits to be confirmed.\n");
  },
);

test("a host on one VLAN of several, which all have the NIC's address, is on an eiface of that VLAN", async () => {
  const router = { inet: "192.0.2.1", vlan: "20" };
  const lab = buddyLab({
    description: {
      ...defaultHost,
      interfaces: [{ ...nic!, inet: [], lan: [router] }],
      routes: [],
      files: {
        "/etc/rc.conf":
          'ifconfig_vtnet0="up"\nvlans_vtnet0="20 30"\nifconfig_vtnet0_20="inet 192.0.2.10/24"\nifconfig_vtnet0_30="inet 10.30.0.1/24"\ndefaultrouter="192.0.2.1"\n',
      },
    },
  });
  await lab.out("service netif restart");
  await lab.out("service routing restart");
  await lab.out("ngbuddy enable --host-eiface");
  for (const line of ["ngbuddy start", "ngbuddy restart"]) {
    await lab.out(line);
    expect(await lab.out("ifconfig public0")).toContain("inet 192.0.2.10 ");
    expect(await lab.out("ifconfig vtnet0.20")).not.toContain("inet ");
    await lab.out("ping -c 1 192.0.2.1");
  }
});

test("who else speaks of the NIC that the host leaves is named: pf's rules, and further variables of rc.conf", async () => {
  const lab = buddyLab({ description });
  await lab.out(MODULES);
  await lab.out("sysrc pf_enable=YES dhcpd_ifaces=vtnet0");
  const notes = [
    "ngbuddy: rules of pf (/etc/pf.conf) that name vtnet0 are not about the host any more when it is on lan0; have them name lan0",
    "ngbuddy: rc.conf has vtnet0 in dhcpd_ifaces as well; where the host is meant, that is lan0 from now on",
  ];
  const { stderr } = await lab.run(`${BRIDGE} -n`);
  expect(stderr.trimEnd().split("\n")).toEqual(notes);
  const enabled = await lab.run("ngbuddy enable --host-eiface");
  expect(enabled.stderr).toContain(`${notes[1]!.replace("lan0", "public0")}\n`);
});

// As hosters have it written: an address alone, and the router by a route of its own.
const HOSTED = `gateway_if="vtnet0"
gateway_ip="203.0.113.1"
ifconfig_vtnet0="inet 203.0.113.5 netmask 255.255.255.255"
ifconfig_vtnet0_ipv6="inet6 2001:db8:1::5/128"
ipv6_defaultrouter="fe80::1%vtnet0"
static_routes="gateway default"
route_gateway="-host $gateway_ip -interface $gateway_if"
route_default="default $gateway_ip"
`;

test("a host that reaches its router by a route to the link reaches it by the eiface, and again by the NIC", async () => {
  const router = { inet: "203.0.113.1", reaches: ["203.0.113.5/32"] };
  const lab = buddyLab({
    description: {
      ...defaultHost,
      interfaces: [{ ...nic!, inet: ["203.0.113.5/32"], lan: [router] }],
      routes: [],
      files: { "/etc/rc.conf": HOSTED },
    },
  });
  await lab.out("service netif restart");
  await lab.out("service routing restart");
  const before = await routesOf(lab);
  await lab.out("ngbuddy enable --host-eiface");
  await lab.out("ngbuddy start");
  expect(await routesOf(lab)).toEqual(before.map((text) => text.replaceAll("vtnet0", "public0")));
  await lab.out("ping -c 1 203.0.113.1");
  expect(rcConf(lab)).toContain('route_gateway="-host 203.0.113.1 -interface public0"\n');
  expect(rcConf(lab)).toContain('ipv6_defaultrouter="fe80::1%public0"\n');
  await lab.out("ngbuddy unbridge public");
  expect(await routesOf(lab)).toEqual(before);
  await lab.out("ping -c 1 203.0.113.1");
  expect(rcConf(lab)).toContain('route_gateway="-host 203.0.113.1 -interface vtnet0"\n');
});

/** The routes that lead outside, with who leads there; the link's own number is none of them. */
async function routesOf(lab: BuddyLab): Promise<string[]> {
  return (await lab.out("netstat -rn"))
    .split("\n")
    .filter((line) => / U\w*S/.test(line) && !line.includes("lo0"))
    .map((line) =>
      line
        .trim()
        .replace(/link#\d+/, "link")
        .replace(/ +/g, " "),
    );
}
