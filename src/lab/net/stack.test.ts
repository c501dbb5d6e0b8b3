import { describe, expect, test } from "bun:test";
import { bridgeWith, makeJail, recordedHost, testLab } from "../../../test/support/lab.ts";
import { errno } from "../../netgraph/errno.ts";
import { formatIpv4, parseIpv4 } from "../wire/address.ts";
import type { EchoReply } from "./stack.ts";
import type { Vnet } from "./vnet.ts";

const ip = (text: string) => parseIpv4(text)!;

/** Pings once. Returns the errno of sending and what came back. */
function ping(vnet: Vnet, to: string, size = 56): { error: number; replies: EchoReply[] } {
  const replies: EchoReply[] = [];
  const stop = vnet.stack.listenEcho(7, (reply) => replies.push(reply));
  const data = new Uint8Array(size);
  const error = vnet.stack.ping({ destination: ip(to), id: 7, sequence: 0, data });
  stop();
  return { error, replies };
}

/** Two jails on a netgraph bridge, 10.9.0.1 and 10.9.0.2. */
async function twoJails() {
  const { lab, out, clock } = testLab();
  const bridge = bridgeWith(lab, ["j1", "j2"]);
  const jails = [makeJail(lab, "j1"), makeJail(lab, "j2")] as const;
  await out("ifconfig j1 vnet j1");
  await out("ifconfig j2 vnet j2");
  await out("ifconfig j1 10.9.0.1/24 up", { jail: jails[0] });
  await out("ifconfig j2 10.9.0.2/24 up", { jail: jails[1] });
  return { lab, out, clock, bridge, jails, a: jails[0].vnet!, b: jails[1].vnet! };
}

describe("two jails on a bridge", () => {
  test("ping each other by real frames, and know each other's addresses after that", async () => {
    const { a, b } = await twoJails();
    const { error, replies } = ping(a, "10.9.0.2");
    expect(error).toBe(0);
    expect(replies).toEqual([{ from: ip("10.9.0.2"), ttl: 64, sequence: 0, length: 64 }]);
    const known = (vnet: Vnet, name: string) =>
      vnet.stack.arp.list(vnet.interface(name)!).map(({ address }) => formatIpv4(address));
    expect(known(a, "j1")).toEqual(["10.9.0.2", "10.9.0.1"]);
    expect(known(b, "j2")).toEqual(["10.9.0.2", "10.9.0.1"]);
  });

  test("send what FreeBSD sends: an announcement, a request and an answer of 42 bytes, echoes of 98", async () => {
    const { a, b } = await twoJails();
    ping(a, "10.9.0.2");
    const { counters } = a.interface("j1")!;
    // Own announcement, request, echo; the other's announcement, its answer and its echo.
    expect(counters).toEqual({ outPackets: 3, outOctets: 182, inPackets: 3, inOctets: 182 });
    ping(b, "10.9.0.1");
    expect(counters).toEqual({ outPackets: 4, outOctets: 280, inPackets: 4, inOctets: 280 });
  });

  test("ask again when 1200 seconds have passed", async () => {
    const { a, clock } = await twoJails();
    const { counters } = a.interface("j1")!;
    ping(a, "10.9.0.2");
    clock.advance(1_199_000);
    ping(a, "10.9.0.2");
    expect(counters.outPackets).toBe(4);
    clock.advance(1_000);
    expect(ping(a, "10.9.0.2").replies.length).toBe(1);
    expect(counters.outPackets).toBe(6);
  });

  test("fragment what is larger than the MTU", async () => {
    const { a } = await twoJails();
    const { counters } = a.interface("j1")!;
    ping(a, "10.9.0.2");
    const before = counters.outPackets;
    expect(ping(a, "10.9.0.2", 4000).replies[0]?.length).toBe(4008);
    expect(counters.outPackets - before).toBe(3);
  });

  test("do not hear each other when one is down or the address is gone", async () => {
    const { a, out, jails } = await twoJails();
    expect(ping(a, "10.9.0.2").replies.length).toBe(1);
    await out("ifconfig j2 down", { jail: jails[1] });
    expect(ping(a, "10.9.0.2")).toEqual({ error: 0, replies: [] });
    await out("ifconfig j2 up", { jail: jails[1] });
    expect(ping(a, "10.9.0.2").replies.length).toBe(1);
    await out("ifconfig j2 inet 10.9.0.2 delete", { jail: jails[1] });
    expect(ping(a, "10.9.0.2").replies).toEqual([]);
  });

  test("learn a new Ethernet address from its announcement", async () => {
    const { a, out, jails } = await twoJails();
    ping(a, "10.9.0.2");
    await out("ifconfig j2 ether 02:00:00:00:00:22", { jail: jails[1] });
    const entry = a.stack.arp.find(a.interface("j1")!, ip("10.9.0.2"));
    expect(entry?.ether).toEqual(Uint8Array.from([2, 0, 0, 0, 0, 0x22]));
    expect(ping(a, "10.9.0.2").replies.length).toBe(1);
  });

  test("reach their own address by lo0", async () => {
    const { a } = await twoJails();
    const before = { ...a.interface("j1")!.counters };
    expect(ping(a, "10.9.0.1").replies.length).toBe(1);
    expect(a.interface("j1")!.counters).toEqual(before);
    expect(a.interface("lo0")!.counters.outPackets).toBe(2);
  });
});

describe("an address that nobody has", () => {
  test("is asked for once a second, and is given up after five times", () => {
    const { lab, clock } = testLab();
    const nic = lab.host.interface("vtnet0")!;
    const before = nic.counters.outPackets;
    const errors: number[] = [];
    for (let second = 0; second < 7; second++) {
      errors.push(ping(lab.host, "10.2.70.99").error, ping(lab.host, "10.2.70.99").error);
      clock.advance(1000);
    }
    expect(errors.slice(0, 9)).toEqual(new Array(9).fill(0));
    expect(errors.slice(9)).toEqual(new Array(5).fill(errno.EHOSTDOWN));
    expect(nic.counters.outPackets - before).toBe(7);
  });

  test("has its packets kept until it answers", async () => {
    const { lab, out } = testLab();
    bridgeWith(lab, ["h0", "j1"]);
    await out("ifconfig h0 10.9.0.1/24 up");
    const replies: EchoReply[] = [];
    lab.host.stack.listenEcho(1, (reply) => replies.push(reply));
    for (let sequence = 0; sequence < 3; sequence++) {
      const data = new Uint8Array(0);
      lab.host.stack.ping({ destination: ip("10.9.0.2"), id: 1, sequence, data });
    }
    expect(replies).toEqual([]);
    const jail = makeJail(lab, "j1");
    await out("ifconfig j1 vnet j1");
    await out("ifconfig j1 10.9.0.2/24", { jail });
    // Its announcement is the first that is heard of it, and the entry is there already.
    expect(replies.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
  });
});

describe("the host", () => {
  test("reaches its LAN: a gateway answers with ttl 255, another host with 64", () => {
    const { lab } = testLab();
    expect(ping(lab.host, "10.2.70.1").replies[0]?.ttl).toBe(255);
    expect(ping(lab.host, "10.2.70.20").replies[0]?.ttl).toBe(64);
  });

  test("says so when there is no route, or the way is down", async () => {
    const { lab, out } = testLab();
    await out("route delete default");
    expect(ping(lab.host, "192.0.2.1").error).toBe(errno.EHOSTUNREACH);
    await out("route add default 10.2.70.1");
    await out("ifconfig vtnet0 down");
    expect(ping(lab.host, "192.0.2.1").error).toBe(errno.ENETDOWN);
  });

  test("hears nothing of the LAN that is not for it, unless it is promiscuous", () => {
    const { lab } = testLab(recordedHost);
    const nic = lab.host.interface("vtnet1")!;
    const foreign = Uint8Array.from([
      2,
      0,
      0,
      0,
      0,
      9,
      2,
      0,
      0,
      0,
      0,
      8,
      8,
      0,
      ...new Array(30).fill(0),
    ]);
    ping(lab.host, "10.0.3.2");
    const { inPackets } = nic.counters;
    const asOther = (frame: Uint8Array) => {
      // The gateway answers whoever asks: here an address that is not the NIC's.
      const request = frame.slice();
      request.set([2, 0, 0, 0, 0, 9], 6);
      nic.send(request);
    };
    const sniffed: Uint8Array[] = [];
    const original = nic.transmit;
    nic.transmit = (frame) => void sniffed.push(frame);
    ping(lab.host, "10.0.3.2");
    nic.transmit = original;
    expect(sniffed.length).toBe(1);
    asOther(sniffed[0]!);
    expect(nic.counters.inPackets).toBe(inPackets);
    nic.promiscuous++;
    asOther(sniffed[0]!);
    expect(nic.counters.inPackets).toBe(inPackets + 1);
    nic.receive(foreign);
    expect(lab.host.stack.arp.list(nic).length).toBe(2);
  });

  test("answers an address conflict, and stays known under its own Ethernet address", async () => {
    const { lab, out } = testLab();
    bridgeWith(lab, ["h0", "j1"]);
    const jail = makeJail(lab, "j1");
    await out("ifconfig h0 10.9.0.1/24");
    await out("ifconfig j1 vnet j1");
    const { counters } = lab.host.interface("h0")!;
    const before = counters.outPackets;
    await out("ifconfig j1 10.9.0.1/24", { jail });
    expect(counters.outPackets).toBe(before + 1);
    const entry = lab.host.stack.arp.find(lab.host.interface("h0")!, ip("10.9.0.1"));
    expect([entry?.permanent, entry?.ether]).toEqual([true, lab.host.interface("h0")!.ether]);
  });
});

describe("other kinds of links", () => {
  test("a VLAN's frames carry its tag, and come in by it alone", async () => {
    const { lab, out } = testLab();
    await out("ifconfig epair create");
    await out("ifconfig epair0a up");
    await out("ifconfig epair0b up");
    await out("ifconfig epair0a.7 create inet 10.7.0.1/24");
    const jail = makeJail(lab, "j1");
    await out("ifconfig epair0b.7 create");
    await out("ifconfig epair0b.7 vnet j1");
    await out("ifconfig epair0b.7 10.7.0.2/24", { jail });
    expect(ping(lab.host, "10.7.0.2").replies.length).toBe(1);
    expect(lab.host.interface("epair0a")!.counters.inPackets).toBeGreaterThan(0);
    await out("ifconfig epair0b destroy");
    expect(ping(lab.host, "10.7.0.2").replies).toEqual([]);
    expect(lab.host.interface("epair0a")).toBeUndefined();
  });

  test("an if_bridge joins its members, its own interface and their addresses", async () => {
    const { lab, out } = testLab();
    for (const name of ["epair0", "epair1"]) await out(`ifconfig ${name} create up`);
    await out("ifconfig bridge create inet 10.8.0.1/24 addm epair0a addm epair1a");
    const jails = [makeJail(lab, "a"), makeJail(lab, "b")] as const;
    await out("ifconfig epair0b vnet a");
    await out("ifconfig epair1b vnet b");
    await out("ifconfig epair0b 10.8.0.2/24", { jail: jails[0] });
    await out("ifconfig epair1b 10.8.0.3/24", { jail: jails[1] });
    expect(ping(jails[0].vnet!, "10.8.0.3").replies.length).toBe(1);
    expect(ping(jails[0].vnet!, "10.8.0.1").replies.length).toBe(1);
    expect(ping(lab.host, "10.8.0.3").replies.length).toBe(1);
    // Once both are learned, a frame between them goes one way only.
    const before = lab.host.interface("bridge0")!.counters.inPackets;
    ping(jails[0].vnet!, "10.8.0.3");
    expect(lab.host.interface("bridge0")!.counters.inPackets).toBe(before);
    await out("ifconfig bridge0 deletem epair1a");
    expect(ping(jails[0].vnet!, "10.8.0.3").replies).toEqual([]);
  });
});
