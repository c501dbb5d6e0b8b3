/** What a user of ng_ether(4) notices: its hooks, its messages, what becomes of frames (sys/netgraph/ng_ether.c). */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { errno } from "../../netgraph/errno.ts";

describe("an ether", () => {
  test("comes with its interface: mkpeer makes none", () => {
    expect(new TestGraph().mkpeer(".", "ether", "h", "lower")).toBe(errno.EINVAL);
  });
});
