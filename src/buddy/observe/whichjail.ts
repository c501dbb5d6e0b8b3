/** Which jails an interface may be in that is not on the host: the kernel tells of a jail's interfaces inside of it only. */
import type { JailInfo } from "../../host/jls.ts";
import { nodeNameOf } from "../names.ts";

/** The jail that is called like an eiface's node, which is how an interface is made for a jail. */
export function namesake(
  jails: readonly JailInfo[],
  node: { readonly name: string },
): JailInfo | undefined {
  return jails.find(({ name }) => nodeNameOf(name) === node.name);
}

/** Splits jails into those whose names the nodes' begin with (`web` of `web_dmz`), and the others: one that is found there need not be looked for in all. */
export function likeliestFirst(
  jails: readonly JailInfo[],
  nodes: readonly { readonly name: string }[],
): readonly (readonly JailInfo[])[] {
  const isLikely = (jail: JailInfo) =>
    nodes.some(({ name }) => name.startsWith(nodeNameOf(jail.name)));
  const likely = jails.filter(isLikely);
  return [likely, jails.filter((jail) => !likely.includes(jail))].filter((some) => some.length > 0);
}
