/** A bridge whose interface is not there is left out, and said: an eiface in its place would be the wrong network. */
import { describe, expect, test } from "bun:test";
import { buddyLab, snapshot } from "../support/buddylab.ts";

function host(...lines: string[]) {
  const lab = buddyLab();
  lab.files.write(
    "/etc/rc.conf",
    [...lines, 'ngbuddy_enable="YES"', 'ngbuddy_private_if="nghost0"', ""].join("\n"),
  );
  return lab;
}

describe("start makes no eiface in the place of an interface that should be a real one", () => {
  const table: [lines: string[], told: RegExp][] = [
    [
      ['vlans_vtnet0="vlan3"', 'create_args_vlan3="vlan 3"', 'ngbuddy_x_if="vlan3"'],
      /^bridge x \(\/etc\/rc\.conf: 3\): this host has no interface vlan3 yet, which rc\.conf makes \(vlans_vtnet0="vlan3"\); first: service netif start vtnet0; for an eiface of that name: ngbuddy_x_if="eiface:vlan3"$/,
    ],
    [
      ['cloned_interfaces="bridge0 lagg0 vlan2"', 'ngbuddy_x_if="vlan2"'],
      /no interface vlan2 yet, .*first: service netif start vlan2;/,
    ],
    [
      ['create_args_up="vlan 3"', 'ngbuddy_x_if="up"'],
      /nothing makes it; add it to cloned_interfaces/,
    ],
    [['ifconfig_vtnet0_name="wan"', 'ngbuddy_x_if="wan"'], /first: service netif start vtnet0/],
    [
      ['ifconfig_vtnet7_name="wan"', 'ngbuddy_x_if="wan"'],
      /rc\.conf makes it of vtnet7 .*, which is not there either \(did you mean vtnet0\?\)/,
    ],
    [
      ['ifconfig_em0_name="wan"', 'ngbuddy_x_if="em0"'],
      /, since rc\.conf calls it wan; give the bridge that name/,
    ],
    [
      ['ngbuddy_x_if="em9"'],
      /: this host has no interface em9 \(it has vtnet0, vtnet1\); for an eiface/,
    ],
    [['ngbuddy_x_if="vtnet9"'], /no interface vtnet9 \(did you mean vtnet0\?\)/],
    [['ngbuddy_x_if="vtent0"'], /no interface vtent0 \(did you mean vtnet0\?\)/],
    [['ngbuddy_x_if="VTNET0"'], /no interface VTNET0 \(did you mean vtnet0\?\)/],
    [
      ['ngbuddy_x_if="vtnet0.2"'],
      /no interface vtnet0\.2 yet; first: ifconfig vtnet0\.2 create, and for good vlans_vtnet0="2" in rc\.conf$/,
    ],
    [['ngbuddy_x_if="vtnet0_2"'], /no interface vtnet0_2 yet; first: ifconfig vtnet0\.2 create/],
    [['ngbuddy_x_if="vtnet9.2"'], /no interface vtnet9\.2, nor vtnet9 for it to be on/],
    [['ngbuddy_x_if="lan.x"'], /no interface lan\.x \(it has vtnet0, vtnet1\)$/],
  ];
  for (const [lines, told] of table) {
    test(lines.join(" "), async () => {
      const lab = host(...lines, 'ngbuddy_x_list="web"');
      const dry = await lab.ngbuddy("start -n");
      const { status, stdout, stderr } = await lab.ngbuddy("start");
      expect(stderr.trim().replace(/^ngbuddy: /, "")).toMatch(told);
      expect(stderr.split("\n").length).toBe(2);
      // The others are made all the same.
      expect({ status, stdout }).toEqual({
        status: 69,
        stdout: "Starting ngbuddy.\nCreated 1 links.\n",
      });
      expect(snapshot(lab).graph.filter((node) => / (?:eiface|bridge) /.test(node)).length).toBe(2);
      expect({ status: dry.status, stderr: dry.stderr }).toEqual({ status: 69, stderr });
    });
  }
});

test("names that people give to interfaces of the host's own make them, as ever", async () => {
  for (const name of [
    "nghost5",
    "lan0",
    "ng0",
    "private0",
    "host",
    "vnet0",
    "priv_2",
    "nghost0_2",
    "uplink1",
  ]) {
    const lab = host(`ngbuddy_x_if="${name}"`);
    const { status, stderr } = await lab.ngbuddy("start");
    expect([name, status, stderr]).toEqual([name, 0, ""]);
    expect(await lab.out(`ifconfig ${name}`)).toContain("ether");
  }
});

test("eiface:NAME asks for an eiface, whatever it is called, in every subcommand", async () => {
  const lab = host('cloned_interfaces="vlan3"', 'ngbuddy_x_if="eiface:vlan3"');
  const { status, stderr } = await lab.ngbuddy("start");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(await lab.out("ngbuddy status")).toContain("x\n  vlan3: RX");
  expect((await lab.ngbuddy("bridge x vlan3")).stdout).toBe(
    "ngbuddy_x_if: eiface:vlan3 -> eiface:vlan3\nBridge x is on vlan3 already.\n",
  );
  expect((await lab.ngbuddy("restart")).status).toBe(0);
  expect((await lab.ngbuddy("destroy vlan3")).status).toBe(65);
  expect((await lab.ngbuddy("stop")).stdout).toBe("Shut down 4 nodes.\n");
  await lab.out("ngbuddy enable");
  await lab.out("ngbuddy start");
  expect(await lab.out("ngbuddy unbridge x")).toBe("Shutdown vlan3\nShutdown bridge x\n");
  expect(await lab.out("cat /etc/rc.conf")).not.toContain("ngbuddy_x_if");
});

test("bridge refuses an interface that is not there, and makes an eiface when it is asked for", async () => {
  const lab = host();
  await lab.out("ngbuddy start");
  const before = snapshot(lab);
  const refused = await lab.ngbuddy("bridge x vtnet0_9");
  expect(refused).toEqual({
    status: 69,
    stdout: "",
    stderr:
      'ngbuddy: bridge x: this host has no interface vtnet0_9 yet; first: ifconfig vtnet0.9 create, and for good vlans_vtnet0="9" in rc.conf; for an eiface of that name: ngbuddy bridge x eiface:vtnet0_9\n',
  });
  expect(snapshot(lab)).toEqual(before);
  expect((await lab.ngbuddy("bridge x eiface:vtnet0")).stderr).toBe(
    "ngbuddy: vtnet0 exists and is no eiface but a node of type ether; choose another name\n",
  );
  expect(snapshot(lab)).toEqual(before);
  expect(await lab.out("ngbuddy bridge x eiface:em9")).toBe("ngbuddy_x_if:  -> eiface:em9\n");
  expect((await lab.ngbuddy("bridge y eiface:a.b")).status).toBe(65);
});

test("an eiface that is there in the place of a real interface is kept, and said", async () => {
  const lab = host('ngbuddy_x_if="eiface:em9"');
  await lab.out("ngbuddy start");
  await lab.out("sysrc ngbuddy_x_if=em9");
  const { status, stderr } = await lab.ngbuddy("start");
  expect(status).toBe(0);
  expect(stderr).toMatch(/no interface em9 .*; there is an eiface called so, and it is left\n$/);
});

test("self-test says which interface is missing, before start is tried", async () => {
  const lab = host('ngbuddy_x_if="em9"');
  const { status, stdout } = await lab.ngbuddy("self-test");
  expect(status).toBe(69);
  expect(stdout).toContain(
    "FAIL  bridges: bridge x (/etc/rc.conf: 1): this host has no interface em9",
  );
});

test("when the interface comes, start puts the bridge on it", async () => {
  const lab = host('ngbuddy_x_if="vtnet0.7"', 'ngbuddy_x_list="web"');
  expect((await lab.ngbuddy("start")).status).toBe(69);
  await lab.out("ifconfig vtnet0.7 create");
  const { status, stderr } = await lab.ngbuddy("start");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(await lab.out("ngbuddy status")).toContain("vtnet0_7 (lower)");
});

test("a program is told what was left out", async () => {
  const lab = host('ngbuddy_x_if="em9"');
  const { status, stdout } = await lab.ngbuddy("start --json");
  expect(status).toBe(69);
  expect(JSON.parse(stdout).unmet).toEqual([expect.stringContaining("no interface em9")]);
});

test("variables that nothing reads are told by every subcommand that changes something", async () => {
  const lab = host('ngbuddy_private_lst="a"');
  const line =
    "ngbuddy: /etc/rc.conf: 1: ngbuddy_private_lst is no variable of ngbuddy(8), and has no effect; did you mean ngbuddy_private_list?\n";
  for (const words of [
    "start",
    "jail b private",
    "create c private",
    "unjail b",
    "destroy c",
    "restart",
    "disable",
    "stop",
    "enable -n",
  ]) {
    const { status, stderr } = await lab.ngbuddy(words);
    expect([words, status, stderr.includes(line)]).toEqual([words, 0, true]);
  }
  const { status, stdout } = await lab.ngbuddy("self-test");
  expect(status).toBe(69);
  expect(stdout).toContain("FAIL  variables: /etc/rc.conf: 1: ngbuddy_private_lst");
});

test("restart goes on when a bridge's interface has gone, and says which jail loses its own", async () => {
  const lab = host('ngbuddy_x_if="vtnet0.7"');
  await lab.out("ifconfig vtnet0.7 create");
  await lab.out("ngbuddy start");
  await lab.out("ngbuddy jail web x");
  await lab.out("jail -c name=web path=/ vnet vnet.interface=web persist");
  await lab.out("ifconfig vtnet0.7 destroy");
  const { status, stderr } = await lab.ngbuddy("restart");
  expect(status).toBe(69);
  expect(stderr).toMatch(/^ngbuddy: jail web loses .*web/m);
  expect(stderr).toMatch(/no interface vtnet0\.7 yet; first: ifconfig vtnet0\.7 create/);
  expect(await lab.out("ngbuddy status")).toBe("private\n  nghost0: RX 0B, TX 0B\n");
});
