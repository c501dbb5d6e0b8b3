/** What requests tell of an interface, with a kernel that answers in bytes. */
import { describe, expect, test } from "bun:test";
import { KernelError } from "../host/kernelerror.ts";
import { interfaceList } from "../lab/calls/iflist.ts";
import { errno } from "../netgraph/errno.ts";
import type { KernelCalls } from "./calls.ts";
import { readInterface, readInterfaces } from "./interfaces.ts";
import { interfaceSocket } from "./ioctl.ts";
import { numberAt, setNumber } from "./layout.ts";
import { type RequestName, requests } from "./requests.ts";
import { ifgroupreq, ifmediareq, ifreq, vlanreq } from "./structs.ts";

/** Fills the struct of a request; a number is the errno of a refusal. */
type Answer = (struct: Uint8Array, at: (place: number) => Uint8Array) => number | undefined;

interface Kernel {
  readonly type?: number;
  readonly linkType?: number;
  readonly ether?: readonly number[];
  readonly answers?: { readonly [name in RequestName]?: Answer };
}

const names = new Map<number, string>(
  Object.entries(requests).map(([name, number]) => [number, name]),
);

/** A kernel with the interface em0, whose requests are answered as the test says; others are not supported. */
function told({ type = 6, linkType = type, ether, answers = {} }: Kernel) {
  const table = interfaceList([
    {
      name: "em0",
      index: 4,
      type,
      linkType,
      flags: 0x8843,
      mtu: 1500,
      ether: ether && Uint8Array.from(ether),
      addresses: [],
    },
  ]);
  const memory: Uint8Array[] = [];
  let last = 0;
  const fail = (number: number) => {
    last = number;
    return -1;
  };
  const calls = {
    socket: () => 3,
    sysctl(name: Int32Array, _count: number, out: Uint8Array | null, size: BigUint64Array) {
      const rows = name[5] === 0 || name[5] === 4 ? table : new Uint8Array();
      out?.set(rows);
      size[0] = BigInt(rows.length);
      return 0;
    },
    ioctl(_fd: number, request: number, struct: Uint8Array) {
      const answer = answers[names.get(request) as RequestName];
      if (answer === undefined) return fail(errno.EOPNOTSUPP);
      const number = answer(struct, (place) => memory[place - 1]!);
      return number === undefined ? 0 : fail(number);
    },
    address: (bytes: Uint8Array) => BigInt(memory.push(bytes)),
    errno: () => last,
  } as Partial<KernelCalls> as KernelCalls;
  return { calls, socket: interfaceSocket(calls) };
}

function only(kernel: Kernel) {
  const { calls, socket } = told(kernel);
  return readInterfaces(calls, socket)[0]!;
}

test("an interface whose requests are all refused is told as far as the list goes", () => {
  expect(only({ ether: [2, 0, 0, 0, 0, 1] })).toEqual({
    name: "em0",
    flags: ["UP", "BROADCAST", "RUNNING", "SIMPLEX", "MULTICAST"],
    up: true,
    mtu: 1500,
    options: [],
    ether: "02:00:00:00:00:01",
    inet: [],
    inet6: [],
    groups: [],
    hasMembers: false,
  });
});

describe("the medium of an interface", () => {
  const media = (status: number, active: number, count = 1) =>
    only({
      answers: {
        SIOCGIFMEDIA(struct) {
          setNumber(ifmediareq, struct, "status", status);
          setNumber(ifmediareq, struct, "active", active);
          setNumber(ifmediareq, struct, "count", count);
        },
      },
    }).status;

  // net/if_media.h: IFM_AVALID 1, IFM_ACTIVE 2; IFM_ETHER 0x20, IFM_IEEE80211 0x80, IFM_ATM 0xa0.
  test.each([
    ["Ethernet with a carrier", 3, 0x26, "active"],
    ["Ethernet without one", 1, 0x26, "no carrier"],
    ["ATM with a carrier", 3, 0xa0, "active"],
    ["a wireless station", 3, 0x80, "associated"],
    ["an access point", 3, 0x80 | 0x400, "running"],
    ["a station that found none", 1, 0x80, "no carrier"],
    ["a kind that nobody knows", 3, 0xc0, ""],
  ] as const)("of %s is told as ifconfig tells it", (_kind, status, active, text) => {
    expect(media(status, active)).toBe(text);
  });

  test("that does not say whether it works is not told", () => {
    expect(media(2, 0x20)).toBeUndefined();
    expect(media(3, 0x20, 0)).toBeUndefined();
  });
});

describe("the address that the driver was made with", () => {
  const hwaddr = (bytes: readonly number[], kernel: Kernel = {}) =>
    only({
      ether: [2, 0, 0, 0, 0, 1],
      ...kernel,
      answers: {
        SIOCGHWADDR(struct) {
          struct.set(bytes, 18);
          return undefined;
        },
      },
    }).hwaddr;

  test("is told where it is another than the one in use", () => {
    expect(hwaddr([2, 0, 0, 0, 0, 9])).toBe("02:00:00:00:00:09");
    expect(hwaddr([2, 0, 0, 0, 0, 1])).toBeUndefined();
    expect(hwaddr([0, 0, 0, 0, 0, 0])).toBeUndefined();
  });

  test("is not asked of a VLAN, whose address is its parent's", () => {
    expect(hwaddr([2, 0, 0, 0, 0, 9], { type: 135, linkType: 135 })).toBeUndefined();
  });
});

test("capabilities are those that are on", () => {
  const one = only({
    answers: {
      SIOCGIFCAP(struct) {
        setNumber(ifreq, struct, "reqcap", 0xff);
        setNumber(ifreq, struct, "curcap", 0x3);
      },
    },
  });
  expect(one.options).toEqual(["RXCSUM", "TXCSUM"]);
});

describe("the groups of an interface", () => {
  /** A kernel with these groups at one request after the other; what does not fit the room is refused (if.c, if_getgroup). */
  const groups = (...lists: readonly (readonly string[])[]) => {
    let asked = 0;
    const answer: Answer = (struct, at) => {
      const list = lists[Math.min(asked++, lists.length - 1)]!;
      const room = numberAt(ifgroupreq, struct, "len");
      if (room === 0) {
        setNumber(ifgroupreq, struct, "len", list.length * 16);
        return undefined;
      }
      if (list.length * 16 > room) return errno.EINVAL;
      setNumber(ifgroupreq, struct, "len", list.length * 16);
      const names = at(numberAt(ifgroupreq, struct, "groups"));
      for (const [index, name] of list.entries()) names.set(Buffer.from(name), index * 16);
      return undefined;
    };
    return only({ answers: { SIOCGIFGROUP: answer } });
  };
  const many = (count: number) => ["all", ...Array.from({ length: count }, (_, at) => `g${at}`)];

  test("are told without the one that all are in", () => {
    expect(groups(["all", "epair", "mine"]).groups).toEqual(["epair", "mine"]);
    expect(groups([]).groups).toEqual([]);
  });
  test("are all told, however many there are", () => {
    expect(groups(many(300)).groups).toEqual(many(300).slice(1));
  });
  test("that grow between the requests are not told half", () => {
    expect(groups(many(300), many(300), many(301)).groups).toEqual([]);
    expect(groups(many(300), many(300), many(2)).groups).toEqual(["g0", "g1"]);
  });
  test("tell a lagg, which has members as a bridge has", () => {
    expect(groups(["all", "lagg"]).hasMembers).toBe(true);
    expect(only({ type: 209 }).hasMembers).toBe(true);
  });
});

describe("a VLAN", () => {
  const vlan = (parent: string, tag: number) =>
    only({
      type: 135,
      answers: {
        SIOCGETVLAN(struct, at) {
          const request = at(numberAt(ifreq, struct, "data"));
          expect(request).toHaveLength(vlanreq.size);
          request.set(Buffer.from(parent));
          setNumber(vlanreq, request, "tag", tag);
        },
      },
    });

  test("tells its parent and its tag", () => {
    expect(vlan("em1", 7)).toMatchObject({ parent: "em1", tag: 7 });
  });
  test("on no interface tells none", () => {
    expect(vlan("", 0)).not.toHaveProperty("parent");
  });
});

describe("an interface by its name", () => {
  const find = (name: string, answer: Answer) => {
    const { calls, socket } = told({ answers: { SIOCGIFINDEX: answer } });
    return readInterface(calls, socket, name)?.name;
  };
  const isNumber =
    (index: number): Answer =>
    (struct) => {
      setNumber(ifreq, struct, "index", index);
      return undefined;
    };

  test("is the one of the number that the kernel gives", () => {
    expect(find("em0", isNumber(4))).toBe("em0");
  });
  test("that has gone, or is called otherwise by now, is none", () => {
    expect(find("em0", () => errno.ENXIO)).toBeUndefined();
    expect(find("em0", isNumber(5))).toBeUndefined();
    expect(find("em9", isNumber(4))).toBeUndefined();
    expect(find("a".repeat(16), isNumber(4))).toBeUndefined();
  });
  test("that the kernel refuses otherwise is an error", () => {
    expect(() => find("em0", () => errno.EPERM)).toThrow(KernelError);
  });
});

test("a list that cannot be read is an error that says which", () => {
  const calls = {
    sysctl: () => -1,
    errno: () => errno.EPERM,
  } as Partial<KernelCalls> as KernelCalls;
  expect(() => readInterfaces(calls, interfaceSocket(calls))).toThrow(
    "sysctl net.route.0.0.iflistl: Operation not permitted",
  );
});
