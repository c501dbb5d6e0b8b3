/** The way of frames through an interface. */
import { describe, expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { Interface, type InterfaceDescription } from "./interface.ts";

function made(description: Partial<InterfaceDescription> = {}) {
  const iface = new Interface(testLab().lab.host, { name: "em3", kind: "nic", ...description });
  const went: string[] = [];
  iface.transmit = () => went.push("wire");
  iface.demux = () => went.push("stack");
  return { iface, went };
}
const frame = new Uint8Array(60);

test("what comes in is counted in any case, and goes to the stack of an interface that is up", () => {
  const { iface, went } = made();
  iface.receive(frame);
  expect(went).toEqual([]);
  iface.up = true;
  iface.receive(frame);
  expect(went).toEqual(["stack"]);
  expect(iface.counters).toMatchObject({ inPackets: 2, inOctets: 120 });
});

describe("netgraph on an interface", () => {
  test("may take what comes in and what goes out, or leave it", () => {
    const { iface, went } = made();
    iface.up = true;
    let takes = true;
    iface.netgraph = { input: () => takes, output: () => (takes ? 55 : undefined) };
    iface.receive(frame);
    expect([iface.output(frame), went]).toEqual([55, []]);
    takes = false;
    iface.receive(frame);
    expect([iface.output(frame), went]).toEqual([0, ["stack", "wire"]]);
  });
  test("is passed by what is sent to the wire itself", () => {
    const { iface, went } = made();
    iface.netgraph = { input: () => true, output: () => 0 };
    iface.send(frame);
    expect(went).toEqual(["wire"]);
    expect(iface.counters).toMatchObject({ outPackets: 1, outOctets: 60 });
  });
});

describe("the driver's name", () => {
  test.each([
    [{ name: "em3" }, "em3"],
    [{ name: "epair2a", kind: "epair", unit: 2 }, "epair2"],
    [{ name: "vtnet0.7", kind: "vlan", unit: undefined }, "vlan"],
    [{ name: "bridge" }, "bridge0"],
  ] as const)("of %j is %s, whatever it is called later", (description, name) => {
    const { iface } = made(description);
    iface.name = "other";
    expect(iface.driverName).toBe(name);
  });
});

test("the address that a driver was made with stays when another is set in place", () => {
  const ether = Uint8Array.of(2, 0, 0, 0, 0, 1);
  const { iface } = made({ ether });
  ether[5] = 9;
  expect([iface.hwaddr, iface.isEthernet, made().iface.isEthernet]).toEqual([
    Uint8Array.of(2, 0, 0, 0, 0, 1),
    true,
    false,
  ]);
});
