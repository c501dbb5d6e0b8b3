/** NAT and forwarded ports on a host whose firewall is ipfw(8). */
import { describe, expect, test } from "bun:test";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

const LINE = "network private 10.60.0.0/24 --nat";

async function firewalled(type = "open"): Promise<BuddyLab> {
  const lab = buddyLab();
  await lab.out(
    `sysrc ngbuddy_enable=YES ngbuddy_set_mac=YES firewall_enable=YES firewall_type=${type} firewall_quiet=YES`,
  );
  await lab.out("service ipfw start");
  return lab;
}

/** A jail with a fixed address, in which the firewall is open. */
async function startGuest(lab: BuddyLab, name: string, address: string, router: string) {
  await lab.out(
    `jail -c name=${name} path=/ vnet vnet.interface=${name} persist exec.start=/usr/bin/true`,
  );
  for (const line of [
    "ipfw -q add 1 allow ip from any to any",
    `ifconfig ${name} inet ${address}`,
    `route add default ${router}`,
  ])
    await lab.out(`jexec ${name} ${line}`);
}

const pings = async (lab: BuddyLab, guest: string) =>
  (await lab.run(`jexec ${guest} ping -c 1 -W 100 10.0.3.2`)).status === 0;
const ours = async (lab: BuddyLab) =>
  (await lab.out("ipfw list")).split("\n").filter((line) => line.includes("ngbuddy"));

describe("a network in one line", () => {
  test("lets guests of two bridges reach the LAN, and is there after a reboot", async () => {
    const lab = await firewalled();
    expect((await lab.ngbuddy(LINE)).status).toBe(0);
    expect((await lab.ngbuddy("network more 10.61.0.0/24 --nat")).status).toBe(0);
    await lab.out("ngbuddy create web1 private");
    await lab.out("ngbuddy create db1 more");
    await startGuest(lab, "web1", "10.60.0.5/24", "10.60.0.1");
    await startGuest(lab, "db1", "10.61.0.5/24", "10.61.0.1");
    expect([await pings(lab, "web1"), await pings(lab, "db1")]).toEqual([true, true]);
    expect(await ours(lab)).toEqual([
      "00080 nat 31000 ip4 from any to me in via vtnet1 // ngbuddy",
      "00080 nat 31000 ip4 from 10.61.0.0/24 to any out via vtnet1 // ngbuddy more",
      "00080 nat 31000 ip4 from 10.60.0.0/24 to any out via vtnet1 // ngbuddy private",
    ]);
    const rules = await ours(lab);
    // Somebody loads his rules anew.
    await lab.out("service ipfw restart");
    expect(await ours(lab)).toEqual(rules);
    expect(await pings(lab, "web1")).toBe(true);
    const { stderr } = await lab.run("reboot");
    expect(stderr).not.toMatch(/rule|lets/);
    expect(await ours(lab)).toEqual(rules);
    await startGuest(lab, "web1", "10.60.0.5/24", "10.60.0.1");
    expect(await pings(lab, "web1")).toBe(true);
  });

  test("leads a port of the host to a guest, and no longer when it is taken out", async () => {
    const lab = await firewalled();
    await lab.ngbuddy(LINE);
    lab.files.append("/etc/rc.conf", 'ngbuddy_private_rdr="tcp 8080 -> 10.60.0.5:80"\n');
    expect(await lab.ngbuddy("start")).toMatchObject({ status: 0, stderr: "" });
    const config = "ipfw nat 31000 config if vtnet1 same_ports";
    expect(await lab.out("ipfw nat show config")).toBe(
      `${config} redirect_port tcp 10.60.0.5:80 8080\n`,
    );
    await lab.out("sysrc -x ngbuddy_private_rdr");
    await lab.ngbuddy("start");
    expect(await lab.out("ipfw nat show config")).toBe(`${config}\n`);
    expect(await lab.ngbuddy("start")).toMatchObject({ status: 0, stderr: "" });
  });

  test("goes as it came: with NO, with unbridge, with stop", async () => {
    for (const words of [
      "network private 10.60.0.0/24 --nat NO",
      "unbridge private",
      "stop",
      "undone",
    ]) {
      const lab = await firewalled();
      await lab.ngbuddy(words === "undone" ? `${LINE} --confirm 5` : LINE);
      expect(await ours(lab)).toHaveLength(2);
      if (words === "undone") {
        lab.lab.clock.advance(6000);
        await lab.ngbuddy("recover");
      } else expect((await lab.ngbuddy(words)).status).toBe(0);
      expect([words, await ours(lab), await lab.out("ipfw nat show config")]).toEqual([
        words,
        [],
        "",
      ]);
    }
  });

  test("moves from ipfw to pf with the host, and leaves nothing behind", async () => {
    const lab = await firewalled();
    await lab.ngbuddy(LINE);
    lab.files.write("/etc/pf.conf", 'nat-anchor "ngbuddy/*"\nrdr-anchor "ngbuddy/*"\npass\n');
    await lab.out("sysrc pf_enable=YES");
    await lab.out("service pf start");
    expect(await lab.ngbuddy("start")).toMatchObject({ status: 0, stderr: "" });
    expect(await ours(lab)).toEqual([]);
    expect(await lab.out("pfctl -a ngbuddy/private -sn")).toStartWith("nat on vtnet1 ");
    await lab.out("service pf stop");
    await lab.out("sysrc pf_enable=NO");
    expect(await lab.ngbuddy("start")).toMatchObject({ status: 0, stderr: "" });
    expect(await ours(lab)).toHaveLength(2);
    expect(await lab.out("pfctl -a ngbuddy/private -sn")).toBe("");
  });
});

describe("what is missing is said in one line, and nothing is done", () => {
  test("when ipfw does not run", async () => {
    const lab = buddyLab();
    await lab.out("sysrc ngbuddy_enable=YES firewall_enable=YES");
    expect(await lab.ngbuddy(LINE)).toMatchObject({
      status: 69,
      stderr: "ngbuddy: bridge private: ipfw(8) does not run: service ipfw start\n",
    });
  });

  test("when its rules let nothing through; typed as it is said, they do", async () => {
    const lab = await firewalled("closed");
    const { status, stderr } = await lab.ngbuddy(LINE);
    expect(status).toBe(69);
    const [, typed = ""] = /through: (ipfw add .*?); and put/.exec(stderr) ?? [];
    const lines = typed.split(" && ");
    expect(lines).toHaveLength(3);
    expect(await ours(lab)).toEqual([]);
    for (const line of lines) await lab.out(line);
    expect((await lab.ngbuddy(LINE)).status).toBe(0);
    await lab.out("ngbuddy create web1 private");
    await startGuest(lab, "web1", "10.60.0.5/24", "10.60.0.1");
    expect(await pings(lab, "web1")).toBe(true);
    // The host itself stays as closed as it was.
    expect((await lab.run("nc -z -w 1 10.0.3.2 80")).status).not.toBe(0);
  });

  test("when another rule may rely on one_pass", async () => {
    const lab = await firewalled();
    await lab.out("kldload ipfw_nat");
    await lab.out("ipfw -q add 900 nat 7 ip from any to any via vtnet0");
    const { status, stderr } = await lab.ngbuddy(LINE);
    expect(status).toBe(69);
    expect(stderr).toContain("your rule 900 (nat 7 ip from any to any via vtnet0)");
    expect(stderr).toEndWith("sysctl net.inet.ip.fw.one_pass=0\n");
    await lab.out("sysctl net.inet.ip.fw.one_pass=0");
    expect((await lab.ngbuddy(LINE)).status).toBe(0);
  });
});

test("a host that denies everything to jails' own firewalls says so once", async () => {
  const lab = await firewalled();
  const { stderr } = await lab.ngbuddy(`${LINE} -n`);
  expect(stderr).toMatch(
    /^ngbuddy: a jail has rules of ipfw\(8\) of its own, .*default_to_accept=1\n$/,
  );
});

test("an instance of ours that somebody configured otherwise becomes as it should be", async () => {
  const lab = await firewalled();
  await lab.ngbuddy(LINE);
  await lab.out("ipfw -q nat 31000 config if vtnet0 deny_in");
  lab.files.append("/etc/rc.conf", 'ngbuddy_private_rdr="tcp 8080 -> 10.60.0.5:80"\n');
  expect((await lab.ngbuddy("start")).status).toBe(0);
  expect(await lab.out("ipfw nat show config")).toContain("if vtnet1 same_ports");
});
