/** IPv6 between jails: neighbours, addresses of the link, routers. */
import { describe, expect, test } from "bun:test";
import { bridgeWith, makeJail, testLab } from "../../../test/support/lab.ts";
import { errno } from "../../netgraph/errno.ts";
import { formatIpv6, parseIpv6 } from "../wire/address.ts";
import type { EchoError6, EchoReply6 } from "./icmp6.ts";
import type { Interface } from "./interface.ts";
import type { Vnet } from "./vnet.ts";

const ip6 = (text: string) => parseIpv6(text)!;

/** Pings once. Returns the errno of sending and what came back; `forget` ends listening. */
function ping(
  vnet: Vnet,
  to: string,
  more: { zone?: Interface; size?: number; hops?: number } = {},
) {
  const replies: EchoReply6[] = [];
  const errors: EchoError6[] = [];
  vnet.stack.icmp6.listenEcho(
    7,
    (reply) => replies.push(reply),
    (one) => errors.push(one),
  );
  const error = vnet.stack.icmp6.ping({
    destination: ip6(to),
    ...{ id: 7, sequence: 0, data: new Uint8Array(more.size ?? 8) },
    ...{ zone: more.zone, hopLimit: more.hops },
  });
  return { error, replies, errors };
}

const heard = (replies: readonly { from: readonly number[] }[]) =>
  replies.map(({ from }) => formatIpv6(from));

/** Jails on a netgraph bridge, each with an interface of its own name. */
async function jailsOnBridge(...names: string[]) {
  const made = testLab();
  const { lab, out, clock } = made;
  bridgeWith(lab, names);
  const jails = names.map((name) => makeJail(lab, name));
  for (const name of names) await out(`ifconfig ${name} vnet ${name}`);
  const inJail = (name: string, line: string) => out(line, { jail: lab.jails.find(name)! });
  const vnets = jails.map(({ vnet }) => vnet!);
  return { ...made, clock, jails, vnets, inJail };
}

async function twoJails() {
  const made = await jailsOnBridge("j1", "j2");
  await made.inJail("j1", "ifconfig j1 inet6 fd00::1/64");
  await made.inJail("j2", "ifconfig j2 inet6 fd00::2/64");
  made.clock.advance(1000);
  const [a, b] = [made.vnets[0]!, made.vnets[1]!];
  return { ...made, a, b, j1: a.interface("j1")!, j2: b.interface("j2")! };
}

describe("two jails with IPv6 on a bridge", () => {
  test("ping each other by real frames: two to find the neighbour, two of the echo", async () => {
    const { a, j1 } = await twoJails();
    const before = { ...j1.counters };
    const { error, replies } = ping(a, "fd00::2");
    expect(error).toBe(0);
    expect(replies).toMatchObject([{ from: ip6("fd00::2"), hopLimit: 64, length: 16 }]);
    expect(j1.counters.outPackets - before.outPackets).toBe(2);
    // Ethernet, IPv6, a solicitation with its option; an echo of 16 bytes.
    expect(j1.counters.outOctets - before.outOctets).toBe(86 + 70);
    ping(a, "fd00::2");
    expect(j1.counters.outPackets - before.outPackets).toBe(3);
  });

  test("ping by the addresses of the link, which need the interface", async () => {
    const { a, b, j1, j2 } = await twoJails();
    const theirs = j2.inet6[0]!.address;
    expect(theirs).toStartWith("fe80::");
    expect(heard(ping(a, theirs, { zone: j1 }).replies)).toEqual([theirs]);
    expect(ping(a, theirs).error).toBe(errno.EHOSTUNREACH);
    expect(heard(ping(b, "ff02::1", { zone: j2 }).replies)).toEqual([theirs, j1.inet6[0]!.address]);
  });

  test("cut what is larger than 1280 bytes, and put it together", async () => {
    const { a } = await twoJails();
    expect(ping(a, "fd00::2", { size: 4000 }).replies).toMatchObject([{ length: 4008 }]);
  });

  test("are not heard on an interface where IPv6 is disabled", async () => {
    const { a, inJail } = await twoJails();
    await inJail("j2", "ifconfig j2 inet6 ifdisabled");
    expect(ping(a, "fd00::2").replies).toEqual([]);
    await inJail("j1", "ifconfig j1 inet6 ifdisabled");
    expect(ping(a, "fd00::2").error).toBe(errno.EADDRNOTAVAIL);
  });

  test("learn who is not there: asked for three times, then the sender is told", async () => {
    const { a, clock } = await twoJails();
    const { error, errors } = ping(a, "fd00::9");
    expect(error).toBe(0);
    clock.advance(2999);
    expect(errors).toEqual([]);
    clock.advance(1);
    expect(errors).toMatchObject([{ from: ip6("fd00::1"), error: { type: 1, code: 3 } }]);
    expect(a.stack.nd.find(a.interface("j1")!, ip6("fd00::9"))).toBeUndefined();
  });

  test("trust a neighbour for half a minute, ask whether it is there when it was spoken to later, and forget it when it is not", async () => {
    const { a, j1, clock, inJail } = await twoJails();
    const state = () => a.stack.nd.find(j1, ip6("fd00::2"))?.state;
    ping(a, "fd00::2");
    expect(state()).toBe("reachable");
    clock.advance(30_000);
    expect(state()).toBe("stale");
    ping(a, "fd00::2");
    expect(state()).toBe("delay");
    clock.advance(5000);
    // It was asked and has answered.
    expect(state()).toBe("reachable");
    clock.advance(30_000);
    await inJail("j2", "ifconfig j2 down");
    ping(a, "fd00::2");
    clock.advance(5000);
    expect(state()).toBe("probe");
    clock.advance(3000);
    expect(state()).toBeUndefined();
  });
});

describe("an IPv6 address", () => {
  test("that another host has is not used, and the console says so", async () => {
    const { inJail, out, clock, b } = await twoJails();
    await inJail("j2", "ifconfig j2 inet6 fd00::1/64 alias");
    clock.advance(1000);
    const shown = await inJail("j2", "ifconfig j2");
    expect(shown).toContain("\tinet6 fd00::1 prefixlen 64 duplicated\n");
    expect(shown).toContain("\tinet6 fd00::2 prefixlen 64\n");
    expect(await out("dmesg")).toContain(
      "j2: DAD detected duplicate IPv6 address fd00::1: NS in/out",
    );
    expect(formatIpv6(b.stack.own6.sourceFor(ip6("fd00::9"), b.interface("j2")!)!.groups)).toBe(
      "fd00::2",
    );
  });

  test("is not answered for while it is tentative, and needs no second without detection", async () => {
    const { inJail, a } = await twoJails();
    await inJail("j2", "ifconfig j2 inet6 fd00::3/64 alias");
    expect(ping(a, "fd00::3").replies).toEqual([]);
    await inJail("j2", "ifconfig j2 inet6 no_dad");
    await inJail("j2", "ifconfig j2 inet6 fd00::4/64 alias");
    expect(heard(ping(a, "fd00::4").replies)).toEqual(["fd00::4"]);
  });

  test("that is made from another's Ethernet address turns IPv6 off on the interface", async () => {
    const { lab, out, clock } = testLab();
    await out("ifconfig epair0 create");
    const jail = makeJail(lab, "j");
    await out("ifconfig epair0b vnet j");
    jail.vnet!.interface("epair0b")!.ether = lab.host.interface("epair0a")!.ether!.slice();
    await out("ifconfig epair0a inet6 -ifdisabled up");
    await out("ifconfig epair0b inet6 -ifdisabled", { jail });
    clock.advance(1000);
    await out("ifconfig epair0b up", { jail });
    clock.advance(1000);
    const shown = await out("ifconfig epair0b", { jail });
    expect(shown).toContain(" duplicated scopeid ");
    expect(shown).toContain("nd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>");
  });
});

describe("a router", () => {
  /** Three jails in a row: the middle one has an interface on both networks. */
  async function row() {
    const made = testLab();
    const { lab, out, clock } = made;
    bridgeWith(lab, ["a1", "r1"]);
    bridgeWith(lab, ["b1", "r2"]);
    const [a, r, b] = ["a", "r", "b"].map((name) => makeJail(lab, name));
    for (const [iface, jail] of ["a1 a", "r1 r", "r2 r", "b1 b"].map((pair) => pair.split(" "))) {
      await out(`ifconfig ${iface} vnet ${jail}`);
    }
    await out("ifconfig lo0 up", { jail: r! });
    await out("ifconfig a1 inet6 fd00:a::2/64", { jail: a! });
    await out("ifconfig r1 inet6 fd00:a::1/64", { jail: r! });
    await out("ifconfig r2 inet6 fd00:b::1/64", { jail: r! });
    await out("ifconfig b1 inet6 fd00:b::2/64", { jail: b! });
    await out("route -6 add default fd00:a::1", { jail: a! });
    await out("route -6 add -net fd00:a::/64 fd00:b::1", { jail: b! });
    clock.advance(1000);
    return { ...made, out, clock, a: a!, r: r!, b: b! };
  }

  test("sends packets on when it is told to, a hop less each time", async () => {
    const { a, r, out } = await row();
    expect(ping(a.vnet!, "fd00:b::2").replies).toEqual([]);
    await out("sysctl net.inet6.ip6.forwarding=1", { jail: r });
    expect(ping(a.vnet!, "fd00:b::2").replies).toMatchObject([{ hopLimit: 63 }]);
  });

  test("says what has lived too long, where there is no way, and who is not there", async () => {
    const { a, r, out, clock } = await row();
    await out("sysctl net.inet6.ip6.forwarding=1", { jail: r });
    const said = (to: string, hops = 64) => {
      const { errors } = ping(a.vnet!, to, { hops });
      clock.advance(3000);
      return errors.map(({ from, error: { type, code } }) => [formatIpv6(from), type, code]);
    };
    expect(said("fd00:b::2", 1)).toEqual([["fd00:a::1", 3, 0]]);
    expect(said("fd00:c::2")).toEqual([["fd00:a::1", 1, 0]]);
    expect(said("fd00:b::9")).toEqual([["fd00:a::1", 1, 3]]);
  });
});
