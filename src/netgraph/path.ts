/** Node paths: `name:hook.hook`, `[id]:`, `.`, or hooks from where one stands (ng_base.c, ng_path_parse). */
import { errno, NetgraphError } from "./errno.ts";

export interface NodePath {
  /** The node it starts from: a name, `[2b]`, `.`; undefined when it starts from where one stands. */
  readonly node: string | undefined;
  /** The hooks to follow from there, in order. */
  readonly hooks: readonly string[];
}

/** Reads a path. Throws EINVAL for one that the kernel refuses. */
export function parsePath(text: string): NodePath {
  const bad = (): never => {
    throw new NetgraphError("path", text, errno.EINVAL);
  };
  const colon = text.indexOf(":");
  const node = colon < 0 ? undefined : text.slice(0, colon);
  let rest = colon < 0 ? text : text.slice(colon + 1);
  if (node === "" || (node !== undefined && node !== "." && node.includes("."))) bad();
  if (rest.includes(":") || rest.includes("..")) bad();
  if (rest.startsWith(".")) rest = rest.slice(1);
  if (rest.endsWith(".")) rest = rest.slice(0, -1);
  return { node, hooks: rest === "" ? [] : rest.split(".") };
}
