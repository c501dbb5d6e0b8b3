/** Which jails an interface may be in that is not on the host: the kernel tells of a jail's interfaces inside of it only. */
import type { JailInfo } from "../../host/jls.ts";
import { nodeNameOf } from "../names.ts";

/** Returns jails by what an eiface's node is called that was made for them. */
export function byNodeName(jails: readonly JailInfo[]): ReadonlyMap<string, JailInfo> {
  return new Map(jails.map((jail) => [nodeNameOf(jail.name), jail]));
}

/** Splits jails into those whose names the nodes' begin with (`web` of `web_dmz`), and the others: one that is found there need not be looked for in all. */
export function likeliestFirst(
  jails: readonly JailInfo[],
  nodes: readonly { readonly name: string }[],
): readonly (readonly JailInfo[])[] {
  const likely: JailInfo[] = [];
  const others: JailInfo[] = [];
  for (const jail of jails) {
    const called = nodeNameOf(jail.name);
    (nodes.some(({ name }) => name.startsWith(called)) ? likely : others).push(jail);
  }
  return [likely, others].filter((some) => some.length > 0);
}
