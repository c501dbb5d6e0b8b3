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
  if (own.length > 0) marks.set(marked, own);
  return marked;
}
