/** What iperf3 prints, as it printed it, and as it never should. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { OutputError } from "../../host/json.ts";
import { parseIperf } from "./iperf.ts";

/** Of iperf 3.12, in short. */
const test312 = {
  start: { connected: [], version: "iperf 3.12", system_info: "FreeBSD" },
  intervals: [],
  end: {
    sum_sent: { seconds: 1.03953, bytes: 874_250_240, bits_per_second: 6_728_042_403.7 },
    sum_received: {
      ...{ start: 0, end: 1.045126, seconds: 1.045126, bytes: 873_988_096 },
      ...{ bits_per_second: 6_690_011_317.3, sender: true },
    },
  },
};

test("what the other end received counts", () => {
  expect(parseIperf(JSON.stringify(test312))).toEqual({
    bytes: 873_988_096,
    seconds: 1.045126,
    version: "iperf 3.12",
  });
});

test("an error is told, though iperf3 exits with 0", () => {
  const error = "unable to connect to server: Connection refused";
  expect(parseIperf(JSON.stringify({ start: {}, intervals: [], end: {}, error }))).toEqual({
    error,
  });
});

test("what is hostile in a version or an error is harmless", () => {
  const start = { version: "\x1b[2J" };
  expect(parseIperf(JSON.stringify({ ...test312, start }))).toMatchObject({
    version: "\\x1b[2J",
  });
  expect(parseIperf(JSON.stringify({ error: "\x1b[2J" }))).toEqual({ error: "\\x1b[2J" });
});

test("whatever it prints is figures, an error, or not understood", () => {
  const amount = fc.oneof(fc.double(), fc.jsonValue());
  const near = fc
    .record({ bytes: amount, seconds: amount }, { requiredKeys: [] })
    .map((received) => ({
      end: { sum_received: received },
    }));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        near.map((one) => JSON.stringify(one)),
      ),
      (text) => {
        try {
          const result = parseIperf(text);
          if ("error" in result) return;
          expect(Number.isFinite(result.bytes / result.seconds)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(OutputError);
        }
      },
    ),
  );
});
