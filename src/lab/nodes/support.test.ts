/** What several node types have in common: how they answer, and how they refuse. */
import { describe, expect, test } from "bun:test";
import { makeNode, testLab } from "../../../test/support/lab.ts";
import { errnoOf } from "../../../test/support/refusal.ts";
import { errno } from "../../netgraph/errno.ts";
import { decodeMessage, encodeMessage } from "../../netgraph/message.ts";
import { FLOW_COOKIE } from "../../netgraph/types/flow.ts";
import { hole } from "../../netgraph/types/hole.ts";
import { pipe } from "../../netgraph/types/pipe.ts";
import { tee } from "../../netgraph/types/tee.ts";
import {
  answerBy,
  goWithLastHook,
  hookNamed,
  isFlow,
  read,
  refuseData,
  replyTo,
  thenClear,
} from "./support.ts";

const message = (cookie: number, command: number, args?: Uint8Array) =>
  decodeMessage(encodeMessage({ token: 1, cookie, command, commandName: "", args }))!;

describe("a type's own messages", () => {
  const { lab } = testLab();
  const node = makeNode(lab, "tee");
  const said: string[] = [];
  const say = (name: string) => (_node: unknown, args: Uint8Array) => {
    said.push(`${name} ${args.length}`);
    return undefined;
  };
  const answer = answerBy(tee, {
    getstats: say("getstats"),
    clrstats: say("clrstats"),
    getclrstats: say("getclrstats"),
  });

  test("are answered by their numbers, with their arguments", () => {
    answer(node, message(tee.cookie, 2, new Uint8Array(3)), { id: 1 });
    expect(said.splice(0)).toEqual(["clrstats 3"]);
  });
  test("are refused that are another type's, or none", () => {
    for (const one of [message(hole.cookie, 1), message(tee.cookie, 99)])
      expect(errnoOf(() => answer(node, one, { id: 1 }))).toBe(errno.EINVAL);
    expect(said).toEqual([]);
  });
});

test("arguments of another length than the kernel's struct are refused", () => {
  const args = new Uint8Array(32);
  args.set(Buffer.from("a"));
  expect(read(hole, "getstats", args)).toBe("a");
  for (const length of [31, 33])
    expect(errnoOf(() => read(hole, "getstats", new Uint8Array(length)))).toBe(errno.EINVAL);
});

test("a reply is as the type's table says, and empty where it says nothing", () => {
  expect(replyTo(hole, "getstats", { frames: 1n, octets: 2n })).toHaveLength(16);
  expect(replyTo(hole, "clrstats", undefined)).toHaveLength(0);
});

test("counters are told before they are set back", () => {
  const node = makeNode(testLab().lab, "tee");
  let counter = 7;
  const tell = () => Uint8Array.of(counter);
  const clear = () => {
    counter = 0;
    return undefined;
  };
  expect([thenClear(tell, clear)(node, new Uint8Array()), counter]).toEqual([Uint8Array.of(7), 0]);
});

test("a hook is found by its name in a field of its size; another name is refused", () => {
  const { lab } = testLab();
  const [one, other] = [makeNode(lab, "hub"), makeNode(lab, "hub")];
  lab.host.graph.connect(one, "a", other, "b");
  const named = (name: string, size = 32) => {
    const args = new Uint8Array(size);
    args.set(Buffer.from(name));
    return args;
  };
  expect(hookNamed(one, named("a"))).toBe(one.hook("a")!);
  expect(errnoOf(() => hookNamed(one, named("b")))).toBe(errno.ENOENT);
  expect(errnoOf(() => hookNamed(one, named("a", 31)))).toBe(errno.EINVAL);
});

test("a node goes with its last hook, not before", () => {
  const { lab } = testLab();
  const { graph } = lab.host;
  const [one, other] = [makeNode(lab, "hole"), makeNode(lab, "hub")];
  graph.connect(one, "a", other, "b");
  goWithLastHook(one);
  expect(graph.node(one.id)).toBe(one);
  one.removeHook(one.hook("a")!);
  goWithLastHook(one);
  expect(graph.node(one.id)).toBeUndefined();
});

test("word of a link is known by its cookie", () => {
  expect([isFlow(message(FLOW_COOKIE, 32)), isFlow(message(pipe.cookie, 32))]).toEqual([
    true,
    false,
  ]);
});

test("what a lab does not do is said on the console once a node, and refused each time", () => {
  const { lab } = testLab();
  const [one, other] = [makeNode(lab, "tee"), makeNode(lab, "tee")];
  const before = lab.kernel.console.lines.length;
  expect([
    refuseData(one, "this is"),
    refuseData(one, "this is"),
    refuseData(other, "this is"),
  ]).toEqual([errno.EOPNOTSUPP, errno.EOPNOTSUPP, errno.EOPNOTSUPP]);
  expect(lab.kernel.console.lines.slice(before)).toEqual([
    `ng_tee: [${one.id.toString(16)}]: this is not emulated in a lab; frames are refused`,
    `ng_tee: [${other.id.toString(16)}]: this is not emulated in a lab; frames are refused`,
  ]);
});
