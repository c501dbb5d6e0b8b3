/** The packet filter at work on real packets: rules, states, translation. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { bridgeWith, makeJail, type TestLab, testLab } from "../../../../test/support/lab.ts";
import type { Jail } from "../../jails/jail.ts";
import { ipPacket, readIp } from "../../wire/ip.ts";
import { PROTOCOL_TCP, readTcp, tcpSegment } from "../../wire/tcp.ts";
import { readUdp, udpPacket } from "../../wire/udp.ts";
import { formatPfAddress, pfAddress } from "./address.ts";
import { readPacket, translated } from "./packet.ts";

interface Network extends TestLab {
  readonly jail: Jail;
  rules(text: string, inJail?: Jail): Promise<void>;
  /** Packets that the answerer of `ping -c 1` sent back, from the jail or the host. */
  pings(to: string, from?: Jail): Promise<boolean>;
}

/** A jail behind the host: 10.8.0.2 on a netgraph bridge, the host is 10.8.0.1 there and its router. */
async function behindHost(): Promise<Network> {
  const lab = testLab();
  bridgeWith(lab.lab, ["h", "j"]);
  await lab.out("kldload pf");
  await lab.out("ifconfig h 10.8.0.1/24 up");
  const jail = makeJail(lab.lab, "j");
  await lab.out("ifconfig j vnet j");
  await lab.out("ifconfig j 10.8.0.2/24 up", { jail });
  await lab.out("route add default 10.8.0.1", { jail });
  return {
    ...lab,
    jail,
    async rules(text, inJail) {
      const { stderr } = await lab.run("pfctl -q -e -f -", {
        text,
        ...(inJail && { jail: inJail }),
      });
      if (stderr !== "" && !stderr.includes("already enabled")) throw new Error(stderr);
    },
    async pings(to, from) {
      const { status } = await lab.run(`ping -c 1 -W 100 ${to}`, from && { jail: from });
      return status === 0;
    },
  };
}

describe("a jail behind a host with pf", () => {
  test("reaches the LAN by NAT, and not without it", async () => {
    const { out, jail, rules, pings } = await behindHost();
    expect(await pings("10.2.70.20", jail)).toBe(false);
    await out("sysctl net.inet.ip.forwarding=1");
    // The LAN's hosts know no way back to the jail.
    expect(await pings("10.2.70.20", jail)).toBe(false);
    await rules("nat on vtnet0 inet from 10.8.0.0/24 to any -> (vtnet0)\n");
    expect(await pings("10.2.70.20", jail)).toBe(true);
    const [line = ""] = (await out("pfctl -ss")).split("\n");
    expect(line).toMatch(
      /^all icmp 10\.2\.70\.107:\d+ \(10\.8\.0\.2:\d+\) -> 10\.2\.70\.20:8 {7}0:0$/,
    );
    await out("sysctl net.inet.ip.forwarding=0");
    expect(await pings("10.2.70.20", jail)).toBe(false);
  });

  test("is heard of a router that does not send its packets on, through NAT", async () => {
    const { out, run, jail, rules } = await behindHost();
    await out("sysctl net.inet.ip.forwarding=1");
    await rules("nat on vtnet0 from 10.8.0.0/24 -> (vtnet0)\n");
    const { stdout } = await run("ping -c 1 -m 1 10.2.70.20", { jail });
    expect(stdout).toContain("36 bytes from 10.8.0.1: Time to live exceeded\n");
  });

  test("is pinged by its host and answers, when the host's rules keep states", async () => {
    const { rules, pings, clock, out } = await behindHost();
    await rules("block all\npass out quick on h inet keep state\n");
    expect(await pings("10.8.0.2")).toBe(true);
    expect(await pings("10.2.70.1")).toBe(false);
    expect(await out("pfctl -ss")).toMatch(/^all icmp 10\.8\.0\.1:\d+ -> 10\.8\.0\.2:8 {7}0:0\n$/);
    clock.advance(30_000);
    expect(await out("pfctl -ss")).toBe("");
  });

  test("does not ping when the host blocks it, and its own host's packets are refused at once", async () => {
    const { rules, pings, run, jail } = await behindHost();
    await rules("block in proto icmp\nblock out to 10.2.70.20\n");
    expect(await pings("10.8.0.1", jail)).toBe(false);
    expect((await run("ping -c 1 10.2.70.20")).stderr).toBe("ping: sendto: Permission denied\n");
  });

  test("has rules of its own, which are not the host's", async () => {
    const { out, rules, pings, jail } = await behindHost();
    await rules("block in\n", jail);
    expect(await pings("10.8.0.2")).toBe(false);
    expect(await out("pfctl -sr")).toBe("");
    await out("pfctl -q -d", { jail });
    expect(await pings("10.8.0.2")).toBe(true);
  });

  test("is left alone on interfaces that are skipped, and by tables that do not have it", async () => {
    const { run, rules, pings } = await behindHost();
    await rules("set skip on h\nblock\n");
    expect(await pings("10.8.0.2")).toBe(true);
    await rules("table <bad> persist { 10.8.0.0/24 !10.8.0.2 }\nblock out to <bad>\n");
    expect(await pings("10.8.0.2")).toBe(true);
    await run("pfctl -q -t bad -T delete !10.8.0.2");
    expect(await pings("10.8.0.2")).toBe(false);
  });

  test("obeys the last rule that fits, the first that is quick, and those of anchors in their place", async () => {
    const { run, rules, pings } = await behindHost();
    await rules("block\npass\n");
    expect(await pings("10.8.0.2")).toBe(true);
    await rules("block quick\npass\n");
    expect(await pings("10.8.0.2")).toBe(false);
    await rules('block\nanchor "jails/*"\n');
    await run("pfctl -F states");
    expect(await pings("10.8.0.2")).toBe(false);
    await run("pfctl -q -a jails/j -f -", { text: "pass quick to 10.8.0.2\n" });
    expect(await pings("10.8.0.2")).toBe(true);
  });

  test("has an address of the LAN by binat in both directions, which is not the host's nat", async () => {
    const { lab, out, rules, pings, jail } = await behindHost();
    await out("sysctl net.inet.ip.forwarding=1");
    await out("ifconfig vtnet0 inet 10.2.70.50/32 alias");
    await rules(
      "nat on vtnet0 from 10.8.0.0/24 to any -> 10.2.70.107\nbinat on vtnet0 from 10.8.0.2 to any -> 10.2.70.50\n",
    );
    expect(await pings("10.2.70.20", jail)).toBe(true);
    expect(await out("pfctl -ss")).toMatch(
      /^all icmp 10\.2\.70\.50:\d+ \(10\.8\.0\.2:\d+\) -> 10\.2\.70\.20:8 {7}0:0\n$/,
    );
    const inside: string[] = [];
    jail.vnet!.interface("j")!.watch((frame, way) => {
      const packet = way === "in" ? readIp(frame.subarray(14)) : undefined;
      if (packet !== undefined)
        inside.push(`${packet.source.toString(16)} > ${packet.destination.toString(16)}`);
    });
    const [lan] = lab.lans;
    const asker = lan!.all().find(({ address }) => address === 0x0a024614)!;
    expect(lan!.ping(asker, 0x0a024632).answered).toBe(true);
    expect(inside).toEqual(["a024614 > a080002"]);
    await rules(
      "no binat on vtnet0 from 10.8.0.2 to any\nbinat on vtnet0 from 10.8.0.2 to any -> 10.2.70.50\n",
    );
    await out("pfctl -q -F states");
    expect(await pings("10.2.70.20", jail)).toBe(false);
  });

  test("keeps its place in a network that becomes another one", async () => {
    const { out, rules, pings, jail } = await behindHost();
    await out("sysctl net.inet.ip.forwarding=1");
    await out("ifconfig vtnet0 inet 10.2.70.130/32 alias");
    await rules("binat on vtnet0 from 10.8.0.0/25 to any -> 10.2.70.128/25\n");
    expect(await pings("10.2.70.20", jail)).toBe(true);
    expect(await out("pfctl -ss")).toContain("10.2.70.130:");
  });

  test("gets what rdr sends to it, and answers by the address that was asked", async () => {
    const { lab, out, rules, jail } = await behindHost();
    await out("sysctl net.inet.ip.forwarding=1");
    await rules(
      "rdr pass on vtnet0 proto udp from any to 10.2.70.107 port 5353 -> 10.8.0.2 port 53\npass\n",
    );
    const inside: Uint8Array[] = [];
    jail.vnet!.interface("j")!.watch((frame, way) => way === "in" && inside.push(frame.slice()));
    const vtnet0 = lab.host.interface("vtnet0")!;
    const asked = udpPacket(0x0a024614, 0x0a02466b, {
      sourcePort: 4000,
      destinationPort: 5353,
      data: Uint8Array.of(1, 2, 3),
    });
    vtnet0.receive(Uint8Array.of(...vtnet0.ether!, 2, 0, 0, 0, 0, 9, 8, 0, ...asked));
    const got = inside
      .map((frame) => readIp(frame.subarray(14)))
      .find((one) => one?.protocol === 17);
    expect(got).toMatchObject({ source: 0x0a024614, destination: 0x0a080002 });
    expect(readUdp(got!)).toMatchObject({ sourcePort: 4000, destinationPort: 53 });
    expect(await out("pfctl -ss")).toContain(
      "all udp 10.8.0.2:53 (10.2.70.107:5353) <- 10.2.70.20:4000       NO_TRAFFIC:SINGLE\n",
    );
  });
});

test("two jails whose rules do not pass CARP are both masters, and one is when the rule is mended", async () => {
  const { lab, run, out, clock } = testLab();
  await out("kldload carp pf");
  bridgeWith(lab, ["c1", "c2"]);
  const jails = ["c1", "c2"].map((name) => makeJail(lab, name));
  for (const [index, jail] of jails.entries()) {
    const name = `c${index + 1}`;
    await out(`ifconfig ${name} vnet ${name}`);
    await out(`ifconfig ${name} 10.8.0.1${index}/24 up`, { jail });
    const text = "block all\npass proto icmp\n";
    await run("pfctl -q -e -f -", { jail, text });
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
  // What is blocked on the way out cannot be sent: both know that, and demote themselves.
  expect(await out("dmesg")).toContain("carp: demoted by 240 to 240 (send error 13 on c1)");
  for (const jail of jails) {
    await run("pfctl -q -f -", { jail, text: "block all\npass proto icmp\npass proto carp\n" });
  }
  clock.advance(10_000);
  // Both were demoted alike, so that it may be either.
  expect((await states()).sort()).toEqual(["BACKUP", "MASTER"]);
});

const address = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 4 }),
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
);

test("addresses of both families are read as they are written", () => {
  fc.assert(
    fc.property(address, (bytes) => {
      expect(pfAddress(formatPfAddress(bytes))).toEqual(bytes);
    }),
  );
});

test("a translated packet has its new ends, the right checksums, and is as before when it is translated back", () => {
  const port = fc.integer({ min: 1, max: 65535 });
  const number = fc.integer({ min: 1, max: 0xfffffffe });
  const data = fc.uint8Array({ maxLength: 50 });
  fc.assert(
    fc.property(
      number,
      number,
      port,
      port,
      number,
      port,
      data,
      (from, to, a, b, other, c, bytes) => {
        const head = { source: from, destination: to, protocol: PROTOCOL_TCP, ttl: 64, id: 1 };
        const segment = {
          sourcePort: a,
          destinationPort: b,
          sequence: 1,
          acknowledges: 2,
          flags: 16,
          data: bytes,
        };
        const packet = readPacket(ipPacket(head, tcpSegment(from, to, segment)))!;
        const source = Uint8Array.of(
          other >>> 24,
          (other >>> 16) & 255,
          (other >>> 8) & 255,
          other & 255,
        );
        const changed = translated(packet, { source, sourcePort: c });
        const received = readIp(changed)!;
        expect(received.source).toBe(other);
        expect(readTcp(received)).toEqual({ ...segment, sourcePort: c });
        const back = { source: packet.source, sourcePort: a };
        expect(translated(readPacket(changed)!, back)).toEqual(packet.bytes);
      },
    ),
  );
});
