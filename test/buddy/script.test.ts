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
