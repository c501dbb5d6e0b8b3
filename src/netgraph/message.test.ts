/** Messages are what their bytes say. */
import { expect, test } from "bun:test";
import { decodeMessage, encodeMessage, HEADER_SIZE, makeReply, NGF_RESP } from "./message.ts";

const parts = { flags: 0x10, token: 0xfffffffe, cookie: 0x80000001, command: 7 };
const args = Uint8Array.of(1, 2, 3);

test("a message is read as it was written, and a name that is too long is cut", () => {
  const bytes = encodeMessage({ ...parts, commandName: "n".repeat(40), args });
  const { flags, token, cookie, command, commandName, args: read } = decodeMessage(bytes)!;
  expect({ flags, token, cookie, command }).toEqual(parts);
  expect([commandName, read]).toEqual(["n".repeat(31), args]);
});

test("bytes that no field has survive reading, and a reply clears them", () => {
  const bytes = encodeMessage({ ...parts, commandName: "x", args });
  bytes.set([9, 9, 9], 1);
  const message = decodeMessage(bytes)!;
  expect(message.bytes).toEqual(bytes);
  const reply = makeReply(message, new Uint8Array(2));
  expect([...reply.bytes.subarray(0, 8)]).toEqual([8, 0, 0, 0, 2, 0, 0, 0]);
  expect([reply.flags, reply.token, reply.args.length]).toEqual([NGF_RESP, parts.token, 2]);
});

test("a message ends where its header or its bytes do", () => {
  const bytes = encodeMessage({ ...parts, commandName: "x", args });
  expect(decodeMessage(bytes.subarray(0, HEADER_SIZE + 1))!.args).toEqual(Uint8Array.of(1));
  const longer = Uint8Array.of(...bytes, 4, 5);
  expect(decodeMessage(longer)!.bytes).toEqual(bytes);
});
