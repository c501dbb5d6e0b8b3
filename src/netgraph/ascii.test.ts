/** Arguments between memory, text and values: recorded forms, and what must hold for any. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { layoutOf } from "../../test/support/layouts.ts";
import { errnoOf } from "../../test/support/refusal.ts";
import { decodeArgs, encodeArgs, parseArgs, unparseArgs } from "./ascii.ts";
import type { Layout, Length, Value } from "./layout.ts";
import { bridge } from "./types/bridge.ts";
import { generic } from "./types/generic.ts";
import { nodeTypes } from "./types/index.ts";
import { vlan } from "./types/vlan.ts";

describe("what FreeBSD 15 makes of a text", () => {
  const config = layoutOf(bridge, "setconfig");

  test("fields that are left out are zero, and zero fields are left out", () => {
    const bytes = parseArgs(config, " { debugLevel=2  loopTimeout=30 }");
    expect([...bytes]).toEqual([2, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(unparseArgs(config, bytes)).toBe("{ debugLevel=2 loopTimeout=30 }");
    expect(unparseArgs(config, new Uint8Array(16))).toBe("{}");
  });

  test("elements of arrays stand in brackets, those after a gap with their index", () => {
    const table = layoutOf(bridge, "gettable", "reply");
    const hosts = [
      { addr: "02:00:00:00:00:03", hook: "link2" },
      { addr: "02:00:00:00:00:01", hook: "link0" },
    ];
    expect(unparseArgs(table, encodeArgs(table, { numHosts: 2, hosts }))).toBe(
      '{ numHosts=2 hosts=[ { addr=02:00:00:00:00:03 hook="link2" } { addr=02:00:00:00:00:01 hook="link0" } ] }',
    );
    const enabled: Layout = {
      kind: "array",
      of: { kind: "int", size: 1, format: "unsigned" },
      length: 4,
    };
    expect(unparseArgs(enabled, Uint8Array.of(0, 7, 8, 0))).toBe("[ 1=7 8 ]");
    expect([...parseArgs(enabled, "[ 1=7 8 ]")]).toEqual([0, 7, 8, 0]);
  });

  test("an Ethernet address may leave zeros out, a name may have escapes", () => {
    const move = layoutOf(bridge, "movehost");
    expect(unparseArgs(move, parseArgs(move, '{ addr=2:0:0:0:0:1 hook="a\\"b" }'))).toBe(
      '{ addr=02:00:00:00:00:01 hook="a\\"b" }',
    );
    expect(errnoOf(() => parseArgs(move, "{ addr=zz:0:0:0:0:1 }"))).toBe(22);
  });

  test("a vlan's table is written as recorded", () => {
    const reply = layoutOf(vlan, "gettable", "reply");
    const filter = [{ hook: "v10", vlan: 10, vid: 10, pcp: 0, cfi: 0 }];
    expect(unparseArgs(reply, encodeArgs(reply, { n: 1, filter }))).toBe(
      '{ n=1 filter=[ { hook="v10" vlan=10 vid=10 } ] }',
    );
  });
});

type Lengths = { readonly [field: string]: number };

/** How long an array is to be; what goes to the message's end may have any length. */
function lengthIn(length: Length, lengths: Lengths): number {
  if (typeof length === "number") return length;
  return Math.max(0, (lengths[length.lengthOf] ?? 0) - (length.less ?? 0));
}

/** Values that fit a layout. */
function valueFor(layout: Layout, lengths: Lengths = {}): fc.Arbitrary<Value> {
  switch (layout.kind) {
    case "int": {
      const bits = BigInt(layout.size * 8);
      const signed = layout.format === "signed";
      // The kernel reads 64 bits as signed, unsigned ones too: what is larger it cuts (ng_int64_parse).
      const [least, most] =
        signed || layout.size === 8
          ? [signed ? -(1n << (bits - 1n)) : 0n, (1n << (bits - 1n)) - 1n]
          : [0n, (1n << bits) - 1n];
      const number = fc.bigInt(least, most);
      return layout.size === 8 ? number : number.map(Number);
    }
    case "string":
    case "sizedstring":
      return text(40);
    case "fixedstring":
      return text(layout.size - 1);
    case "enaddr":
      return fc
        .uint8Array({ minLength: 6, maxLength: 6 })
        .map((bytes) => Buffer.from(bytes).toString("hex").match(/../g)!.join(":"));
    case "ipaddr":
      return fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => bytes.join("."));
    case "bytes": {
      const length = lengthIn(layout.length, lengths);
      return fc.uint8Array({ minLength: length, maxLength: length });
    }
    case "array": {
      const length = lengthIn(layout.length, lengths);
      return fc.tuple(...Array.from({ length }, () => valueFor(layout.of, lengths)));
    }
    case "struct": {
      // Counts are drawn first: variable arrays are as long as they say.
      const counted = new Set(
        layout.fields.flatMap(({ type }) =>
          (type.kind === "array" || type.kind === "bytes") && typeof type.length !== "number"
            ? [type.length.lengthOf]
            : [],
        ),
      );
      return fc.nat(12).chain((count) => {
        const inner: Lengths = {
          ...lengths,
          ...Object.fromEntries([...counted].map((name) => [name, count])),
        };
        const fields = layout.fields.map(({ name, type }) => {
          // `nodeinfo.hooks` says what the field `hooks` of the struct in `nodeinfo` is.
          const ofField = Object.entries(inner).filter(([key]) => key.startsWith(`${name}.`));
          const within = ofField.map(([key, value]) => [key.slice(name.length + 1), value]);
          const own = type.kind === "int" ? inner[name] : undefined;
          return [
            name,
            own === undefined
              ? valueFor(type, { ...inner, ...Object.fromEntries(within) })
              : fc.constant(own),
          ];
        });
        return fc.record(Object.fromEntries(fields)) as fc.Arbitrary<Value>;
      });
    }
    case "custom":
      return fc
        .tuple(fc.ipV4(), fc.integer({ min: 1, max: 65535 }))
        .map(([address, port]) => `inet/${address}:${port}`);
  }
}

/** Text whose quoted form the kernel reads back: of a backslash and what is written by its number it loses count. */
function text(longest: number): fc.Arbitrary<string> {
  const isPlain = (byte: number) => (byte >= 9 && byte <= 13) || (byte >= 0x20 && byte < 0x7f);
  return fc
    .uint8Array({ maxLength: longest })
    .map((bytes) => String.fromCharCode(...bytes.filter(isPlain)).replaceAll("\\", ""));
}

const layouts = [generic, ...nodeTypes].flatMap((type) =>
  type.commands.flatMap((command) => {
    const { args, reply } = command as { args?: Layout; reply?: Layout };
    return [args, reply].flatMap((layout, index) =>
      layout === undefined
        ? []
        : [[`${type.name} ${command.name} ${index === 0 ? "request" : "reply"}`, layout] as const],
    );
  }),
);

describe.each(layouts)("%s", (_name, layout) => {
  test("what is encoded decodes to itself, and its text gives the same bytes", () => {
    fc.assert(
      fc.property(valueFor(layout), (value) => {
        const bytes = encodeArgs(layout, value);
        expect(encodeArgs(layout, decodeArgs(layout, bytes))).toEqual(bytes);
        const counts = [{ arglen: bytes.length }];
        expect(parseArgs(layout, unparseArgs(layout, bytes), counts)).toEqual(bytes);
      }),
      { numRuns: 30 },
    );
  });

  test("any bytes and any text are read or refused", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        errnoOf(() => decodeArgs(layout, bytes));
        errnoOf(() => unparseArgs(layout, bytes));
      }),
      { numRuns: 40 },
    );
    const words = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      "=",
      '"',
      "\\",
      " ",
      "0x",
      "1",
      "-",
      "a",
      "hook",
      "addr",
      "00:",
      "inet/",
      "\0",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (parts) => {
        errnoOf(() => parseArgs(layout, parts.join("")));
      }),
      { numRuns: 40 },
    );
  });
});
