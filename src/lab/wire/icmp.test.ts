/** ICMP's echo messages (RFC 792). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { answerEcho, ECHO_REPLY, ECHO_REQUEST, echoMessage, readEcho } from "./icmp.ts";

const word = fc.integer({ min: 0, max: 0xffff });

describe("a message of ICMP echo", () => {
  test("is answered with the same data", () => {
    fc.assert(
      fc.property(word, word, fc.uint8Array({ maxLength: 100 }), (id, sequence, data) => {
        const request = echoMessage({ type: ECHO_REQUEST, id, sequence, data });
        const answer = answerEcho(request);
        expect(readEcho(answer!)).toEqual({ type: ECHO_REPLY, id, sequence, data });
        expect(answerEcho(answer!)).toBeUndefined();
        request[0] = 13;
        expect(readEcho(request)).toBeUndefined();
      }),
    );
  });
});
