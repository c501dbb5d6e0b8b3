/** Lists of nodes, hooks and types as nodes answer with them. */
import { expect, test } from "bun:test";
import { errnoOf } from "../../test/support/refusal.ts";
import { errno } from "./errno.ts";
import { hookListBytes, readHookList, readNodeInfo, readNodeList } from "./lists.ts";

const node = { id: 1, name: "public", type: "bridge", hooks: 3 };
const link = {
  name: "link0",
  peerHook: "ether",
  peer: { id: 2, name: "", type: "eiface", hooks: 1 },
};

test("a list of hooks has those that are there, whatever their number is said to be", () => {
  const bytes = hookListBytes(node, [link, link]);
  expect(readHookList(bytes)).toEqual({ node, links: [link, link] });
  expect(readHookList(bytes.subarray(0, bytes.length - 1)).links).toEqual([link]);
});

test("a list of nodes that is cut ends with its last whole row", () => {
  const rows = hookListBytes(node, []);
  const bytes = Uint8Array.of(2, 0, 0, 0, ...rows, ...rows.subarray(1));
  expect(readNodeList(bytes)).toEqual([node]);
});

test("a reply that is too short is refused", () => {
  expect(errnoOf(() => readNodeInfo(new Uint8Array(71)))).toBe(errno.EPROTO);
  expect(errnoOf(() => readNodeList(new Uint8Array(3)))).toBe(errno.EPROTO);
});
