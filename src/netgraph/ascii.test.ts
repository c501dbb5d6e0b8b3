/** Arguments between memory, text and values: recorded forms, and what must hold for any. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { errnoOf } from "../../test/support/refusal.ts";
import { decodeArgs, encodeArgs, parseArgs, unparseArgs } from "./ascii.ts";
import { binaryToAscii } from "./ascii_message.ts";
import type { Layout, Length, Value } from "./layout.ts";
import { decodeMessage, encodeMessage, HEADER_SIZE } from "./message.ts";
import { commandByName, type NodeTypeTable } from "./nodetype.ts";
import { bridge } from "./types/bridge.ts";
import { generic } from "./types/generic.ts";
import { nodeTypes } from "./types/index.ts";
import { ksocket } from "./types/ksocket.ts";
import { macfilter } from "./types/macfilter.ts";
import { vlan } from "./types/vlan.ts";

const layoutOf = (name: string, part: "args" | "reply" = "args", type: NodeTypeTable = bridge) =>
  commandByName(type, name)![part]!;

describe("what FreeBSD 15 makes of a text", () => {
  const config = layoutOf("setconfig");
  test.each([
    ["{ debugLevel=2 loopTimeout=30 }", 0],
    ["{ }", 0],
    ["{ debugLevel=0x3 }", 0],
    ["{ debugLevel=-1 }", 0],
    ["{ debugLevel=1 } trailing", 0],
    ["{ debugLevel=300 }", 22],
    ["{ nosuch=1 }", 2],
    ["{ debugLevel=1 debugLevel=2 }", 37],
    ["{ debugLevel", 22],
    ["", 22],
  ])("%s is answered with errno %i", (text, number) => {
    expect(errnoOf(() => parseArgs(config, text))).toBe(number);
  });

  test("fields that are left out are zero, and zero fields are left out", () => {
    const bytes = parseArgs(config, " { debugLevel=2  loopTimeout=30 }");
    expect([...bytes]).toEqual([2, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(unparseArgs(config, bytes)).toBe("{ debugLevel=2 loopTimeout=30 }");
    expect(unparseArgs(config, new Uint8Array(16))).toBe("{}");
  });

  test("elements of arrays stand in brackets, those after a gap with their index", () => {
    const table = layoutOf("gettable", "reply");
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
    const move = layoutOf("movehost");
    expect(unparseArgs(move, parseArgs(move, '{ addr=2:0:0:0:0:1 hook="a\\"b" }'))).toBe(
      '{ addr=02:00:00:00:00:01 hook="a\\"b" }',
    );
    expect(errnoOf(() => parseArgs(move, "{ addr=zz:0:0:0:0:1 }"))).toBe(22);
  });

  // ng_parse.c, ng_get_string_token: such a string ends where too few characters were counted, and what is left is read on its own.
  test("a string with a backslash or a hexadecimal number in it can only stand last", () => {
    const text: Layout = { kind: "string" };
    expect([...parseArgs(text, '"a\\\\\\x41\\q"')]).toEqual(
      [..."a\\Aq\0"].map((c) => c.charCodeAt(0)),
    );
    expect([...parseArgs(text, '"\\1012\\x12345"')]).toEqual([0o1012 & 0xff, 0x45, 0]);
    const move = layoutOf("movehost");
    for (const name of ["a\\\\b", "\\x41", "\\q"])
      expect([name, errnoOf(() => parseArgs(move, `{ addr=2:0:0:0:0:1 hook="${name}" }`))]).toEqual(
        [name, 22],
      );
    for (const name of ["\\101", "\\t", '\\"'])
      expect([name, errnoOf(() => parseArgs(move, `{ addr=2:0:0:0:0:1 hook="${name}" }`))]).toEqual(
        [name, 0],
      );
    // Digits that make a NUL.
    expect(errnoOf(() => parseArgs(text, '"a\\00"'))).toBe(22);
    expect([...parseArgs(text, '"a\\0"')]).toEqual([97, 0, 0]);
  });

  // ng_parse.c: lengths are ints, and places for a negative number of elements are more than there is memory for.
  test("a count of 2^31 and more is negative", () => {
    const list = layoutOf("listnodes", "reply", generic);
    expect(errnoOf(() => parseArgs(list, "{ numnames=2147483648 }"))).toBe(12);
    expect(errnoOf(() => parseArgs(list, "{ numnames=-5 nodeinfo=[] }"))).toBe(12);
    expect(errnoOf(() => parseArgs(list, "{ numnames=30000 }"))).toBe(34);
    expect(unparseArgs(list, Uint8Array.of(0, 0, 0, 0x80))).toBe(
      "{ numnames=2147483648 nodeinfo=[] }",
    );
    // The first address that is missing is minded before there are too many.
    const macs = layoutOf("getmacs", "reply", macfilter);
    expect(errnoOf(() => parseArgs(macs, "{ n=65535 }"))).toBe(45);
    const data: Layout = { kind: "bytes", length: { lengthOf: "n" } };
    expect(errnoOf(() => parseArgs(data, '"ab"', [{ n: 0x8000_0000 }]))).toBe(7);
    expect(errnoOf(() => parseArgs(data, '"ab"', [{ n: 0x7fff_ffff }]))).toBe(34);
  });

  // ng_parse.c, ng_parse_skip_value: the index is refused before anybody minds the string that has no end.
  test("a string without an end is skipped like the token before it", () => {
    const list = layoutOf("listnodes", "reply", generic);
    const text = '{ numnames=1 nodeinfo=[ 1={ name="a\\\\x" type="s1" } { id=100 } ] }';
    expect(errnoOf(() => parseArgs(list, text))).toBe(7);
    expect(errnoOf(() => parseArgs(list, '{ numnames=1 nodeinfo=[ { name="a } ] }'))).toBe(22);
  });

  // ng_parse.c, ng_fixedstring_unparse.
  test("a name that fills its field goes on with what lies behind it", () => {
    const args = layoutOf("mkpeer", "args", generic);
    const bytes = new Uint8Array(96).fill(0x61, 0, 40);
    expect(unparseArgs(args, bytes)).toBe(
      `{ type="${"a".repeat(40)}" ourhook="${"a".repeat(8)}" }`,
    );
  });

  // ng_ksocket.c: ng_ksocket_sockaddr_unparse, ng_parse_sockoptval_getLength.
  test("an inet address is read whatever its length says, an option's value has what is left of the message", () => {
    const address = layoutOf("getname", "reply", ksocket);
    expect(unparseArgs(address, Uint8Array.of(4, 2, 0, 80, 10, 0, 0, 1))).toBe("inet/10.0.0.1:80");
    expect(errnoOf(() => unparseArgs(address, Uint8Array.of(4, 2, 0, 80, 10, 0, 0)))).toBe(22);
    expect([...parseArgs(address, 'local/"a\\0b"')]).toEqual([3, 1, 97]);
    expect(unparseArgs(address, Uint8Array.of(1, 9))).toBe("{ len=1 family=9 }");
    const option = layoutOf("setopt", "args", ksocket);
    expect(parseArgs(option, "{ }", [{ arglen: 9 }]).length).toBe(12);
    expect(errnoOf(() => parseArgs(option, "{ }", [{ arglen: 4 }]))).toBe(12);
  });

  test("a text of 20480 bytes and more is refused", () => {
    const asText = (size: number) => {
      // Of the generic messages one holds bytes; each is written as " 0xff".
      const data = new Uint8Array(HEADER_SIZE + size).fill(0xff, HEADER_SIZE);
      new DataView(data.buffer).setUint32(4, size, true);
      const message = { token: 0, cookie: generic.cookie, commandName: "" };
      const { id } = commandByName(generic, "binary2ascii")!;
      const inner = encodeMessage({ ...message, command: id, args: data });
      const request = encodeMessage({ ...message, command: id, args: inner });
      return binaryToAscii(generic, decodeMessage(request)!).length;
    };
    expect(asText(4000)).toBeGreaterThan(20000);
    expect(errnoOf(() => asText(4100))).toBe(34);
  });

  test("a vlan's table is written as recorded", () => {
    const reply = (vlan.commands.find(({ name }) => name === "gettable") as { reply: Layout })
      .reply;
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
