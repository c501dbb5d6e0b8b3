/** IPv6 over each kind of link: if_bridge(4), vlan(4), ng_iface(4), and through pf(4). */
import { expect, test } from "bun:test";
import { makeJail, testLab } from "../../../test/support/lab.ts";
import { parseIpv6 } from "../wire/address.ts";
import { checksum6, readError6 } from "../wire/icmp6.ts";
import { readIp6 } from "../wire/ip6.ts";
import { PROTOCOL_TCP } from "../wire/tcp.ts";

/** Two jails with an epair each, whose other ends stay with the host. */
async function twoJails() {
  const made = testLab();
  const { lab, out } = made;
  for (const index of [0, 1]) {
    await out("ifconfig epair create");
    makeJail(lab, `j${index}`);
    await out(`ifconfig epair${index}b vnet j${index}`);
    await out(`ifconfig epair${index}a up`);
  }
  const inJail = (index: number, line: string) => out(line, { jail: lab.jails.find(`j${index}`)! });
  return { ...made, inJail };
}

test("an if_bridge(4) carries IPv6 between its members and the host", async () => {
  const { out, clock, inJail } = await twoJails();
  await out("ifconfig bridge0 create");
  await out("ifconfig bridge0 addm epair0a addm epair1a up");
  await out("ifconfig bridge0 inet6 fd00::1/64");
  for (const index of [0, 1])
    await inJail(index, `ifconfig epair${index}b inet6 fd00::1${index}/64`);
  clock.advance(2000);
  expect(await inJail(0, "ping -c 1 fd00::11")).toContain("16 bytes from fd00::11,");
  expect(await out("ping -c 1 fd00::11")).toContain("16 bytes from fd00::11,");
  expect(await inJail(0, "ndp -an")).toMatch(/^fd00::11 .* R\s*$/m);
});

test("a vlan(4) carries IPv6 of its own, apart from its parent's", async () => {
  const { out, clock, inJail } = await twoJails();
  await out("ifconfig epair0a.7 create");
  await out("ifconfig epair0a.7 inet6 fd07::1/64");
  await out("ifconfig epair0a inet6 fd00::1/64");
  await inJail(0, "ifconfig epair0b.7 create");
  await inJail(0, "ifconfig epair0b.7 inet6 fd07::2/64");
  await inJail(0, "ifconfig epair0b inet6 fd00::2/64");
  clock.advance(2000);
  expect(await inJail(0, "ping -c 1 fd07::1")).toContain("16 bytes from fd07::1,");
  expect(await out("ping -c 1 fd00::2")).toContain("16 bytes from fd00::2,");
  expect(await out("ping -c 1 ff02::1%epair0a.7")).toContain("%epair0a.7, icmp_seq=0");
  expect(await out("ndp -an")).toMatch(/^fd07::2 .* epair0a\.7 /m);
});

test("an ng_iface(4) carries IPv6 by its hook inet6, and nothing else there", async () => {
  const { lab, out, run, clock } = testLab();
  for (const _ of [0, 1]) await out("ngctl mkpeer iface x inet6");
  await out("ngctl connect ng0: ng1: inet6 inet6");
  const jail = makeJail(lab, "j");
  await out("ifconfig ng1 vnet j");
  await out("ifconfig ng0 inet6 fd01::1/64 up");
  await out("ifconfig ng1 inet6 fd01::2/64 up", { jail });
  clock.advance(2000);
  expect(await out("ping -c 1 fd01::2")).toContain("16 bytes from fd01::2, icmp_seq=0 hlim=64");
  expect(await out("ping -c 1 fd01::1", { jail })).toContain("16 bytes from fd01::1,");
  await out("ifconfig ng0 inet 10.1.0.1/32 10.1.0.2");
  expect((await run("ping -c 1 -t 1 10.1.0.2")).stderr).toContain("sendto: Network is down");
});

test("pf blocks and answers IPv6 by family, and lets neighbours be found", async () => {
  const { lab, out, run, clock, inJail } = await twoJails();
  await out("ifconfig bridge0 create");
  await out("ifconfig bridge0 addm epair0a addm epair1a up");
  for (const index of [0, 1])
    await inJail(index, `ifconfig epair${index}b inet6 fd00::1${index}/64`);
  clock.advance(2000);
  await out("kldload pf");
  const ping = async () =>
    /\d+ packets received/.exec(
      (await run("ping -c 1 -t 2 fd00::11", { jail: lab.jails.find("j0")! })).stdout,
    )?.[0];
  const rules = async (text: string) => {
    lab.files.write("/tmp/pf.conf", text);
    await inJail(1, "pfctl -q -f /tmp/pf.conf");
  };
  await inJail(1, "pfctl -q -e");
  await rules("block in quick inet\npass\n");
  expect(await ping()).toBe("1 packets received");
  await rules("block in inet6 proto icmp6 icmp6-type echoreq\n");
  expect(await ping()).toBe("0 packets received");
  await rules("block in inet6 proto icmp6\npass in inet6 proto icmp6 from fd00::10 to any\n");
  expect(await ping()).toBe("1 packets received");
  await rules("block drop in inet6 from fd00::/64\n");
  expect(await ping()).toBe("0 packets received");
});

test("pf's block return resets TCP over IPv6, and says of UDP that nobody listens", async () => {
  const { lab, out, clock, inJail } = await twoJails();
  await out("ifconfig epair0a inet6 fd00::1/64");
  await inJail(0, "ifconfig epair0b inet6 fd00::10/64");
  clock.advance(2000);
  await out("ping -c 1 fd00::10");
  await out("kldload pf");
  const arrived: Uint8Array[] = [];
  lab.host.interface("epair0a")!.watch((frame, way) => {
    if (way === "in") arrived.push(frame.slice(14));
  });
  const [here, there] = ["fd00::1", "fd00::10"].map((text) => parseIpv6(text)!) as [
    number[],
    number[],
  ];
  const send = async (rules: string, protocol: number, payload: Uint8Array) => {
    lab.files.write("/tmp/pf.conf", rules);
    await inJail(0, "pfctl -q -f /tmp/pf.conf");
    arrived.length = 0;
    lab.host.stack.ip6.send(there, protocol, payload);
    return arrived.map((packet) => readIp6(packet)!);
  };
  await inJail(0, "pfctl -q -e");
  const syn = new Uint8Array(20);
  syn.set([0x13, 0x88, 0, 80, 0, 0, 0, 9, 0, 0, 0, 0, 0x50, 2]);
  new DataView(syn.buffer).setUint16(16, checksum6(here, there, syn, PROTOCOL_TCP));
  const [reset, ...more] = await send("block return in inet6\n", PROTOCOL_TCP, syn);
  expect(more).toEqual([]);
  expect(reset).toMatchObject({ protocol: PROTOCOL_TCP, source: there, destination: here });
  expect(checksum6(there, here, reset!.payload, PROTOCOL_TCP)).toBe(0);
  // From port 80 to 5000, RST and ACK of the number behind.
  expect([...reset!.payload.subarray(0, 14)]).toEqual([
    0, 80, 0x13, 0x88, 0, 0, 0, 0, 0, 0, 0, 10, 0x50, 20,
  ]);
  const datagram = Uint8Array.of(0x13, 0x88, 0, 53, 0, 8, 0, 0);
  for (const rules of ["block return in inet6\n", "block return-icmp6 in inet6 proto udp\n"]) {
    const [answer] = await send(rules, 17, datagram);
    expect(readError6(answer!.payload)).toMatchObject({ type: 1, code: 4 });
  }
  expect(await send("block drop in inet6\n", 17, datagram)).toEqual([]);
  // Who asks whether somebody is there hears nothing.
  expect(
    await send("block return in inet6\n", 58, Uint8Array.of(128, 0, 0, 0, 0, 1, 0, 1)),
  ).toEqual([]);
});
