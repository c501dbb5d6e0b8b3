/** Sessions that a comparison with the shell tool, command by command on two labs, has shown to matter. */
import { describe, expect, test } from "bun:test";
import { buddyLab, snapshot } from "../support/buddylab.ts";

describe("rc.conf gives two bridges the same interface", () => {
  async function contradiction() {
    const lab = buddyLab();
    await lab.out("service ngbuddy enable");
    await lab.out("service ngbuddy start");
    await lab.out("sysrc ngbuddy_wan_if=nghost0");
    return lab;
  }

  test("jails come up and go all the same", async () => {
    const { out } = await contradiction();
    await out("service ngbuddy jail a private");
    expect(await out("service ngbuddy unjail a")).toBe("Removing a from private\n");
  });

  test("start says which, and unbridge of the one that is not up leaves the other alone", async () => {
    const lab = await contradiction();
    expect(await lab.run("service ngbuddy start")).toEqual({
      status: 78,
      stdout: "",
      stderr:
        "ngbuddy: nghost0 is wanted by the bridges private and wan; give it to one of them in rc.conf\n",
    });
    const { graph } = snapshot(lab);
    expect(await lab.run("service ngbuddy unbridge wan")).toEqual({
      status: 0,
      stdout: "",
      stderr: "ngbuddy: bridge wan was not up\n",
    });
    expect(snapshot(lab).graph).toEqual(graph);
    expect(await lab.out("sysrc -n ngbuddy_private_if")).toBe("nghost0\n");
  });
});

describe("rc.conf says more of a bridge's own interface", () => {
  test("an alias is announced on the bridge", async () => {
    const { lab, out } = buddyLab();
    await out("service ngbuddy enable");
    await lab.capture(["sysrc", "ifconfig_nghost0_alias0=inet 10.8.0.1/32"]);
    await out("service ngbuddy start");
    expect(await out("service ngbuddy status")).toContain("  nghost0: RX 42B, TX 0B\n");
  });

  test("DHCP brings it up; devd does the rest", async () => {
    const { out } = buddyLab();
    await out("service ngbuddy enable");
    await out("sysrc ifconfig_nghost0=DHCP");
    expect(await out("service ngbuddy start")).toBe("Starting ngbuddy.\nCreated 3 links.\n");
    expect(await out("ifconfig nghost0")).toMatch(/<UP,/);
  });
});

describe("rc.conf was changed by hand while all was up", () => {
  test("unbridge does not take the interface of another bridge", async () => {
    const lab = buddyLab();
    await lab.out("service ngbuddy enable");
    await lab.out("service ngbuddy start");
    await lab.out("sysrc ngbuddy_public_if=nghost0");
    expect(await lab.out("service ngbuddy unbridge public")).toBe("Shutdown bridge public\n");
    expect(snapshot(lab).graph).toContain("nghost0 eiface [ether private:link0]");
  });

  test("bridge makes what is missing of the list, and goes on with the next link", async () => {
    const { out } = buddyLab();
    await out("service ngbuddy enable");
    await out("service ngbuddy start");
    await out("service ngbuddy jail a private");
    await out("sysrc ngbuddy_private_list=b");
    expect(await out("service ngbuddy bridge private nghost0")).toBe(
      "Creating bridge private eiface nodes: b\nngbuddy_private_if: nghost0 -> nghost0\n",
    );
    expect(await out("ngctl show -n private:link2")).toContain(" b ");
  });

  test("create without a bridge lists an interface where it is", async () => {
    const { out } = buddyLab();
    await out("service ngbuddy enable");
    await out("service ngbuddy start");
    await out("service ngbuddy jail a public");
    expect(await out("service ngbuddy create a")).toBe(
      "a already exists.\nngbuddy_public_list:  -> a\n",
    );
  });

  test("destroy takes an interface that is gone from its list", async () => {
    const { out } = buddyLab();
    await out("service ngbuddy enable");
    await out("sysrc ngbuddy_private_list=b");
    expect(await out("service ngbuddy destroy b")).toBe("ngbuddy_private_list: b -> \n");
  });

  test("start without a bridge has made nothing", async () => {
    const { run } = buddyLab();
    const { status, stdout } = await run("service ngbuddy onestart");
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "Starting ngbuddy.\nCreated 0 links.\n",
    });
  });
});

test("unbridge takes a bridge out of each file that has it, and what is undone is in each again", async () => {
  const lab = buddyLab();
  const local = "/etc/rc.conf.local";
  await lab.out("service ngbuddy enable");
  lab.files.append("/etc/rc.conf", "ngbuddy_lan_if='ng5'\n");
  lab.files.write(local, 'ngbuddy_lan_if="ng6"\n');
  await lab.out("service ngbuddy start");
  const before = snapshot(lab);
  await lab.out("ngbuddy unbridge lan --confirm 60");
  expect(lab.files.read(local)).toBe("");
  expect(lab.files.read("/etc/rc.conf")).not.toContain("lan");
  // Nobody confirms.
  lab.lab.clock.advance(61_000);
  for (let turns = 0; turns < 1000; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(snapshot(lab)).toEqual(before);
  expect(lab.files.read(local)).toBe('ngbuddy_lan_if="ng6"\n');
});

describe("others use netgraph, too", () => {
  test("a node of another type that holds a link counts", async () => {
    const { out } = buddyLab();
    await out("service ngbuddy enable");
    await out("service ngbuddy start");
    await out("ngctl mkpeer public: hub link9 h");
    await out("service ngbuddy jail a private");
    expect(await out("ngctl show -n private:link10")).toContain(" a ");
  });

  test("create and jail find an interface in its jail", async () => {
    const lab = buddyLab();
    await lab.out("service ngbuddy enable");
    await lab.out("service ngbuddy start");
    await lab.out("service ngbuddy jail a private");
    await lab.out("jail -c name=j path=/ vnet vnet.interface=a persist");
    const before = snapshot(lab);
    expect(await lab.out("service ngbuddy jail a")).toBe("a already exists.\n");
    expect(snapshot(lab)).toEqual(before);
    expect(await lab.out("service ngbuddy create a")).toBe(
      "a already exists.\nngbuddy_private_list:  -> a\n",
    );
  });
});

test("a file of system.conf is copied before vmconf changes it, not again when there is nothing to change", async () => {
  const { out, files } = buddyLab();
  await out("mkdir -p /vm/.config");
  files.write("/vm/.config/system.conf", 'switch_list="a b"\n');
  await out("service ngbuddy enable");
  await out("sysrc vm_dir=/vm");
  expect(await out("service ngbuddy vmconf")).toBe(
    [
      "Configuring /vm/.config/system.conf:",
      "switch_list: a b -> a b private public",
      "type_private:  -> netgraph",
      "type_public:  -> netgraph",
      "",
    ].join("\n"),
  );
  await out("service ngbuddy vmconf");
  expect(files.read("/vm/.config/.system.conf.bak")).toBe('switch_list="a b"\n');
});

test("the service is off where rc.conf does not say, without a warning, and passes exit statuses on", async () => {
  const lab = buddyLab();
  const off =
    "Cannot 'jail' ngbuddy. Set ngbuddy_enable to YES in /etc/rc.conf or use 'onejail' instead of 'jail'.\n";
  expect(await lab.run("service ngbuddy jail a public")).toEqual({
    status: 0,
    stdout: off,
    stderr: "",
  });
  expect(await lab.out("service ngbuddy rcvar")).toContain('\nngbuddy_enable="NO"\n');
  expect((await lab.run("service ngbuddy oneunbridge nosuch")).status).toBe(65);
});
