/** A value in rc.conf that cannot be used is in the way of what needs it, and of nothing else. */
import { beforeEach, describe, expect, test } from "bun:test";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

let lab: BuddyLab;
beforeEach(async () => {
  lab = buddyLab();
  await lab.out("ngbuddy enable");
  await lab.out("ngbuddy start");
  await lab.out("ngbuddy create a private");
  await lab.out("ngbuddy jail b private");
});

const BAD: readonly (readonly [assignment: string, why: RegExp])[] = [
  ["ngbuddy_public_mtu=huge", /"huge" is no MTU/],
  ["ngbuddy_public_uplink=perhaps", /"perhaps" is neither YES nor NO/],
  ["ngbuddy_public_list=a/b", /"a\/b" is no name for an eiface/],
  ["ngbuddy_public_if=vt/net0", /"vt\/net0" is no name of an interface/],
  [`ngbuddy_public_if=${"x".repeat(300)}`, /has 300 characters/],
];

for (const [assignment, why] of BAD) {
  describe(assignment.slice(0, 40), () => {
    beforeEach(async () => {
      await lab.out(`sysrc ${assignment}`);
    });

    for (const words of ["unjail b", "destroy a", "stop", "disable", "mac x", "jail c private"]) {
      test(`${words} is done`, async () => {
        const { status, stderr } = await lab.run(`ngbuddy ${words}`);
        expect(stderr.replace(/^ngbuddy: (.*rc\.conf: .*)\n/gm, "")).toBe("");
        expect(status).toBe(0);
      });
    }

    test("status shows the bridges", async () => {
      expect(await lab.out("ngbuddy status")).toContain("public\n");
    });

    test("start is refused", async () => {
      await lab.out("ngbuddy stop");
      const before = snapshot(lab);
      const { status, stderr } = await lab.run("ngbuddy start");
      expect(stderr).toMatch(why);
      expect(status).toBe(78);
      expect(snapshot(lab)).toEqual(before);
    });
  });
}

test("what goes on all the same tells of the value", async () => {
  await lab.out("sysrc ngbuddy_public_mtu=huge");
  const { stderr } = await lab.run("ngbuddy stop");
  expect(stderr).toMatch(/^ngbuddy: \/etc\/rc\.conf: \d+: ngbuddy_public_mtu: "huge" is no MTU/);
});

test("a bridge with a value that cannot be used can be removed, and gets no interface before", async () => {
  await lab.out("sysrc ngbuddy_public_mtu=huge");
  expect((await lab.run("ngbuddy jail c public")).status).toBe(78);
  await lab.out("ngbuddy unbridge public");
  expect((await lab.run("ngctl show public:")).status).not.toBe(0);
  expect(await lab.out("sysrc -n ngbuddy_private_if")).toBe("nghost0\n");
  expect((await lab.run("sysrc -n ngbuddy_public_if")).status).toBe(1);
});

test("a prefix that cannot be used keeps eifaces from being made, not from being removed", async () => {
  await lab.out("sysrc ngbuddy_set_mac=YES ngbuddy_set_mac_prefix=zz");
  expect((await lab.run("ngbuddy jail c private")).status).toBe(78);
  expect((await lab.run("ngbuddy mac c")).status).toBe(78);
  await lab.out("ngbuddy unjail b");
  await lab.out("ngbuddy stop");
});

test("a record of the fleet's orders that makes no sense keeps nobody from seeing the rest", async () => {
  const before = await lab.out("ngbuddy status");
  const { bridges: all } = JSON.parse(await lab.out("ngbuddy status --json"));
  await lab.out("mkdir -p /var/db/ngbuddy");
  lab.files.write("/var/db/ngbuddy/order.json", "{");
  const text = await lab.out("ngbuddy status");
  expect(text).toStartWith(before);
  expect(text).toContain("/var/db/ngbuddy/order.json makes no sense to this version");
  const { order, bridges } = JSON.parse(await lab.out("ngbuddy status --json"));
  expect([order, bridges]).toEqual([undefined, all]);
});
