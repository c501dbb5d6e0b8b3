/** Hosts as one meets them, for trying pictures: the article's, and one with a guest of every kind. */
import type { Bridge, Guest, InterfaceInfo, Link, Topology } from "../../src/buddy/topology.ts";
import { box0, graphOf, none } from "./topologies.ts";

/** A link of `peer`, whose counters are `received` and `sent` octets. */
function linkTo(
  hook: string,
  peer: {
    readonly id: number;
    readonly name: string;
    readonly type: string;
    readonly hook: string;
  },
  guest: Guest,
  received: number,
  sent: number,
): Link {
  return {
    hook,
    peerId: peer.id,
    peerName: peer.name,
    peerType: peer.type,
    peerHook: peer.hook,
    guest,
    stats: { ...none, recvOctets: received, xmitOctets: sent },
  };
}

/** The article's host: five jails on `public`, which has the box, and the host itself on `private`. */
export function articleTopology(): Topology {
  const vtnet0 = (hook: "lower" | "upper") => ({ id: 1, name: "vtnet0", type: "ether", hook });
  const uplink = (hook: "lower" | "upper"): Guest => ({ kind: "uplink", hook, interface: box0 });
  const jails = [1, 2, 3, 4, 5].map((number) => {
    const name = `jail0${number}`;
    const inside: InterfaceInfo = {
      ...box0,
      name,
      ether: `58:9c:fc:10:73:c${number}`,
      inet: [`10.2.70.5${number}/24`],
    };
    return linkTo(
      `link${number + 2}`,
      { id: 0x20 + number, name, type: "eiface", hook: "ether" },
      { kind: "jail", jail: name, jid: number, interface: inside },
      57_764 * number,
      942,
    );
  });
  const host: InterfaceInfo = { ...box0, name: "nghost0", ether: "58:9c:fc:10:ec:38", inet: [] };
  const bridges: Bridge[] = [
    {
      id: 9,
      name: "private",
      links: [
        linkTo(
          "link0",
          { id: 5, name: "nghost0", type: "eiface", hook: "ether" },
          { kind: "host", interface: host },
          0,
          0,
        ),
      ],
    },
    {
      id: 14,
      name: "public",
      links: [
        ...jails.toReversed(),
        linkTo("link2", vtnet0("upper"), uplink("upper"), 0, 462),
        linkTo("link1", vtnet0("lower"), uplink("lower"), 336, 756),
      ],
    },
  ];
  return {
    hostname: "belltower",
    time: "2026-01-02T03:04:05.678Z",
    bridges,
    orphans: [],
    graph: graphOf(bridges),
  };
}

/** One bridge with a guest of each kind, and orphans. */
export function everyKind(): Topology {
  const node = (id: number, name: string, type: string, hook = "ether") => ({
    id,
    name,
    type,
    hook,
  });
  const addresses = { inet: ["10.0.0.1/8", "10.0.0.2/8"], inet6: ["fe80::1%e0/64", "fd00::1/64"] };
  const bridges: Bridge[] = [
    {
      id: 2,
      name: "lan",
      links: [
        linkTo("link6", node(9, "", "tee", "left"), { kind: "other", name: "", type: "tee" }, 1, 1),
        linkTo("link5", node(8, "web", "socket"), { kind: "vm", name: "web" }, 1, 1),
        linkTo(
          "link4",
          node(7, "ng0_db", "eiface"),
          {
            kind: "jail",
            jail: "db",
            jid: 3,
            interface: { ...box0, name: "ng0_db", ...addresses, status: "no carrier" },
          },
          1,
          1,
        ),
        linkTo(
          "link3",
          node(6, "backbone", "bridge", "link0"),
          { kind: "bridge", name: "backbone" },
          1,
          1,
        ),
        linkTo(
          "link2",
          node(5, "nghost0", "eiface"),
          { kind: "host", interface: { ...box0, name: "nghost0", up: false } },
          1,
          1,
        ),
        linkTo(
          "uplink1",
          node(1, "em0", "ether", "lower"),
          { kind: "uplink", hook: "lower", interface: { ...box0, name: "em0" } },
          1,
          1,
        ),
      ],
    },
  ];
  return {
    hostname: "belltower",
    time: "2026-01-02T03:04:05Z",
    bridges,
    orphans: [{ id: 30, name: "lost0", type: "eiface" }],
    graph: [...graphOf(bridges), { id: 30, name: "lost0", type: "eiface", hooks: [] }],
  };
}
