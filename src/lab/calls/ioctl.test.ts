/** Requests on interfaces, as the kernel answers and refuses them (sys/net/if.c). */
import { describe, expect, test } from "bun:test";
import { makeJail, recordedHost, testLab } from "../../../test/support/lab.ts";
import { cText, numberAt, setNumber, textAt } from "../../calls/layout.ts";
import { type RequestName, requests } from "../../calls/requests.ts";
import { IFREQ_SA_DATA, ifgroupreq, ifmediareq, ifreq, vlanreq } from "../../calls/structs.ts";
import { errno } from "../../netgraph/errno.ts";
import { answerIoctl } from "./ioctl.ts";

/** A lab, and a way to ask its host; `pointed` is what the struct points at. */
async function asking(...lines: string[]) {
  const { lab, run } = testLab(recordedHost);
  for (const line of lines) expect([line, (await run(line)).status]).toEqual([line, 0]);
  const ask = (
    request: RequestName,
    name: string,
    fill: (struct: Uint8Array) => void = () => {},
    pointed: Uint8Array = new Uint8Array(),
  ) => {
    const struct = new Uint8Array(64);
    struct.set(Buffer.from(name));
    fill(struct);
    const number = answerIoctl(requests[request], struct, {
      vnet: lab.host,
      jail: (jid) => lab.jails.all().find((jail) => jail.jid === jid),
      at: () => pointed,
    });
    return { number, struct };
  };
  return { lab, ask };
}

const jid = (number: number) => (struct: Uint8Array) => setNumber(ifreq, struct, "jid", number);

test("a request that nobody knows, and an interface that is not there, are told apart", async () => {
  const { lab, ask } = await asking();
  const around = { vnet: lab.host, jail: () => undefined, at: () => new Uint8Array() };
  expect(answerIoctl(1, new Uint8Array(32), around)).toBe(errno.EOPNOTSUPP);
  expect(ask("SIOCGIFFLAGS", "nosuch").number).toBe(errno.ENXIO);
});

test("flags are read in two halves and set all at once", async () => {
  const { lab, ask } = await asking();
  ask("SIOCSIFFLAGS", "vtnet1");
  const { struct } = ask("SIOCGIFFLAGS", "vtnet1");
  expect(numberAt(ifreq, struct, "flags") & 1).toBe(0);
  ask("SIOCSIFFLAGS", "vtnet1", (given) => {
    setNumber(ifreq, given, "flags", 1);
    setNumber(ifreq, given, "flagshigh", 2);
  });
  expect(lab.host.interface("vtnet1")!.permanentPromiscuous).toBe(true);
  const after = ask("SIOCGIFFLAGS", "vtnet1").struct;
  expect([numberAt(ifreq, after, "flags") & 1, numberAt(ifreq, after, "flagshigh") & 2]).toEqual([
    1, 2,
  ]);
  ask("SIOCSIFFLAGS", "vtnet1");
  expect(lab.host.interface("vtnet1")!.permanentPromiscuous).toBe(false);
});

test("capabilities are switched to those that are asked for, and no others", async () => {
  const { ask } = await asking("ifconfig epair create");
  const now = () => numberAt(ifreq, ask("SIOCGIFCAP", "epair0a").struct, "curcap");
  const able = numberAt(ifreq, ask("SIOCGIFCAP", "epair0a").struct, "reqcap");
  const before = now();
  const TXCSUM = 2;
  expect([before & TXCSUM, able & TXCSUM]).toEqual([TXCSUM, TXCSUM]);
  expect(
    ask("SIOCSIFCAP", "epair0a", (s) => setNumber(ifreq, s, "reqcap", before & ~TXCSUM)).number,
  ).toBe(0);
  expect(now() & TXCSUM).toBe(0);
  expect(ask("SIOCSIFCAP", "epair0a", (s) => setNumber(ifreq, s, "reqcap", before)).number).toBe(0);
  expect(now()).toBe(before);
});

describe("a new name", () => {
  test.each([
    ["vtnet1", "free", 0],
    ["vtnet1", "vtnet1", 0],
    ["vtnet1", "vtnet0", errno.EEXIST],
    ["vtnet1", "", errno.EINVAL],
    ["vtnet1", "a".repeat(15), 0],
    ["vtnet1", "a".repeat(16), errno.ENAMETOOLONG],
  ])("of %s, %j, is answered with errno %i", async (name, to, number) => {
    const { lab, ask } = await asking();
    expect(ask("SIOCSIFNAME", name, undefined, cText(to)).number).toBe(number);
    expect(lab.host.interface(number === 0 ? to : name)).toBeDefined();
  });
});

test("an Ethernet address of another length is refused", async () => {
  const { lab, ask } = await asking();
  const set = (...bytes: number[]) =>
    ask("SIOCSIFLLADDR", "vtnet1", (struct) => {
      setNumber(ifreq, struct, "addr_len", bytes.length);
      struct.set(bytes, IFREQ_SA_DATA);
    }).number;
  expect(set(2, 0, 0, 0, 0, 9)).toBe(0);
  expect(lab.host.interface("vtnet1")!.ether).toEqual(Uint8Array.of(2, 0, 0, 0, 0, 9));
  expect(set(2, 0, 0, 0, 0)).toBe(errno.EINVAL);
});

test("a medium is told of what has one, working or not", async () => {
  const { ask } = await asking();
  const { number, struct } = ask("SIOCGIFMEDIA", "vtnet0");
  expect([
    number,
    numberAt(ifmediareq, struct, "status"),
    numberAt(ifmediareq, struct, "count"),
  ]).toEqual([0, 3, 1]);
  expect(ask("SIOCGIFMEDIA", "lo0").number).toBe(errno.EINVAL);
});

test("a VLAN tells its parent and tag, another interface that it is none", async () => {
  const { ask } = await asking("ifconfig vtnet1.7 create");
  const request = new Uint8Array(vlanreq.size);
  expect(ask("SIOCGETVLAN", "vtnet1.7", undefined, request).number).toBe(0);
  expect([textAt(request, 0, 16), numberAt(vlanreq, request, "tag")]).toEqual(["vtnet1", 7]);
  expect(ask("SIOCGETVLAN", "vtnet1", undefined, request).number).toBe(errno.EINVAL);
});

test("a VLAN that was moved into a jail has no parent to tell", async () => {
  const { lab, ask } = await asking("ifconfig vtnet1.7 create");
  const jail = makeJail(lab, "j");
  ask("SIOCSIFVNET", "vtnet1.7", jid(jail.jid));
  const struct = new Uint8Array(32);
  struct.set(Buffer.from("vtnet1.7"));
  const around = {
    vnet: jail.vnet!,
    jail: () => undefined,
    at: () => new Uint8Array(vlanreq.size),
  };
  expect(answerIoctl(requests.SIOCGETVLAN, struct, around)).toBe(errno.ENOENT);
});

test("groups say how much room they take, and do not fit into less", async () => {
  const { ask } = await asking("ifconfig vtnet1 group mine");
  const { struct } = ask("SIOCGIFGROUP", "vtnet1");
  expect(numberAt(ifgroupreq, struct, "len")).toBe(32);
  const names = new Uint8Array(32);
  const room = (bytes: number) => (given: Uint8Array) => setNumber(ifgroupreq, given, "len", bytes);
  expect(ask("SIOCGIFGROUP", "vtnet1", room(32), names).number).toBe(0);
  expect([textAt(names, 0, 16), textAt(names, 16, 16)]).toEqual(["all", "mine"]);
  expect(ask("SIOCGIFGROUP", "vtnet1", room(31), names).number).toBe(errno.EINVAL);
});

describe("an interface that is moved", () => {
  test("goes into the jail and comes back", async () => {
    const { lab, ask } = await asking();
    const jail = makeJail(lab, "j");
    expect(ask("SIOCSIFVNET", "vtnet1", jid(jail.jid)).number).toBe(0);
    expect([lab.host.interface("vtnet1"), jail.vnet!.interface("vtnet1")?.name]).toEqual([
      undefined,
      "vtnet1",
    ]);
    expect(ask("SIOCSIFRVNET", "vtnet1", jid(jail.jid)).number).toBe(0);
    expect(lab.host.interface("vtnet1")).toBeDefined();
  });

  test("is refused where there is no such jail, no vnet of its own, or its name is taken", async () => {
    const { lab, ask } = await asking("jail -c name=shared path=/ persist");
    const shared = lab.jails.find("shared")!.jid;
    const own = makeJail(lab, "j");
    expect(ask("SIOCSIFVNET", "vtnet1", jid(99)).number).toBe(errno.ENXIO);
    expect(ask("SIOCSIFVNET", "vtnet1", jid(shared)).number).toBe(errno.EEXIST);
    expect(ask("SIOCSIFVNET", "lo0", jid(own.jid)).number).toBe(errno.EEXIST);
    expect(ask("SIOCSIFRVNET", "vtnet1", jid(99)).number).toBe(errno.ENXIO);
    expect(ask("SIOCSIFRVNET", "vtnet1", jid(shared)).number).toBe(errno.EEXIST);
    expect(ask("SIOCSIFRVNET", "vtnet1", jid(own.jid)).number).toBe(errno.ENXIO);
  });
});
