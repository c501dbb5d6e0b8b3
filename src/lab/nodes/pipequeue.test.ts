/** In what order and when frames leave a pipe, by the microsecond (sys/netgraph/ng_pipe.c). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type PipeLine, PipeQueue, type QueueConfig } from "./pipequeue.ts";

const plain: QueueConfig = {
  ...{ bandwidth: 0n, BER: 0n, queuelen: 50, delaylen: 0, duplicate: 0 },
  ...{ fifo: 1, drr: 0, wfq: 0, drophead: 0 },
};
/** 8,000 bits a second: a byte a millisecond. */
const SLOW = { bandwidth: 8_000n };
const BYTE = 1000;
const IP_HEADER = 20;

/** A packet of a flow: an IPv4 header from that host, and more bytes, of which the last has a mark. */
const packet = (from: number, mark: number, length = IP_HEADER + 1) => {
  const bytes = new Uint8Array(Math.max(length, IP_HEADER + 1));
  bytes.set([0x45]);
  bytes.set([192, 0, 2, from, 192, 0, 2, 254], 12);
  bytes[bytes.length - 1] = mark;
  return bytes;
};
const last = (frame: Uint8Array) => frame.at(-1)!;

function pipe(config: Partial<QueueConfig>, line: Partial<PipeLine> = {}, error = 0) {
  const left: number[] = [];
  const whole = { delay: 0n, overhead: 0, header_offset: 0, random: () => 0.5, ...line };
  const queue = new PipeQueue({ ...plain, ...config }, whole, (frame) => {
    left.push(last(frame));
    return error;
  });
  /** Works whenever the queue wants to, and tells what left when, for as long as anything waits. */
  const drain = () => {
    const events: [at: number, mark: number][] = [];
    for (let at = queue.nextAt; at !== undefined; at = queue.nextAt) {
      left.length = 0;
      queue.work(at);
      for (const mark of left) events.push([at, mark]);
    }
    return events;
  };
  return { queue, left, drain };
}

describe("a pipe's queue", () => {
  test("lets frames go at once when neither bandwidth nor delay is set", () => {
    const { queue, left } = pipe({});
    queue.put(Uint8Array.of(7), 123);
    expect([left, queue.isEmpty, queue.nextAt]).toEqual([[7], true, undefined]);
    expect(queue.stats).toMatchObject({ FwdFrames: 1, FwdOctets: 1 });
  });

  test("sends a frame when all its bits and the overhead were on the line, and then the delay", () => {
    const { queue, drain } = pipe(SLOW, { delay: 500n, overhead: 2 });
    queue.put(Uint8Array.of(0, 0, 1), 1000);
    queue.put(Uint8Array.of(2), 1000);
    expect(drain()).toEqual([
      [1000 + 5 * BYTE + 500, 1],
      [1000 + 8 * BYTE + 500, 2],
    ]);
  });

  test("counts the line's time from when it was free, not from when someone looked", () => {
    const { queue, left } = pipe(SLOW);
    for (const mark of [1, 2, 3]) queue.put(Uint8Array.of(mark), 0);
    queue.work(10 * BYTE);
    expect(left).toEqual([1, 2, 3]);
    queue.put(Uint8Array.of(4), 20 * BYTE);
    expect(queue.nextAt).toBe(21 * BYTE);
  });

  test("says what waits for bandwidth and what for the delay", () => {
    const { queue } = pipe(SLOW);
    queue.put(Uint8Array.of(0, 1), 0);
    queue.put(Uint8Array.of(0, 0, 2), 0);
    const run = { queues: 1, queuedFrames: 1, queuedOctets: 3, delayedFrames: 1, delayedOctets: 2 };
    expect(queue.run).toEqual(run);
    queue.flush();
    expect([queue.isEmpty, queue.nextAt, queue.run["queuedFrames"]]).toEqual([true, undefined, 0]);
  });

  test("keeps frames as they were, whatever becomes of the sender's memory", () => {
    const { queue, drain } = pipe(SLOW);
    for (const mark of [1, 2, 3]) {
      const frame = Uint8Array.of(mark);
      queue.put(frame, 0);
      frame.fill(9);
    }
    expect(drain().map(([, mark]) => mark)).toEqual([1, 2, 3]);
  });

  test("counts a frame that the other end refuses as dropped", () => {
    const { queue } = pipe({}, {}, 55);
    queue.put(Uint8Array.of(1), 0);
    expect(queue.stats).toMatchObject({ FwdFrames: 0, delayDropFrames: 1, delayDropOctets: 1 });
  });

  test("drops what the delay has no room for, once it was on the line", () => {
    const { queue, drain } = pipe({ delaylen: 2 }, { delay: 100n });
    for (const mark of [1, 2, 3]) queue.put(Uint8Array.of(mark), 0);
    expect(queue.stats).toMatchObject({ delayDropFrames: 1, queueDropFrames: 0 });
    expect(drain().map(([, mark]) => mark)).toEqual([1, 2]);
  });

  test("drops of the longest flow when the queue is full, not of the one that just came", () => {
    const { queue, drain } = pipe({ ...SLOW, fifo: 0, drr: 2048, queuelen: 5 });
    // The first is on the line.
    for (const mark of [10, 11, 12, 13, 14]) queue.put(packet(1, mark), 0);
    for (const mark of [20, 21]) queue.put(packet(2, mark), 0);
    expect(queue.stats).toMatchObject({ queueDropFrames: 1, queueDropOctets: 21 });
    expect(
      drain()
        .map(([, mark]) => mark)
        .sort(),
    ).toEqual([10, 11, 12, 13, 20, 21]);
  });

  test("sends a frame twice for one more of a hundred draws than configured", () => {
    const timesSent = (draw: number) => {
      const draws = [draw];
      const { queue, left } = pipe({ duplicate: 8 }, { random: () => draws.pop() ?? 0.99 });
      queue.put(Uint8Array.of(1), 0);
      return left.length;
    };
    // Draws are 0 to 99: 0 to 8 are nine of them (ng_pipe.c compares with <=).
    expect([0, 0.08, 0.089, 0.09, 0.5].map(timesSent)).toEqual([2, 2, 2, 1, 1]);
  });

  test("loses a frame when one of its bits errs, those of the overhead too", () => {
    // Of 8 bits all pass in (1 − 1/10)^8 = 0.43 of all cases, of 16 in 0.185.
    const at = (random: number, overhead: number) => {
      const { queue, left } = pipe({ BER: 10n }, { overhead, random: () => random });
      queue.put(Uint8Array.of(1), 0);
      return left.length;
    };
    expect([at(0.42, 0), at(0.44, 0), at(0.18, 1), at(0.19, 1)]).toEqual([1, 0, 1, 0]);
  });
});

describe("a pipe with flows", () => {
  test("gives each flow a quantum in turn (drr)", () => {
    const { queue, drain } = pipe({ ...SLOW, fifo: 0, drr: 42 });
    for (const mark of [10, 11, 12, 13, 14]) queue.put(packet(1, mark), 0);
    for (const mark of [20, 21, 22, 23]) queue.put(packet(2, mark), 0);
    // Two packets of 21 bytes are a quantum; the first has gone by itself, and its flow with it.
    expect(drain().map(([, mark]) => mark)).toEqual([10, 11, 12, 20, 21, 13, 14, 22, 23]);
  });

  test("lets a flow of small packets before one of large ones (wfq)", () => {
    const { queue, drain } = pipe({ ...SLOW, fifo: 0, wfq: 1 });
    for (const mark of [10, 11]) queue.put(packet(1, mark, mark === 11 ? 3000 : 1000), 0);
    for (const mark of [20, 21]) queue.put(packet(2, mark, 30), 0);
    expect(drain().map(([, mark]) => mark)).toEqual([10, 20, 21, 11]);
  });

  test("weighs parts of a microsecond too, which are a small packet's time on a fast line (wfq)", () => {
    const { queue, drain } = pipe({ bandwidth: 340_000_000n, fifo: 0, wfq: 1 });
    queue.put(packet(1, 10, 1500), 0);
    // 100 bytes are 2.35 µs: the turns come after 2, 4, 7 and 9; that of 21 bytes after 5 × 0.49, which is 2 as well.
    for (const from of [2, 3, 4, 5]) queue.put(packet(from, from, 100), 0);
    queue.put(packet(6, 6), 0);
    expect(drain().map(([, mark]) => mark)).toEqual([10, 2, 6, 3, 4, 5]);
  });

  test("tells flows apart by both addresses, of IPv4 without options alone", () => {
    const flows = (config: Partial<QueueConfig>, line: Partial<PipeLine>, frames: Uint8Array[]) => {
      const { queue } = pipe({ ...SLOW, ...config }, line);
      queue.put(Uint8Array.of(0), 0);
      for (const frame of frames) queue.put(frame, 0);
      return queue.run["queues"];
    };
    const drr = { fifo: 0, drr: 2048 };
    const options = packet(3, 0);
    options[0] = 0x46;
    const version6 = packet(4, 0);
    version6[0] = 0x65;
    const short = packet(5, 0).subarray(0, IP_HEADER - 1);
    const twoHosts = [packet(1, 0), packet(2, 0), packet(1, 1)];
    expect(flows(drr, {}, twoHosts)).toBe(2);
    expect(flows({}, {}, twoHosts)).toBe(1);
    expect(flows(drr, {}, [options, version6, short])).toBe(1);
    const behindEther = twoHosts.map((bytes) =>
      Uint8Array.from([...new Array(14).fill(0), ...bytes]),
    );
    expect([flows(drr, {}, behindEther), flows(drr, { header_offset: 14 }, behindEther)]).toEqual([
      1, 2,
    ]);
  });
});

test("a pipe neither loses a frame uncounted nor turns the frames of a flow around, whatever is configured", () => {
  const config = fc.record({
    bandwidth: fc.constantFrom(0n, 8_000n, 1_000_000n),
    queuelen: fc.integer({ min: 0, max: 12 }),
    delaylen: fc.constantFrom(0, 5),
    drophead: fc.constantFrom(0, 1),
    kind: fc.constantFrom({ fifo: 1 }, { fifo: 0, drr: 32 }, { fifo: 0, wfq: 1 }),
  });
  const frames = fc.array(
    fc.record({ from: fc.integer({ min: 1, max: 3 }), wait: fc.nat(30_000), length: fc.nat(90) }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(config, fc.constantFrom(0n, 700n), frames, ({ kind, ...rest }, delay, sent) => {
      const left: Uint8Array[] = [];
      const line = { delay, overhead: 4, header_offset: 0, random: () => 0.5 };
      const queue = new PipeQueue({ ...plain, ...rest, ...kind }, line, (frame) => {
        left.push(frame);
        return 0;
      });
      let now = 0;
      for (const [mark, { from, wait, length }] of sent.entries()) {
        now += wait;
        queue.work(now);
        queue.put(packet(from, mark, length), now);
      }
      for (let at = queue.nextAt; at !== undefined; at = queue.nextAt) queue.work(at);
      const { FwdFrames, queueDropFrames, delayDropFrames } = queue.stats;
      expect(FwdFrames).toBe(left.length);
      expect(FwdFrames + queueDropFrames + delayDropFrames).toBe(sent.length);
      for (const from of [1, 2, 3]) {
        const marks = left.filter((frame) => frame[15] === from).map(last);
        expect(marks).toEqual([...marks].sort((a, b) => a - b));
      }
    }),
    { numRuns: 300 },
  );
});
