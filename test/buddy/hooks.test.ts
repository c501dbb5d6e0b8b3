/** Which hooks of a bridge a NIC is on, and that a bridge knows of its eifaces before they have sent anything. */
import { describe, expect, test } from "bun:test";
import { buddyLab } from "../support/buddylab.ts";

/** The NIC's hooks and what they lead to, as ngctl shows them. */
async function hooksOf(buddy: ReturnType<typeof buddyLab>, nic = "vtnet0"): Promise<string[]> {
  const shown = await buddy.out(`ngctl show ${nic}:`);
  return [...shown.matchAll(/^ {2}(lower|upper) +(\S+) .* (\S+) *$/gm)]
    .map(([, own, bridge, hook]) => `${own} ${bridge}:${hook}`)
    .sort();
}

const ON_UPLINKS = ["lower lan:uplink1", "upper lan:uplink2"];
const ON_LINKS = ["lower lan:link0", "upper lan:link1"];

describe("a NIC", () => {
  test("is on uplink hooks unless rc.conf says otherwise, for all bridges or for its own", async () => {
    const table: [lines: string[], hooks: string[]][] = [
      [[], ON_UPLINKS],
      [["ngbuddy_public_hooks=uplink"], ON_UPLINKS],
      [["ngbuddy_public_hooks=link"], ON_LINKS],
      [["ngbuddy_lan_uplink=NO"], ON_LINKS],
      [["ngbuddy_public_hooks=link", "ngbuddy_lan_uplink=YES"], ON_UPLINKS],
      [["ngbuddy_public_hooks=uplink", "ngbuddy_lan_uplink=NO"], ON_LINKS],
    ];
    for (const [lines, hooks] of table) {
      const buddy = buddyLab();
      for (const line of ["ngbuddy_lan_if=vtnet0", ...lines]) await buddy.out(`sysrc ${line}`);
      expect(await buddy.out("ngbuddy start")).toContain("Created 2 links.\n");
      expect([lines, await hooksOf(buddy)]).toEqual([lines, hooks]);
    }
  });

  test("that runs on other hooks than rc.conf says stays there, and start says what puts it on those", async () => {
    const buddy = buddyLab();
    await buddy.out("sysrc ngbuddy_lan_if=vtnet0 ngbuddy_public_hooks=link");
    await buddy.out("ngbuddy start");
    await buddy.out("sysrc -x ngbuddy_public_hooks");
    const { status, stderr } = await buddy.run("ngbuddy start");
    expect([status, stderr]).toEqual([
      0,
      "ngbuddy: bridge lan has vtnet0 on link0 and link1, and it stays there; to put it on uplink hooks, as is usual where the kernel has them: ngbuddy restart\n",
    ]);
    expect(await hooksOf(buddy)).toEqual(ON_LINKS);
    expect((await buddy.run("ngbuddy restart")).stderr).toBe("");
    expect(await hooksOf(buddy)).toEqual(ON_UPLINKS);
    await buddy.out("sysrc ngbuddy_public_hooks=link");
    expect((await buddy.run("ngbuddy start")).stderr).toBe(
      "ngbuddy: bridge lan has vtnet0 on uplink1 and uplink2, and it stays there; to put it on link hooks, as rc.conf has it: ngbuddy restart\n",
    );
    await buddy.out("ngbuddy restart");
    expect(await hooksOf(buddy)).toEqual(ON_LINKS);
  });

  test("whose upper hook has come loose gets it back on hooks of the kind that the lower one is on", async () => {
    const buddy = buddyLab();
    await buddy.out("sysrc ngbuddy_lan_if=vtnet0 ngbuddy_public_hooks=link");
    await buddy.out("ngbuddy start");
    await buddy.out("sysrc -x ngbuddy_public_hooks");
    await buddy.out("ngctl rmhook vtnet0: upper");
    await buddy.out("ngbuddy start");
    expect(await hooksOf(buddy)).toEqual(ON_LINKS);
  });

  test("on a bridge that somebody else has an uplink on gets another one", async () => {
    const buddy = buddyLab();
    await buddy.out("ngctl mkpeer eiface ether ether");
    await buddy.out("ngctl mkpeer ngeth0: bridge ether uplink1");
    await buddy.out("ngctl name ngeth0:ether lan");
    await buddy.out("ngbuddy bridge lan vtnet0");
    expect(await hooksOf(buddy)).toEqual(["lower lan:uplink2", "upper lan:uplink3"]);
    expect(await buddy.out("ngctl show lan:")).toMatch(/uplink1 +ngeth0/);
  });

  test("is refused with words on the setting that cannot be", async () => {
    const buddy = buddyLab();
    await buddy.out("sysrc ngbuddy_lan_if=vtnet0 ngbuddy_public_hooks=both");
    const first = await buddy.run("ngbuddy start");
    expect([first.status, first.stderr.replace(/^.*rc\.conf: \d+: /, "")]).toEqual([
      78,
      'ngbuddy_public_hooks: "both" is neither uplink nor link\n',
    ]);
    await buddy.out("sysrc ngbuddy_public_hooks=link ngbuddy_max_retries=lots");
    const second = await buddy.run("ngbuddy start");
    expect([second.status, second.stderr.replace(/^.*rc\.conf: \d+: /, "")]).toEqual([
      78,
      'ngbuddy_max_retries: "lots" is no number from 0 to 1000000\n',
    ]);
  });
});

describe("an eiface's address", () => {
  const tableOf = async (buddy: ReturnType<typeof buddyLab>, bridge: string) =>
    await buddy.out(`ngctl msg ${bridge}: gettable`);
  const etherOf = async (buddy: ReturnType<typeof buddyLab>, shown: string) =>
    /\tether (\S+)/.exec(await buddy.out(shown))![1]!;

  test("is in its bridge's table when it was made, and after its jail has come", async () => {
    const buddy = buddyLab();
    await buddy.out("sysrc ngbuddy_lan_if=vtnet0 ngbuddy_lan_list=a");
    await buddy.out("ngbuddy start");
    await buddy.out("ngbuddy create b");
    await buddy.out("ngbuddy jail c");
    await buddy.out("jail -c name=c path=/ vnet vnet.interface=c persist");
    const ethers = [
      await etherOf(buddy, "ifconfig a"),
      await etherOf(buddy, "ifconfig b"),
      await etherOf(buddy, "jexec c ifconfig c"),
    ];
    for (const ether of ethers) expect(await tableOf(buddy, "lan")).toContain(`addr=${ether}`);
    await buddy.out("ngbuddy restart");
    expect(await tableOf(buddy, "lan")).toContain(
      `addr=${await etherOf(buddy, "jexec c ifconfig c")}`,
    );
  });

  test("is the one that rc.conf gives it", async () => {
    const buddy = buddyLab();
    await buddy.out("sysrc ngbuddy_lan_if=vtnet0 ngbuddy_set_mac=YES");
    buddy.files.append("/etc/rc.conf", 'ifconfig_b="ether 02:00:00:00:00:0b"\n');
    await buddy.out("ngbuddy start");
    await buddy.out("ngbuddy jail a");
    await buddy.out("ngbuddy jail b");
    const table = await tableOf(buddy, "lan");
    expect(table).toContain(`addr=${await etherOf(buddy, "ifconfig a")}`);
    expect(table).toContain("addr=02:00:00:00:00:0b");
  });
});

test("no more taken hooks are passed over than rc.conf allows", async () => {
  const buddy = buddyLab();
  await buddy.out("sysrc ngbuddy_lan_if=nghost0 ngbuddy_max_retries=0");
  // More than the links that are read to number the next one.
  buddy.files.append(
    "/etc/rc.conf",
    `ngbuddy_lan_list="${Array.from({ length: 150 }, (_, i) => `e${i}`).join(" ")}"\n`,
  );
  await buddy.out("ngbuddy start");
  await buddy.out("ngbuddy unjail e0");
  expect(await buddy.run("ngbuddy jail x")).toMatchObject({
    status: 69,
    stderr: expect.stringMatching(
      /1 hooks up to link150 were taken, as many as ngbuddy_max_retries \(0\) allows; make it higher in rc\.conf/,
    ),
  });
  await buddy.out("sysrc ngbuddy_max_retries=1");
  await buddy.out("ngbuddy jail x");
});
