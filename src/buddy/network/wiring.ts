/** What is connected to what, as it will be when the steps of a plan so far are done. */
import { nameOrId } from "../../netgraph/path.ts";
import type { Draft, End } from "../plan/draft.ts";
import { hooksSeen } from "../plan/wanted.ts";

/** A hook of a node, by the node's name. */
export interface Place {
  readonly node: string;
  readonly hook: string;
}

/** What is at the other end of a hook; undefined when it is free. */
export function endAt(draft: Draft, { node, hook }: Place): End | undefined {
  const key = `${node}:${hook}`;
  if (draft.rewired.has(key)) return draft.rewired.get(key);
  const link = hooksSeen(draft.seen, draft.seen.byName.get(node)).find(({ name }) => name === hook);
  return link && { node: nameOrId(link.peer), type: link.peer.type, hook: link.peerHook };
}

/** Notes that two hooks are connected by now. */
export function wired(draft: Draft, one: End, other: End): void {
  draft.rewired.set(`${one.node}:${one.hook}`, other);
  draft.rewired.set(`${other.node}:${other.hook}`, one);
}

/** Notes that a hook, and whatever it was connected to, are free by now. */
export function unwired(draft: Draft, place: Place): void {
  const other = endAt(draft, place);
  draft.rewired.set(`${place.node}:${place.hook}`, undefined);
  if (other !== undefined) draft.rewired.set(`${other.node}:${other.hook}`, undefined);
}
