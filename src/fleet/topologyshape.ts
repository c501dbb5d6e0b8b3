/** A topology as a host tells it, checked whole: what is drawn of it comes from somebody else. */
import * as v from "valibot";
import type { Topology } from "../buddy/topology.ts";

/** More of anything is no host's. */
const MAX = 20_000;
const number = v.pipe(v.number(), v.finite());
const text = v.pipe(v.string(), v.maxLength(1_000));
const list = <const T extends v.GenericSchema>(of: T) => v.pipe(v.array(of), v.maxLength(MAX));

const stats = v.object({
  recvOctets: number,
  recvPackets: number,
  recvMulticasts: number,
  recvBroadcasts: number,
  recvUnknown: number,
  recvRunts: number,
  recvInvalid: number,
  xmitOctets: number,
  xmitPackets: number,
  xmitMulticasts: number,
  xmitBroadcasts: number,
  loopDrops: number,
  loopDetects: number,
  memoryFailures: number,
});

const nic = v.object({
  name: text,
  ether: v.exactOptional(text),
  inet: list(text),
  inet6: list(text),
  up: v.exactOptional(v.boolean()),
  mtu: v.exactOptional(number),
  status: v.exactOptional(text),
  vlan: v.exactOptional(v.object({ tag: number, parent: text })),
});

const guest = v.variant("kind", [
  v.object({ kind: v.literal("host"), interface: nic }),
  v.object({ kind: v.literal("jail"), jail: text, jid: number, interface: nic }),
  v.object({ kind: v.literal("vm"), name: text }),
  v.object({
    kind: v.literal("uplink"),
    hook: v.picklist(["lower", "upper", "orphans"]),
    interface: nic,
  }),
  v.object({ kind: v.literal("bridge"), name: text }),
  v.object({
    kind: v.literal("other"),
    name: text,
    type: text,
    why: v.exactOptional(text),
    vlans: v.exactOptional(list(number)),
  }),
]);

const nodeName = { id: number, name: text, type: text };

const link = v.object({
  hook: text,
  peerId: number,
  peerName: text,
  peerType: text,
  peerHook: text,
  between: v.exactOptional(
    list(v.object({ ...nodeName, vlan: v.exactOptional(number), part: v.exactOptional(text) })),
  ),
  port: v.exactOptional(
    v.object({
      rate: v.exactOptional(v.object({ in: number, out: number })),
      guard: v.exactOptional(list(text)),
      isolate: v.exactOptional(v.literal(true)),
      vlan: v.exactOptional(number),
      trunk: v.exactOptional(list(number)),
      mirror: v.exactOptional(text),
      words: list(text),
    }),
  ),
  end: v.exactOptional(v.object({ ...nodeName, hook: text })),
  guest,
  stats: v.exactOptional(stats),
});

/** A topology as it is told. */
export const topologySchema: v.GenericSchema<unknown, Topology> = v.object({
  hostname: text,
  time: v.pipe(text, v.isoTimestamp()),
  bridges: list(
    v.object({
      id: number,
      name: text,
      links: list(link),
      hosts: v.exactOptional(
        list(v.object({ addr: text, hook: text, age: number, staleness: number })),
      ),
    }),
  ),
  orphans: list(
    v.object({
      ...nodeName,
      joined: v.exactOptional(v.object(nodeName)),
      between: v.exactOptional(list(v.object(nodeName))),
      guest: v.exactOptional(guest),
      joinedGuest: v.exactOptional(guest),
    }),
  ),
  ifBridges: v.exactOptional(list(v.object({ name: text, members: list(text) }))),
  graph: list(
    v.object({
      ...nodeName,
      hooks: list(
        v.object({ name: text, peerId: number, peerName: text, peerType: text, peerHook: text }),
      ),
    }),
  ),
  waiting: v.exactOptional(list(v.object({ request: text, secondsLeft: number }))),
  unreadable: v.exactOptional(list(v.object({ jail: text, jid: number, reason: text }))),
});
