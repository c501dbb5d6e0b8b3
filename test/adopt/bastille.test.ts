/** Jails that Bastille itself has made, moved onto netgraph and back: each keeps its address, and its files come back byte for byte. */
import { expect, test } from "bun:test";
import { defaultHost } from "../../src/lab/base/description.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";
import { seenIn } from "./move.ts";

const JAILS = "/usr/local/bastille/jails";
const IF_BRIDGE = ["ifconfig bridge0 create", "ifconfig bridge0 addm vtnet0 up"];

/** What is typed behind `bastille create`, and what comes before it. */
const kinds: readonly { create: string; before?: readonly string[]; inside?: string }[] = [
  { create: "-V web1 15.1-RELEASE DHCP vtnet0" },
  { create: "-V web1 15.1-RELEASE 10.2.70.31/24 vtnet0" },
  { create: "-VM web1 15.1-RELEASE SYNCDHCP vtnet0" },
  { create: "-V librarycatalogue 15.1-RELEASE DHCP vtnet0" },
  { create: "-TB web1 15.1-RELEASE DHCP bridge0", before: IF_BRIDGE },
  { create: "-BM web1 15.1-RELEASE 10.2.70.31/24 bridge0", before: IF_BRIDGE },
];

async function labWithBastille(before: readonly string[] = []): Promise<BuddyLab> {
  const lab = buddyLab({ description: defaultHost });
  for (const line of [
    ...["pkg install -y bastille", "bastille setup vnet", "bastille bootstrap 15.1-RELEASE"],
    ...["ngbuddy enable", "ngbuddy start", ...before],
  ])
    await lab.out(line);
  return lab;
}

const ofJail = (files: BuddyLab["files"], jail: string) =>
  ["jail.conf", "fstab", "settings.conf", "root/etc/rc.conf"].map((name) =>
    files.read(`${JAILS}/${jail}/${name}`),
  );

test.each(kinds.map((kind) => [kind.create, kind] as const))(
  "`bastille create %s`: adopted, started, released, started",
  async (_, { create, before }) => {
    const lab = await labWithBastille(before);
    const jail = /[a-z]+\d?(?= 15)/.exec(create)![0];
    await lab.out(`bastille create ${create}`);
    const had = await seenIn(lab, jail, "vnet0");
    expect(had).toMatchObject({ reaches: true });
    const texts = ofJail(lab.files, jail);
    await lab.out("bastille stop ALL");
    expect(await lab.ngbuddy("adopt --all public")).toMatchObject({ status: 0 });
    const started = await lab.out("bastille start ALL");
    expect(started).toContain(`${jail}: created\n`);
    expect((await seenIn(lab, jail, "vnet0")).reaches).toBe(true);
    // An epair that the kernel gave its address has another one each time that it is made.
    if (!create.includes("-TB")) expect(await seenIn(lab, jail, "vnet0")).toEqual(had);
    expect(await lab.out("ifconfig -l")).not.toMatch(/epair|e0a_/);
    await lab.out("bastille stop ALL");
    expect(await lab.ngbuddy("release --all")).toMatchObject({ status: 0 });
    expect(ofJail(lab.files, jail)).toEqual(texts);
    await lab.out("bastille start ALL");
    expect((await seenIn(lab, jail, "vnet0")).reaches).toBe(true);
    expect(await lab.out("ifconfig -l")).toContain("e0a_");
  },
);

test("Bastille's netgraph mode runs on ours with nothing edited, and its jail can be adopted", async () => {
  const lab = buddyLab({ description: defaultHost });
  for (const line of [
    "pkg install -y bastille",
    "bastille setup -y netgraph",
    "bastille bootstrap 15.1-RELEASE",
    "bastille create -V web1 15.1-RELEASE DHCP vtnet0",
  ])
    await lab.out(line);
  const had = await seenIn(lab, "web1", "vnet0");
  expect(had.reaches).toBe(true);
  expect(await lab.out("ngctl show vtnet0bridge:")).toContain("ng0_web1");
  expect(await lab.out("bastille restart web1")).toContain("web1: created");
  expect(await seenIn(lab, "web1", "vnet0")).toEqual(had);
  const texts = ofJail(lab.files, "web1");
  await lab.out("bastille stop web1");
  await lab.out("sysrc ngbuddy_enable=YES");
  await lab.out("ngbuddy bridge vtnet0bridge vtnet0");
  expect(await lab.ngbuddy("adopt web1 vtnet0bridge")).toMatchObject({ status: 0 });
  await lab.out("bastille start web1");
  expect(await seenIn(lab, "web1", "vnet0")).toEqual(had);
  await lab.out("bastille stop web1");
  expect(await lab.ngbuddy("release web1")).toMatchObject({ status: 0 });
  expect(ofJail(lab.files, "web1")).toEqual(texts);
});

test("a jail of Bastille's with an address of the host's stack gets an interface of its own", async () => {
  const lab = await labWithBastille();
  await lab.out("bastille create web1 15.1-RELEASE 10.2.70.31 vtnet0");
  const texts = ofJail(lab.files, "web1");
  expect(await lab.ngbuddy("adopt --restart web1 public")).toMatchObject({ status: 0 });
  expect(await lab.out("bastille list")).toContain("10.2.70.31");
  expect(await lab.out("ngctl show public:")).toContain("web1");
  expect(await lab.ngbuddy("release --restart web1")).toMatchObject({ status: 0 });
  expect(ofJail(lab.files, "web1")).toEqual(texts);
});

test("an if_bridge that stays on the bridge's NIC is named, with what takes the host off it", async () => {
  const lab = await labWithBastille();
  await lab.out("bastille create -V web1 15.1-RELEASE DHCP vtnet0");
  const { stderr } = await lab.ngbuddy("adopt --restart web1 public");
  expect(stderr).toContain("vtnet0 stays on the if_bridge vtnet0bridge");
  const { inet } = await seenIn(lab, "web1", "vnet0");
  const [address = ""] = inet[0]!.split("/");
  expect((await lab.run(`ping -c 1 -t 2 ${address}`)).status).not.toBe(0);
  const next = /ngbuddy (adopt --host .*)/.exec(stderr)![1]!;
  expect(await lab.ngbuddy(next)).toMatchObject({ status: 0 });
  expect((await lab.run(`ping -c 1 -t 2 ${address}`)).status).toBe(0);
  // Nothing is left to be told.
  await lab.ngbuddy("release --restart web1");
  await lab.out("bastille stop web1");
  await lab.out("ifconfig vtnet0bridge destroy");
  expect((await lab.ngbuddy("adopt web1 public")).stderr).not.toContain("if_bridge");
});

test("a boot starts Bastille's jails, those that were adopted, too", async () => {
  const lab = await labWithBastille();
  for (const line of [
    "sysrc bastille_enable=YES",
    "bastille create -V web1 15.1-RELEASE DHCP vtnet0",
    "bastille create -V --no-boot web2 15.1-RELEASE DHCP vtnet0",
    "bastille stop ALL",
    "ngbuddy adopt --all public",
    "shutdown -r now",
  ])
    await lab.run(line);
  expect(await lab.out("jls name")).toBe("web1\n");
  expect((await seenIn(lab, "web1", "vnet0")).reaches).toBe(true);
});
