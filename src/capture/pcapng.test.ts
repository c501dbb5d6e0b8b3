/** What is written as pcapng is read back as it was, by us and by tshark. */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { countsBlock, frameBlock, interfaceBlock, linkType, sectionBlock } from "./pcapng.ts";
import { type CaptureBlock, PcapngError, readPcapng } from "./readpcapng.ts";

function written(blocks: readonly CaptureBlock[]): Uint8Array {
  return Buffer.concat(
    blocks.map((one) => {
      if ("section" in one) return sectionBlock(one.section);
      if ("interface" in one) return interfaceBlock(one.interface);
      return "frame" in one ? frameBlock(one.frame) : countsBlock(one.counts);
    }),
  );
}

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const time = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const number = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const bytes = fc.uint8Array({ maxLength: 200 });
const optional = { requiredKeys: [] };

/** A file: a section, some interfaces, and blocks of theirs. */
const file = fc
  .tuple(
    fc.record({ hardware: text, os: text, application: text }, optional),
    fc.array(
      fc.record(
        {
          name: text,
          linkType: fc.constantFrom(linkType.null, linkType.ethernet),
          description: text,
          ether: fc.uint8Array({ minLength: 6, maxLength: 6 }),
          os: text,
          maxBytes: fc.nat({ max: 0xffff_fffe }).map((less) => less + 1),
        },
        { requiredKeys: ["name", "linkType"] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .chain(([section, interfaces]) => {
    const of = fc.nat({ max: interfaces.length - 1 });
    const frame = fc.record(
      { interface: of, time, bytes, way: fc.constantFrom("in" as const, "out" as const) },
      { requiredKeys: ["interface", "time", "bytes"] },
    );
    const counts = fc.record({ interface: of, time, received: number, dropped: number });
    return fc
      .array(fc.oneof(fc.record({ frame }), fc.record({ counts })), { maxLength: 8 })
      .map((blocks): CaptureBlock[] => [
        { section },
        ...interfaces.map((one) => ({ interface: one })),
        ...blocks,
      ]);
  });

test("every file is read back as it was written", () => {
  fc.assert(
    fc.property(file, (blocks) => {
      expect([...readPcapng(written(blocks))]).toEqual(blocks);
    }),
  );
});

test("a file that is cut off anywhere, or damaged, is refused, and never read beyond its end", () => {
  fc.assert(
    fc.property(file, fc.nat(), fc.nat({ max: 255 }), (blocks, place, value) => {
      const whole = written(blocks);
      const cut = whole.subarray(0, place % whole.length);
      const damaged = whole.slice();
      damaged[place % whole.length] = value;
      for (const bytes of [cut, damaged]) {
        try {
          for (const _ of readPcapng(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(PcapngError);
        }
      }
    }),
  );
});

test("a file of the other byte order, in microseconds, is read", () => {
  const big = (...words: number[]) => {
    const bytes = Buffer.alloc(words.length * 4);
    for (const [at, word] of words.entries()) bytes.writeUInt32BE(word, at * 4);
    return bytes;
  };
  const section = big(0x0a0d0d0a, 28, 0x1a2b3c4d, 0x00010000, 0xffffffff, 0xffffffff, 28);
  const one = big(1, 20, 0x00010000, 0, 20);
  const unknown = big(0x0bad, 12, 12);
  const frame = big(6, 36, 0, 0, 1_000_001, 4, 60, 0x01020304, 36);
  expect([...readPcapng(Buffer.concat([section, one, unknown, frame]))]).toEqual([
    { section: {} },
    { interface: { name: "", linkType: 1 } },
    {
      frame: {
        interface: 0,
        time: 1_000_001_000n,
        bytes: Buffer.from([1, 2, 3, 4]),
        length: 60,
      },
    },
  ]);
});

test("tshark reads the names, directions, lengths and nanoseconds that were written", () => {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-test-"));
  const path = join(directory, "a.pcapng");
  const ether = Buffer.from("ffffffffffff0200000000010800", "hex");
  writeFileSync(
    path,
    written([
      { section: { application: "ngbuddy", os: "FreeBSD" } },
      { interface: { name: "vtnet0", linkType: 1, description: "a NIC" } },
      { interface: { name: "web:lo0", linkType: 0 } },
      { frame: { interface: 0, time: 1_700_000_000_123_456_789n, bytes: ether, way: "in" } },
      { frame: { interface: 1, time: 1n, bytes: Buffer.from([2, 0, 0, 0, 0x45]), way: "out" } },
      { counts: { interface: 0, time: 2n, received: 3n, dropped: 1n } },
    ]),
  );
  const fields = [
    "frame.interface_name",
    "frame.time_epoch",
    "frame.len",
    "frame.packet_flags_direction",
    "eth.src",
  ];
  const options = fields.flatMap((field) => ["-e", field]);
  const shown = Bun.spawnSync(["tshark", "-n", "-r", path, "-T", "fields", ...options]);
  rmSync(directory, { recursive: true });
  expect(shown.stdout.toString()).toBe(
    "vtnet0\t1700000000.123456789\t14\t0x00000001\t02:00:00:00:00:01\nweb:lo0\t0.000000001\t5\t0x00000002\t\n",
  );
});
