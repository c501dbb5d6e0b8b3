/** The frames of the lab's socket: cut anywhere, however long, in time that grows with their length only. */
import { expect, spyOn, test } from "bun:test";
import fc from "fast-check";
import { encodeFrame, type Frame, FrameError, frameSplitter } from "./frames.ts";

const copy = ({ op, seq, body }: Frame) => ({ op, seq, body: [...body] });

test("frames come out as they went in, wherever the stream is cut", () => {
  const frame = fc.record({
    op: fc.nat(255),
    seq: fc.nat(0xffff_ffff),
    body: fc.array(fc.nat(255), { maxLength: 50 }),
  });
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.nat(20), { minLength: 1 }), (frames, cuts) => {
      const stream = Buffer.concat(
        frames.map(({ op, seq, body }) => encodeFrame(op, seq, Uint8Array.from(body))),
      );
      const seen: ReturnType<typeof copy>[] = [];
      const split = frameSplitter((one) => seen.push(copy(one)));
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const end = at + cuts[turn % cuts.length]! + 1;
        split(stream.subarray(at, end));
        at = end;
      }
      expect(seen).toEqual(frames);
    }),
  );
});

test("bytes that come while a frame is being answered are taken after it", () => {
  const seen: number[] = [];
  const split = frameSplitter(({ op }) => {
    if (op === 1) split(encodeFrame(2, 0));
    seen.push(op);
  });
  split(Buffer.concat([encodeFrame(1, 0), encodeFrame(3, 0)]));
  expect(seen).toEqual([1, 3, 2]);
});

test("the longest frame in small pieces is not copied anew with each of them", () => {
  const length = 16 * 1024 * 1024 - 5;
  let seen = 0;
  const split = frameSplitter(({ body }) => {
    seen = body.length;
  });
  const bytes = encodeFrame(3, 1, new Uint8Array(length));
  const copies = spyOn(Uint8Array.prototype, "set");
  for (let at = 0; at < bytes.length; at += 4096) split(bytes.subarray(at, at + 4096));
  expect(seen).toBe(length);
  const copied = copies.mock.calls.reduce((sum, [bytes]) => sum + bytes.length, 0);
  copies.mockRestore();
  expect(copied).toBeWithin(length, 4 * length);
});

test("a length that no frame has is refused before the frame is there", () => {
  for (const length of [0, 4, 16 * 1024 * 1024 + 1, 0xffff_ffff]) {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(length);
    expect(() => frameSplitter(() => {})(head)).toThrow(FrameError);
  }
});
