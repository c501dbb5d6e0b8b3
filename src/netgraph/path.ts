/** Node paths: `name:hook.hook`, `[id]:`, `.`, or hooks from where one stands (ng_base.c, ng_path_parse). */
import { errno, NetgraphError } from "./errno.ts";
import { scanUnsigned, ULONG_MAX } from "./numbers.ts";

/** A path, taken apart. */
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

/** The ID in a name of the form `[2b]`, also `[0x2B]` or `[0000002b]`; undefined for what is a name like any other, such as `[0]` (ng_base.c, ng_decodeidname). */
export function idInName(name: string): number | undefined {
  if (!/^\[[0-9a-fA-F]/.test(name) || !name.endsWith("]")) return undefined;
  const number = scanUnsigned(name, 1, 16);
  if (number === undefined || number.next !== name.length - 1) return undefined;
  if (number.value === 0n || number.value === ULONG_MAX) return undefined;
  // The kernel keeps the low 32 bits: [100000002] is node 2.
  return Number(BigInt.asUintN(32, number.value)) || undefined;
}

/** What any node can be called by, whatever its name: `[2b]`. */
export function idName(id: number): string {
  return `[${id.toString(16)}]`;
}

/** What a node is called: by its name, or by its ID when it has none. */
export function nameOrId({ id, name }: { readonly id: number; readonly name: string }): string {
  return name || idName(id);
}
