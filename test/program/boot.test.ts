/** A lab's host is switched off and on by its user: what runs in it, what talks to it, and what is shown then. */
import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "./program.ts";

test("lab boot shows the console and who can ping whom, and what ran before is gone", async () => {
  await using ngbuddy = program();
  const etc = join(ngbuddy.lab, "root", "etc");
  mkdirSync(etc, { recursive: true });
  writeFileSync(join(etc, "rc.conf"), 'hostname="tower"\nifconfig_vtnet0="inet 10.2.70.9/24"\n');
  expect((await ngbuddy.run("lab", "start")).status).toBe(0);
  // Goes on until it is stopped.
  const pings = ngbuddy.run("lab", "exec", "ping", "10.2.70.20");
  await ngbuddy.run("lab", "exec", "ifconfig", "epair", "create");
  const { status, stdout } = await ngbuddy.run("lab", "boot");
  expect(status).toBe(0);
  expect(stdout).toStartWith("Setting hostname: tower.\nStarting Network: lo0 vtnet0.\n");
  expect(stdout).toEndWith(
    [
      "",
      "pings         tower (host)  10.2.70.1  10.2.70.20",
      "tower (host)  ·             yes        yes",
      "10.2.70.1     yes           ·          yes",
      "10.2.70.20    yes           yes        ·",
      "",
    ].join("\n"),
  );
  expect((await pings).status).toBe(0);
  expect((await ngbuddy.run("lab", "exec", "ifconfig", "-l")).stdout).toBe("vtnet0 lo0\n");
  const reach = JSON.parse((await ngbuddy.run("lab", "reach", "--json")).stdout);
  expect(reach.version).toBe(1);
  expect(reach.pings).toHaveLength(6);
  // The kernel's calls reach the kernel that is there now.
  expect((await ngbuddy.run("status")).status).toBe(0);
});

test("lab log shows what the kernel did not do, and shutdown -p ends the lab", async () => {
  await using ngbuddy = program();
  expect((await ngbuddy.run("lab", "exec", "ngctl", "mkpeer", "nat", "x", "out")).status).toBe(71);
  const off = await ngbuddy.run("lab", "exec", "shutdown", "-p", "now");
  expect(off.status).toBe(0);
  expect((await ngbuddy.run("lab", "list")).stdout).toContain(" off ");
  const { stdout } = await ngbuddy.run("lab", "log");
  expect(stdout).toMatch(
    /^\w{3} [ \d]\d \d\d:\d\d:\d\d belltower kernel: ng_nat: this node type is not emulated in a lab\n.* belltower shutdown\[\d+\]: power-down by root: \n$/,
  );
  expect((await ngbuddy.run("lab", "reboot")).stdout).toContain(
    "\nSystem shutdown time has arrived\n",
  );
});

test("a lab whose process is killed goes on as it was, and only a boot begins anew", async () => {
  await using ngbuddy = program();
  const session = async (...commands: string[]) =>
    (await ngbuddy.runWith({ stdin: commands.join("\n") }, "lab", "run", "-")).stdout;
  const kill = () =>
    process.kill(Number(readFileSync(join(ngbuddy.lab, "pid"), "utf8")), "SIGKILL");
  await session(
    "ifconfig epair create",
    "ifconfig epair0a inet 10.8.8.1/24",
    "jail -c name=j path=/ vnet persist vnet.interface=epair0b",
    "jexec j ifconfig epair0b inet 10.8.8.2/24",
    "ngbuddy bridge lan vtnet0",
    "ping -c 1 10.8.8.2",
  );
  const seen = async () => {
    const text = await session(
      ...["ifconfig", "netstat -rn", "arp -an", "ngctl list", "jls", "sysctl kern.boottime"],
    );
    // What grows older, or is the command's own.
    return text.replaceAll(/expires in \d+|usec = \d+|ngctl\d+.*/g, "");
  };
  const before = await seen();
  expect(before).toContain("(10.8.8.2) at ");
  kill();
  expect((await seen()).split("\n")).toEqual(before.split("\n"));
  await ngbuddy.run("lab", "stop");
  expect(await session("jls name", "ping -c 1 10.8.8.2")).toMatch(
    /^# jls name\nj\n.* 1 packets received/s,
  );
  await ngbuddy.run("lab", "boot");
  kill();
  expect(await session("ifconfig -l")).toBe("# ifconfig -l\nvtnet0 lo0\n");
});

test("a state that cannot be read is named in dmesg, and the lab starts as it is described", async () => {
  await using ngbuddy = program();
  expect((await ngbuddy.run("lab", "exec", "ifconfig", "epair", "create")).status).toBe(0);
  await ngbuddy.run("lab", "stop");
  const file = join(ngbuddy.lab, "state.json");
  writeFileSync(file, readFileSync(file, "utf8").slice(0, 1000));
  const { stdout } = await ngbuddy.runWith({ stdin: "ifconfig -l\ndmesg\n" }, "lab", "run", "-");
  expect(stdout).toStartWith(`# ifconfig -l\nvtnet0 lo0\n# dmesg\n${file} is of no use: JSON`);
});
