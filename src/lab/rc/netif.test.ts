/** A lab's rc.d/netif and routing, and a jail's /etc/rc: what FreeBSD makes of rc.conf, or a line that says what is not done. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";

/** Two epairs stand for spare NICs, as in recording 60. */
async function labWith(rcConf: string) {
  const lab = buddyLab();
  await lab.out("ifconfig epair0 create");
  lab.files.write("/etc/rc.conf", rcConf);
  return lab;
}

function addresses(shown: string): string[] {
  return [...shown.matchAll(/\tinet6? (\S+) (?:netmask|prefixlen) (\S+)/g)].map(
    ([, address, size]) => `${address} ${size}`,
  );
}

test("service netif sets addresses, aliases with gaps, ranges and lists in FreeBSD's order", async () => {
  const { run, out } = await labWith(
    [
      'ifconfig_epair0a="inet 10.5.0.1/24"',
      'ifconfig_epair0a_alias0="inet 10.5.0.2/32"',
      'ifconfig_epair0a_alias3="inet 10.5.0.9/32"',
      'ifconfig_epair0a_aliases="inet 10.5.0.20-22/28 inet 10.5.1.1/24"',
      'ipv4_addrs_epair0a="10.5.3.5-6/28"',
      'ifconfig_epair0a_ipv6="inet6 2001:db8:5::1/64"',
      'ifconfig_epair0a_descr="the spare one"',
      "",
    ].join("\n"),
  );
  const started = await run("service netif start epair0a");
  expect(started).toMatchObject({ status: 0, stderr: "" });
  expect(started.stdout).toStartWith("Starting Network: epair0a.\nepair0a: flags=1008843<UP,");
  const shown = await out("ifconfig epair0a");
  expect(started.stdout).toEndWith(shown);
  expect(shown).toContain("\tdescription: the spare one\n");
  expect(addresses(shown).filter((one) => !one.startsWith("fe80"))).toEqual([
    "10.5.0.1 0xffffff00",
    "10.5.0.20 0xfffffff0",
    "10.5.0.21 0xffffffff",
    "10.5.0.22 0xffffffff",
    "10.5.1.1 0xffffff00",
    "10.5.0.2 0xffffffff",
    "10.5.0.9 0xffffffff",
    "10.5.3.5 0xfffffff0",
    "10.5.3.6 0xffffffff",
    "2001:db8:5::1 64",
  ]);
  const stopped = await run("service netif stop epair0a");
  expect(stopped.stdout).toStartWith("Stopping Network: epair0a.\n");
  expect(addresses(await out("ifconfig epair0a"))).toEqual([]);
});

test("service netif renames, makes VLANs and clones, and says what is not there", async () => {
  const { run, out } = await labWith(
    [
      'ifconfig_epair0a_name="lan0"',
      'ifconfig_lan0="inet 10.5.0.8/24 mtu 1400"',
      'vlans_lan0="7 blue"',
      'create_args_blue="vlan 9"',
      'ifconfig_lan0_7="inet 10.7.0.1/24"',
      'ifconfig_blue="inet 10.9.0.1/24"',
      'cloned_interfaces="lo1"',
      'create_args_lo1="description one"',
      "",
    ].join("\n"),
  );
  expect(await run("service netif start epair0a")).toEqual({
    status: 0,
    stdout: "lan0\nStarting Network: epair0a.\n",
    stderr: "ifconfig: interface epair0a does not exist\n",
  });
  expect((await run("service netif restart lan0")).stdout).toContain(
    "blue\nStarting Network: lan0.\n",
  );
  expect(await out("ifconfig blue")).toContain(
    "\tvlan: 9 vlanproto: 802.1q vlanpcp: 0 parent interface: lan0\n",
  );
  expect(await out("ifconfig lan0.7")).toContain("inet 10.7.0.1 ");
  expect(await out("service netif cloneup")).toBe("Created clone interfaces: lo1.\n");
  expect(await out("ifconfig lo1")).toContain("\tdescription: one\n");
  expect(await out("service netif clonedown")).toBe("Destroyed clone interfaces: lo1.\n");
  expect(await run("service netif status")).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(
      /^\/etc\/rc\.d\/netif: unknown directive 'status'\.\nUsage: .*\|vnetup\|vnetdown\)\n$/,
    ),
  });
});

test("service routing adds static routes, and deletes them again", async () => {
  const { run, out } = await labWith(
    'static_routes="a b"\nroute_a="-net 10.77.0.0/16 10.0.3.2"\nroute_b="-net 10.78.0.0/16 -interface vtnet1"\ndefaultrouter="10.0.3.2"\n',
  );
  expect(await run("service routing start inet")).toEqual({
    status: 1,
    stdout:
      "add host 127.0.0.1: gateway lo0 fib 0: route already in table\nadd net 10.77.0.0: gateway 10.0.3.2\nadd net 10.78.0.0: gateway vtnet1\nadd net default: gateway 10.0.3.2 fib 0: route already in table\n",
    stderr: "route: message indicates error: File exists\n".repeat(2),
  });
  expect(await out("netstat -rn -f inet")).toContain(
    "10.78.0.0/16       link#2             US           vtnet1\n",
  );
  expect(await out("service routing stop")).toBe(
    "delete host 127.0.0.1: gateway lo0\ndelete net 10.77.0.0: gateway 10.0.3.2\ndelete net 10.78.0.0: gateway vtnet1\ndelete net default: gateway 10.0.3.2\ndelete host ::1: gateway lo0\ndelete net fe80::: gateway ::1\ndelete net ff02::: gateway ::1\ndelete net ::ffff:0.0.0.0: gateway ::1\ndelete net ::0.0.0.0: gateway ::1\n",
  );
});

/** A jail with files of its own, whose eiface hangs on the bridge lan. */
async function jailLab(rcConf: string) {
  const lab = buddyLab();
  lab.files.write("/etc/rc.conf", "ngbuddy_enable=YES\nngbuddy_lan_if=vtnet1\n");
  lab.files.makeDirectory("/j/a/etc");
  lab.files.write("/j/a/etc/rc.conf", rcConf);
  lab.files.write(
    "/etc/jail.conf",
    'a { path=/j/a; vnet; persist; vnet.interface=a; exec.prestart="service ngbuddy jail a lan"; exec.prestop="service ngbuddy unjail a a"; exec.start="/bin/sh /etc/rc"; }\n',
  );
  await lab.out("ngbuddy start");
  return lab;
}

test("a Bastille jail, which renames its interface and waits for DHCP, comes up with its network", async () => {
  const { run, out } = await jailLab(
    'ifconfig_a_name="vnet0"\nifconfig_vnet0="SYNCDHCP"\nifconfig_vnet0_descr="jail interface for vtnet1"\nifconfig_vnet0_ipv6=""\ndefaultrouter="NO"\nipv6_defaultrouter="NO"\n',
  );
  expect((await run("jail -c a")).stderr).toContain("bound to 10.0.3.");
  const shown = await out("jexec a ifconfig vnet0");
  expect(shown).toContain("\tinet 10.0.3.");
  expect(shown).toContain("\tdescription: jail interface for vtnet1\n");
  expect((await run("jexec a service netif restart vnet0")).stdout).toContain(
    "Starting dhclient.\nStarting Network: vnet0.\n",
  );
});

test("a jail's rc.conf gets all of its network, and what a lab does not do is said", async () => {
  const { run, out } = await jailLab(
    'ifconfig_a="inet 10.0.3.60/24"\nifconfig_a_alias0="inet 10.0.3.61/32"\nifconfig_a_ipv6="inet6 2001:db8::60/64"\ndefaultrouter="10.0.3.2"\nstatic_routes="x"\nroute_x="-net 10.99.0.0/16 10.0.3.9"\ncloned_interfaces="lo1"\nifconfig_lo1="inet 10.1.1.1/32"\nvlans_a="7"\nifconfig_a_7="inet 10.7.0.1/24"\ngateway_enable="YES"\npf_enable="YES"\nstatic_arp_pairs="z"\n',
  );
  const { status, stderr } = await run("jail -c a");
  expect(status).toBe(0);
  expect(stderr).toBe(
    [
      "route: message indicates error: File exists",
      "route: message indicates error: File exists",
      "kldload: can't load pf: Operation not permitted",
      "/etc/rc: WARNING: Unable to load kernel module pf",
      "/etc/rc.d/static_arp: static_arp_pairs: not emulated in a lab",
      "",
    ].join("\n"),
  );
  expect(
    addresses(await out("jexec a ifconfig a")).filter((one) => !one.startsWith("fe80")),
  ).toEqual(["10.0.3.60 0xffffff00", "10.0.3.61 0xffffffff", "2001:db8::60 64"]);
  expect(await out("jexec a ifconfig a.7")).toContain("inet 10.7.0.1 ");
  expect(await out("jexec a ifconfig lo1")).toContain("inet 10.1.1.1 ");
  const routes = await out("jexec a netstat -rn -f inet");
  expect(routes).toContain("default            10.0.3.2           UGS");
  expect(routes).toContain("10.99.0.0/16       10.0.3.9           UGS");
  expect(await out("jexec a sysctl -n net.inet.ip.forwarding")).toBe("1\n");
  expect(await out("sysctl -n net.inet.ip.forwarding")).toBe("0\n");
});

test("start configures an interface that takes more than ifconfig, and leaves nothing undone", async () => {
  for (const line of [
    'ifconfig_vtnet1="SYNCDHCP"',
    'ipv4_addrs_a="10.1.0.5-7/24"',
    'vlans_nghost0="5"',
    'ifconfig_nghost0="inet 10.1.0.1/24 description \\"my net\\""',
    'ifconfig_nghost0="WPA inet 10.1.0.1/24"',
  ]) {
    const { files, run, out } = buddyLab();
    files.write(
      "/etc/rc.conf",
      `ngbuddy_enable=YES\nngbuddy_p_if=nghost0\nngbuddy_p_list=a\n${line}\n`,
    );
    expect({ line, ...(await run("ngbuddy start")) }).toMatchObject({ line, status: 0 });
    expect(await out("ngbuddy status")).toContain("  a: RX");
    if (line.includes("5-7")) expect(addresses(await out("ifconfig a"))).toHaveLength(3);
    if (line.includes("my net"))
      expect(await out("ifconfig nghost0")).toContain("description: my net\n");
    if (line.includes("vlans")) expect(await out("ifconfig nghost0.5")).toContain("vlan: 5 ");
  }
});

test("a range that is too large is cut, and said", async () => {
  const { run } = await labWith(
    'netif_ipexpand_max="3"\nifconfig_epair0a_aliases="inet 10.5.0.1-200/24"\n',
  );
  const { stderr } = await run("service netif start epair0a");
  expect(stderr).toContain(
    "/etc/rc.d/netif: WARNING: Range specification is too large (10.5.0.1-10.5.0.200).  10.5.0.1-10.5.0.5 was processed.",
  );
});
