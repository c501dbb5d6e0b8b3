/** if_bridge(4): who may join, what members share, and where frames go. */
import { describe, expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { errno } from "../../netgraph/errno.ts";
import { IFBIF } from "./bridgemember.ts";
import { createEpair } from "./epair.ts";
import { bridgeOf, createBridge } from "./ifbridge.ts";
import { createLoopback } from "./loopback.ts";

/** A bridge that is up, with so many members, and what each of them sends. */
function bridged(count = 3) {
  const { host } = testLab().lab;
  const iface = createBridge(host, 0, "h");
  const bridge = bridgeOf(iface)!;
  iface.up = true;
  const sent: string[] = [];
  const members = Array.from({ length: count }, (_, number) => {
    const one = createEpair(host, number, { hostname: "h", release: "15.0-RELEASE" });
    one.up = true;
    one.transmit = () => sent.push(one.name);
    bridge.add(one);
    return one;
  });
  const settings = (at: number) => bridge.settingsOf(members[at]!);
  return { host, iface, bridge, members, settings, sent: () => sent.splice(0).sort() };
}
const frame = (to: number, from: number) => {
  const bytes = new Uint8Array(60);
  bytes.set([2, 0, 0, 0, 9, to, 2, 0, 0, 0, 9, from]);
  return bytes;
};

describe("a member", () => {
  test("is refused that is one already, of this or another bridge, a bridge itself, or no Ethernet interface", () => {
    const { host, bridge, members } = bridged();
    const other = createBridge(host, 1, "h");
    expect(bridge.add(members[0]!)?.errno).toBe(errno.EEXIST);
    expect(bridgeOf(other)!.add(members[0]!)?.errno).toBe(errno.EBUSY);
    for (const one of [other, createLoopback(host, "lo9")])
      expect(bridge.add(one)?.errno).toBe(errno.EINVAL);
  });
  test("hears all frames as long as it is one", () => {
    const { bridge, members } = bridged();
    expect(members[0]!.promiscuous).toBe(1);
    bridge.left(members[0]!);
    expect([members[0]!.promiscuous, members[0]!.bridge, bridge.members.length]).toEqual([
      0,
      undefined,
      2,
    ]);
    bridge.left(members[0]!);
    expect(members[0]!.promiscuous).toBe(0);
  });
  test("has only what all members can, and its own again when it leaves", () => {
    const { bridge, members } = bridged(1);
    const [member] = members as [(typeof members)[number]];
    const before = member.options;
    const poor = createEpair(bridge.iface.vnet as never, 7, {
      hostname: "h",
      release: "15.0-RELEASE",
    });
    poor.options = "0";
    bridge.add(poor);
    expect(member.options).not.toContain("TXCSUM");
    bridge.left(member);
    expect(member.options).toBe(before);
  });
});

describe("a frame", () => {
  test("for nobody known goes to all others, and for one that was heard to where it was", () => {
    const { bridge, members, sent } = bridged();
    bridge.input(members[0]!, frame(2, 1));
    expect(sent()).toEqual(["epair1a", "epair2a"]);
    bridge.input(members[1]!, frame(1, 2));
    expect(sent()).toEqual(["epair0a"]);
    bridge.forget();
    bridge.input(members[1]!, frame(1, 2));
    expect(sent()).toEqual(["epair0a", "epair2a"]);
  });
  test("does not go to a member that is down, nor at all over a bridge that is down", () => {
    const { iface, bridge, members, sent } = bridged();
    members[1]!.up = false;
    bridge.input(members[0]!, frame(2, 1));
    expect(sent()).toEqual(["epair2a"]);
    iface.up = false;
    expect([bridge.input(members[0]!, frame(2, 1)), sent()]).toEqual([false, []]);
  });
  test("does not go from one private member to another", () => {
    const { bridge, members, settings, sent } = bridged();
    for (const at of [0, 1]) settings(at).flags |= IFBIF.PRIVATE;
    bridge.input(members[0]!, frame(2, 1));
    expect(sent()).toEqual(["epair2a"]);
  });
  test("for somebody unknown does not go to a member that is not to discover", () => {
    const { bridge, members, settings, sent } = bridged();
    settings(1).flags &= ~IFBIF.DISCOVER;
    bridge.input(members[0]!, frame(2, 1));
    expect(sent()).toEqual(["epair2a"]);
  });
});

describe("an address", () => {
  test("that is sticky stays where it was heard first", () => {
    const { bridge, members, settings, sent } = bridged();
    settings(0).flags |= IFBIF.STICKY;
    bridge.input(members[0]!, frame(2, 1));
    bridge.input(members[1]!, frame(2, 1));
    sent();
    bridge.input(members[2]!, frame(1, 3));
    expect(sent()).toEqual(["epair0a"]);
  });
  test("is not learned of a member that is not to learn, or has as many as it may", () => {
    for (const change of ["learn", "most"]) {
      const { bridge, members, settings, sent } = bridged();
      if (change === "learn") settings(0).flags &= ~IFBIF.LEARNING;
      else settings(0).maxAddresses = 1;
      if (change === "most") bridge.input(members[0]!, frame(2, 9));
      bridge.input(members[0]!, frame(2, 1));
      sent();
      bridge.input(members[1]!, frame(1, 2));
      expect([change, sent()]).toEqual([change, ["epair0a", "epair2a"]]);
    }
  });
});

test("a bridge that is destroyed lets its members go", () => {
  const { host, iface, members } = bridged();
  iface.destroy!();
  expect([host.interface("bridge0"), ...members.map((one) => one.bridge)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
