/** The network on a bridge: the host's addresses, NAT, forwarded ports, DHCP. */
import { describe, expect, test } from "bun:test";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

/** A host with what NAT and DHCP take. */
async function prepared(): Promise<BuddyLab> {
  const lab = buddyLab();
  const { files } = lab;
  files.write("/etc/pf.conf", 'nat-anchor "ngbuddy/*"\nrdr-anchor "ngbuddy/*"\npass\n');
  for (const directory of ["/usr/local/sbin", "/usr/local/etc"]) files.makeDirectory(directory);
  files.write("/usr/local/sbin/dnsmasq", "");
  files.write("/usr/local/etc/dnsmasq.conf", "conf-dir=/usr/local/etc/dnsmasq.d,*.conf\n");
  await lab.out("sysrc ngbuddy_enable=YES pf_enable=YES ngbuddy_set_mac=YES");
  await lab.out("service pf start");
  return lab;
}

/** A jail that asks for its address when it starts. */
async function startGuest(lab: BuddyLab, name: string): Promise<void> {
  lab.files.makeDirectory(`/jails/${name}/etc`);
  lab.files.write(`/jails/${name}/etc/rc.conf`, `ifconfig_${name}="SYNCDHCP"\n`);
  await lab.lab.capture([
    ...["jail", "-c", `name=${name}`, `path=/jails/${name}`, "vnet", `vnet.interface=${name}`],
    ...["persist", "exec.start=/bin/sh /etc/rc"],
  ]);
}

/** The addresses of an interface that somebody gave it. */
async function addresses(lab: BuddyLab, name: string): Promise<string[]> {
  const text = await lab.out(`ifconfig ${name}`);
  return [...text.matchAll(/^\tinet6? (\S+)/gm)].flatMap(([, one = ""]) =>
    one.startsWith("fe80:") ? [] : [one],
  );
}

async function privateBridge(...variables: readonly string[]): Promise<BuddyLab> {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge private nghost0");
  for (const variable of variables) lab.files.append("/etc/rc.conf", `${variable}\n`);
  return lab;
}

describe("the host's addresses on a bridge", () => {
  const variable = 'ngbuddy_private_address="10.60.0.1/24 fd00:60::1/64"';

  test("come with start, once, and again after a restart", async () => {
    const lab = await privateBridge(variable);
    for (const words of ["start", "start", "restart"]) {
      expect(await lab.ngbuddy(words)).toMatchObject({ status: 0, stderr: "" });
      expect(await addresses(lab, "nghost0")).toEqual(["10.60.0.1", "fd00:60::1"]);
    }
    expect((await lab.ngbuddy("start -n")).stdout).toBe("start: nothing to do\n");
  });

  test("are there after a boot", async () => {
    const lab = await privateBridge(variable);
    const next = buddyLab({ files: lab.files });
    await next.out("ngbuddy start");
    expect(await addresses(next, "nghost0")).toEqual(["10.60.0.1", "fd00:60::1"]);
  });

  test("go when nobody confirms them", async () => {
    const lab = await privateBridge(variable);
    await lab.ngbuddy("start --confirm 5");
    lab.lab.clock.advance(6000);
    await lab.ngbuddy("recover");
    expect(await addresses(lab, "nghost0")).toEqual([]);
  });

  test("of a bridge on a NIC are the NIC's own, which is said", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge lan vtnet0");
    lab.files.append("/etc/rc.conf", 'ngbuddy_lan_address="10.60.0.1/24"\n');
    const { status, stderr } = await lab.ngbuddy("start");
    expect({ status, stderr }).toMatchObject({
      status: 69,
      stderr: expect.stringMatching(
        /^ngbuddy: bridge lan: it is on the NIC vtnet0, .* by ifconfig_vtnet0\n$/,
      ),
    });
  });

  test("that cannot be used are said with file and line, and keep nothing from stopping", async () => {
    const lab = await privateBridge('ngbuddy_private_address="10.60.0.0/24"');
    const { status, stderr } = await lab.ngbuddy("start");
    expect(status).toBe(78);
    expect(stderr).toMatch(
      /^ngbuddy: \/etc\/rc\.conf: \d+: ngbuddy_private_address: "10\.60\.0\.0\/24" is the network itself; .*\n$/,
    );
    expect((await lab.ngbuddy("stop")).status).toBe(0);
  });

  test.each([
    ["10.0.2.0/24", "10.0.2.0/24 overlaps with 10.0.2.15/24 of vtnet0"],
    ["10.0.0.0/8", "10.0.0.0/8 overlaps with 10.0.2.15/24 of vtnet0"],
    ["10.61.0.0/16", "10.61.0.0/16 overlaps with 10.61.7.1/24 of nghost1"],
  ])("%s are refused where another interface is in that network", async (network, says) => {
    const lab = await privateBridge();
    await lab.out("ngbuddy network other 10.61.7.0/24");
    const before = lab.files.read("/etc/rc.conf");
    for (const options of ["-n ", ""]) {
      const { status, stderr } = await lab.ngbuddy(`network ${options}private ${network}`);
      expect({ status, stderr }).toEqual({
        status: 69,
        stderr: `ngbuddy: bridge private: ${says}, and the host could not tell who is where; give the bridge a network of its own\n`,
      });
    }
    expect(lab.files.read("/etc/rc.conf")).toBe(before);
    expect(await addresses(lab, "nghost0")).toEqual([]);
  });

  test("that rc.conf takes from the LAN are left out by start, which says so", async () => {
    const lab = await privateBridge('ngbuddy_private_address="10.0.2.1/24"');
    const { status, stderr } = await lab.ngbuddy("start");
    expect({ status, stderr }).toEqual({
      status: 69,
      stderr: expect.stringContaining("overlaps with 10.0.2.15/24 of vtnet0"),
    });
    expect(await addresses(lab, "nghost0")).toEqual([]);
  });

  test("on a VLAN are those of an eiface, which is said", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge v10 vtnet0 --vlan 10");
    expect((await lab.ngbuddy("network v10 10.61.0.0/24")).stderr).toContain(
      "ngbuddy bridge v10 vtnet0 --host EIFACE",
    );
    await lab.out("ngbuddy bridge v10 vtnet0 --host h10");
    expect((await lab.ngbuddy("network v10 10.61.0.0/24")).stderr).toContain("by ifconfig_h10");
  });

  test("go with the bridge, and their variable too", async () => {
    const lab = await privateBridge(variable);
    await lab.out("ngbuddy start");
    expect(await lab.ngbuddy("unbridge private")).toMatchObject({ status: 0, stderr: "" });
    expect(lab.files.read("/etc/rc.conf")).not.toContain("ngbuddy_private_address");
  });
});

describe("a network in one line", () => {
  const LINE = "network private 10.60.0.0/24 --nat --dhcp";

  test("lets a jail get its address by DHCP, reach the LAN by NAT, and be reached at its port", async () => {
    const lab = await prepared();
    expect(await lab.ngbuddy(LINE)).toMatchObject({ status: 0, stderr: "" });
    await lab.out("ngbuddy create web1 private");
    lab.files.append("/etc/rc.conf", 'ngbuddy_private_rdr="tcp 8080 -> web1:80"\n');
    expect(await lab.ngbuddy("start")).toMatchObject({ status: 0, stderr: "" });
    await startGuest(lab, "web1");
    const [address = ""] = /10\.60\.0\.1\d\d/.exec(await lab.out("jexec web1 ifconfig web1")) ?? [];
    expect(lab.files.read("/usr/local/etc/dnsmasq.d/ngbuddy-private.conf")).toContain(
      `,${address},web1\n`,
    );
    expect(await lab.out("jexec web1 ping -c 1 10.0.3.2")).toContain("1 packets received");
    expect(await lab.out("pfctl -a ngbuddy/private -P -sn")).toBe(
      `nat on vtnet1 inet from 10.60.0.0/24 to any -> (vtnet1) round-robin
rdr pass on vtnet1 inet proto tcp from any to (vtnet1) port = 8080 -> ${address} port 80
`,
    );
  });

  test.each([
    'ifconfig_vtnet1="inet 10.0.3.15/24"\nifconfig_vtnet1_ipv6="inet6 accept_rtadv"\n',
    'ifconfig_vtnet1="inet 10.0.3.15/24"\nifconfig_DEFAULT="DHCP inet6 accept_rtadv"\n',
  ])("with IPv6 says what a host needs that learns its router by IPv6: %j", async (lines) => {
    const lab = await prepared();
    lab.files.append("/etc/rc.conf", lines);
    await lab.out("ngbuddy bridge private nghost0");
    const network = async () => await lab.ngbuddy("network -n private fd00:60::/64 --nat");
    expect((await network()).stderr).toContain(
      "this host learns its IPv6 router on vtnet1, and forgets it when it hands packets on; that it does not: sysrc ipv6_cpe_wanif=vtnet1 && sysctl net.inet6.ip6.rfc6204w3=1\n",
    );
    await lab.out("sysrc ipv6_cpe_wanif=vtnet1");
    expect((await network()).stderr).not.toContain("router");
  });

  test.each([
    ["an address", "inet 10.0.2.15/24"],
    ["an address with a mask", "inet 10.0.2.15 netmask 255.255.255.0"],
    ["DHCP", "SYNCDHCP"],
  ])("is there again after a boot where the host is on an eiface with %s", async (_, written) => {
    const lab = await prepared();
    await lab.out("ngbuddy network private 10.60.0.0/24 --nat");
    await lab.out("ngbuddy bridge lan vtnet0 --host lan0");
    await lab.lab.capture(["sysrc", `ifconfig_lan0=${written}`, "ifconfig_vtnet1=up"]);
    await lab.out("sysrc defaultrouter=10.0.2.2");
    // As rc.d/netif leaves them.
    const next = buddyLab({ files: lab.files });
    await next.out("route delete default");
    await next.out("ifconfig vtnet0 inet 10.0.2.15 -alias");
    await next.out("ifconfig vtnet1 inet 10.0.3.15 -alias");
    await next.ngbuddy("start");
    expect(await next.out("pfctl -a ngbuddy/private -sn")).toBe(
      "nat on lan0 inet from 10.60.0.0/24 to any -> (lan0) round-robin\n",
    );
  });

  test("is done for a bridge whose name begins with _, too, and goes again", async () => {
    const lab = await prepared();
    await lab.out("ngbuddy bridge _lan nghost0");
    expect(await lab.ngbuddy("network _lan 10.60.0.0/24 --nat")).toMatchObject({
      status: 0,
      stderr: "",
    });
    const rules = () => lab.out("pfctl -a ngbuddy/-_lan -sn");
    expect(await rules()).toContain("nat on vtnet1 inet from 10.60.0.0/24 to any");
    expect((await lab.ngbuddy("start -n")).stdout).toBe("start: nothing to do\n");
    expect(await lab.ngbuddy("unbridge _lan")).toMatchObject({ status: 0, stderr: "" });
    expect(await rules()).toBe("");
  });

  test("is there again after a boot, with pf's rules and the guests' addresses", async () => {
    const lab = await prepared();
    await lab.out(`ngbuddy ${LINE}`);
    await lab.out("ngbuddy create web1 private");
    const rules = await lab.out("pfctl -a ngbuddy/private -sn");
    const next = buddyLab({ files: lab.files });
    await next.lab.capture(["sh", "/etc/rc"]);
    expect(await next.out("pfctl -a ngbuddy/private -sn")).toBe(rules);
    expect(await next.out("pfctl -si")).toContain("Status: Enabled");
    await startGuest(next, "web1");
    expect(await next.out("jexec web1 ping -c 1 10.0.3.2")).toContain("1 packets received");
  });

  test("goes as it came: what is asked for with NO, and all by unbridge", async () => {
    const lab = await prepared();
    await lab.out(`ngbuddy ${LINE}`);
    await lab.out("ngbuddy network private 10.61.0.0/24 --nat NO --dhcp NO");
    expect(await lab.out("pfctl -a ngbuddy/private -sn")).toBe("");
    expect(lab.files.list("/usr/local/etc/dnsmasq.d")).toEqual([]);
    expect(await addresses(lab, "nghost0")).toEqual(["10.61.0.1"]);
    expect(lab.files.read("/etc/rc.conf")).not.toMatch(/ngbuddy_private_(?:nat|dhcp)/);
    await lab.out("ngbuddy unbridge private");
    expect(lab.files.read("/etc/rc.conf")).not.toMatch(/ngbuddy_private_(?!list)/);
  });

  test("goes though a forwarding has a guest whose address is not known, which is said", async () => {
    const lab = await prepared();
    await lab.out(`ngbuddy ${LINE}`);
    lab.files.append("/etc/rc.conf", 'ngbuddy_private_rdr="tcp 8080 -> web1:80"\n');
    const stderr =
      "ngbuddy: bridge private: ngbuddy_private_rdr: the address of web1 is not known; say it there, by ifconfig_web1, or have it given by DHCP to an address that ngbuddy_set_mac makes\n";
    expect(await lab.ngbuddy("network private 10.60.0.0/24 --dhcp NO")).toMatchObject({
      status: 69,
      stderr,
    });
    expect(lab.files.list("/usr/local/etc/dnsmasq.d")).toEqual([]);
    expect(await lab.ngbuddy("network private 10.60.0.0/24 --nat NO")).toMatchObject({
      status: 69,
      stderr,
    });
    expect(await lab.out("pfctl -a ngbuddy/private -sn")).toBe("");
    expect(lab.files.read("/etc/rc.conf")).not.toContain("ngbuddy_private_nat");
  });

  test("with a port that leads to an address gives nobody of that name one by DHCP", async () => {
    const lab = await prepared();
    lab.files.append("/etc/rc.conf", 'ngbuddy_private_rdr="tcp 8080 -> 10.60.0.9:80"\n');
    expect(await lab.ngbuddy(LINE)).toMatchObject({ status: 0, stderr: "" });
    expect(lab.files.read("/usr/local/etc/dnsmasq.d/ngbuddy-private.conf")).not.toContain(
      "dhcp-host",
    );
    expect(await lab.out("pfctl -a ngbuddy/private -sn")).toContain("-> 10.60.0.9 port 80");
  });

  test("goes though pf's rules do not ask for those of a forwarding any more", async () => {
    const lab = await prepared();
    await lab.out(`ngbuddy ${LINE}`);
    lab.files.append("/etc/rc.conf", 'ngbuddy_private_rdr="tcp 8080 -> 10.60.0.9:80"\n');
    lab.files.write("/etc/pf.conf", "pass\n");
    await lab.out("service pf reload");
    const { status, stderr } = await lab.ngbuddy("network private 10.60.0.0/24 --nat NO");
    expect([status, stderr]).toEqual([
      69,
      expect.stringContaining("pf's own rules do not ask for ours"),
    ]);
    expect(lab.files.read("/etc/rc.conf")).not.toContain("ngbuddy_private_nat");
    expect(await lab.ngbuddy("network private 10.60.0.0/24 --nat")).toMatchObject({ status: 69 });
    expect(lab.files.read("/etc/rc.conf")).not.toContain("ngbuddy_private_nat");
  });

  test("does nothing where something is missing, and says in one line what to type", async () => {
    const lab = buddyLab();
    const before = lab.files.read("/etc/rc.conf");
    const { status, stderr } = await lab.ngbuddy(LINE);
    expect(status).toBe(69);
    expect(stderr.split("\n")).toHaveLength(2);
    expect(stderr).toContain('nat-anchor "ngbuddy/*" and rdr-anchor "ngbuddy/*"');
    expect(stderr).toContain("pkg install dnsmasq");
    expect(lab.files.read("/etc/rc.conf")).toBe(before);
    expect((await lab.run("ifconfig nghost0")).status).toBe(1);
  });
});
