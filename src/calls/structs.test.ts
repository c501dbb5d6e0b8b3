/** The bytes that go to the kernel and come from it, against what FreeBSD's own headers make of them. */
import { expect, test } from "bun:test";
import { readInterfaceList } from "./iflist.ts";
import { requests } from "./requests.ts";
import { readRoutes } from "./routes.ts";

test("the numbers of the requests are those of FreeBSD's headers", () => {
  // As golang.org/x/sys/unix has them, which is made by FreeBSD's compiler, for amd64 and for arm64.
  const known: { readonly [name in keyof typeof requests]: number } = {
    SIOCSIFFLAGS: 0x80206910,
    SIOCGIFFLAGS: 0xc0206911,
    SIOCSIFCAP: 0x8020691e,
    SIOCGIFCAP: 0xc020691f,
    SIOCGIFINDEX: 0xc0206920,
    SIOCSIFNAME: 0x80206928,
    SIOCSIFDESCR: 0x80206929,
    SIOCSIFMTU: 0x80206934,
    SIOCGIFMEDIA: 0xc0306938,
    SIOCGETVLAN: 0xc020693a,
    SIOCSIFLLADDR: 0x8020693c,
    SIOCGHWADDR: 0xc020693e,
    SIOCSIFVNET: 0xc020695a,
    SIOCSIFRVNET: 0xc020695b,
    SIOCGIFGROUP: 0xc0286988,
  };
  expect(requests).toEqual(known);
});

/** Bytes as hexadecimal digits, with spaces between those that belong together. */
function bytesOf(...lines: string[]): Uint8Array {
  return Uint8Array.from(Buffer.from(lines.join("").replaceAll(" ", ""), "hex"));
}

const zeros = (count: number) => "00".repeat(count);

/** struct if_data: type, physical, addrlen, hdrlen, link_state, vhid, datalen, mtu, and what nobody looks at. */
const data = (type: string, mtu: string) => `${type} 00 06 12 02 00 9800 ${mtu} ${zeros(140)}`;

test("a list of interfaces is read byte by byte", () => {
  const table = bytesOf(
    // struct if_msghdrl: 176 bytes and a sockaddr_dl of 54, filled up to 56.
    "e800 05 0e 10000000 43880000 0100 0000 b000 1800 00000000",
    data("06", "dc050000"),
    // sdl: len, family, index, type, nlen, alen, slen; vtnet0 and its address.
    `36 12 0100 06 06 06 00 76746e657430 525400123456 ${zeros(34)} 0000`,
    // struct ifa_msghdrl: netmask, address.
    "d000 05 0c 24000000 00000000 0100 0000 b000 1800 00000000",
    data("00", "00000000"),
    `10 02 0000 ffffff00 ${zeros(8)}`,
    `10 02 0000 0a00020f ${zeros(8)}`,
    // A shortened mask: the bytes that it lacks are zeros.
    "c800 05 0c 24000000 00000000 0100 0000 b000 1800 00000000",
    data("00", "00000000"),
    "05 02 0000 ff 000000",
    `10 02 0000 0b000001 ${zeros(8)}`,
    "f000 05 0c 24000000 00000000 0100 0000 b000 1800 00000000",
    data("00", "00000000"),
    `1c 1c 0000 00000000 ffffffffffffffff 0000000000000000 00000000 00000000`,
    `1c 1c 0000 00000000 fe80000000000000 50540ffffe123456 01000000 00000000`,
    // A version that is not known, and an interface that has no link-level address.
    "0800 04 0e 00000000",
    "b000 05 0e 00000000 01000000 0700 0000 b000 1800 00000000",
    data("06", "dc050000"),
  );
  expect(readInterfaceList(table)).toEqual([
    {
      name: "vtnet0",
      index: 1,
      type: 6,
      linkType: 6,
      flags: ["UP", "BROADCAST", "RUNNING", "SIMPLEX", "MULTICAST"],
      mtu: 1500,
      ether: "52:54:00:12:34:56",
      inet: ["10.0.2.15/24", "11.0.0.1/8"],
      inet6: ["fe80::5054:fff:fe12:3456%vtnet0/64"],
    },
  ]);
});

test("an address whose scope the kernel left in it has its interface's name all the same", () => {
  const table = bytesOf(
    "e800 05 0e 10000000 49000000 0200 0000 b000 1800 00000000",
    data("18", "00400000"),
    `36 12 0200 18 03 00 00 6c6f30 ${zeros(43)} 0000`,
    "d000 05 0c 20000000 00000000 0200 0000 b000 1800 00000000",
    data("00", "00000000"),
    `1c 1c 0000 00000000 fe80000200000000 0000000000000001 00000000 00000000`,
  );
  expect(readInterfaceList(table)[0]!.inet6).toEqual(["fe80::1%lo0"]);
});

test("a dump of routes is read byte by byte", () => {
  // struct rt_msghdr: lengths, index, flags, addrs, pid, seq, errno, fmask, inits, metrics.
  const head = (length: string, index: string, flags: string, addrs: string) =>
    `${length} 05 04 ${index} 0000 ${flags} ${addrs} ${zeros(136)}`;
  const table = bytesOf(
    head("c800", "0100", "03080000", "07000000"),
    `10 02 0000 00000000 ${zeros(8)}`,
    `10 02 0000 0a000202 ${zeros(8)}`,
    `10 02 0000 00000000 ${zeros(8)}`,
    head("f000", "0100", "01001000", "07000000"),
    `10 02 0000 0a000200 ${zeros(8)}`,
    `36 12 0100 06 00 00 00 ${zeros(46)} 0000`,
    `10 02 0000 ffffff00 ${zeros(8)}`,
    head("d000", "0200", "05082000", "03000000"),
    `1c 1c 0000 00000000 ${zeros(15)}01 00000000 00000000`,
    // A gateway of a family that nobody knows.
    `08 63 000000000000 ${zeros(16)}`,
  );
  const names = new Map([
    [1, "vtnet0"],
    [2, "lo0"],
  ]);
  expect(readRoutes(table, (index) => names.get(index))).toEqual([
    {
      family: "inet",
      destination: "default",
      gateway: "10.0.2.2",
      interface: "vtnet0",
      flags: "UGS",
    },
    {
      family: "inet",
      destination: "10.0.2.0/24",
      gateway: "link#1",
      interface: "vtnet0",
      flags: "U",
    },
    { family: "inet6", destination: "::1", gateway: "", interface: "lo0", flags: "UHS" },
  ]);
});
