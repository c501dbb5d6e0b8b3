/** Binary → ASCII (ng_parse.c's unparse methods). */
import { type Counts, type FieldCounts, lengthOf } from "./counts.ts";
import { defaultBytes, WORK_SIZE } from "./defaults.ts";
import { NetgraphError } from "./errno.ts";
import { type ArrayLayout, array, hint8, type Layout, type StructLayout } from "./layout.ts";
import { walkMembers } from "./members.ts";
import { HEADER_SIZE, readString } from "./message.ts";
import { quote } from "./tokens.ts";
import { decode, need, viewOf } from "./values.ts";

/** The text of arguments; what has its default value is left out. Throws a NetgraphError for bytes that are too few. */
export function unparseArgs(layout: Layout, bytes: Uint8Array): string {
  return unparse(layout, bytes, 0, [{ arglen: bytes.length }]).text;
}

function unparse(
  layout: Layout,
  bytes: Uint8Array,
  at: number,
  counts: Counts,
): { text: string; next: number; own?: FieldCounts } {
  switch (layout.kind) {
    case "struct":
    case "array":
      return unparseComposite(layout, bytes, at, counts);
    case "custom":
      return layout.unparse(bytes, at);
    case "bytes": {
      const length = Math.max(0, lengthOf(layout.length, counts));
      need(bytes, at, length);
      return unparseComposite(array(hint8, length), bytes, at, counts);
    }
    case "fixedstring": {
      need(bytes, at, layout.size);
      // The kernel looks for the NUL, past the field too (ng_fixedstring_unparse).
      const value = readString(bytes, at, bytes.length - at);
      return { text: quote(value), next: at + layout.size };
    }
    default: {
      const { value, next } = decode(layout, bytes, viewOf(bytes), at, counts);
      if (layout.kind === "int") {
        const text =
          layout.format === "hex"
            ? `0x${BigInt.asUintN(layout.size * 8, BigInt(value as number | bigint)).toString(16)}`
            : String(value);
        return { text, next };
      }
      const plain = layout.kind === "enaddr" || layout.kind === "ipaddr";
      return { text: plain ? (value as string) : quote(value as string), next };
    }
  }
}

function unparseComposite(
  layout: StructLayout | ArrayLayout,
  bytes: Uint8Array,
  at: number,
  counts: Counts,
) {
  const isStruct = layout.kind === "struct";
  let text = isStruct ? "{" : "[";
  let nextIndex = 0;
  let some = false;
  const { length } = walkMembers(layout, counts, (type, offset, inner, index, name) => {
    const start = at + offset;
    // Integers, those of structs too, are known to arrays behind them.
    const known =
      isStruct && (type.kind === "int" || type.kind === "struct")
        ? decode(type, bytes, viewOf(bytes), start, inner)
        : undefined;
    const standard = standardAt(type, start, inner);
    if (standard !== undefined) {
      need(bytes, start, standard.length);
      if (standard.every((byte, i) => bytes[start + i] === byte))
        return { ...known, next: offset + standard.length };
    }
    if (name !== undefined) text += ` ${name}=`;
    else text += index === nextIndex ? " " : ` ${index}=`;
    const part = unparse(type, bytes, start, inner);
    text += part.text;
    nextIndex = index + 1;
    some = true;
    return { ...known, next: part.next - at };
  });
  return { text: `${text}${some ? " " : ""}${isStruct ? "}" : "]"}`, next: at + length };
}

/** The default value of an element; undefined when it has none, or lies behind what fits the kernel's buffer: that is printed in any case (ng_unparse_composite). */
function standardAt(type: Layout, at: number, counts: Counts): Uint8Array | undefined {
  const room = WORK_SIZE - HEADER_SIZE - at;
  if (room <= 0) return undefined;
  try {
    const standard = defaultBytes(type, counts);
    return standard.length <= room ? standard : undefined;
  } catch (error) {
    if (error instanceof NetgraphError) return undefined;
    throw error;
  }
}
