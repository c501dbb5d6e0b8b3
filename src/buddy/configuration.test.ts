import { expect, test } from "bun:test";
import { buddyLab } from "../../test/support/buddylab.ts";
import type { Host } from "../host/host.ts";
import { defaultHost } from "../lab/base/description.ts";
import { labHost } from "../lab/host.ts";
import { readRcFiles, readWanted } from "./configuration.ts";

function hostWith(kind: Host["kind"], rcConf: string, set: string) {
  const started: (readonly string[])[] = [];
  const host = {
    kind,
    files: { read: async (path: string) => (path === "/etc/rc.conf" ? rcConf : undefined) },
    run: async (argv: readonly string[]) => {
      started.push(argv);
      return { argv, status: 0, stdout: set, stderr: "" };
    },
  } as unknown as Host;
  return { host, started };
}

const COMPUTED = 'ngbuddy_lan_if="$(echo em0)"\n';
const SET = "IFS=' \t\n'\nngbuddy_lan_if=em0\nngbuddy_lan_list='a b'\nquoted='it'\\''s'\n";

test("what only sh can evaluate is left to sh on FreeBSD", async () => {
  const { host, started } = hostWith("freebsd", COMPUTED, SET);
  expect((await readWanted(host)).bridges).toMatchObject([
    { name: "lan", interface: "em0", list: ["a", "b"] },
  ]);
  expect(started).toEqual([
    [
      "sh",
      "-c",
      ". /etc/rc.subr && { for _ngbuddy in network netif routing pf ipfw dnsmasq jail vm ngbuddy; do load_rc_config $_ngbuddy; done; set; }",
    ],
  ]);
});

test("in a lab its own sh evaluates rc.conf: another file, $(hostname) and backquotes", async () => {
  const { files, out } = buddyLab();
  files.write("/etc/rc.conf.site", "lan=vtnet1\n");
  files.write(
    "/etc/rc.conf",
    'ngbuddy_enable=YES\n. /etc/rc.conf.site\nngbuddy_lan_if="$lan"\nngbuddy_set_mac="$(hostname)"\nngbuddy_lan_list="`echo a b`"\n',
  );
  await out("service ngbuddy start");
  expect(await out("ngbuddy status")).toContain("lan\n  b: RX");
  expect(await out("ngbuddy mac a")).toContain('sha1 of "angvm"');
  await out("ngbuddy unjail a");
  await out("ngbuddy jail a");
});

test("what the lab's sh cannot evaluate is said with file and line, and rc.conf is not blamed", async () => {
  const { files, run } = buddyLab();
  files.write("/etc/rc.conf", "a=1\nngbuddy_lan_if=$(route -n get default | tar '/interface/')\n");
  expect(await run("ngbuddy start")).toMatchObject({
    status: 71,
    stderr: "ngbuddy: reading rc.conf: sh: /etc/rc.conf:2: tar: not emulated in a lab\n",
  });
});

test("no sh is started for what can be read without it, or is wrong either way", async () => {
  const plain = hostWith("freebsd", "ngbuddy_lan_if=em0\nother=$(date)\n", "");
  expect((await readWanted(plain.host)).bridges).toMatchObject([{ name: "lan" }]);
  expect(plain.started).toEqual([]);
  const wrong = hostWith("freebsd", "ngbuddy_lan_if=em0\nngbuddy_lan_mtu=huge\n", "");
  await expect(readWanted(wrong.host)).rejects.toThrow(/huge/);
  expect(wrong.started).toEqual([]);
});

test("rc.conf.d/ngbuddy may be a directory, whose files are read and edited", async () => {
  const { files, out } = buddyLab();
  const directory = "/etc/rc.conf.d/ngbuddy";
  files.makeDirectory(directory);
  files.write(`${directory}/10-bridges`, "ngbuddy_lan_if=vtnet1\nngbuddy_lan_list=a\n");
  files.write(`${directory}/20-more`, 'ngbuddy_lan_list="a b"\n');
  files.write(`${directory}/.10-bridges.swp`, "not rc.conf (at all");
  await out("ngbuddy start");
  expect(await out("ngbuddy create c lan")).toBe("ngbuddy_lan_list: a b -> a b c\n");
  expect(files.read(`${directory}/20-more`)).toBe('ngbuddy_lan_list="a b c"\n');
  expect(files.read(`${directory}/10-bridges`)).toContain("ngbuddy_lan_list=a\n");
});

test("FreeBSD's defaults are read where they may matter, and only there", async () => {
  const { lab, files } = buddyLab();
  const read = async (defaults: string, rcConf: string) => {
    files.write("/etc/defaults/rc.conf", defaults);
    files.write("/etc/rc.conf", rcConf);
    const [first] = await readRcFiles(labHost(lab));
    const { bridges } = await readWanted(labHost(lab));
    return [first!.path, bridges.map((bridge) => bridge.interface)];
  };
  files.makeDirectory("/etc/defaults");
  const usual = 'hostname=""\n#ifconfig_lo0="inet 127.0.0.1"\nif [ -r x ]; then . x; fi\n';
  expect(await read(usual, "ngbuddy_lan_if=em0\n")).toEqual(["/etc/rc.conf", ["em0"]]);
  expect(await read("nic=em1\n", 'ngbuddy_lan_if="$nic"\n')).toEqual([
    "/etc/defaults/rc.conf",
    ["em1"],
  ]);
  expect(await read("ngbuddy_lan_if=em2\n", "")).toEqual(["/etc/defaults/rc.conf", ["em2"]]);
});

test("a cloud's network in rc.conf.d/network is read, and edited there: the host's address goes with it to its eiface", async () => {
  const { files, out } = buddyLab({ description: defaultHost });
  // As nuageinit(7) leaves an official image (libexec/nuageinit/nuageinit, config2_network).
  files.write("/etc/rc.conf", 'ifconfig_DEFAULT="DHCP inet6 accept_rtadv"\n');
  files.write(
    "/etc/rc.conf.d/network",
    'ifconfig_vtnet0="inet 10.2.70.107 netmask 255.255.255.0"\n',
  );
  files.write("/etc/rc.conf.d/routing", 'defaultrouter="10.2.70.1"\n');
  await out("ngbuddy enable --host-eiface");
  expect(files.read("/etc/rc.conf.d/network")).toBe('ifconfig_vtnet0="up"\n');
  expect(files.read("/etc/rc.conf")).toContain(
    'ifconfig_public0="inet 10.2.70.107 netmask 255.255.255.0"\n',
  );
  await out("ngbuddy start");
  await out("service netif restart");
  expect(await out("ifconfig public0")).toContain("inet 10.2.70.107 netmask 0xffffff00");
  expect(await out("ifconfig vtnet0")).not.toContain("inet ");
});

test("rc.conf that only sh can read is read with rc.conf.d/network behind it", async () => {
  const { files, out } = buddyLab();
  files.write(
    "/etc/rc.conf",
    'ngbuddy_lan_if="$(echo nghost0)"\nifconfig_nghost0="inet 10.1.1.1/24"\n',
  );
  files.write("/etc/rc.conf.d/network", 'ifconfig_nghost0="inet 10.1.1.2/24"\n');
  await out("service ngbuddy onestart");
  expect(await out("ifconfig nghost0")).toContain("inet 10.1.1.2 ");
});
