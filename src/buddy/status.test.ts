import { describe, expect, test } from "bun:test";
import { none } from "../../test/support/topologies.ts";
import { byteSize } from "./bytesize.ts";
import { statusText } from "./status.ts";
import type { Link, LinkStats, Topology } from "./topology.ts";

const link = (
  hook: string,
  peer: string,
  type: string,
  peerHook: string,
  stats: Partial<LinkStats>,
): Link => ({
  hook,
  peerId: 0x2b,
  peerName: peer,
  peerType: type,
  peerHook,
  guest: { kind: "other", name: peer, type },
  stats: { ...none, ...stats },
});
const topology: Topology = {
  hostname: "",
  time: "",
  orphans: [],
  graph: [],
  bridges: [
    {
      id: 1,
      name: "public",
      links: [
        link("link3", "", "socket", "vmlink", {}),
        link("link2", "vtnet1", "ether", "upper", {
          recvOctets: 630,
          recvPackets: 7,
          xmitOctets: 2662,
          xmitPackets: 15,
          xmitBroadcasts: 9,
        }),
        link("link1", "jail01", "eiface", "ether", {
          recvOctets: 1062,
          recvPackets: 1,
          loopDrops: 2,
        }),
      ],
      hosts: [{ addr: "02:00:00:00:00:01", hook: "link1", age: 1, staleness: 1 }],
    },
  ],
};

describe("status", () => {
  test("the ports' ngbuddy(8)'s form", () => {
    expect(statusText(topology)).toBe(
      "public\n  [2b]: RX 0B, TX 0B\n  vtnet1 (upper): RX 630B, TX 2.60 KB\n  jail01: RX 1.04 KB, TX 0B\n",
    );
  });

  test("with everything that is not zero", () => {
    expect(statusText(topology, { verbose: true })).toBe(
      [
        "public: 3 links, 1 address heard",
        "  [2b]: RX 0B, TX 0B",
        "    link3, 0 packets in, 0 packets out",
        "  vtnet1 (upper): RX 630B, TX 2.60 KB",
        "    link2, 7 packets in, 15 packets out, 9 broadcasts out",
        "  jail01: RX 1.04 KB, TX 0B",
        "    link1, 1 packet in, 0 packets out, 2 dropped in a loop, 1 address",
        "",
      ].join("\n"),
    );
  });
});

test.each([
  [0, "0B"],
  [942, "942B"],
  [1023, "1023B"],
  [1024, "1024B"],
  [1025, "1.00 KB"],
  [1048576, "1024.00 KB"],
  [57764, "56.41 KB"],
  [5239860920, "4.88 GB"],
])("%d bytes are %s", (bytes, text) => expect(byteSize(bytes)).toBe(text));
