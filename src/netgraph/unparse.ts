/** Binary → ASCII (ng_parse.c's unparse methods). */
import { type Counts, type FieldCounts, lengthOf, noteCount } from "./counts.ts";
import { defaultBytes, WORK_SIZE } from "./defaults.ts";
import { NetgraphError } from "./errno.ts";
import { type ArrayLayout, array, hint8, type Layout, type StructLayout } from "./layout.ts";
import { paddingBefore } from "./memory.ts";
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
  const number = isStruct ? layout.fields.length : lengthOf(layout.length, counts);
  const own: FieldCounts = {};
  const inner = isStruct ? [...counts, own] : counts;
  let text = isStruct ? "{" : "[";
  let next = at;
  let nextIndex = 0;
  let some = false;
  for (let index = 0; index < number; index++) {
    const type = isStruct ? layout.fields[index]!.type : layout.of;
    next += paddingBefore(type, next - at);
    if (isStruct && (type.kind === "int" || type.kind === "struct")) {
      const { value, own: fields } = decode(type, bytes, viewOf(bytes), next, inner);
      noteCount(own, layout.fields[index]!, () => Number(value), fields);
    }
    const standard = standardAt(type, next, inner);
    if (standard !== undefined) {
      need(bytes, next, standard.length);
      if (standard.every((byte, i) => bytes[next + i] === byte)) {
        next += standard.length;
        continue;
      }
    }
    if (isStruct) text += ` ${layout.fields[index]!.name}=`;
    else text += index === nextIndex ? " " : ` ${index}=`;
    const part = unparse(type, bytes, next, inner);
    text += part.text;
    next = part.next;
    nextIndex = index + 1;
    some = true;
  }
  next += paddingBefore(layout, next - at);
  return { text: `${text}${some ? " " : ""}${isStruct ? "}" : "]"}`, next };
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
