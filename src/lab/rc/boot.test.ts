/** A boot of a lab does what rc.conf and loader.conf say, in FreeBSD's order, and says so in FreeBSD's words. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { defaultHost } from "../base/description.ts";

/** A host with one NIC on a LAN, and the files that it is booted by. */
function hostWith(files: { readonly [path: string]: string }) {
  const lab = buddyLab({ description: defaultHost });
  for (const [path, text] of Object.entries(files)) {
    lab.files.makeDirectory(path.slice(0, path.lastIndexOf("/")));
    lab.files.write(path, text, path.includes("/rc.d/") ? 0o755 : undefined);
  }
  return lab;
}

const JAIL_CONF = `path="/j/$name"; vnet; persist; host.hostname=$name; vnet.interface=$name;
exec.prestart="service ngbuddy jail $name lan"; exec.prestop="service ngbuddy unjail $name $name";
exec.start="/bin/sh /etc/rc"; exec.stop="/bin/sh /etc/rc.shutdown jail"; exec.poststop="touch /stopped-$name"; a {} b {}
`;

/** Lines that are no interface's. */
const plain = (text: string) =>
  text.split("\n").filter((line) => line !== "" && !/^\t|^\w+: flags=/.test(line));

test("a boot loads modules, sets the network up, and starts ngbuddy and the jails, in rc's order", async () => {
  const { run, out } = hostWith({
    "/boot/loader.conf":
      'if_bridge_load="YES"\nif_em_load="YES" # a driver\nnosuch_load=yes\nvmm_load="NO"\n',
    "/etc/rc.conf": `hostname="tower.example"
ifconfig_vtnet0="SYNCDHCP"
vlans_vtnet0="7"
ifconfig_vtnet0_7="inet 10.7.0.1/24"
defaultrouter="10.2.70.1"
static_routes="x"
route_x="-net 10.99.0.0/16 10.2.70.9"
ngbuddy_enable="YES"
ngbuddy_lan_if="vtnet0"
jail_enable="YES"
jail_list="b a"
pf_enable="YES"
dnsmasq_enable="YES"
kld_list="nmdm carp"
`,
    "/etc/jail.conf": JAIL_CONF,
    "/etc/pf.conf": "pass\n",
    "/j/a/etc/rc.conf": 'ifconfig_a="SYNCDHCP"\n',
    "/j/b/etc/rc.conf": 'ifconfig_b="inet 10.2.70.80/24"\ndefaultrouter="10.2.70.1"\n',
  });
  const { status, stdout, stderr } = await run("reboot");
  expect(status).toBe(0);
  expect(plain(stdout)).toEqual([
    "Loading kernel modules:",
    "Setting hostname: tower.example.",
    "Starting dhclient.",
    "Starting Network: lo0 vtnet0.",
    "Starting ngbuddy.",
    "Created 2 links.",
    "add host 127.0.0.1: gateway lo0 fib 0: route already in table",
    "add net 10.99.0.0: gateway 10.2.70.9",
    "add net default: gateway 10.2.70.1",
    "add host ::1: gateway lo0 fib 0: route already in table",
    "add net fe80::: gateway ::1",
    "add net ff02::: gateway ::1",
    "add net ::ffff:0.0.0.0: gateway ::1",
    "add net ::0.0.0.0: gateway ::1",
    "Enabling pf.",
    "Starting jails: b a.",
    expect.stringMatching(/^Tue Nov 14 22:\d\d:\d\d UTC 2023$/),
  ]);
  expect(stderr.split("\n")).toEqual([
    "/boot/loader.conf: if_em: not emulated in a lab",
    "/boot/loader.conf: nosuch: No such file or directory",
    ...["DISCOVER", "OFFER", "REQUEST", "ACK"].map((word) =>
      expect.stringContaining(`DHCP${word}`),
    ),
    "bound to 10.2.70.15 -- renewal in 43200 seconds.",
    "route: message indicates error: File exists",
    "route: message indicates error: File exists",
    "/usr/local/etc/rc.d/dnsmasq: dnsmasq_enable: not emulated in a lab",
    "",
  ]);
  expect(await out("kldstat")).toMatch(/if_bridge\.ko[\s\S]*nmdm\.ko[\s\S]*carp\.ko/);
  expect(await out("pfctl -s Running")).toBe("Enabled\n");
  expect(await out("hostname")).toBe("tower.example\n");
  expect(await out("ifconfig vtnet0.7")).toContain("inet 10.7.0.1 ");
  expect(await out("jexec a ping -c 1 10.2.70.80")).toContain("1 packets received");
});

test("a reboot keeps the files and nothing else", async () => {
  const { lab, run, out } = hostWith({ "/etc/rc.conf": 'ifconfig_vtnet0="inet 10.2.70.5/24"\n' });
  await out("ifconfig bridge0 create");
  await out("ngctl mkpeer eiface x ether");
  await out("jail -c name=j path=/ vnet persist");
  await out("sysctl net.graph.recvspace=99999");
  const { bootId } = lab;
  let ran = false;
  lab.clock.after(3_600_000, () => {
    ran = true;
  });
  const before = lab.clock.epoch();
  await out("reboot");
  expect(await out("ifconfig -l")).toBe("vtnet0 lo0\n");
  expect(await out("ifconfig vtnet0")).toContain("inet 10.2.70.5 ");
  expect(await out("jls name")).toBe("");
  expect((await run("netstat -rn -f inet")).stdout).not.toContain("default");
  await out("kldload ng_socket");
  expect(await out("sysctl -n net.graph.recvspace")).toBe("20480\n");
  expect(lab.bootId).not.toBe(bootId);
  expect(lab.clock.epoch()).toBeGreaterThan(before);
  lab.clock.advance(7_200_000);
  expect(ran).toBe(false);
});

test("shutdown stops the jails with their hooks, reboot does not ask them", async () => {
  const files = {
    "/etc/rc.conf": 'ngbuddy_enable="YES"\nngbuddy_lan_if="vtnet0"\njail_enable="YES"\n',
    "/etc/jail.conf": JAIL_CONF,
    "/j/a/x": "",
    "/j/b/x": "",
  };
  const rough = hostWith(files);
  await rough.out("reboot");
  await rough.out("reboot");
  expect(rough.files.exists("/stopped-a")).toBe(false);
  const gentle = hostWith(files);
  await gentle.out("reboot");
  const { stdout, stderr } = await gentle.run("shutdown -r now");
  expect(stderr).toStartWith("shutdown: [pid ");
  expect(stdout).toStartWith(
    "Shutdown NOW!\n*** FINAL System shutdown message from root@belltower ***\nSystem going down IMMEDIATELY\n\n\nSystem shutdown time has arrived\nStopping jails: a b.\n.\n",
  );
  expect(stdout).toContain("\nStarting jails: a b.\n");
  expect(gentle.files.exists("/stopped-a")).toBe(true);
  expect(gentle.files.read("/var/run/jail_a.id")).toBe("1\n");
  gentle.files.write("/var/run/mine.pid", "77\n");
  await gentle.out("service jail stop a");
  expect(gentle.files.exists("/var/run/jail_a.id")).toBe(false);
  await gentle.out("reboot");
  expect(gentle.files.list("/var/run")).not.toContain("mine.pid");
});

test("a host that is switched off runs nothing", async () => {
  const { run, files } = hostWith({});
  expect(await run("shutdown -p now")).toMatchObject({ status: 0 });
  expect(await run("ifconfig")).toEqual({
    status: 69,
    stdout: "",
    stderr: "the lab's host is switched off; to boot it: ngbuddy lab boot\n",
  });
  expect(files.read("/var/log/messages")).toMatch(
    /^Nov 14 22:13:20 belltower shutdown\[\d+\]: power-down by root: \n$/,
  );
});

test("a script in rc.d runs behind what it requires and before what it says, and service knows it", async () => {
  const script = (head: string, said: string) => `#!/bin/sh\n#\n${head}\n\necho "${said} $1"\n`;
  const { run, out } = hostWith({
    "/etc/rc.conf": 'hostname="h"\nifconfig_vtnet0="inet 10.2.70.5/24"\n',
    "/usr/local/etc/rc.d/zeta": script("# PROVIDE: zeta\n# REQUIRE: alpha", "zeta"),
    "/usr/local/etc/rc.d/alpha": script(
      "# PROVIDE: alpha\n# REQUIRE: netif\n# BEFORE: routing",
      "alpha",
    ),
    "/usr/local/etc/rc.d/early": script("# PROVIDE: early\n# BEFORE: netif", "early"),
    "/usr/local/etc/rc.d/host": script(
      "# PROVIDE: host\n# REQUIRE: LOGIN\n# KEYWORD: nojail",
      "host",
    ),
    "/usr/local/etc/rc.d/last": script("# PROVIDE: last\n# KEYWORD: shutdown", "last"),
  });
  const said = plain((await run("reboot")).stdout).filter((line) => !/^add|UTC/.test(line));
  expect(said).toEqual([
    "Setting hostname: h.",
    "early faststart",
    "Starting Network: lo0 vtnet0.",
    "alpha faststart",
    "zeta faststart",
    "host faststart",
    "last faststart",
  ]);
  expect((await run("sh /etc/rc.shutdown")).stdout).toBe("last faststop\n.\n");
  expect(await out("service alpha status")).toBe("alpha status\n");
  const listed = (await out("service -l")).split("\n");
  expect(listed).toContain("pf");
  expect(listed.slice(-12)).toEqual([
    ...["alpha", "early", "host", "last", "ngbuddy", "ngbuddy_agent", "ngbuddy_exporter"],
    ...["ngbuddy_monitor", "ngbuddy_nat", "ngbuddy_recover", "zeta", ""],
  ]);
});

test("reboot and shutdown refuse what they do not know, and what a jail may not", async () => {
  const { run, out } = hostWith({});
  await out("jail -c name=j path=/ vnet persist");
  const cases: [line: string, status: number, said: string][] = [
    ["reboot now", 1, "usage: reboot [-cdlNnpqr] [-k kernel]\n"],
    ["halt -z", 1, "halt: illegal option -- z\nusage: halt [-clNnpq] [-k kernel]\n"],
    ["reboot -r", 1, "reboot: -r: not emulated in a lab\n"],
    ["jexec j reboot", 1, "reboot: SIGTSTP init: No such process\n"],
    ["shutdown now", 1, "shutdown: to single-user mode: not emulated in a lab\n"],
    ["shutdown -r soon", 1, "shutdown: bad time format\n"],
  ];
  for (const [line, status, stderr] of cases) {
    expect({ line, ...(await run(line)) }).toMatchObject({ line, status, stderr });
  }
  const { lab } = buddyLab();
  expect((await lab.capture(["shutdown", "-p", "+5"])).stdout).toBe(
    "Shutdown at Tue Nov 14 22:18:20 2023.\n",
  );
  lab.clock.advance(301_000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(lab.isOn).toBe(false);
});

test("a script of rc.d's with run_rc_command is started at boot and by service, and listed when it is enabled", async () => {
  const { run, out } = hostWith({
    "/etc/rc.conf": 'hostname="h"\nmynet_enable="YES"\nprog_enable="YES"\nprog_flags="-x"\n',
    "/usr/local/sbin/prog": "",
    "/usr/local/etc/rc.d/mynet": `#!/bin/sh
# PROVIDE: mynet
# REQUIRE: netif
# BEFORE: routing

. /etc/rc.subr

name="mynet"
desc="My own net"
rcvar="\${name}_enable"
start_cmd="\${name}_start"
start_precmd="mynet_pre"
stop_cmd=":"
extra_commands="hello"
hello_cmd="mynet_hello"

mynet_pre() { echo pre; }
mynet_start()
{
	startmsg -n "Making my net"
	ifconfig lo7 create
	ifconfig lo7 inet \${mynet_address}
	startmsg '.'
}
mynet_hello() { echo "hello $1"; }

load_rc_config $name
: \${mynet_enable:="NO"}
: \${mynet_address:="10.3.3.3/32"}

run_rc_command "$@"
`,
    "/usr/local/etc/rc.d/prog": `#!/bin/sh
# PROVIDE: prog
# REQUIRE: LOGIN
. /etc/rc.subr
name=prog
rcvar=prog_enable
command=/usr/local/sbin/prog
pidfile=/var/run/prog.pid
command_args="-d"
load_rc_config $name
run_rc_command "$1"
`,
  });
  await out("chmod 755 /usr/local/sbin/prog");
  const said = plain((await run("reboot")).stdout).filter((line) => !/^add|UTC/.test(line));
  expect(said).toEqual([
    "Setting hostname: h.",
    "Starting Network: lo0 vtnet0.",
    "pre",
    "Making my net.",
    "Starting prog.",
  ]);
  expect(await out("ifconfig lo7")).toContain("inet 10.3.3.3 ");
  expect(await out("service -e")).toMatch(/netif\n.*\/rc\.d\/mynet\n.*\/rc\.d\/prog\n/s);
  const cases: [line: string, status: number, stdout: string, stderr: string][] = [
    ["mynet hello you", 0, "hello you\n", ""],
    ["mynet describe", 0, "My own net\n", ""],
    ["mynet enabled", 0, "", ""],
    ["mynet rcvar", 0, '# mynet : My own net\n#\nmynet_enable="YES"\n#   (default: "")\n\n', ""],
    ["prog status", 1, "prog is not running.\n", ""],
    ["prog restart", 0, "Starting prog.\n", "prog not running? (check /var/run/prog.pid).\n"],
    [
      "mynet",
      1,
      "",
      "Usage: /usr/local/etc/rc.d/mynet [fast|force|one|quiet](start|stop|restart|rcvar|enable|disable|delete|enabled|describe|extracommands|hello)\n",
    ],
    ["prog disable", 0, "prog disabled in /etc/rc.conf\n", ""],
    [
      "prog start",
      0,
      "Cannot 'start' prog. Set prog_enable to YES in /etc/rc.conf or use 'onestart' instead of 'start'.\n",
      "",
    ],
  ];
  for (const [line, status, stdout, stderr] of cases) {
    expect({ line, ...(await run(`service ${line}`)) }).toEqual({ line, status, stdout, stderr });
  }
});
