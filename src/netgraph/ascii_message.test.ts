/** Whole messages between memory and text, as ngctl(8) has nodes convert them. */
import { expect, test } from "bun:test";
import { errnoOf } from "../../test/support/refusal.ts";
import { asciiToBinary, binaryToAscii } from "./ascii_message.ts";
import { errno } from "./errno.ts";
import { readString } from "./latin1.ts";
import {
  decodeMessage,
  encodeMessage,
  HEADER_SIZE,
  type Message,
  type MessageParts,
  NGF_RESP,
} from "./message.ts";
import { commandByName } from "./nodetype.ts";
import { bridge } from "./types/bridge.ts";
import { GENERIC_COOKIE, generic } from "./types/generic.ts";

/** A request with a message in it. */
function around(parts: Partial<MessageParts>, cut = 0): Message {
  const zero = { token: 0, cookie: 0, command: 0, commandName: "" };
  const inner = encodeMessage({ ...zero, ...parts });
  const args = inner.subarray(0, inner.length - cut);
  return decodeMessage(encodeMessage({ ...zero, args }))!;
}

const text = (value: string) => Buffer.from(`${value}\0`, "latin1");

/** What the bytes of a converted message say. */
function shown(bytes: Uint8Array) {
  const { cookie, command, commandName, token, args } = decodeMessage(bytes)!;
  return { cookie, command, commandName, token, text: readString(args, 0, args.length) };
}

test("a node knows its own commands before those of every node, by name and by number", () => {
  const own = around({ commandName: "getstats", token: 7, args: text("-1") });
  const { cookie, command, token, args } = decodeMessage(asciiToBinary(bridge, own))!;
  expect([cookie, command, token, [...args]]).toEqual([bridge.cookie, 4, 7, [255, 255, 255, 255]]);
  const common = around({ commandName: "rmhook", args: text('{ hook="a" }') });
  expect(decodeMessage(asciiToBinary(bridge, common))).toMatchObject({
    cookie: GENERIC_COOKIE,
    command: commandByName(generic, "rmhook")!.id,
  });
  const binary = around({ cookie: bridge.cookie, command: 4, args: Uint8Array.of(3, 0, 0, 0) });
  expect(shown(binaryToAscii(bridge, binary))).toMatchObject({
    commandName: "getstats",
    text: "3",
  });
});

test("a reply is read and written as a reply", () => {
  const config = { cookie: bridge.cookie, command: 2, flags: NGF_RESP };
  const binary = around({ ...config, args: Uint8Array.of(1, ...new Uint8Array(15)) });
  expect(shown(binaryToAscii(bridge, binary)).text).toBe("{ debugLevel=1 }");
  const ascii = { commandName: "getconfig", flags: NGF_RESP, args: text("{ debugLevel=1 }") };
  expect(decodeMessage(asciiToBinary(bridge, around(ascii)))!.args).toHaveLength(16);
});

test("what takes no arguments has none, whatever is given", () => {
  const ascii = around({ commandName: "reset", args: text("{ debugLevel=1 }") });
  expect(decodeMessage(asciiToBinary(bridge, ascii))!.args).toHaveLength(0);
  const binary = around({ cookie: bridge.cookie, command: 3, args: Uint8Array.of(1) });
  expect(shown(binaryToAscii(bridge, binary)).text).toBe("");
});

test("a command that the node has not, a cookie of another type and a message that is cut are refused", () => {
  const refusal = (convert: typeof asciiToBinary, message: Message) =>
    errnoOf(() => convert(bridge, message));
  expect(refusal(asciiToBinary, around({ commandName: "nosuch", args: text("") }))).toBe(
    errno.ENOSYS,
  );
  expect(refusal(binaryToAscii, around({ cookie: 1, command: 1 }))).toBe(errno.ENOSYS);
  expect(refusal(binaryToAscii, around({ cookie: bridge.cookie, command: 99 }))).toBe(errno.ENOSYS);
  // A text has at least its NUL.
  expect(refusal(asciiToBinary, around({ commandName: "reset" }))).toBe(errno.EINVAL);
  const short = around({ commandName: "reset", args: text("abc") }, 1);
  expect(refusal(asciiToBinary, short)).toBe(errno.EINVAL);
  const headless = encodeMessage({ token: 0, cookie: 0, command: 0, commandName: "" });
  expect(refusal(asciiToBinary, decodeMessage(headless)!)).toBe(errno.EINVAL);
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
