/** Fragments of IPv4 packets, in any order and over each other (RFC 791; netinet/ip_reass.c). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fragments, ipPacket, type ReceivedPacket, readIp } from "../wire/ip.ts";
import { Reassembly } from "./reassembly.ts";

const header = { source: 1, destination: 2, protocol: 17, ttl: 64, id: 3 };
const fragment = (offset: number, more: boolean, ...bytes: number[]): ReceivedPacket => ({
  ...header,
  payload: Uint8Array.from(bytes),
  offset,
  more,
});
const eight = (value: number) => new Array<number>(8).fill(value);
const sixteen = (value: number) => new Array<number>(16).fill(value);

/** Adds fragments one after the other, and tells the payload of each packet that became whole. */
const added = (...fragments: readonly ReceivedPacket[]) => {
  const reassembly = new Reassembly();
  return fragments
    .map((one) => reassembly.add(one))
    .flatMap((whole) => (whole ? [[...whole.payload]] : []));
};

describe("a packet in fragments", () => {
  test("that is whole comes back as it is", () => {
    const packet = fragment(0, false, 1, 2, 3);
    expect(new Reassembly().add(packet)).toBe(packet);
  });

  test("is whole with its last missing part, and says what its header said", () => {
    const reassembly = new Reassembly();
    expect(reassembly.add(fragment(8, false, 9))).toBeUndefined();
    const whole = reassembly.add(fragment(0, true, ...eight(1)))!;
    expect({ ...whole, payload: [...whole.payload] }).toEqual({
      ...header,
      payload: [...eight(1), 9],
      offset: 0,
      more: false,
    });
  });

  test("is put together whatever the order, and however often a part comes", () => {
    const setup = fc
      .array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 })
      .chain((blocks) => {
        const numbers = [...blocks.keys(), ...blocks.keys()].slice(0, blocks.length + 2);
        return fc.record({
          blocks: fc.constant(blocks),
          last: fc.uint8Array({ minLength: 1, maxLength: 20 }),
          order: fc.shuffledSubarray([...numbers.keys()], { minLength: numbers.length }),
          numbers: fc.constant(numbers),
        });
      });
    fc.assert(
      fc.property(setup, ({ blocks, last, order, numbers }) => {
        const parts: ReceivedPacket[] = [];
        let offset = 0;
        for (const [at, size] of blocks.entries()) {
          parts.push(fragment(offset, true, ...new Array(size * 8).fill(at)));
          offset += size * 8;
        }
        const end = fragment(offset, false, ...last);
        const reassembly = new Reassembly();
        const wholes = order.flatMap((at) => reassembly.add(parts[numbers[at]!]!) ?? []);
        expect(wholes).toEqual([]);
        const whole = reassembly.add(end)!;
        expect([...whole.payload]).toEqual([...parts, end].flatMap(({ payload }) => [...payload]));
      }),
    );
  });

  test("is not whole while a part is missing, however much parts lie over each other", () => {
    expect(
      added(
        fragment(0, true, ...sixteen(1)),
        fragment(8, true, ...eight(2)),
        fragment(24, false, ...eight(4)),
      ),
    ).toEqual([]);
  });

  test("is whole when a longer part comes for the one that is there", () => {
    expect(
      added(
        fragment(0, true, ...eight(1)),
        fragment(16, false, 9),
        fragment(0, true, ...sixteen(2)),
      ),
    ).toEqual([[...eight(1), ...eight(2), 9]]);
  });

  test("keeps what it has before a new part, and not what it has behind one's beginning", () => {
    expect(
      added(
        fragment(8, true, ...eight(1)),
        fragment(16, false, 9, 9),
        fragment(0, true, ...sixteen(2)),
      ),
    ).toEqual([[...sixteen(2), 9, 9]]);
  });

  test("forgets parts that are empty, or not the last and no multiple of eight bytes", () => {
    const odd = fragment(0, true, ...eight(1), 2, 2, 2, 2);
    expect(added(odd, fragment(8, false, ...eight(3)))).toEqual([]);
    expect(added(fragment(8, false), fragment(0, true, ...eight(1)))).toEqual([]);
  });

  test("is no longer than a packet can be", () => {
    expect(added(fragment(65_528, false, ...eight(1)))).toEqual([]);
    const reassembly = new Reassembly();
    reassembly.add(fragment(0, true, ...new Array(65_528).fill(1)));
    expect(reassembly.add(fragment(65_528, false, ...eight(1).slice(1)))?.payload).toHaveLength(
      65_535,
    );
  });

  test("is told apart from others by source, destination, protocol and number", () => {
    for (const other of [{ source: 9 }, { destination: 9 }, { protocol: 1 }, { id: 9 }])
      expect(added(fragment(0, true, ...eight(1)), { ...fragment(8, false, 2), ...other })).toEqual(
        [],
      );
  });

  test("is forgotten when 64 others came after it", () => {
    const reassembly = new Reassembly();
    const first = { ...fragment(0, true, ...eight(1)), id: 1000 };
    reassembly.add(first);
    for (let id = 0; id < 64; id++) reassembly.add({ ...first, id });
    expect(reassembly.add({ ...fragment(8, false, 2), id: 1000 })).toBeUndefined();
    expect(reassembly.add({ ...fragment(8, false, 2), id: 63 })).toBeDefined();
  });

  test("keeps its bytes when the memory they came in is used again", () => {
    const reassembly = new Reassembly();
    const first = fragment(0, true, ...eight(1));
    reassembly.add(first);
    first.payload.fill(7);
    expect([...reassembly.add(fragment(8, false, 2))!.payload]).toEqual([...eight(1), 2]);
  });

  test("that never becomes whole is forgotten: such packets do not pile up", () => {
    const reassembly = new Reassembly();
    const first = (id: number) =>
      readIp(
        fragments(
          ipPacket({ source: 1, destination: 2, protocol: 1, ttl: 1, id }, new Uint8Array(3000)),
          1500,
        )[0]!,
      )!;
    for (let id = 0; id < 1000; id++) expect(reassembly.add(first(id))).toBeUndefined();
    expect(Reflect.get(reassembly, "partials").size).toBe(64);
  });
});
