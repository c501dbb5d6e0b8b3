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

  test("takes the routes by an address with it: what goes by the card stays, what went by the address goes", async () => {
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
      ["ifconfig vtnet0.4095 create", "SIOCIFCREATE2 (vtnet0.4095): Invalid argument"],
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
    const { lab, out } = testLab();
    const jail = makeJail(lab, "j1");
    await out("ifconfig lo0 up", { jail });
    expect(await out("ifconfig lo0", { jail })).toContain("flags=1008049<UP,LOOPBACK,RUNNING,");
    expect(await out("ifconfig lo0", { jail })).toContain(
      "\tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x3\n",
    );
    bridgeWith(lab, ["a"]);
    await out("ifconfig a inet6 2001:db8::1/64");
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
});
