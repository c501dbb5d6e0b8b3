/** What scripts ask for: several names at once, what is there already or is not, one bridge or one guest. */
import { beforeEach, describe, expect, test } from "bun:test";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

let lab: BuddyLab;
beforeEach(async () => {
  lab = buddyLab();
  await lab.out("ngbuddy enable --no-seed");
  await lab.out("ngbuddy start");
});

const listOf = async (bridge: string) => (await lab.out(`sysrc -n ngbuddy_${bridge}_list`)).trim();
const isThere = async (name: string) => (await lab.run(`ngctl show ${name}:`)).status === 0;
const jailWith = (name: string, ...interfaces: string[]) => {
  const vnet = interfaces.map((one) => `vnet.interface=${one}`).join(" ");
  return lab.out(`jail -c name=${name} path=/ vnet ${vnet} persist`);
};

describe("several interfaces", () => {
  test("are made by one create, in one change of the list", async () => {
    expect(await lab.out("ngbuddy create a b c private")).toBe("ngbuddy_private_list:  -> a b c\n");
    expect(await lab.out("ngbuddy create d e -b private")).toBe(
      "ngbuddy_private_list: a b c -> a b c d e\n",
    );
    for (const name of ["a", "b", "c", "d", "e"]) expect(await isThere(name)).toBe(true);
  });

  test("are made all or none", async () => {
    const before = snapshot(lab);
    for (const words of [
      "create a b nghost0 c private",
      "jail a b.c d private",
      "jail a b privat",
    ]) {
      const { status, stderr } = await lab.run(`ngbuddy ${words}`);
      expect([words, status]).toEqual([words, 65]);
      expect(stderr.trim().split("\n").length).toBe(1);
      expect(snapshot(lab)).toEqual(before);
    }
  });

  test("without a bridge are for the only one; which of more is asked", async () => {
    expect(await lab.run("ngbuddy jail a b c")).toMatchObject({ status: 64 });
    await lab.out("ngbuddy stop");
    await lab.out("sysrc -x ngbuddy_public_if");
    await lab.out("ngbuddy start");
    await lab.out("ngbuddy jail a b c");
    expect(await lab.out("ngctl show private:")).toContain("Num hooks: 4");
  });

  test("go by one destroy, and jails that lose one are told", async () => {
    await lab.out("ngbuddy create a b c private");
    await jailWith("web", "a");
    const { stdout } = await lab.run("ngbuddy destroy a b c --json");
    const { notes, says } = JSON.parse(stdout);
    expect(notes[0]).toMatch(
      /^jail web loses its interface a; to give it one again: ngbuddy jail a private/,
    );
    expect(says).toContain("ngbuddy_private_list: a b c -> ");
    expect(await listOf("private")).toBe("");
    for (const name of ["a", "b", "c"]) expect(await isThere(name)).toBe(false);
  });

  test("are taken from one jail that has both", async () => {
    await lab.out("ngbuddy jail a b -b private");
    await jailWith("web", "a", "b");
    expect(await lab.run("ngbuddy unjail a b c")).toMatchObject({
      status: 64,
      stderr: "ngbuddy: unjail: whose are they? for example: ngbuddy unjail a b c --jail JAIL\n",
    });
    expect(await lab.out("ngbuddy unjail a b --jail web")).toBe(
      "Removing a from private\nRemoving b from private\n",
    );
    expect(await lab.out("jexec web ifconfig -l")).toBe("lo0\n");
  });

  test("behind one ng_vlan take it with them", async () => {
    for (const line of [
      "ngctl mkpeer private: vlan link7 downstream",
      "ngctl name private:link7 trunk",
      "ngctl mkpeer trunk: eiface v10 ether",
      "ngctl name trunk:v10 a",
      "ngctl mkpeer trunk: eiface v20 ether",
      "ngctl name trunk:v20 b",
    ])
      await lab.out(line);
    await lab.lab.capture(["ngctl", "msg", "trunk:", "addfilter", '{ vlan=10 hook="v10" }']);
    await lab.lab.capture(["ngctl", "msg", "trunk:", "addfilter", '{ vlan=20 hook="v20" }']);
    await lab.out("ngbuddy destroy a b");
    expect([await isThere("a"), await isThere("b"), await isThere("trunk")]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe("what is so already", () => {
  test("is no failure with --if-missing, wherever it is", async () => {
    await lab.out("ngbuddy create a private");
    await lab.out("ngbuddy jail b public");
    const before = snapshot(lab);
    expect((await lab.run("ngbuddy create a public")).status).toBe(69);
    for (const words of ["create a public", "jail a b public", "bridge private ng9"])
      expect((await lab.run(`ngbuddy ${words} --if-missing`)).status).toBe(0);
    expect(snapshot(lab)).toEqual(before);
    expect(await lab.out("ngbuddy create a c private --if-missing")).toBe(
      "a already exists.\nngbuddy_private_list: a -> a c\n",
    );
  });

  test("is no failure with --if-exists, and what there is goes", async () => {
    await lab.out("ngbuddy create a private");
    expect((await lab.run("ngbuddy destroy a nosuch")).status).toBe(65);
    expect(await isThere("a")).toBe(true);
    expect(await lab.run("ngbuddy destroy a nosuch --if-exists")).toMatchObject({
      status: 0,
      stderr: "",
    });
    expect(await isThere("a")).toBe(false);
    for (const words of ["destroy nosuch", "unbridge nosuch", "unjail nosuch"])
      expect(await lab.run(`ngbuddy ${words} --if-exists`)).toEqual({
        status: 0,
        stdout: "",
        stderr: "",
      });
    expect(await lab.out("ngbuddy destroy nosuch --if-exists -n")).toContain("nothing to do");
  });
});

describe("status of one", () => {
  beforeEach(async () => {
    await lab.out("ngbuddy jail a public");
    await jailWith("web", "a");
  });

  test("bridge shows that alone", async () => {
    expect(await lab.out("ngbuddy status private")).toMatch(
      /^private\n {2}nghost0: RX \S+, TX \S+\n$/,
    );
    const { bridges, orphans } = JSON.parse(await lab.out("ngbuddy status private --json"));
    expect([bridges.length, bridges[0].name, orphans]).toEqual([1, "private", []]);
  });

  test("guest shows it by each of its names", async () => {
    for (const name of ["web", "a"])
      expect(await lab.out(`ngbuddy status --guest ${name}`)).toMatch(
        /^public\n {2}a: RX [^\n]+\n$/,
      );
    expect(await lab.out("ngbuddy status public --guest web")).toMatch(/^public\n/);
  });

  test("that there is not is refused, with what may have been meant", async () => {
    const wrong = async (words: string) => {
      const { status, stderr } = await lab.run(`ngbuddy status ${words}`);
      return [status, stderr];
    };
    expect(await wrong("privat")).toEqual([
      65,
      'ngbuddy: no bridge "privat"; did you mean private?\n',
    ]);
    expect(await wrong("--guest nobody")).toEqual([
      65,
      'ngbuddy: no guest "nobody" on any bridge; ngbuddy status shows those there are\n',
    ]);
    expect(await wrong("private --guest nghost1")).toEqual([
      65,
      'ngbuddy: no guest "nghost1" on bridge private; did you mean nghost0?\n',
    ]);
  });
});
