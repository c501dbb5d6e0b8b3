/** The marks that frames carry on their way through the kernel, beside their bytes: mbuf_tags(9). */

/** A mark: whose it is, which of those, and what is in it. */
export interface Mark {
  readonly cookie: number;
  readonly id: number;
  readonly data: readonly number[];
}

/** By frame. One that is changed on the way is another one, and has none. */
const marks = new WeakMap<Uint8Array, readonly Mark[]>();

/** Returns the marks of a frame, the newest first. */
export function marksOf(frame: Uint8Array): readonly Mark[] {
  return marks.get(frame) ?? [];
}

/** Returns the frame, with these marks and no others. Others who have it see nothing of them. */
export function markedWith(frame: Uint8Array, own: readonly Mark[]): Uint8Array {
  const marked = frame.subarray();
  const tag = vlanTagOf(frame);
  if (tag !== undefined) tags.set(marked, tag);
  if (own.length > 0) marks.set(marked, own);
  return marked;
}

/** By frame: the VLAN tag that was taken off and is carried beside it (sys/mbuf.h, M_VLANTAG and ether_vtag). */
const tags = new WeakMap<Uint8Array, number>();
/** Has any frame ever had one? Most labs have none, and ask with every frame. */
let areTagsUsed = false;

/** Returns the VLAN tag that a frame carries beside its bytes: priority in the upper three bits, VLAN in the lower twelve. */
export function vlanTagOf(frame: Uint8Array): number | undefined {
  return areTagsUsed ? tags.get(frame) : undefined;
}

/** Returns the frame with this VLAN tag beside it, or without any. Others who have it see nothing of that. */
export function withVlanTag(frame: Uint8Array, tag: number | undefined): Uint8Array {
  const own = frame.subarray();
  const known = marks.get(frame);
  if (known !== undefined) marks.set(own, known);
  if (tag !== undefined) {
    areTagsUsed = true;
    tags.set(own, tag);
  }
  return own;
}

/** Gives a frame that was made of another one what that one carries. Returns it. */
export function carrying(from: Uint8Array, made: Uint8Array): Uint8Array {
  const known = marks.get(from);
  if (known !== undefined) marks.set(made, known);
  const tag = vlanTagOf(from);
  if (tag !== undefined) tags.set(made, tag);
  return made;
}
