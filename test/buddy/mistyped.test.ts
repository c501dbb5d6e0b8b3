/** What somebody meant who exchanged two words, mistyped one, or took a name or an address that is taken. */
import { beforeEach, describe, expect, test } from "bun:test";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

let lab: BuddyLab;
beforeEach(async () => {
  lab = buddyLab();
  await lab.out("ngbuddy enable --no-seed");
  await lab.out("ngbuddy start");
  await lab.out("ngbuddy create web1 private");
});

describe("refused in one line that says what may have been meant, and nothing is done:", () => {
  test.each([
    [
      "jail private db1",
      "private is a bridge, which comes behind the interface: ngbuddy jail db1 private",
    ],
    [
      "create private db1 db2",
      "private is a bridge, which comes behind the interface: ngbuddy create db1 db2 private",
    ],
    [
      "jail db1 vtnet1",
      'no bridge "vtnet1": it is the interface of bridge public; did you mean public?',
    ],
    [
      "bridge vtnet0 lan",
      "vtnet0 is an interface, which comes behind the bridge: ngbuddy bridge lan vtnet0",
    ],
    [
      "network 10.60.0.0/24 private",
      "10.60.0.0/24 is a network, which comes behind the bridge: ngbuddy network private 10.60.0.0/24",
    ],
    [
      "jailconf private db1",
      "private is a bridge, which comes behind the jail: ngbuddy jailconf db1 private",
    ],
    ["jailconf public private", "public is a bridge; choose another name for the jail"],
    [
      "jailconf vtnet1 public",
      "vtnet1 is the interface of bridge public; choose another name for the jail",
    ],
    [
      "jailconf vtnet0 public",
      "an interface of this host is called vtnet0; choose another name for the jail",
    ],
    [
      "destroy wbe1",
      'no eiface "wbe1", neither in the graph nor in a list of rc.conf; did you mean web1?',
    ],
  ])("%s", async (words, line) => {
    const before = snapshot(lab);
    expect(await lab.run(`ngbuddy ${words}`)).toEqual({
      status: 65,
      stdout: "",
      stderr: `ngbuddy: ${line}\n`,
    });
    expect(snapshot(lab)).toEqual(before);
  });
});

test("a bridge of rc.conf that is not up lends its name to no interface", async () => {
  await lab.out("sysrc ngbuddy_lan_if=nghost7");
  for (const subcommand of ["jail", "create"])
    expect(await lab.run(`ngbuddy ${subcommand} lan private`)).toEqual({
      status: 65,
      stdout: "",
      stderr: "ngbuddy: lan is a bridge of rc.conf; choose another name\n",
    });
});

test("a jail that is named before its interface is no reason to keep it from stopping", async () => {
  const line =
    'there is no interface "shop": nothing to take back; did you mean ngbuddy unjail web1 shop?';
  expect(await lab.run("ngbuddy unjail shop web1")).toEqual({
    status: 0,
    stdout: "",
    stderr: `ngbuddy: ${line}\n`,
  });
});

test("port says which guest is called nearly so, and not of one that may come", async () => {
  const said = async (words: string) => (await lab.run(`ngbuddy ${words}`)).stderr;
  expect(await said("port wbe1")).toBe("ngbuddy: no guest is called wbe1; did you mean web1?\n");
  expect(await said("port wbe1 --guard")).toContain("did you mean web1?");
  expect(await said("port web2")).toBe("");
  expect(await said("port web1")).toBe("");
});

test("the host's own addresses and its router's are no jail's", async () => {
  await lab.out("ngbuddy network private 10.60.0.0/24");
  const address = (await lab.out("ifconfig vtnet0 inet")).match(/inet (\S+)/)![1]!;
  const router = (await lab.out("sysrc -n defaultrouter")).trim();
  for (const [one, why] of [
    [`${address}/24`, "is this host's own, on vtnet0"],
    ["10.60.0.1/24", "is this host's own, on nghost0"],
    [`${router}/24`, "is the default router's"],
  ])
    expect(await lab.run(`ngbuddy jailconf db1 public --address ${one}`)).toMatchObject({
      status: 65,
      stdout: "",
      stderr: expect.stringMatching(
        new RegExp(`^ngbuddy: --address: [\\d.]+ ${why}.*; give the jail another one\\n$`),
      ),
    });
  expect(await lab.run("ngbuddy jailconf db1 private --address 10.60.0.9/24")).toMatchObject({
    status: 0,
  });
});
