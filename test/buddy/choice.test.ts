/** Names that are left out, nearly right, or taken by somebody else. */
import { expect, test } from "bun:test";
import { buddyLab } from "../support/buddylab.ts";

test("the only bridge is meant when none is named; of several one is asked for", async () => {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge lan ng0");
  expect((await lab.ngbuddy("jail a")).status).toBe(0);
  expect((await lab.ngbuddy("create b")).stdout).toBe("ngbuddy_lan_list:  -> b\n");
  await lab.out("ngbuddy bridge dmz ng1");
  expect((await lab.ngbuddy("jail c")).stderr).toBe(
    "ngbuddy: which bridge is c for? there are dmz, lan; for example: ngbuddy jail c dmz\n",
  );
  // One that is there is where it is.
  expect(await lab.ngbuddy("jail a")).toEqual({
    status: 0,
    stdout: "a already exists.\n",
    stderr: "",
  });
});

test("an interface whose name rc.conf's variables cannot have is noted when it is made", async () => {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge lan ng0");
  expect((await lab.ngbuddy("jail a-b")).stderr).toBe(
    "ngbuddy: rc.conf can have no ifconfig_a-b; what is for a-b is called ifconfig_a_b\n",
  );
  expect((await lab.ngbuddy("jail a-b")).stderr).toBe("");
  await lab.out("sysrc ifconfig_c_d=up");
  expect((await lab.ngbuddy("jail c-d")).stderr).toBe("");
});

test("unjail says nothing of an interface that has come back from its jail already", async () => {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge lan ng0");
  await lab.out("ngbuddy jail a");
  expect(await lab.ngbuddy("unjail a a")).toEqual({
    status: 0,
    stdout: "Removing a from lan\n",
    stderr: "",
  });
});

test("mac says what ngbuddy_set_mac is when the kernel chooses", async () => {
  const lab = buddyLab();
  const why = async () => (await lab.ngbuddy("mac a")).stdout;
  expect(await why()).toBe("a: the kernel chooses, as ngbuddy_set_mac is not set\n");
  await lab.out("sysrc ngbuddy_set_mac=NO");
  expect(await why()).toBe("a: the kernel chooses, as ngbuddy_set_mac is NO\n");
  await lab.out("sysrc ngbuddy_set_mac=");
  expect(await why()).toBe("a: the kernel chooses, as ngbuddy_set_mac is empty\n");
});

test("enable takes over the bridge that another tool has put the NIC on", async () => {
  const lab = buddyLab();
  await lab.out("kldload ng_ether");
  await lab.out("ngctl mkpeer vtnet1: bridge lower link0");
  await lab.out("ngctl name vtnet1:lower vtnet1bridge");
  await lab.out("ngctl connect vtnet1: vtnet1bridge: upper link1");
  const { status, stderr } = await lab.ngbuddy("enable");
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: "ngbuddy: vtnet1 is on the bridge vtnet1bridge already, which is taken over as it is\n",
  });
  expect(await lab.out("sysrc -n ngbuddy_vtnet1bridge_if")).toBe("vtnet1\n");
  expect((await lab.ngbuddy("start")).status).toBe(0);
});
