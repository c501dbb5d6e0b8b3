/** Where a frame's VLAN tag is: in the frame, as on a wire, or beside it, as FreeBSD's kernel hands on what an interface received. */
import {
  ETHER_HEADER,
  ETHER_TAG,
  ETHERTYPE_QINQ,
  ETHERTYPE_VLAN,
  etherType,
  tagged,
  untagged,
} from "./ethernet.ts";
import { carrying, vlanTagOf, withVlanTag } from "./marks.ts";

/**
 * Takes the outermost tag of a frame out, so that the frame carries it from then on: before netgraph gets what an interface
 * has received (if_ethersubr.c, ether_input_internal). What kind of tag it was is forgotten.
 */
export function tagBeside(frame: Uint8Array): Uint8Array {
  const type = etherType(frame);
  if (type !== ETHERTYPE_VLAN && type !== ETHERTYPE_QINQ) return frame;
  if (frame.length < ETHER_HEADER + ETHER_TAG) return frame;
  return withVlanTag(carrying(frame, untagged(frame)), (frame[14]! << 8) | frame[15]!);
}

/** Puts the tag that a frame carries into it. */
export function tagInFrame(frame: Uint8Array): Uint8Array {
  const tag = vlanTagOf(frame);
  return tag === undefined ? frame : withVlanTag(carrying(frame, tagged(frame, tag)), undefined);
}
