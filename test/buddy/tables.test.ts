/** `fdb`, `diff` and `status --brief`: what is there, and how that fits rc.conf. */
import { describe, expect, test } from "bun:test";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

async function withGuests(): Promise<BuddyLab> {
  const lab = buddyLab();
  await lab.out("ngbuddy enable");
  await lab.out("ngbuddy start");
  await lab.out("ngbuddy create web1 web2 public");
  await lab.out("ngbuddy port web1 --guard");
  await lab.out("jail -c name=web1 path=/ vnet vnet.interface=web1 persist");
  await lab.out("jexec web1 ifconfig web1 inet 10.0.2.77/24");
  return lab;
}

describe("fdb", () => {
  test("shows who is behind which address, and refuses a bridge that is not there", async () => {
    const lab = await withGuests();
    const ether = /ether (\S+)/.exec(await lab.out("jexec web1 ifconfig web1"))?.[1];
    const lines = (await lab.out("ngbuddy fdb public")).split("\n");
    expect(lines.find((line) => line.includes(ether!))).toMatch(
      /^public +\S+ +\d+ s {2}web1 \(guard\)$/,
    );
    expect(await lab.ngbuddy("fdb nosuch")).toMatchObject({
      ...{ status: 65, stdout: "" },
      stderr: 'ngbuddy: no bridge "nosuch": there are private, public\n',
    });
    const { entries } = JSON.parse(await lab.out("ngbuddy fdb --json"));
    expect(entries).toContainEqual(
      expect.objectContaining({ bridge: "public", address: ether, guest: "web1" }),
    );
  });

  test("forgets what was learned, and still knows the guests, behind a guard too", async () => {
    const lab = await withGuests();
    const former = /ether (\S+)/.exec(await lab.out("ifconfig web2"))![1]!;
    await lab.out("ifconfig web2 ether 02:00:00:00:00:07");
    const knows = async () => (await lab.out("ngbuddy fdb public")).includes(former);
    expect(await knows()).toBe(true);
    expect((await lab.ngbuddy("fdb public flush -n")).stdout).toStartWith(
      "fdb public flush: 3 steps\n",
    );
    expect(await knows()).toBe(true);
    expect(await lab.ngbuddy("fdb public flush")).toMatchObject({ status: 0, stderr: "" });
    expect(await knows()).toBe(false);
    const { entries } = JSON.parse(await lab.out("ngbuddy fdb public --json"));
    expect(entries.map(({ guest }: { guest: string }) => guest).sort()).toEqual(["web1", "web2"]);
  });

  test("of all bridges is emptied with one word, and says what it does not know", async () => {
    const lab = await withGuests();
    expect((await lab.ngbuddy("fdb flush -n")).stdout).toContain("empty the table of private");
    expect(await lab.ngbuddy("fdb public nosuch")).toMatchObject({
      ...{ status: 64, stdout: "" },
      stderr: "ngbuddy: fdb: nosuch: the word after a bridge is flush\n",
    });
    expect((await lab.ngbuddy("fdb nosuch flush")).status).toBe(65);
  });
});

describe("diff", () => {
  test("ends with 1 until start has made what rc.conf wants, and with 0 then", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy enable");
    const before = await lab.ngbuddy("diff");
    expect(before.status).toBe(1);
    expect(before.stdout).toContain("not there yet: make eiface nghost0");
    await lab.out("ngbuddy start");
    expect(await lab.ngbuddy("diff")).toEqual({
      ...{ status: 0, stderr: "" },
      stdout: "All is as rc.conf wants it.\n",
    });
  });

  test("names what is on a bridge and on no list, but not what jails have", async () => {
    const lab = await withGuests();
    await lab.out("sysrc -x ngbuddy_public_list");
    expect(await lab.ngbuddy("diff")).toMatchObject({
      ...{ status: 1, stdout: "not in rc.conf: web2 on public\n" },
    });
    expect(JSON.parse((await lab.ngbuddy("diff --json")).stdout)).toEqual({
      ...{ version: 1, differs: true, missing: [], impossible: [] },
      unlisted: [{ name: "web2", bridge: "public" }],
    });
  });

  test("says what this host cannot give", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge lan vtnet0");
    lab.files.append("/etc/rc.conf", 'ngbuddy_lan_address="10.60.0.1/24"\n');
    const { status, stdout } = await lab.ngbuddy("diff");
    expect(status).toBe(1);
    expect(stdout).toStartWith("not possible: bridge lan: it is on the NIC vtnet0");
  });
});

test("status --brief is a table with jails and addresses, and says what waits", async () => {
  const lab = await withGuests();
  await lab.out("ngbuddy bridge more ng5 --confirm 60");
  const lines = (await lab.out("ngbuddy status --brief")).trimEnd().split("\n");
  expect(lines[0]).toMatch(/^bridge +link +jail +JID +addresses$/);
  expect(lines.find((line) => line.includes("web1"))).toMatch(
    /^public +web1 \(guard\) +web1 +1 +10\.0\.2\.77$/,
  );
  expect(lines.at(-1)).toStartWith('"bridge more ng5" is undone in ');
});
