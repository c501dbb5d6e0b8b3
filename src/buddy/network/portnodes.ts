/** The nodes between a guest's eiface and its bridge that make its port what rc.conf says. */
import { type PortRate, type PortSettings, rateOf } from "../../config/ports.ts";
import { type Part, partName } from "../plan/portparts.ts";
import type { Action, MessageValue } from "../plan/step.ts";
import type { PortNode, PortPlace } from "./portnode.ts";
import { vlanNodes } from "./portvlans.ts";

const GUEST = "guest";
const BRIDGE = "bridge";

/** Returns the nodes that a port needs, from the guest on. */
export function portNodes(settings: PortSettings, place: PortPlace): PortNode[] {
  const { rate, guard, isolate, mirror } = settings;
  return [
    ...(guard === undefined ? [] : [guardNode(place, guard)]),
    ...(mirror === undefined ? [] : [mirrorNode(place, mirror)]),
    ...(rate === undefined ? [] : [rateNode(place, rate)]),
    ...(isolate ? isolatingNodes(place) : []),
    ...vlanNodes(settings, place),
  ];
}

function message(name: string, type: string, command: string, value: MessageValue): Message {
  return { op: "message", path: `${name}:`, type, command, value };
}

/** ng_bpf(4), with a program for what the guest sends; what it gets passes as it is. */
function guardNode({ name: eiface, ether }: PortPlace, addresses: readonly string[]): PortNode {
  const name = partName(eiface, "guard");
  return {
    part: "guard",
    name,
    type: "bpf",
    guestHook: GUEST,
    bridgeHook: BRIDGE,
    what: `let ${eiface} send by its own MAC address only${addresses.length === 0 ? "" : `, from ${addresses.join(" and ")}`}`,
    configure: [
      { op: "guard", node: name, eiface, addresses, ...(ether !== undefined && { ether }) },
      passAll(name, BRIDGE, GUEST),
    ],
  };
}

/** BPF_RET+BPF_K, all bytes (net/bpf.h). */
const ALL = [{ code: 6, jt: 0, jf: 0, k: 0xffff_ffff }];

function passAll(node: string, thisHook: string, onward: string): Action {
  return message(node, "bpf", "setprogram", {
    thisHook,
    ifMatch: onward,
    ifNotMatch: "",
    bpf_prog_len: ALL.length,
    bpf_prog: ALL,
  });
}

/** ng_car(4)'s policing, as RED does it: what is above the rate is lost early, and more of it the longer it lasts. */
const RED = 2;
const [FORWARD, DROP] = [1, 2];
/** A burst of an eighth of a second, and of one frame as long as a NIC may hand them on (LRO). */
const BURST_SECONDS = 1 / 8;
const MIN_BURST = 65_536;

function rateNode({ name: eiface }: PortPlace, rate: PortRate): PortNode {
  const name = partName(eiface, "rate");
  return {
    part: "rate",
    name,
    type: "car",
    guestHook: "upper",
    bridgeHook: "lower",
    what: `limit ${eiface} to ${rateOf(rate)}`,
    configure: [
      message(name, "car", "setconf", {
        // ng_car.c: what comes in by the lower hook is called upstream.
        upstream: limitedTo(rate.in),
        downstream: limitedTo(rate.out),
      }),
    ],
  };
}

function limitedTo(cir: number): MessageValue {
  const burst = Math.max(MIN_BURST, Math.round((cir / 8) * BURST_SECONDS));
  return {
    ...{ cbs: burst, ebs: burst, cir, pir: 0 },
    ...{ greenAction: FORWARD, yellowAction: FORWARD, redAction: DROP, mode: RED, opt: 0 },
  };
}

/** Whose marks they are: any number that no other module has (mbuf_tags(9)). */
const COOKIE = 1_795_996_800;
/** Isolated guests do not hear each other, and neither do tunnels, but each of them hears the others. */
const KINDS = { guest: 1, tunnel: 2 };
/** A mark has the bridge's name in it and that of whoever sends, of fixed lengths, so that its beginning tells the bridge. */
const BRIDGE_LENGTH = 32;
const SENDER_LENGTH = { guest: 16, tunnel: 32 };

/** Who is kept from others of its kind on a bridge, and the two nodes by which that is done. */
export interface Separated {
  readonly bridge: string;
  readonly name: string;
  readonly what: keyof typeof KINDS;
  /** The node that is farther from the bridge. */
  readonly cut: string;
  /** The node at the bridge. */
  readonly mark: string;
}

/**
 * Returns what is sent to two ng_tag(4). The one at the bridge marks what comes from there, and takes that mark off what comes
 * back: a kernel answers with the very packet that asked (ARP, ICMP). The other one drops what has a mark of that bridge left,
 * which is that of another one of the kind.
 */
export function separatingNodes({ bridge, name, what, cut, mark }: Separated): Message[] {
  const none = { tag_cookie: 0, tag_id: 0, tag_len: 0, tag_data: [] };
  const ofBridge = padded(bridge, BRIDGE_LENGTH);
  const id = KINDS[what];
  const any = markOf(id, ofBridge);
  const own = markOf(id, [...ofBridge, ...padded(name, SENDER_LENGTH[what])]);
  const hookIn = (node: string, thisHook: string, found: string, other: string, sought: object) =>
    message(node, "tag", "sethookin", {
      ...{ thisHook, ifMatch: found, ifNotMatch: other, strip: found === "" ? 0 : 1 },
      ...sought,
    });
  return [
    hookIn(cut, GUEST, "", BRIDGE, none),
    hookIn(cut, BRIDGE, "", GUEST, any),
    hookIn(mark, GUEST, "", BRIDGE, none),
    message(mark, "tag", "sethookout", { thisHook: BRIDGE, ...own }),
    hookIn(mark, BRIDGE, GUEST, GUEST, own),
  ];
}

type Message = Extract<Action, { op: "message" }>;

function isolatingNodes({ name: eiface, bridge }: PortPlace): PortNode[] {
  const [cut, mark] = [partName(eiface, "isolate"), partName(eiface, "mark")];
  const all = separatingNodes({ bridge, name: eiface, what: "guest", cut, mark });
  const tag = (part: Part, what: string): PortNode => {
    const name = partName(eiface, part);
    const hooks = { guestHook: GUEST, bridgeHook: BRIDGE };
    const configure = all.filter(({ path }) => path === `${name}:`);
    return { part, name, type: "tag", ...hooks, what, configure };
  };
  return [
    tag("isolate", `keep ${eiface} from other isolated guests of ${bridge}`),
    tag("mark", `mark what ${eiface} sends as an isolated guest's`),
  ];
}

function markOf(id: number, data: readonly number[]) {
  return { tag_cookie: COOKIE, tag_id: id, tag_len: data.length, tag_data: data };
}

function padded(text: string, length: number): number[] {
  return Array.from({ length }, (_, at) => text.charCodeAt(at) || 0);
}

const [SENT, GOT, TO] = ["sent", "got", "to"];

/** ng_tee(4). Its copies go through an ng_bpf(4) that lets nothing back: an ng_hub(4) would send the guest its own frames. */
function mirrorNode({ name: eiface }: PortPlace, mirror: string): PortNode {
  const name = partName(eiface, "mirror");
  const copies = partName(eiface, "copies");
  return {
    part: "mirror",
    name,
    type: "tee",
    guestHook: "left",
    bridgeHook: "right",
    what: `copy the frames of ${eiface} to ${mirror}`,
    configure: [
      ...copyingTo(name, copies, mirror),
      passAll(copies, SENT!, TO!),
      passAll(copies, GOT!, TO!),
    ],
  };
}

/** Connects a tee's copies to an eiface. */
function copyingTo(tee: string, copies: string, mirror: string): Action[] {
  return [
    { op: "mkpeer", path: `${tee}:`, type: "bpf", hook: "left2right", peerHook: SENT! },
    { op: "name", path: `${tee}:left2right`, name: copies },
    { op: "connect", path: `${tee}:`, peerPath: `${copies}:`, hook: "right2left", peerHook: GOT! },
    { op: "connect", path: `${mirror}:`, peerPath: `${copies}:`, hook: "ether", peerHook: TO! },
  ];
}
