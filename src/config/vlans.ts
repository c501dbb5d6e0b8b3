/** The VLANs of bridges (`ngbuddy_BRIDGE_vlan`): a tag, or an outer and an inner one. */

/** Tags of IEEE 802.1Q, the outer one first. */
export type VlanTags = readonly number[];

/** 0 is a frame's priority without a VLAN, and 4095 is reserved. */
const MAX_TAG = 4094;
const MAX_TAGS = 2;

/** Reads `10`, or `10.20` for VLAN 20 within VLAN 10 (QinQ); undefined when it is neither. */
export function readTags(text: string): VlanTags | undefined {
  const words = text.trim().split(".");
  const tags = words.map(Number);
  const isTag = (word: string, at: number) =>
    /^[1-9]\d{0,3}$/.test(word) && (tags[at] ?? 0) <= MAX_TAG;
  return words.length <= MAX_TAGS && words.every(isTag) ? tags : undefined;
}

/** Returns what would have been right, for who has written something else. */
export function whyNoTags(text: string): string {
  return `"${text.trim()}" is no VLAN; give a tag from 1 to ${MAX_TAG}, or two, the outer one first: 10.20`;
}

/** Tags as rc.conf has them, and as they are shown: `10.20`. */
export function tagsText(tags: VlanTags): string {
  return tags.join(".");
}

/** Are these the same VLAN? No tags at all are the frames without any. */
export function isSameVlan(one: VlanTags = [], other: VlanTags = []): boolean {
  return one.length === other.length && isWithin(one, other);
}

/** Is `inner` this VLAN, or one within it? */
export function isWithin(inner: VlanTags, outer: VlanTags): boolean {
  return outer.every((tag, at) => inner[at] === tag);
}
