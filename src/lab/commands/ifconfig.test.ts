import { describe, expect, test } from "bun:test";
import { bridgeWith, makeJail, makeNode, testLab } from "../../../test/support/lab.ts";

describe("ifconfig", () => {
  test("does what a long command line says, in order", async () => {
    const { lab, out } = testLab();
    makeNode(lab, "eiface");
    const line =
      "ifconfig ngeth0 ether 02:00:00:00:00:05 name web description a.b mtu 9000 -arp promisc up";
    expect(await out(line)).toBe("web\n");
    expect(await out("ifconfig web")).toBe(
      `web: flags=289c3<UP,BROADCAST,RUNNING,NOARP,PROMISC,SIMPLEX,MULTICAST,PPROMISC> metric 0 mtu 9000
	description: a.b
	options=28<VLAN_MTU,JUMBO_MTU>
	ether 02:00:00:00:00:05
	hwaddr ${[...lab.host.interface("web")!.hwaddr!].map((b) => b.toString(16).padStart(2, "0")).join(":")}
	media: Ethernet autoselect
	status: no carrier
	nd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>
`,
    );
  });

  test("replaces the first address, unless it is told that it is an alias", async () => {
    const { lab, out } = testLab();
    const addresses = () =>
      lab.host.interface("vtnet0")!.inet.map((inet) => `${inet.address}/${inet.prefix}`);
    await out("ifconfig vtnet0 inet 10.1.0.1/24");
    expect(addresses()).toEqual(["10.1.0.1/24"]);
    await out("ifconfig vtnet0 inet 10.1.0.2 netmask 255.255.0.0 alias");
    await out("ifconfig vtnet0 alias 10.1.0.3 netmask 0xffffff80");
    expect(addresses()).toEqual(["10.1.0.1/24", "10.1.0.2/16", "10.1.0.3/25"]);
    await out("ifconfig vtnet0 -alias 10.1.0.2");
    await out("ifconfig vtnet0 delete");
    expect(addresses()).toEqual(["10.1.0.3/25"]);
    await out("ifconfig vtnet0 inet 10.1.0.3/25 broadcast 10.1.0.99");
    expect(await out("ifconfig vtnet0 inet")).toContain(
      "\tinet 10.1.0.3 netmask 0xffffff80 broadcast 10.1.0.99\n",
    );
  });

  test("takes the routes by an address with it: what goes by the nic stays, what went by the address goes", async () => {
    const { out } = testLab();
    await out("ifconfig vtnet0 down");
    expect(await out("netstat -rn -f inet")).toContain("default            10.2.70.1");
    expect(await out("netstat -rn -f inet")).not.toContain("10.2.70.0/24");
    await out("ifconfig vtnet0 up");
    expect(await out("netstat -rn -f inet")).toContain("10.2.70.0/24       link#1");
    await out("ifconfig vtnet0 inet 10.2.70.107 delete");
    expect(await out("netstat -rn -f inet")).not.toContain("vtnet0");
  });

  test("warns about an address without a mask", async () => {
    const { lab, run } = testLab();
    expect(await run("ifconfig vtnet0 172.16.0.1")).toEqual({
      status: 0,
      stdout: "",
      stderr:
        "ifconfig: WARNING: setting interface address without mask is deprecated,\ndefault mask may not be correct.\n",
    });
    expect(lab.host.interface("vtnet0")!.inet[0]?.prefix).toBe(16);
  });

  // lib/libc/tests/net/link_addr_test.cc; the first is also what the shell tool gives, in recording 21.
  test.each([
    ["001122334455", "00:11:22:33:44:55"],
    ["00-11-22-33-44-55", "00:11:22:33:44:55"],
    ["00.11.22.33.44.55", "00:11:22:33:44:55"],
    ["0011.2233.4455", "00:11:22:33:44:55"],
    ["0:2:02:30:4:55", "00:02:02:30:04:55"],
    ["02:B:cC:Dd:e0:1f", "02:0b:cc:dd:e0:1f"],
    ["00:11::33:44:55", "00:11:00:33:44:55"],
  ])("reads the link-level address %s", async (text, ether) => {
    const { lab, out } = testLab();
    makeNode(lab, "eiface");
    await out(`ifconfig ngeth0 ether ${text}`);
    expect(await out("ifconfig ngeth0 ether")).toContain(`ether ${ether}\n`);
  });

  test("refuses with FreeBSD's words", async () => {
    const { lab, run } = testLab();
    makeNode(lab, "eiface");
    makeJail(lab, "j1");
    const refusals: [string, string][] = [
      ["ifconfig vtnet0 foo", "foo: bad value"],
      ["ifconfig vtnet0 10.0.0.1/33", "10.0.0.1/33: bad value (width too large)"],
      ["ifconfig vtnet0 10.0.0.1/x", "10.0.0.1/x: bad value (width invalid)"],
      ["ifconfig vtnet0 netmask", "'netmask' requires argument"],
      ["ifconfig vtnet0 ether zz", "malformed link-level address"],
      ["ifconfig vtnet0 ether 1.2-3", "malformed link-level address"],
      ["ifconfig vtnet0 ether 1.2.3xxx", "malformed link-level address"],
      [
        "ifconfig vtnet0 ether 00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee",
        "malformed link-level address",
      ],
      ["ifconfig vtnet0 ether 2:0:0", "ioctl (SIOCAIFADDR): Invalid argument"],
      ["ifconfig lo0 ether 2:0:0:0:0:1", "ioctl (SIOCAIFADDR): Invalid argument"],
      ["ifconfig vtnet0 -alias 9.9.9.9", "ioctl (SIOCDIFADDR): Can't assign requested address"],
      ["ifconfig ngeth0 mtu 71", "ioctl SIOCSIFMTU (set mtu): Invalid argument"],
      ["ifconfig ngeth0 mtu 9019", "ioctl SIOCSIFMTU (set mtu): Invalid argument"],
      ["ifconfig ngeth0 -vlanmtu", "-vlanmtu: Invalid argument"],
      ["ifconfig ngeth0 destroy", "SIOCIFDESTROY: Invalid argument"],
      ["ifconfig ngeth0 create", "interface ngeth0 already exists"],
      ["ifconfig nosuch create", "SIOCIFCREATE2 (nosuch): Invalid argument"],
      ["ifconfig nosuch.7 create", "SIOCIFCREATE2 (nosuch.7): Invalid argument"],
      ["ifconfig vtnet0.4095 create", "invalid vlan tag"],
      ["ifconfig tap0 create", "tap0: not emulated in a lab"],
      ["ifconfig vtnet0 media autoselect", "media: not emulated in a lab"],
      ["ifconfig lo0 vnet j1", "SIOCSIFVNET: File exists"],
      ["ifconfig vtnet0 vnet 77", "jail 77 not found"],
      ["ifconfig -j 77", "jail not found: No such file or directory"],
      ["ifconfig nosuch -vnet j1", "SIOCSIFRVNET(1, nosuch): Device not configured"],
      ["ifconfig vtnet0 vnet j1 up", "ioctl (SIOCGIFFLAGS): no such interface"],
      ["ifconfig -j nosuch", "jail not found: No such file or directory"],
    ];
    for (const [line, text] of refusals) {
      expect([line, await run(line)]).toEqual([
        line,
        { status: 1, stdout: "", stderr: `ifconfig: ${text}\n` },
      ]);
    }
  });

  test("prints the new name even when a later word is refused", async () => {
    const { lab, run } = testLab();
    makeNode(lab, "eiface");
    expect(await run("ifconfig ngeth0 name web mtu 1")).toMatchObject({
      status: 1,
      stdout: "web\n",
    });
    expect(lab.host.interface("web")).toBeDefined();
  });

  test("lists by state, family and group", async () => {
    const { out } = testLab();
    await out("ifconfig epair create up");
    expect(await out("ifconfig -l")).toBe("vtnet0 lo0 epair0a epair0b\n");
    expect(await out("ifconfig -l -d")).toBe("epair0b\n");
    expect(await out("ifconfig -l inet6")).toBe("lo0\n");
    expect(await out("ifconfig -g epair")).toBe("epair0a\nepair0b\n");
    expect((await out("ifconfig -a -G epair")).match(/^\S+(?=: flags)/gm)).toEqual([
      "vtnet0",
      "lo0",
    ]);
    expect(await out("ifconfig -a -f inet:cidr,ether:dash inet")).toContain(
      "\tinet 10.2.70.107/24 ",
    );
    expect((await out("ifconfig lo0 inet6")).split("\n").slice(2)).toEqual([
      "\tinet6 ::1 prefixlen 128",
      "\tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x2",
      "\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>",
      "",
    ]);
  });

  test("gives a jail's lo0 its IPv6 addresses when it comes up, and an interface its link-local one when asked", async () => {
    const { lab, out, clock } = testLab();
    const jail = makeJail(lab, "j1");
    await out("ifconfig lo0 up", { jail });
    expect(await out("ifconfig lo0", { jail })).toContain("flags=1008049<UP,LOOPBACK,RUNNING,");
    expect(await out("ifconfig lo0", { jail })).toContain(
      "\tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x3\n",
    );
    bridgeWith(lab, ["a"]);
    await out("ifconfig a inet6 2001:db8::1/64");
    // For a second it is asked whether somebody has it.
    expect(await out("ifconfig a")).toContain("\tinet6 2001:db8::1 prefixlen 64 tentative\n");
    clock.advance(1000);
    const shown = await out("ifconfig a");
    expect(shown).toContain("\tinet6 fe80::5a9c:fcff:fe10:");
    expect(shown).toContain("\tinet6 2001:db8::1 prefixlen 64\n");
    expect(shown).toContain("\tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>\n");
    expect(await out("netstat -rn -f inet6")).toContain("2001:db8::/64 ");
    await out("ifconfig a inet6 2001:db8::1 delete");
    expect(await out("ifconfig a")).not.toContain("2001:db8");
    expect(await out("netstat -rn -f inet6")).not.toContain("2001:db8");
  });

  test("switches only the capabilities that a driver has", async () => {
    const { out } = testLab();
    await out("ifconfig lo0 -rxcsum -txcsum6 tso");
    expect(await out("ifconfig lo0")).toContain("\toptions=280002<TXCSUM,LINKSTATE,RXCSUM_IPV6>\n");
    await out("ifconfig lo0 rxcsum txcsum6");
    expect(await out("ifconfig lo0")).toContain("\toptions=680003<RXCSUM,TXCSUM,");
  });

  test("gives an interface back under a name that is taken: then there are two, and the first one answers", async () => {
    const { lab, out } = testLab();
    bridgeWith(lab, ["web"]);
    makeJail(lab, "j1");
    await out("ifconfig web vnet j1");
    makeNode(lab, "eiface");
    await out("ifconfig ngeth1 name web");
    await out("ifconfig web -vnet j1");
    expect(await out("ifconfig -l")).toBe("vtnet0 lo0 web web\n");
    await out("ifconfig web name other");
    expect(await out("ifconfig -l")).toBe("vtnet0 lo0 other web\n");
    await out("ifconfig web name third");
    expect(await out("ifconfig -l")).toBe("vtnet0 lo0 other third\n");
  });

  test("keeps a driver's number as long as its interface lives, under any name and in any jail", async () => {
    const { lab, out, run } = testLab();
    const jail = makeJail(lab, "j1");
    expect(await out("ifconfig bridge create name br0")).toBe("br0\n");
    expect(await out("ifconfig bridge create")).toBe("bridge1\n");
    expect(await out("ifconfig epair create")).toBe("epair0a\n");
    await out("ifconfig epair0a vnet j1");
    await out("ifconfig epair0b vnet j1");
    expect(await out("ifconfig epair create")).toBe("epair1a\n");
    // A jail counts its own.
    await out("ifconfig epair0a name x", { jail });
    expect(await out("ifconfig bridge create", { jail })).toBe("bridge0\n");
    expect((await run("ifconfig bridge0 create")).stderr).toBe(
      "ifconfig: interface bridge0 already exists\n",
    );
    expect(await out("ifconfig -v br0")).toEndWith("\tdrivername: bridge0\n");
    expect(await out("ifconfig -j j1 -D x")).toEndWith("\tdrivername: epair0\n");
  });

  test("loads what it needs, but not from inside a jail", async () => {
    const { lab, out, run } = testLab();
    const jail = makeJail(lab, "j1");
    const refused = { status: 1, stderr: "ifconfig: SIOCIFCREATE2 (epair): Invalid argument\n" };
    expect(await run("ifconfig epair create", { jail })).toMatchObject(refused);
    expect(await run("ifconfig -n epair create")).toMatchObject(refused);
    expect((await run("ifconfig bridge7")).stderr).toBe(
      "ifconfig: interface bridge7 does not exist\n",
    );
    expect(await out("kldstat")).toMatch(/if_bridge\.ko\n.* bridgestp\.ko\n$/);
    expect(await out("ifconfig bridge create", { jail })).toBe("bridge0\n");
  });

  test("puts interfaces into groups", async () => {
    const { lab, out, run } = testLab();
    makeNode(lab, "eiface");
    await out("ifconfig ngeth0 group web group web group dmz -group nosuch");
    expect(await out("ifconfig ngeth0")).toContain("\tgroups: web dmz\n");
    expect(await out("ifconfig -g dmz")).toBe("ngeth0\n");
    expect(await out("ifconfig -l -g dmz")).toBe("ngeth0\n");
    expect((await out("ifconfig -a -g d?[a-z]")).split(":")[0]).toBe("ngeth0");
    expect(await out("ifconfig -a -G all")).toBe("");
    await out("ifconfig ngeth0 -group web -group dmz");
    expect(await out("ifconfig ngeth0")).not.toContain("groups");
    const refusals: [string, string][] = [
      ["group web1", "setifgroup: group names may not end in a digit"],
      ["-group web1", "unsetifgroup: group names may not end in a digit"],
      ["group abcdefghijklmnop", "setifgroup: group name too long"],
    ];
    for (const [words, text] of refusals) {
      expect(await run(`ifconfig ngeth0 ${words}`)).toMatchObject({
        status: 1,
        stderr: `ifconfig: ${text}\n`,
      });
    }
  });

  test("makes VLANs as if_vlan(4) does", async () => {
    const { lab, out, run } = testLab();
    makeNode(lab, "eiface");
    expect(await out("ifconfig vlan create")).toBe("vlan0\n");
    expect(await out("ifconfig vlan0")).toBe(
      `vlan0: flags=8002<BROADCAST,MULTICAST> metric 0 mtu 1500
	options=0
	ether 00:00:00:00:00:00
	groups: vlan
	vlan: 0 vlanproto: 0x0000 vlanpcp: 0 parent interface: <none>
	nd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>
`,
    );
    await out("ifconfig vlan0 vlan 7 vlandev vtnet0 vlanpcp 3 vlanproto qinq");
    const shown = await out("ifconfig vlan0");
    expect(shown).toContain(
      "\tvlan: 7 vlanproto: 802.1ad vlanpcp: 3 parent interface: vtnet0\n\tmedia: Ethernet ",
    );
    expect(shown).toStartWith(
      "vlan0: flags=1008842<BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP> metric 0 mtu 1500\n\toptions=80000<LINKSTATE>\n",
    );
    await out("ifconfig vlan0 vlan 8 vlanproto 802.1q");
    expect(await out("ifconfig vlan0")).toContain("vlan: 8 vlanproto: 802.1q vlanpcp: 3 parent");
    // On top of one that takes no longer frames, and has none of the capabilities.
    await out("ifconfig vlan0.9 create");
    expect(await out("ifconfig -v vlan0.9")).toContain(" mtu 1496\n");
    expect(await out("ifconfig -v vlan0.9")).toEndWith("\tdrivername: vlan\n");
    await out("ifconfig ngeth0.5 create");
    expect(await out("ifconfig ngeth0.5")).toContain("mtu 1500\n\toptions=0\n");
    const refusals: [string, string][] = [
      ["vlan0 vlan 8 vlandev ngeth0", "SIOCSETVLAN: Device busy"],
      ["vlan0 destroy", "SIOCIFDESTROY: Device busy"],
      ["vlan0 vlan 4095", "SIOCSETVLAN: Invalid argument"],
      ["vlan0 vlan x", "invalid value for vlan"],
      ["vlan0 vlan 65536", "value for vlan out of range"],
      ["vlan0 vlanpcp 8", "value for vlanpcp out of range"],
      ["vlan0 vlanproto x", "invalid value for vlanproto"],
      ["vlan0 mtu 1501", "ioctl SIOCSIFMTU (set mtu): Invalid argument"],
      ["vlan0 vlandev vtnet0", "both vlan and vlandev must be specified"],
      ["vtnet0 vlan 3", "both vlan and vlandev must be specified"],
      ["vtnet0 -vlandev", "SIOCGETVLAN: Invalid argument"],
      ["vlan create vlan 3", "must specify a parent device for vlan create"],
      ["vlan create vlandev vtnet0", "must specify a tag for vlan create"],
      ["vlan create vlan 3 vlandev nosuch", "SIOCIFCREATE2 (vlan): Device not configured"],
      ["vlan create vlan 3 vlandev lo0", "SIOCIFCREATE2 (vlan): Protocol not supported"],
      ["vtnet0.3 create vlan 4 vlandev vtnet0", "ambiguous vlan specification"],
      ["vtnet0.0 create", "invalid vlan tag"],
      ["vtnet0.x create", "invalid vlan tag"],
      ["vtnet0.8 create", "interface vtnet0.8 already exists"],
      ["abcdefghijklm.12 create", "abcdefghijklm.12: cloning name too long"],
    ];
    for (const [words, text] of refusals) {
      expect([words, (await run(`ifconfig ${words}`)).stderr]).toEqual([
        words,
        `ifconfig: ${text}\n`,
      ]);
    }
    await out("ifconfig vlan0.9 destroy");
    await out("ifconfig vlan0 -vlandev");
    expect(await out("ifconfig vlan0")).toContain("vlan: 0 vlanproto: 0x0000 ");
  });

  test("does not say in a jail what a VLAN is on", async () => {
    const { lab, out } = testLab();
    const jail = makeJail(lab, "j1");
    await out("ifconfig vtnet0.7 create");
    await out("ifconfig vtnet0.7 vnet j1");
    expect(await out("ifconfig vtnet0.7", { jail })).not.toContain("parent");
  });

  test("sets what a bridge and its members do", async () => {
    const { lab, out, run } = testLab();
    makeNode(lab, "eiface");
    makeNode(lab, "eiface");
    await out("ifconfig ngeth1 mtu 1400");
    await out("ifconfig epair create");
    await out("ifconfig bridge create addm epair0a addm ngeth0 addm ngeth1");
    // A member that cannot take the work off leaves it to all; all have one MTU.
    expect(await out("ifconfig epair0a")).toContain(
      "\toptions=200009<RXCSUM,VLAN_MTU,RXCSUM_IPV6>\n",
    );
    expect(await out("ifconfig ngeth1")).toContain(" mtu 1500\n");
    await out(
      "ifconfig bridge0 mtu 1600 priority 5000 maxaddr 10 timeout 60 holdcnt 3 maxage 6 fwddelay 4 private ngeth1 -learn ngeth0 ifpriority ngeth0 100 ifpathcost ngeth0 9 ifmaxaddr ngeth1 2 edge ngeth1",
    );
    expect(await out("ifconfig bridge0")).toContain(
      `	id 00:00:00:00:00:00 priority 4096 hellotime 2 fwddelay 4
	maxage 6 holdcnt 3 proto rstp maxaddr 10 timeout 60
	root id 00:00:00:00:00:00 priority 4096 ifcost 0 port 0
	bridge flags=0<>
	member: ngeth1 flags=b63<LEARNING,DISCOVER,PRIVATE,EDGE,AUTOEDGE,AUTOPTP>
	        ifmaxaddr 2 port 4 priority 128 path cost 55 vlan protocol 802.1q
	member: ngeth0 flags=542<DISCOVER,AUTOEDGE,AUTOPTP>
	        port 3 priority 96 path cost 9 vlan protocol 802.1q
	member: epair0a flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
`,
    );
    expect(await out("ifconfig epair0a")).toContain(" mtu 1600\n");
    const refusals: [string, string][] = [
      [
        "bridge0 addm nosuch",
        "BRDGADD nosuch: No such file or directory (extended error No such interface)",
      ],
      [
        "bridge0 addm ngeth0",
        "BRDGADD ngeth0: File exists (extended error Interface is already a member of this bridge)",
      ],
      [
        "bridge0 addm lo0",
        "BRDGADD lo0: Invalid argument (extended error Unsupported interface type)",
      ],
      [
        "bridge0 deletem vtnet0",
        "BRDGDEL vtnet0: No such file or directory (extended error Interface is not a bridge member)",
      ],
      ["vtnet0 addm ngeth0", "BRDGADD ngeth0: Invalid argument"],
      ["bridge0 addm", "usage: addm <interface> [opts ...]"],
      ["bridge0 maxage x", "invalid value: x"],
      ["bridge0 maxage 50", "BRDGSMA 50: Invalid argument"],
      ["bridge0 hellotime 1", "BRDGSHT 1: Operation not permitted"],
      ["bridge0 proto x", "unknown stp protocol"],
      ["bridge0 ifpathcost ngeth0", "'ifpathcost' requires 2 arguments"],
      ["ngeth0 mtu 1500", "ioctl SIOCSIFMTU (set mtu): Operation not supported"],
    ];
    for (const [words, text] of refusals) {
      expect([words, (await run(`ifconfig ${words}`)).stderr]).toEqual([
        words,
        `ifconfig: ${text}\n`,
      ]);
    }
    await out("ifconfig bridge0 deletem ngeth0 deletem ngeth1");
    expect(await out("ifconfig epair0a")).toContain("\toptions=60000b<");
  });

  test("shows only what has an address of the family, and takes several formats", async () => {
    const { lab, run } = testLab();
    makeNode(lab, "eiface");
    expect(await run("ifconfig ngeth0 inet")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await run("ifconfig lo0 ether")).toEqual({ status: 0, stdout: "", stderr: "" });
    const { stdout, stderr } = await run("ifconfig -f ether:dash -f cidr,x vtnet0");
    expect(stderr).toBe("ifconfig: Skipping invalid format: x\n\n");
    expect(stdout).toContain("/24 broadcast ");
    expect(stdout).toContain("\tether 58-9c-fc-");
  });

  test("reads IPv6 prefixes as ifconfig does", async () => {
    const { lab, out, run, clock } = testLab();
    makeNode(lab, "eiface");
    await out("ifconfig ngeth0 inet6 2001:db8::1 prefixlen 48");
    await out("ifconfig ngeth0 inet6 2001:db8:1::1");
    clock.advance(1000);
    expect(await out("ifconfig ngeth0")).toContain("\tinet6 2001:db8::1 prefixlen 48\n");
    expect(await out("ifconfig ngeth0")).toContain("\tinet6 2001:db8:1::1 prefixlen 64\n");
    const refusals: [string, string][] = [
      ["inet6 2001:db8::2/129", "129: bad value"],
      ["inet6 2001:db8::2/x", "ioctl (SIOCAIFADDR): Invalid argument"],
      ["inet6 -alias 2001:db8::1/48", "2001:db8::1/48: bad value"],
      ["inet6 delete", "ioctl (SIOCDIFADDR): Can't assign requested address"],
      ["mtu 1500 vnet nosuch", 'jail "nosuch" not found'],
    ];
    for (const [words, text] of refusals) {
      expect([words, (await run(`ifconfig ngeth0 ${words}`)).stderr]).toEqual([
        words,
        `ifconfig: ${text}\n`,
      ]);
    }
    // IPv4 does not look at prefixlen.
    expect((await run("ifconfig ngeth0 10.0.0.1 prefixlen 24")).stderr).toContain("WARNING");
    expect(lab.host.interface("ngeth0")!.inet[0]?.prefix).toBe(8);
  });

  test("shows the interfaces whose group fits a pattern, and none for one that nothing can fit", async () => {
    const { out } = testLab();
    expect(await out("ifconfig -a -g [lo]*")).toStartWith("lo0: ");
    expect(await out("ifconfig -a -g [z-a]")).toBe("");
    expect(await out("ifconfig -a -g l[\\d]")).toBe("");
  });
});
