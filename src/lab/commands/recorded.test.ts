import { describe, expect, test } from "bun:test";
import {
  bridgeWith,
  makeJail,
  makeNode,
  recordedHost,
  recording,
  type TestLab,
  testLab,
  withoutMadeUp,
} from "../../../test/support/lab.ts";
import type { Jail } from "../jails/jail.ts";
import { openSocket } from "../kernel/socket.ts";

/** Runs a recorded command and compares all that came back. */
async function compare(
  { run }: TestLab,
  session: string,
  line: string,
  nth = 0,
  jail?: Jail,
): Promise<void> {
  const recorded = recording(session).filter((entry) => entry.run === line)[nth];
  if (recorded === undefined) throw new Error(`${session} has no "${line}" number ${nth}`);
  const argv = line.replace(/^jexec \S+ /, "");
  const { status, stdout, stderr } = await run(argv, jail && { jail });
  expect([line, status, withoutMadeUp(stdout), stderr]).toEqual([
    line,
    recorded.exit,
    withoutMadeUp(recorded.stdout),
    recorded.stderr,
  ]);
}

test("the host's commands answer as recorded on FreeBSD 15 (recording 30)", async () => {
  const lab = testLab(recordedHost);
  for (const { run } of recording("30-host-commands")) {
    if (run === undefined || run.startsWith("service ")) continue;
    // ngctl is a command of others; what counts here is that it opens a socket.
    if (run.startsWith("ngctl ")) openSocket(lab.lab.host.graph, "ngctl1425").close();
    else await compare(lab, "30-host-commands", run);
  }
});

describe("ifconfig on eifaces answers as recorded", () => {
  test("names, addresses and lists (recording 02)", async () => {
    const session = "02-eiface";
    const lab = testLab(recordedHost);
    makeNode(lab.lab, "eiface");
    makeNode(lab.lab, "eiface");
    await compare(lab, session, "ifconfig ngeth0 name jail01");
    lab.lab.host.interface("jail01")!.ether = Uint8Array.from([2, 0, 0, 0, 0, 1]);
    await compare(lab, session, "ifconfig jail01");
    for (const line of [
      "ifconfig ngeth1 name 0123456789012345",
      "ifconfig ngeth1 name 012345678901234",
      "ifconfig jail01 ether 02:00:00:00:00:02 up",
    ]) {
      await compare(lab, session, line);
    }
    await compare(lab, session, "ifconfig jail01", 1);
    await compare(lab, session, "ifconfig jail01 inet 10.0.0.1/24");
    await compare(lab, session, "ifconfig jail01", 2);
    for (const line of [
      "ifconfig -l",
      "ifconfig -l ether",
      "ifconfig -l -u",
      "ifconfig -l -d",
      "ifconfig nothere",
      "ifconfig jail01 name vtnet1",
    ]) {
      await compare(lab, session, line);
    }
  });

  test("a NIC with ng_ether on it (recording 04)", async () => {
    const session = "04-ether";
    const lab = testLab(recordedHost);
    await lab.out("kldload -nq ng_ether ng_bridge");
    lab.lab.host.interface("vtnet1")!.promiscuous++;
    await compare(lab, session, "ifconfig vtnet1");
    await compare(lab, session, "ifconfig vtnet1 -lro -tso4 -tso6 -vlanhwfilter -vlanhwtso");
    await compare(lab, session, "ifconfig vtnet1 lro");
    await compare(lab, session, "ifconfig vtnet1", 1);
    await compare(lab, session, "ifconfig vtnet1 name wan0");
    expect(lab.lab.host.graph.named("wan0")).toBeDefined();
    await compare(lab, session, "ifconfig wan0 name vtnet1");
    await compare(lab, session, "ifconfig vtnet1.7 create");
    expect(lab.lab.host.graph.named("vtnet1_7")).toBeDefined();
    await compare(lab, session, "ifconfig vtnet1.7 destroy");
    expect(lab.lab.host.graph.named("vtnet1_7")).toBeUndefined();
  });

  test("in and out of jails (recording 08)", async () => {
    const session = "08-jails";
    const lab = testLab(recordedHost);
    bridgeWith(lab.lab, ["nghost0", "j1", "j2"]);
    const [j1, j2] = [makeJail(lab.lab, "j1"), makeJail(lab.lab, "j2")] as const;
    await lab.out("ifconfig j1 vnet j1");
    await lab.out("ifconfig j2 vnet j2");
    await compare(lab, session, "ifconfig -l");
    await compare(lab, session, "ifconfig j1");
    await compare(lab, session, "jexec j1 ifconfig", 0, j1);
    await compare(lab, session, "jexec j1 ifconfig -l", 0, j1);
    await compare(lab, session, "ifconfig -j j1 -l");
    await compare(lab, session, "jexec j1 ifconfig j1 10.9.0.1/24 up", 0, j1);
    await compare(lab, session, "jexec j2 ifconfig j2 10.9.0.2/24 up", 0, j2);
    await compare(lab, session, "jexec j1 ifconfig j1", 0, j1);
    await compare(lab, session, "ifconfig j1 -vnet nosuch");
    await compare(lab, session, "ifconfig j1 -vnet j1");
    await compare(lab, session, "ifconfig -l", 1);
    await compare(lab, session, "ifconfig j1", 1);
    await compare(lab, session, "ifconfig j1 vnet j1");
    await compare(lab, session, "ifconfig -l", 2);
    await compare(lab, session, "jexec j1 ifconfig j1 name vnet0", 0, j1);
    await compare(lab, session, "jexec j1 ifconfig -l", 1, j1);
    await compare(lab, session, "ifconfig vnet0 -vnet j1");
    await compare(lab, session, "ifconfig -l", 3);
    await compare(lab, session, "ifconfig vnet0 name j1");
    await compare(lab, session, "ifconfig j1 vnet j1", 1);
    lab.lab.jails.remove(j1);
    await compare(lab, session, "ifconfig -l", 4);
  });

  test("a jail's ping, ARP table and routes, addresses and times aside (recordings 08 and 40)", async () => {
    const lab = testLab(recordedHost);
    bridgeWith(lab.lab, ["nghost0", "j1", "j2"]);
    const [j1, j2] = [makeJail(lab.lab, "j1"), makeJail(lab.lab, "j2")] as const;
    await lab.out("ifconfig j1 vnet j1");
    await lab.out("ifconfig j2 vnet j2");
    await lab.out("ifconfig j1 10.9.0.1/24 up", { jail: j1 });
    await lab.out("ifconfig j2 10.9.0.2/24 up", { jail: j2 });
    const shape = (text: string) => withoutMadeUp(text).replace(/\d+\.\d{3}/g, "TIME");
    for (const line of ["jexec j1 ping -c 1 -t 2 10.9.0.2", "jexec j1 arp -an"]) {
      const recorded = recording("08-jails").find(({ sh }) => sh === line);
      const shown = await lab.out(line.replace("jexec j1 ", ""), { jail: j1 });
      expect(shape(shown)).toBe(shape(recorded!.stdout));
    }
    // The jail's interface is link#5 and its lo0 link#7, as in recording 40: indexes are given out for all vnets.
    expect(await lab.out("netstat -rn -f inet", { jail: j1 })).toBe(`Routing tables

Internet:
Destination        Gateway            Flags         Netif Expire
10.9.0.0/24        link#5             U                j1
10.9.0.1           link#7             UHS             lo0
`);
  });
});

test("a jail gets its address from the LAN's DHCP server (recording 40)", async () => {
  const lab = testLab(recordedHost);
  const session = recording("40-traffic");
  for (const line of [
    "ifconfig vtnet1 inet 10.0.3.15 delete",
    "ifconfig vtnet1 inet 10.0.3.100/24",
  ]) {
    await lab.out(line);
  }
  expect(await lab.out("route add default 10.0.3.2")).toBe(session[0]!.stdout);
  await lab.out("kldload ng_ether");
  const bridge = bridgeWith(lab.lab, ["jail01"]);
  const { graph } = lab.lab.host;
  const nic = graph.named("vtnet1")!;
  graph.connect(nic, "lower", bridge, "link1");
  graph.connect(nic, "upper", bridge, "link2");
  lab.lab.host.interface("vtnet1")!.promiscuous++;
  const jail = makeJail(lab.lab, "jail01");
  await lab.out("ifconfig jail01 vnet jail01");
  await lab.out("ifconfig jail01 name vnet0", { jail });
  const { status, stderr } = await lab.run("dhclient vnet0", { jail });
  const recorded = session.find(({ sh }) => sh === "jexec jail01 dhclient vnet0");
  expect([status, stderr]).toEqual([0, recorded!.stderr]);
  expect(withoutMadeUp(await lab.out("ifconfig vnet0", { jail }))).toBe(
    withoutMadeUp(session.find(({ sh }) => sh === "jexec jail01 ifconfig vnet0")!.stdout),
  );
  const pinged = await lab.out("ping -c 3 10.0.3.2", { jail });
  expect(pinged).toContain("3 packets received");
  expect(pinged).toContain("ttl=255");
  expect(await lab.out("ping -c 1 10.0.3.15")).toContain("ttl=64");
});
