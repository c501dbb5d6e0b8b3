/** Binary → ASCII (ng_parse.c's unparse methods). */
import { type Counts, lengthOf } from "./counts.ts";
import { defaultBytes, WORK_SIZE } from "./defaults.ts";
import { NetgraphError } from "./errno.ts";
import { readString } from "./latin1.ts";
import { array, hint8, type Layout } from "./layout.ts";
import { madeOnce, type Visit, walkOf } from "./members.ts";
import { sizeOf } from "./memory.ts";
import { HEADER_SIZE } from "./message.ts";
import { Reader } from "./reader.ts";
import { quote } from "./tokens.ts";
import { decoderOf } from "./values.ts";

/** The text of arguments; what has its default value is left out. Throws a NetgraphError for bytes that are too few. */
export function unparseArgs(layout: Layout, bytes: Uint8Array): string {
  return unparserOf(layout)(new Reader(bytes), [{ arglen: bytes.length }]);
}

type Unparse = (from: Reader, counts: Counts) => string;

const unparserOf: (layout: Layout) => Unparse = madeOnce((layout: Layout): Unparse => {
  const decode = decoderOf(layout);
  switch (layout.kind) {
    case "struct":
    case "array": {
      const walk = walkOf(layout, unparseMember);
      return (from, counts) => {
        const whole: Whole = { text: "", nextIndex: 0 };
        walk(from, counts, whole);
        const inside = whole.text === "" ? "" : `${whole.text} `;
        return layout.kind === "struct" ? `{${inside}}` : `[${inside}]`;
      };
    }
    case "bytes": {
      const unparse = unparserOf(array(hint8, layout.length));
      return (from, counts) => {
        from.need(Math.max(0, lengthOf(layout.length, counts)));
        return unparse(from, counts);
      };
    }
    case "fixedstring":
      return (from) => {
        const at = from.take(layout.size);
        // The kernel looks for the NUL, past the field too (ng_fixedstring_unparse).
        return quote(readString(from.bytes, at, from.bytes.length - at));
      };
    case "int":
      return (from, counts) => {
        const value = decode(from, counts) as number | bigint;
        return layout.format === "hex"
          ? `0x${BigInt.asUintN(layout.size * 8, BigInt(value)).toString(16)}`
          : String(value);
      };
    case "string":
    case "sizedstring":
      return (from, counts) => quote(decode(from, counts) as string);
    default:
      return (from, counts) => decode(from, counts) as string;
  }
});

/** The text of a struct or an array, as far as it is known. */
interface Whole {
  text: string;
  /** The index of the element that needs none before it. */
  nextIndex: number;
}

function unparseMember(type: Layout): Visit<Reader, Whole> {
  const unparse = unparserOf(type);
  // What is always of one size has one default value.
  const isFixed = sizeOf(type) !== undefined;
  const fixed = isFixed ? standardOf(type, []) : undefined;
  return (from, counts, whole, key) => {
    const standard = isFixed ? fixed : standardOf(type, counts);
    // What lies behind what fits the kernel's buffer is printed in any case (ng_unparse_composite).
    const room = WORK_SIZE - HEADER_SIZE - from.at;
    if (standard !== undefined && room > 0 && standard.length <= room) {
      from.need(standard.length);
      if (isAt(from, standard)) {
        from.take(standard.length);
        return;
      }
    }
    whole.text += key === whole.nextIndex ? " " : ` ${key}=`;
    whole.text += unparse(from, counts);
    if (typeof key === "number") whole.nextIndex = key + 1;
  };
}

function isAt({ bytes, at }: Reader, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

/** The default value of a member; undefined when it has none. */
function standardOf(type: Layout, counts: Counts): Uint8Array | undefined {
  try {
    return defaultBytes(type, counts);
  } catch (error) {
    if (error instanceof NetgraphError) return undefined;
    throw error;
  }
}
