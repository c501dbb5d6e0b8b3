/** Guests that are not on their bridge directly: other nodes hand their frames on. */
import { describe, expect, test } from "bun:test";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

/** Puts a node between the interface web1 and its bridge, as an administrator does. */
async function between(lab: BuddyLab, type: string, ours: string, theirs: string, name = type) {
  for (const line of [
    "ngctl rmhook web1: ether",
    `ngctl mkpeer web1: ${type} ether ${ours}`,
    `ngctl name web1:ether ${name}1`,
    `ngctl connect ${name}1: public: ${theirs} link2`,
  ])
    await lab.out(line);
}

/** web1 on public, in a jail of its name when asked for. */
async function web1(inJail = false) {
  const lab = buddyLab();
  for (const line of [
    "ngbuddy bridge public vtnet1",
    "ngbuddy jail web1 public",
    ...(inJail ? ["jail -c name=web1 path=/ vnet vnet.interface=web1 persist"] : []),
  ])
    await lab.out(line);
  return lab;
}

const kinds: readonly (readonly [type: string, ours: string, theirs: string])[] = [
  ["tee", "left", "right"],
  ["vlan", "downstream", "v10"],
  ["vlan", "v10", "downstream"],
  ["pipe", "upper", "lower"],
  ["car", "lower", "upper"],
  ["macfilter", "default", "ether"],
  ["bpf", "a", "b"],
  ["patch", "in", "out"],
  ["vlan_rotate", "original", "ordered"],
  ["etf", "nomatch", "downstream"],
  ["one2many", "many0", "one"],
];

describe.each(kinds)("an interface behind an ng_%s, by %s and %s", (type, ours, theirs) => {
  test("is shown on its bridge, with what is between", async () => {
    const lab = await web1(true);
    await between(lab, type, ours, theirs);
    expect(await lab.out("ngbuddy status")).toContain(`  web1 (by ${type}1): RX `);
    const tree = await lab.out("ngbuddy graph");
    expect(tree).toMatch(new RegExp(`link2 +web1 .*web1 in jail web1.* by ${type}1`));
    expect(tree).not.toContain("web1  eiface");
    const [bridge] = JSON.parse(await lab.out("ngbuddy status --json")).bridges;
    expect(bridge.links[0]).toMatchObject({
      peerName: `${type}1`,
      between: [{ name: `${type}1`, type }],
      end: { name: "web1", type: "eiface", hook: "ether" },
      guest: { kind: "jail", jail: "web1" },
    });
  });

  test("takes what is between with it, and nothing is left on the bridge", async () => {
    for (const words of ["unjail web1", "destroy web1"]) {
      const lab = await web1();
      await between(lab, type, ours, theirs);
      const { stdout } = await lab.run(`ngbuddy ${words} -n`);
      expect(stdout).toContain(`shut down ${type} ${type}1, which was between\n`);
      expect(await lab.out(`ngbuddy ${words}`)).toContain("Removing web1 from public\n");
      const names = snapshot(lab).graph.map((line) => line.split(" ")[0]);
      expect(names).toEqual(["public", "vtnet0", "vtnet1"]);
      expect(snapshot(lab).graph[0]).not.toMatch(/\blink2/);
    }
  });

  test("keeps its place by a restart, and goes by a stop", async () => {
    const lab = await web1(true);
    await between(lab, type, ours, theirs);
    const before = snapshot(lab);
    expect(await lab.run("ngbuddy restart")).toMatchObject({ status: 0, stderr: "" });
    expect(snapshot(lab)).toEqual(before);
    const stop = await lab.run("ngbuddy stop");
    expect(stop.stderr).toContain("jail web1 loses its interface web1; ");
    expect(snapshot(lab).graph).toEqual(["vtnet0 ether []", "vtnet1 ether []"]);
  });

  test("is there again when a stop is not confirmed", async () => {
    const lab = await web1(true);
    await between(lab, type, ours, theirs);
    const before = snapshot(lab);
    await lab.out("ngbuddy stop --confirm 5");
    expect(snapshot(lab)).not.toEqual(before);
    lab.lab.clock.advance(6000);
    for (let turns = 0; turns < 1000; turns++) await new Promise((done) => setImmediate(done));
    expect(snapshot(lab)).toEqual(before);
  });
});

test("several nodes in a row are walked through, and cleared away", async () => {
  const lab = await web1();
  await between(lab, "tee", "left", "right");
  for (const line of [
    "ngctl rmhook tee1: right",
    "ngctl mkpeer tee1: pipe right upper",
    "ngctl connect tee1:right public: lower link2",
  ])
    await lab.out(line);
  expect(await lab.out("ngbuddy status")).toMatch(/^ {2}web1 \(by \[[0-9a-f]+\] and tee1\): RX /m);
  await lab.out("ngbuddy unjail web1");
  expect(snapshot(lab).graph.map((line) => line.split(" ")[0])).toEqual([
    "public",
    "vtnet0",
    "vtnet1",
  ]);
});

test("a tee that somebody listens at stays, off the bridge, and that is said", async () => {
  const lab = await web1();
  await between(lab, "tee", "left", "right");
  await lab.out("ngctl mkpeer tee1: eiface left2right ether");
  const { status, stderr } = await lab.run("ngbuddy unjail web1");
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr:
      "ngbuddy: tee tee1, which was between, stays: it is connected by left2right to ngeth1\n",
  });
  const { graph } = snapshot(lab);
  expect(graph.find((line) => line.startsWith("public"))).not.toContain("tee1");
  expect(graph.find((line) => line.startsWith("tee1"))).toContain("left2right ngeth1:ether");
});

test("a VLAN node that others are behind, too, stays on the bridge", async () => {
  const lab = await web1();
  await between(lab, "vlan", "v10", "downstream");
  await lab.out("ngctl mkpeer vlan1: eiface v20 ether");
  const { stderr } = await lab.run("ngbuddy unjail web1");
  expect(stderr).toContain(
    "vlan vlan1, which was between, stays: it is connected by v20 to ngeth1",
  );
  expect(snapshot(lab).graph.find((line) => line.startsWith("public"))).toContain(
    "vlan1:downstream",
  );
});

test("jail says that an interface behind a tee is there already", async () => {
  const lab = await web1();
  await between(lab, "tee", "left", "right");
  expect(await lab.out("ngbuddy jail web1 public")).toBe("web1 already exists.\n");
});

test("unbridge does not overlook a guest behind a tee", async () => {
  const lab = await web1();
  await between(lab, "tee", "left", "right");
  expect((await lab.run("ngbuddy unbridge public")).stderr).toContain(
    "bridge public still carries web1; ",
  );
});

test("a bridge on a VLAN shows the nic and the tag", async () => {
  const lab = buddyLab();
  // What has blanks is one word.
  for (const line of [
    "kldload -n ng_ether",
    "ngctl mkpeer vtnet1: vlan lower downstream",
    "ngctl name vtnet1:lower trunk",
    "ngctl mkpeer trunk: bridge v10 link0",
    "ngctl name trunk:v10 ten",
    'ngctl msg trunk: addfilter {vlan=10/hook="v10"}',
  ])
    await lab.lab.capture(line.split(" ").map((word) => word.replace("/", " ")));
  expect(await lab.out("ngbuddy status")).toBe(
    "ten\n  vtnet1 (lower, by trunk, VLAN 10): RX 0B, TX 0B\n",
  );
  expect(await lab.out("ngbuddy graph")).toContain("by trunk, VLAN 10");
});

test("a bridge on a vlan(4) shows what that is on", async () => {
  const lab = buddyLab();
  await lab.out("ifconfig vtnet1.7 create");
  await lab.out("ngbuddy bridge seven vtnet1.7");
  expect(await lab.out("ngbuddy graph")).toContain("VLAN 7 of vtnet1");
});

test("two interfaces joined without a bridge are shown with their jails, and with each other", async () => {
  const lab = await web1(true);
  for (const line of ["ngctl rmhook web1: ether", "ngctl mkpeer web1: eiface ether ether"])
    await lab.out(line);
  const lines = (await lab.out("ngbuddy graph"))
    .split("\n")
    .map((line) => line.replace(/\s+/g, " "));
  expect(lines).toContain(
    "├── web1 eiface in jail web1 · joined to ngeth1 on this host, without a bridge",
  );
  expect(lines).toContain(
    "└── ngeth1 eiface on this host · joined to web1 in jail web1, without a bridge",
  );
});

test("a host with if_bridge and epair only is shown as that", async () => {
  const lab = buddyLab();
  for (const line of [
    "ifconfig bridge create",
    "ifconfig epair create",
    "ifconfig bridge0 addm vtnet1 addm epair0a up",
  ])
    await lab.out(line);
  const tree = await lab.out("ngbuddy graph");
  expect(tree).toContain("bridges of if_bridge(4)\n└── bridge0  members ");
  expect(tree).toContain("vtnet1");
  expect(tree).toContain("epair0a");
  expect(tree).not.toContain("There are no bridges.");
});

test("a NIC that hangs on a bridge by lower only stays so, when rc.conf says so", async () => {
  const lab = buddyLab();
  lab.files.append("/etc/rc.conf", 'ngbuddy_lan_if="vtnet1"\nngbuddy_lan_upper="NO"\n');
  const alone = "  vtnet1 (lower): RX";
  await lab.out("ngbuddy start");
  for (const words of ["start", "restart", "bridge lan vtnet1"]) {
    await lab.out(`ngbuddy ${words}`);
    const status = await lab.out("ngbuddy status");
    expect(status).toContain(alone);
    expect(status).not.toContain("upper");
  }
  await lab.out("ngbuddy unbridge lan");
  expect(lab.files.read("/etc/rc.conf")).not.toContain("ngbuddy_lan_upper");
});
