/** bhyve machines on our bridges: vm-bhyve's switches, and whose socket is whose. */
import { beforeEach, expect, test } from "bun:test";
import { byCommands } from "../../src/host/commands.ts";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";
import { machine, machineIn, plugIn } from "../support/machines.ts";

let lab: BuddyLab;
beforeEach(async () => {
  lab = buddyLab();
  for (const line of [
    "ngbuddy enable",
    "ngbuddy start",
    "sysrc vm_dir=/vm",
    "mkdir -p /vm/.config",
  ])
    await lab.out(line);
});

test("vmconf makes switches of the bridges and keeps a copy; twice changes nothing", async () => {
  lab.files.write("/vm/.config/system.conf", 'switch_list="old"\ntype_old="standard"\n');
  const { stdout } = await lab.ngbuddy("vmconf");
  expect(stdout).toBe(
    [
      "Configuring /vm/.config/system.conf:",
      "switch_list: old -> old private public",
      "type_private:  -> netgraph",
      "type_public:  -> netgraph",
      "",
    ].join("\n"),
  );
  const text = lab.files.read("/vm/.config/system.conf");
  expect(text).toBe(
    'switch_list="old private public"\ntype_old="standard"\ntype_private="netgraph"\ntype_public="netgraph"\n',
  );
  expect(lab.files.read("/vm/.config/.system.conf.bak")).toBe(
    'switch_list="old"\ntype_old="standard"\n',
  );
  expect((await lab.ngbuddy("vmconf")).status).toBe(0);
  expect(lab.files.read("/vm/.config/system.conf")).toBe(text);
});

test("vmconf on a host without vm-bhyve says so", async () => {
  await lab.out("sysrc -x vm_dir");
  expect(await lab.ngbuddy("vmconf")).toEqual({
    status: 78,
    stdout: "",
    stderr: "ngbuddy: vm_dir is not set in rc.conf: vm-bhyve is not set up on this host\n",
  });
});

test("vmname names each socket after the machine that vm-bhyve has started with it, and no other", async () => {
  await machine(lab, "web.1", ["public", "link7"], ["private", "link8"]);
  await lab.out("mkdir -p /dev/vmm");
  lab.files.write("/dev/vmm/somebody-elses", "");
  await plugIn(lab, ["private", "link9"]);
  expect(await lab.ngbuddy("vmname")).toEqual({ status: 0, stdout: "", stderr: "" });
  const named = (node: string) => lab.out(`ngctl show ${node}:`);
  expect(await named("web_1")).toMatch(/^ {2}vmlink +public +bridge .* link7 *$/m);
  expect(await named("web_1_1")).toMatch(/^ {2}vmlink +private +bridge .* link8 *$/m);
  expect(await lab.out("ngctl show private:link9")).toContain("Name: <unnamed>");
  expect((await lab.ngbuddy("vmname -n")).stdout).toBe("vmname: nothing to do\n");
});

test("vmname finds a machine in any of vm-bhyve's datastores", async () => {
  lab.files.write(
    "/vm/.config/system.conf",
    'datastore_list="images gone fast"\npath_gone="zfs:gone/vm"\npath_images="iso:/isos"\npath_fast="/fast"\n',
  );
  await machineIn(lab, "/fast", "db", ["public", "link7"]);
  await machine(lab, "web", ["private", "link8"]);
  expect(await lab.ngbuddy("vmname")).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(await lab.out("ngctl show db:")).toContain("link7");
  expect(await lab.out("ngctl show web:")).toContain("link8");
});

test("vmname without vm-bhyve: nothing to do, or a machine that nothing is known of", async () => {
  await lab.out("sysrc -x vm_dir");
  expect(await lab.ngbuddy("vmname")).toEqual({ status: 0, stdout: "", stderr: "" });
  await lab.out("mkdir -p /dev/vmm");
  lab.files.write("/dev/vmm/web", "");
  expect((await lab.ngbuddy("vmname")).status).toBe(78);
});

test("status names them first", async () => {
  await machine(lab, "web", ["public", "link7"]);
  expect((await lab.ngbuddy("status")).stdout).toContain("\n  web: RX 0B, TX 0B\n");
});

test("mac tells an address and its reason", async () => {
  const seed = /^[0-9a-f-]{36}$/.exec((await lab.out("sysrc -n ngbuddy_set_mac")).trim())?.[0];
  expect((await lab.ngbuddy("mac b1")).stdout).toContain(`of sha1 of "b1${seed}"`);
  await lab.out("sysrc -x ngbuddy_set_mac");
  expect((await lab.ngbuddy("mac b1")).stdout).toBe(
    "b1: the kernel chooses, as ngbuddy_set_mac is not set\n",
  );
  await lab.out(
    "sysrc ngbuddy_set_mac=belltower ngbuddy_set_mac_prefix=02 ngbuddy_set_mac_hash=sha256",
  );
  expect((await lab.ngbuddy("mac b1")).stdout).toBe(
    '02:65:92:b3:f5:8a\nb1: prefix 02, then the first digits of sha256 of "b1belltower"\n',
  );
  expect(JSON.parse((await lab.ngbuddy("mac b1 --json")).stdout)).toMatchObject({
    version: 1,
    address: "02:65:92:b3:f5:8a",
  });
});

test("mac --all is the table for a DHCP server: pinned, hashed, of what is there and of what is listed", async () => {
  await lab.out(
    "sysrc ngbuddy_mac_web1=02:00:00:00:00:99 ngbuddy_public_list=later ngbuddy_set_mac=belltower",
  );
  await lab.out("ngbuddy jail web1 public");
  const { stdout } = await lab.ngbuddy("mac --all --format dnsmasq");
  expect(stdout).toContain("dhcp-host=02:00:00:00:00:99,web1\n");
  expect(stdout).toMatch(/^dhcp-host=58:9c:fc:(?:[0-9a-f]{2}:){2}[0-9a-f]{2},later$/m);
  expect(await lab.out("ifconfig web1")).toContain("ether 02:00:00:00:00:99");
  expect((await lab.ngbuddy("mac --all --format x")).status).toBe(64);
});

test("-v shows each message and command on standard error", async () => {
  const { stdout, stderr } = await lab.ngbuddy("jail a public -v");
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^ +\d+\.\d ms {2}message mkpeer to public:$/m);
  expect(stderr).toMatch(/^ +\d+\.\d ms {2}kernel changeInterface ngeth\d+ name a$/m);
  const byCommand = await lab.ngbuddy("jail b public -v", byCommands(labHost(lab.lab)));
  expect(byCommand.stderr).toMatch(/^ +\d+\.\d ms {2}ifconfig ngeth\d+ name b$/m);
});

test("a machine is on its bridge again when a stop is not confirmed, named or not", async () => {
  await plugIn(lab, ["public", "link7"]);
  await machine(lab, "web", ["private", "link8"]);
  await lab.out("ngbuddy vmname");
  const before = snapshot(lab).graph;
  await lab.out("ngbuddy stop --confirm 1");
  lab.lab.clock.advance(2000);
  for (let turns = 0; turns < 1000; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(snapshot(lab).graph).toEqual(before);
});
