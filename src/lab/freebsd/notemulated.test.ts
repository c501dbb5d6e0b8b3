/** What FreeBSD has and a lab has not is never denied, and what neither has gets FreeBSD's own words. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";

test("each command, service, node type, sysctl and module of FreeBSD's is said not to be emulated", async () => {
  const { run } = buddyLab();
  const cases: [line: string, status: number, said: string][] = [
    ["ipfstat list", 69, "ipfstat: not emulated in a lab; a lab has "],
    ["/sbin/zpool list", 69, "/sbin/zpool: not emulated in a lab; a lab has "],
    ["nosuch", 127, "nosuch: No such file or directory; a lab has "],
    ["/nosuch/ifconfig", 127, "/nosuch/ifconfig: No such file or directory; a lab has "],
    ["service ipfilter start", 69, "service: ipfilter: not emulated in a lab\n"],
    ["/etc/rc.d/ipfilter start", 69, "service: ipfilter: not emulated in a lab\n"],
    ["service devfs restart", 0, "/etc/rc.d/devfs: rules for devices: not emulated in a lab\n"],
    ["ngctl mkpeer nat x out", 71, "ngctl: mkpeer nat: not emulated in a lab\n"],
    ["ngctl mkpeer nosuch x out", 71, "ngctl: send msg: No such file or directory\n"],
    ["kldload if_em", 1, "kldload: can't load if_em: not emulated in a lab\n"],
    ["kldload geom_mirror", 1, "kldload: can't load geom_mirror: not emulated in a lab\n"],
    ["kldload tmpfs", 1, "kldload: can't load tmpfs: module already loaded or in kernel\n"],
    ["ngctl mkpeer UI x out", 71, "ngctl: mkpeer UI: not emulated in a lab\n"],
    ["sysctl net.isr.dispatch", 1, "sysctl: oid 'net.isr.dispatch': not emulated in a lab\n"],
    ["sysctl dev.vtnet.0", 1, "sysctl: oid 'dev.vtnet.0': not emulated in a lab\n"],
    [
      "sysctl net.inet.tcp.keepcnt=3",
      1,
      "sysctl: oid 'net.inet.tcp.keepcnt': not emulated in a lab\n",
    ],
    [
      "sysctl security.jail.param.vnet",
      1,
      "sysctl: oid 'security.jail.param.vnet': not emulated in a lab\n",
    ],
    ["service devd restart", 69, "service: devd: not emulated in a lab\n"],
    ["traceroute6 ::1", 69, "traceroute6: not emulated in a lab; a lab has "],
    ["crontab x", 69, "crontab: not emulated in a lab; a lab has "],
    ["kldload nosuch", 1, "kldload: can't load nosuch: No such file or directory\n"],
    // It comes with if_bridge(4), as on FreeBSD.
    [
      "sysctl net.link.bridge.pfil_member",
      1,
      "sysctl: unknown oid 'net.link.bridge.pfil_member'\n",
    ],
    ["sysctl net.fibs=2", 1, "sysctl: oid 'net.fibs': not emulated in a lab\n"],
    ["sysctl net.nosuch", 1, "sysctl: unknown oid 'net.nosuch'\n"],
    [
      "sysctl net.inet6.ip6.redirect=0",
      1,
      "sysctl: oid 'net.inet6.ip6.redirect': not emulated in a lab\n",
    ],
  ];
  for (const [line, status, said] of cases) {
    const answer = await run(line);
    expect({ line, status: answer.status }).toEqual({ line, status });
    expect(answer.stderr).toStartWith(said);
  }
  expect((await run("service nosuch start")).stdout).toStartWith(
    "nosuch does not exist in /etc/rc.d",
  );
});

test("a jail's hook and jexec say what the lab has not, and what is not there", async () => {
  const { run, out, lab } = buddyLab();
  const hook = await lab.capture([
    "jail",
    "-c",
    "name=j",
    "path=/",
    "persist",
    "exec.created=crontab x",
  ]);
  expect(hook).toEqual({
    status: 1,
    stdout: "",
    stderr: "jail: exec crontab: not emulated in a lab\njail: crontab x: failed\n",
  });
  await out("jail -c name=j path=/ vnet persist");
  for (const name of ["traceroute6", "rtadvctl", "rtadvd"]) {
    expect(await run(`jexec j ${name} x`)).toMatchObject({
      status: 69,
      stderr: `jexec: execvp: ${name}: not emulated in a lab\n`,
    });
  }
});

test("names in /etc/hosts are addresses for ifconfig", async () => {
  const { files, run, out } = buddyLab();
  await out("ifconfig lo0 localhost");
  expect(await out("ifconfig lo0")).toContain("inet 127.0.0.1 ");
  files.write("/etc/hosts", "10.9.9.9\tspare Spare.example # one\n2001:db8::9 spare\n");
  await out("ifconfig vtnet1 inet spare netmask 255.255.255.0 alias");
  await out("ifconfig vtnet1 inet6 spare prefixlen 64");
  expect(await out("ifconfig vtnet1")).toMatch(/inet 10\.9\.9\.9 .*inet6 2001:db8::9 /s);
  expect((await run("ifconfig vtnet1 localhost")).stderr).toBe("ifconfig: localhost: bad value\n");
});
