import { expect, test } from "bun:test";
import { createClock } from "../base/clock.ts";
import { Kernel } from "../kernel/kernel.ts";
import { parseIpv4 } from "../wire/address.ts";
import { ARP_REQUEST, arpFrame } from "../wire/arp.ts";
import { bringUp } from "./configure.ts";
import { createEpair } from "./epair.ts";
import { Interface } from "./interface.ts";
import { Lan, lanHost } from "./lan.ts";
import { plugIn } from "./plug.ts";

const vnet = () => new Kernel(createClock({ bootEpoch: 0 }), []).makeVnet({ isHost: true });
const HERE = [2, 0, 0, 0, 0, 1];
const THERE = [2, 0, 0, 0, 0, 2];
const hex = (frame: Uint8Array) => Buffer.from(frame).toString("hex");

function frameTo(destination: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(60);
  bytes.set([...destination, 2, 0, 0, 0, 0, 9, 0x12, 0x34]);
  return bytes;
}

function newNic() {
  const nic = new Interface(vnet(), { name: "em0", kind: "nic", ether: Uint8Array.from(HERE) });
  bringUp(nic);
  const lan = new Lan(nic);
  lan.add(lanHost("10.0.0.1", { ttl: 64 }));
  return nic;
}

test("one who is plugged into a NIC's wire talks to the hosts of its LAN, and hears what the NIC and they say", () => {
  const nic = newNic();
  const heard: string[] = [];
  const plug = plugIn(nic, (frame) => heard.push(hex(frame)));
  const request = arpFrame(
    ARP_REQUEST,
    Uint8Array.from(THERE),
    parseIpv4("10.0.0.7")!,
    parseIpv4("10.0.0.1")!,
  );
  plug.send(request);
  expect(heard).toEqual([
    expect.stringMatching(/^02000000000252550a0000010806000108000604000252550a0000010a000001/),
  ]);
  nic.send(frameTo(THERE));
  expect(heard.at(-1)).toBe(hex(frameTo(THERE)));
  plug.pullOut();
  nic.send(frameTo(THERE));
  expect(heard).toHaveLength(2);
});

test("a NIC takes from its wire what is for it, and what is for others only while it is promiscuous", () => {
  const nic = newNic();
  const plug = plugIn(nic, () => {});
  plug.send(frameTo(HERE));
  plug.send(frameTo(THERE));
  expect(nic.counters.inPackets).toBe(1);
  nic.askPromiscuous(true);
  plug.send(frameTo(THERE));
  expect(nic.counters.inPackets).toBe(2);
});

test("two who are plugged into one wire hear each other, and not themselves", () => {
  const nic = newNic();
  const heard: string[] = [];
  const one = plugIn(nic, () => heard.push("one"));
  const two = plugIn(nic, () => heard.push("two"));
  one.send(frameTo(THERE));
  two.send(frameTo(THERE));
  expect(heard).toEqual(["two", "one"]);
});

test("one who is plugged into the cable of a pair reaches both of its ends", () => {
  const a = createEpair(vnet(), 0, { hostname: "lab", release: "15.0" });
  const b = a.vnet.interface("epair0b")!;
  const heard: string[] = [];
  const plug = plugIn(a, (frame) => heard.push(hex(frame).slice(0, 12)));
  plug.send(frameTo(HERE));
  expect([a.counters.inPackets, b.counters.inPackets]).toEqual([1, 1]);
  b.send(frameTo(THERE));
  a.send(frameTo(HERE));
  expect(heard).toEqual(["020000000002", "020000000001"]);
});
