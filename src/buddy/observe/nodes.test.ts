/** Asking much at once, and what has gone in the meantime. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { hooksOf, nameOf, pathOf, pipelined, unlessGone } from "./nodes.ts";

test("a node is asked by its ID, whatever it is called", () => {
  expect(pathOf({ id: 0x1f })).toBe("[1f]:");
  expect(nameOf({ id: 1, name: "a", type: "eiface", hooks: 3 })).toEqual({
    id: 1,
    name: "a",
    type: "eiface",
  });
});

describe("many questions", () => {
  test("are answered in their order, and never more under way than can be", async () => {
    let under = 0;
    let most = 0;
    const ask = async (one: number) => {
      most = Math.max(most, ++under);
      for (let turns = one % 3; turns >= 0; turns--) await null;
      under--;
      return one * 2;
    };
    const all = Array.from({ length: 10 }, (_, at) => at);
    expect(await pipelined(all, ask, 4)).toEqual(all.map((one) => one * 2));
    expect(most).toBe(4);
    expect(await pipelined([], ask)).toEqual([]);
  });

  test("end with the first that fails", async () => {
    const ask = async (one: number) => {
      if (one === 1) throw new Error("no");
      return one;
    };
    await expect(pipelined([0, 1, 2], ask)).rejects.toThrow("no");
  });
});

describe("an answer", () => {
  const refused = (number: number) => Promise.reject(new NetgraphError("show", "a:", number));

  test.each([errno.ENOENT, errno.ENOTCONN, errno.EINVAL])(
    "is none where it is gone (errno %d)",
    async (number) => {
      expect(await unlessGone<string>(refused(number))).toBeUndefined();
    },
  );

  test("is what it is otherwise, and so is every other failure", async () => {
    expect(await unlessGone(Promise.resolve("a"))).toBe("a");
    await expect(unlessGone(refused(errno.EPERM))).rejects.toThrow(NetgraphError);
    await expect(unlessGone(Promise.reject(new Error("no")))).rejects.toThrow("no");
  });
});

test("hooks of a node that has gone are left out", async () => {
  const { netgraph } = await applying("ngbuddy bridge lan vtnet0");
  const lan = await netgraph.nodeInfo("lan:");
  const hooks = await hooksOf(netgraph, [lan, { ...lan, id: 0xfff }]);
  expect([...hooks.keys()]).toEqual([lan.id]);
  expect(hooks.get(lan.id)?.map(({ name }) => name)).toEqual(["uplink2", "uplink1"]);
});
