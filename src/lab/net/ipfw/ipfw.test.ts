/** The firewall at work on real packets: rules, and NAT that translates. */
import { describe, expect, test } from "bun:test";
import { bridgeWith, makeJail, testLab } from "../../../../test/support/lab.ts";
import { createClock } from "../../base/clock.ts";
import { Lab } from "../../lab.ts";
import { type LabState, restoreState, saveState } from "../../state.ts";
import { readIp } from "../../wire/ip.ts";
import { readUdp, udpPacket } from "../../wire/udp.ts";

/** A jail behind the host: 10.8.0.2 on a netgraph bridge, the host is 10.8.0.1 there and its router. */
async function behindHost() {
  const lab = testLab();
  bridgeWith(lab.lab, ["h", "j"]);
  await lab.out("kldload ipfw_nat");
  await lab.out("sysctl net.inet.ip.forwarding=1");
  await lab.out("ifconfig h 10.8.0.1/24 up");
  const jail = makeJail(lab.lab, "j");
  await lab.out("ifconfig j vnet j");
  await lab.out("ifconfig j 10.8.0.2/24 up", { jail });
  await lab.out("route add default 10.8.0.1", { jail });
  await lab.out("ipfw -q add 1 allow ip from any to any", { jail });
  const rules = async (...lines: readonly string[]) => {
    for (const line of lines) await lab.out(`ipfw -q ${line}`);
  };
  const pings = async (to: string, from?: typeof jail) =>
    (await lab.run(`ping -c 1 -W 100 ${to}`, from && { jail: from })).status === 0;
  return { ...lab, jail, rules, pings };
}

const NAT = [
  "nat 7 config if vtnet0 same_ports redirect_port tcp 10.8.0.2:80 8080",
  "add 50 nat 7 ip4 from any to me in via vtnet0",
  "add 50 nat 7 ip4 from 10.8.0.0/24 to any out via vtnet0",
];

describe("a jail behind a host with ipfw", () => {
  test("reaches the LAN by NAT, and not without it", async () => {
    const { jail, rules, pings, run } = await behindHost();
    await rules("add 65000 allow ip from any to any");
    expect(await pings("10.2.70.20", jail)).toBe(false);
    await rules(...NAT);
    expect(await pings("10.2.70.20", jail)).toBe(true);
    expect(await pings("10.2.70.20")).toBe(true);
    // A router that does not send a packet on is heard through it.
    const { stdout } = await run("ping -c 1 -m 1 10.2.70.20", { jail });
    expect(stdout).toContain("Time to live exceeded");
  });

  test("gets what comes to its forwarded port, and answers under the host's address", async () => {
    const { lab, jail, rules } = await behindHost();
    await rules(
      "add 65000 allow ip from any to any",
      "nat 7 config if vtnet0 redirect_port udp 10.8.0.2:53 5353",
      ...NAT.slice(1),
    );
    const inside: Uint8Array[] = [];
    jail.vnet!.interface("j")!.watch((frame, way) => way === "in" && inside.push(frame.slice()));
    const vtnet0 = lab.host.interface("vtnet0")!;
    const outside: Uint8Array[] = [];
    vtnet0.watch((frame, way) => way === "out" && outside.push(frame.slice()));
    const asked = udpPacket(0x0a024614, 0x0a02466b, {
      ...{ sourcePort: 4000, destinationPort: 5353 },
      data: Uint8Array.of(1, 2, 3),
    });
    vtnet0.receive(Uint8Array.of(...vtnet0.ether!, 2, 0, 0, 0, 0, 9, 8, 0, ...asked));
    const packetOf = (frames: readonly Uint8Array[]) =>
      frames.map((frame) => readIp(frame.subarray(14)));
    const got = packetOf(inside).find((one) => one?.protocol === 17);
    expect(got).toMatchObject({ source: 0x0a024614, destination: 0x0a080002 });
    expect(readUdp(got!)).toMatchObject({ sourcePort: 4000, destinationPort: 53 });
    // Nobody listens there, which is told by the address that was asked.
    const told = packetOf(outside).find((one) => one?.protocol === 1);
    expect(told).toMatchObject({ source: 0x0a02466b, destination: 0x0a024614 });
    const quoted = told!.payload.subarray(8);
    expect([...quoted.subarray(12, 20)]).toEqual([10, 2, 70, 20, 10, 2, 70, 107]);
  });

  test("is judged by the rules behind NAT where one_pass is off", async () => {
    const { jail, rules, pings, out } = await behindHost();
    await rules(
      ...NAT,
      "add 60 allow ip from any to any via h",
      "add 70 deny icmp from any to any in via vtnet0",
      "add 80 allow ip from any to any",
    );
    expect(await pings("10.2.70.20", jail)).toBe(true);
    await out("sysctl net.inet.ip.fw.one_pass=0");
    expect(await pings("10.2.70.20", jail)).toBe(false);
    await out("ipfw -q delete 70");
    expect(await pings("10.2.70.20", jail)).toBe(true);
  });

  test("is cut off by a NAT instance that is not there", async () => {
    const { jail, rules, pings } = await behindHost();
    await rules("add 10 nat 9 ip4 from any to any out via vtnet0");
    await rules("add 65000 allow ip from any to any");
    expect(await pings("10.2.70.20", jail)).toBe(false);
  });

  test("has its connections again when the lab comes back", async () => {
    const { jail, rules, pings, lab } = await behindHost();
    await rules("add 65000 allow ip from any to any", ...NAT);
    expect(await pings("10.2.70.20", jail)).toBe(true);
    const state = JSON.parse(JSON.stringify(saveState(lab))) as LabState;
    const other = new Lab({ ...lab, clock: createClock(state.clock) });
    restoreState(other, state);
    expect((await other.capture(["ipfw", "list", "50"])).stdout.split("\n")).toHaveLength(3);
    const argv = ["ping", "-c", "1", "-W", "100", "10.2.70.20"];
    expect(await other.capture(argv, { jail: other.jails.all()[0] })).toMatchObject({ status: 0 });
  });
});

test("two jails whose rules do not let CARP out are both masters", async () => {
  const { lab, out, clock } = testLab();
  await out("kldload carp ipfw");
  bridgeWith(lab, ["c1", "c2"]);
  const jails = ["c1", "c2"].map((name) => makeJail(lab, name));
  for (const [index, jail] of jails.entries()) {
    const name = `c${index + 1}`;
    await out(`ifconfig ${name} vnet ${name}`);
    for (const line of ["10 deny carp from any to any", "20 allow ip from any to any"])
      await out(`ipfw -q add ${line}`, { jail });
    await out(`ifconfig ${name} 10.8.0.1${index}/24 up`, { jail });
    await out(`ifconfig ${name} vhid 1 advskew ${index * 100} pass x alias 10.8.0.100/32`, {
      jail,
    });
  }
  const states = async () => {
    const shown = jails.map((jail, index) => out(`ifconfig c${index + 1}`, { jail }));
    return (await Promise.all(shown)).map((text) => /carp: (\w+)/.exec(text)?.[1]);
  };
  clock.advance(10_000);
  expect(await states()).toEqual(["MASTER", "MASTER"]);
  for (const jail of jails) await out("ipfw -q delete 10", { jail });
  clock.advance(10_000);
  expect((await states()).sort()).toEqual(["BACKUP", "MASTER"]);
});
