/** `start` on what another tool has begun, or somebody has changed since. */
import { beforeEach, expect, test } from "bun:test";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

let lab: BuddyLab;
let wanted: string[];
beforeEach(async () => {
  lab = buddyLab();
  await lab.out("ngbuddy enable");
  await lab.out("sysrc ngbuddy_public_if=vtnet0 ngbuddy_public_hooks=link");
  await lab.out("ngbuddy start");
  wanted = topology();
  await lab.out("ngbuddy stop");
});

/** The graph, whatever the numbers of its links. */
function topology(): string[] {
  return snapshot(lab).graph.map((node) => {
    const [name, hooks = ""] = node.replaceAll(/link\d+/g, "link").split(" [");
    return `${name} [${hooks.slice(0, -1).split(", ").sort().join(", ")}]`;
  });
}

const BEGUN: readonly (readonly string[])[] = [
  ["ngctl mkpeer vtnet0: bridge lower link0"],
  ["ngctl mkpeer vtnet0: bridge lower link0", "ngctl connect vtnet0: vtnet0:lower upper link1"],
  ["ngctl mkpeer vtnet0: bridge upper link7"],
  ["ngbuddy bridge x nghost0", "ngctl shutdown x:", "ngctl mkpeer nghost0: bridge ether link0"],
];

for (const begun of BEGUN) {
  test(`a bridge that has no name yet: ${begun.join(", ")}`, async () => {
    if (begun.length > 2) await lab.out("sysrc -x ngbuddy_private_if");
    for (const line of begun) await lab.out(line);
    if (begun.length > 2) await lab.out("sysrc -x ngbuddy_x_if");
    if (begun.length > 2) await lab.out("sysrc ngbuddy_private_if=nghost0");
    await lab.out("ngbuddy start");
    expect(topology()).toEqual(wanted);
    expect(await lab.out("ngbuddy start -n")).toBe("start: nothing to do\n");
  });
}

test("a bridge of another name stays whose it is", async () => {
  await lab.out("ngctl mkpeer vtnet0: bridge lower link0");
  await lab.out("ngctl name vtnet0:lower theirs");
  const before = snapshot(lab);
  const { status, stderr } = await lab.run("ngbuddy start");
  expect(stderr).toBe(
    'ngbuddy: bridge public: the lower hook of vtnet0 is connected to theirs already; to take that bridge over, in the place of public: ngbuddy_theirs_if="vtnet0"\n',
  );
  expect(status).toBe(69);
  expect(snapshot(lab)).toEqual(before);
  await lab.out("sysrc -x ngbuddy_public_if");
  await lab.out("sysrc ngbuddy_theirs_if=vtnet0");
  expect((await lab.run("ngbuddy start")).status).toBe(0);
  expect(await lab.out("ngbuddy status")).toContain("theirs\n  vtnet0 (upper)");
});

test("a NIC that hears only its own frames since is made promiscuous again", async () => {
  await lab.out("ngbuddy start");
  const before = snapshot(lab);
  await lab.out("ngctl msg vtnet0: setpromisc 0");
  await lab.out("ngctl msg vtnet0: setautosrc 1");
  expect(snapshot(lab)).not.toEqual(before);
  expect(await lab.out("ngbuddy start")).toBe("Starting ngbuddy.\nCreated 0 links.\n");
  expect(snapshot(lab)).toEqual(before);
  expect(await lab.out("ngctl msg vtnet0: getautosrc")).toContain("Args:\t0\n");
});
