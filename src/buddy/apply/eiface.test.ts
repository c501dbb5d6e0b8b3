/** Making an eiface among others who make some, and taking away what is left of one. */
import { describe, expect, test } from "bun:test";
import { applying, graphOf } from "../../../test/support/applying.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { connectToBridge, isErrno, unmakeEiface } from "./eiface.ts";

const LAN = ["ngctl mkpeer vtnet0: bridge lower link0", "ngctl name vtnet0:lower lan"];
const make = (name: string, hook = "link1") =>
  ({ op: "eiface", name, bridge: "lan", hook }) as const;
const unmake = (name: string, hook = "link1") =>
  ({ op: "unmake", name, bridge: "lan", hook }) as const;
const lan = (on: Parameters<typeof graphOf>[0]) =>
  graphOf(on).find((node) => node.startsWith("lan "));

describe("an eiface that is made on a bridge", () => {
  test("hangs on its hook, named and with its address, and what it is is noted", async () => {
    const on = await applying(...LAN);
    await on.perform({ ...make("a"), ether: "02:00:00:00:00:0a" });
    expect(graphOf(on)).toContain("a eiface [ether lan:link1]");
    expect(on.noted).toEqual([{ made: on.context.made.get("a")! }]);
    expect(await on.lab.out("ifconfig ngeth0")).toContain("ether 02:00:00:00:00:0a");
  });

  test("takes the next number where another has taken its hook, and that is noted before it is made", async () => {
    const on = await applying(...LAN);
    await on.perform(make("a"));
    await on.perform(make("b"));
    expect(lan(on)).toBe("lan bridge [link0 vtnet0:lower, link1 a:ether, link2 b:ether]");
    expect(on.noted[1]).toEqual({ trying: { name: "b", hook: "link2" } });
  });

  test("is refused where there is no bridge, and nothing is left", async () => {
    const on = await applying();
    const before = graphOf(on);
    expect(isErrno(await on.perform(make("a")).catch((error) => error), errno.ENOENT)).toBe(true);
    expect(graphOf(on)).toEqual(before);
  });
});

test("an eiface without a bridge hangs on nothing in the end, and who had no name before is noted", async () => {
  const on = await applying("ngctl mkpeer vtnet1: eiface lower ether");
  await on.perform({ op: "eiface", name: "a" });
  expect(graphOf(on)).toContain("a eiface []");
  expect(on.noted[0]).toEqual({ apart: { name: "a", unnamed: ["ngeth0"] } });
});

describe("an eiface that is taken back", () => {
  test("goes by its ID, whatever has been made since, and twice does no harm", async () => {
    const on = await applying(...LAN);
    const before = graphOf(on);
    await on.perform(make("a"));
    await on.perform(unmake("a"));
    expect(graphOf(on)).toEqual(before);
    await on.perform(unmake("a"));
    expect(graphOf(on)).toEqual(before);
  });

  test("stays where somebody has given it another name since", async () => {
    const on = await applying(...LAN);
    await on.perform(make("a"));
    await on.lab.out("ngctl name a: theirs");
    await on.perform(unmake("a"));
    expect(graphOf(on)).toContain("theirs eiface [ether lan:link1]");
  });

  test("goes when it was made and not named before its process was killed", async () => {
    const on = await applying(...LAN, "ngctl mkpeer lan: eiface link1 ether");
    await on.perform(unmake("a"));
    expect(lan(on)).toBe("lan bridge [link0 vtnet0:lower]");
  });

  test("is looked for at the hook that was tried last", async () => {
    const on = await applying(
      ...LAN,
      "ngctl mkpeer lan: eiface link1 ether",
      "ngctl mkpeer lan: eiface link2 ether",
    );
    on.context.hooks.set("a", "link2");
    await on.perform(unmake("a"));
    expect(lan(on)).toBe("lan bridge [link0 vtnet0:lower, link1 ngeth0:ether]");
  });

  test("is not one that has a name: that is somebody's", async () => {
    const on = await applying(
      ...LAN,
      "ngctl mkpeer lan: eiface link1 ether",
      "ngctl name lan:link1 b",
    );
    await on.perform(unmake("a"));
    expect(lan(on)).toContain("link1 b:ether");
  });

  test("of those that hang on nothing is the one that was not there before", async () => {
    const on = await applying();
    // A socket that they hung on has gone with its process.
    for (const [name, kernels] of [
      ["old", "ngeth0"],
      ["new", "ngeth1"],
    ]) {
      await on.perform({ op: "eiface", name: name! });
      await on.lab.out(`ngctl name ${name}: ${kernels}`);
    }
    on.context.made.clear();
    on.context.apart.set("a", ["ngeth0"]);
    await on.perform({ op: "unmake", name: "a" });
    expect(graphOf(on).filter((node) => node.includes("eiface"))).toEqual(["ngeth0 eiface []"]);
  });

  test("waits while another process is making one, which looks just the same", async () => {
    const on = await applying(...LAN, "ngctl mkpeer lan: eiface link1 ether");
    let asked = 0;
    const othersMakeEifaces = async () => ++asked < 3;
    await unmakeEiface({ ...on.context, othersMakeEifaces }, unmake("a"));
    expect(asked).toBe(3);
    expect(lan(on)).toBe("lan bridge [link0 vtnet0:lower]");
  });
});

describe("a node that is connected to a bridge", () => {
  test("gets another hook where its own has been taken", async () => {
    const on = await applying(...LAN);
    await on.perform(make("a"));
    await on.perform({ op: "eiface", name: "b" });
    await connectToBridge(on.netgraph, "b:", "lan:", "ether", "link1");
    expect(lan(on)).toBe("lan bridge [link0 vtnet0:lower, link1 a:ether, link2 b:ether]");
  });

  test("is refused where its own end is taken: no number would help", async () => {
    const on = await applying(...LAN);
    await on.perform(make("a"));
    const before = graphOf(on);
    const error = await connectToBridge(on.netgraph, "a:", "lan:", "ether", "link1").catch(
      (e) => e,
    );
    expect(isErrno(error, errno.EEXIST)).toBe(true);
    expect(graphOf(on)).toEqual(before);
  });

  test("gets a number by trying where the kernel chooses none", async () => {
    const tried: string[] = [];
    const old = {
      connect: async (_path: string, _peer: string, _hook: string, peerHook: string) => {
        tried.push(peerHook);
        if (peerHook === "link") throw new NetgraphError("connect", "b:", errno.EINVAL);
        if (peerHook !== "link4") throw new NetgraphError("connect", "b:", errno.EEXIST);
      },
      show: async () => ({ links: [] }),
    };
    await connectToBridge(old as never, "b:", "lan:", "ether", "link2");
    expect(tried).toEqual(["link2", "link", "link3", "link4"]);
  });
});
