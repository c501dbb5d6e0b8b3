/** bhyve machines on our bridges: vm-bhyve's switches, and whose socket is whose. */
import { beforeEach, expect, test } from "bun:test";
import { openSocket } from "../../src/lab/kernel/socket.ts";
import { Netgraph } from "../../src/netgraph/client.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

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

/** What bhyve does for a network card: a socket without a name, on a bridge, that sends frames. */
async function machine(bridge: string, hook: string, ether: string): Promise<Netgraph> {
  const socket = openSocket(lab.lab.host.graph, "");
  const netgraph = await Netgraph.open(socket);
  await netgraph.connect(".", `${bridge}:`, "vmlink", hook);
  const frame = new Uint8Array(64).fill(0xff, 0, 6);
  frame.set(
    ether.split(":").map((byte) => Number.parseInt(byte, 16)),
    6,
  );
  socket.openData().send("vmlink", frame);
  return netgraph;
}

test("vmconf makes switches of the bridges and keeps a copy; twice changes nothing", async () => {
  lab.files.write("/vm/.config/system.conf", 'switch_list="old"\ntype_old="standard"\n');
  const { stdout } = await lab.ngbuddy("vmconf");
  expect(stdout).toBe(
    [
      "switch_list: old -> old private",
      "type_private:  -> netgraph",
      "switch_list: old private -> old private public",
      "type_public:  -> netgraph",
      "",
    ].join("\n"),
  );
  const text = lab.files.read("/vm/.config/system.conf");
  expect(text).toBe(
    'switch_list="old private public"\ntype_old="standard"\ntype_private="netgraph"\ntype_public="netgraph"\n',
  );
  expect(lab.files.read("/vm/.config/system.conf.bak")).toBe(
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

test("vmname names each socket after the machine whose address it sends from, and no other", async () => {
  await lab.out("mkdir -p /vm/web");
  lab.files.write(
    "/vm/web/web.conf",
    'network0_mac="58:9c:fc:0a:00:01"\nnetwork1_mac="58:9C:FC:0A:00:02"\n',
  );
  await lab.out("mkdir -p /vm/broken");
  lab.files.write("/vm/broken/broken.conf", 'network0_mac="');
  await machine("public", "link7", "58:9c:fc:0a:00:01");
  await machine("public", "link8", "58:9c:fc:0a:00:02");
  await machine("private", "link9", "02:00:00:00:00:99");
  const { status, stdout, stderr } = await lab.ngbuddy("vmname");
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  expect(stderr).toBe(
    "ngbuddy: whose the socket at private's link9 is, is not known: no address that it has sent from is a machine's\n",
  );
  const { graph } = lab.lab.host;
  expect(graph.named("web")?.type.table.name).toBe("socket");
  expect(graph.named("web_1")?.type.table.name).toBe("socket");
});

test("status names them first", async () => {
  await lab.out("mkdir -p /vm/web");
  lab.files.write("/vm/web/web.conf", 'network0_mac="58:9c:fc:0a:00:01"\n');
  await machine("public", "link7", "58:9c:fc:0a:00:01");
  expect((await lab.ngbuddy("status")).stdout).toContain("\n  web: RX 64B, TX 0B\n");
});

test("mac tells an address and its reason", async () => {
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

test("-v shows each message and command on standard error", async () => {
  const { stdout, stderr } = await lab.ngbuddy("jail a public -v");
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^ +\d+\.\d ms {2}message mkpeer to public:$/m);
  expect(stderr).toMatch(/^ +\d+\.\d ms {2}ifconfig ngeth\d+ name a$/m);
});
