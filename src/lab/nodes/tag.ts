/** ng_tag(4): marks frames, and sorts them by the marks that they have. */
import { decodeArgs } from "../../netgraph/ascii.ts";
import { errno } from "../../netgraph/errno.ts";
import { readString } from "../../netgraph/latin1.ts";
import { offsetOf } from "../../netgraph/memory.ts";
import { type ArgsOf, commandOf } from "../../netgraph/nodetype.ts";
import { tag as table } from "../../netgraph/types/tag.ts";
import { type Hook, type Node, type NodeBehaviour, refuse, sendBy } from "../kernel/node.ts";
import { type Mark, markedWith, marksOf } from "../wire/marks.ts";
import { answerBy, goWithLastHook, replyTo } from "./support.ts";

type HookIn = ArgsOf<typeof table, "sethookin">;
type HookOut = ArgsOf<typeof table, "sethookout">;

/** What a hook looks for in frames that come in by it, and what it puts on those that go out. */
interface Port {
  in: HookIn;
  out: HookOut;
  /** Where frames go, found when it was set: a hook that came later is not known (ng_tag(4)). */
  match: Hook | undefined;
  noMatch: Hook | undefined;
}

const none = { tag_cookie: 0, tag_id: 0, tag_len: 0, tag_data: [] };

const portAt = (hook: Hook) => hook.state as Port;

/** The hook that a message names: any text that is not empty will do. */
function named(node: Node, args: Uint8Array): Hook {
  if (args.length === 0) refuse(errno.EINVAL);
  return node.hook(readString(args, 0, args.length - 1)) ?? refuse(errno.ENOENT);
}

/** The sizes of struct ng_tag_hookin and struct ng_tag_hookout, without data. */
const IN_SIZE = offsetOf(commandOf(table, "sethookin").args, "tag_data")!;
const OUT_SIZE = offsetOf(commandOf(table, "sethookout").args, "tag_data")!;

/** Refuses arguments that are shorter than their data; what fills a struct up may be behind them (ng_tag.c, ng_tag_rcvmsg). */
function checkSize(args: Uint8Array, fixed: number, length: (args: Uint8Array) => number): void {
  if (args.length < fixed || args.length < fixed + length(args)) refuse(errno.EINVAL);
}

export const tag: NodeBehaviour<undefined> = {
  table,
  create: () => undefined,
  newHook(_node, hook) {
    const thisHook = hook.name;
    const port: Port = {
      in: { thisHook, ifMatch: "", ifNotMatch: "", strip: 0, ...none },
      out: { thisHook, ...none },
      match: undefined,
      noMatch: undefined,
    };
    hook.state = port;
  },
  receiveMessage: answerBy<typeof table, undefined>(table, {
    sethookin(node, args) {
      const { args: layout } = commandOf(table, "sethookin");
      checkSize(args, IN_SIZE, (all) => decodeArgs(layout, all).tag_len);
      const value = decodeArgs(layout, args);
      const port = portAt(node.hook(value.thisHook) ?? refuse(errno.ENOENT));
      port.in = value;
      port.match = node.hook(value.ifMatch);
      port.noMatch = node.hook(value.ifNotMatch);
      return undefined;
    },
    gethookin: (node, args) => replyTo(table, "gethookin", portAt(named(node, args)).in),
    sethookout(node, args) {
      const { args: layout } = commandOf(table, "sethookout");
      checkSize(args, OUT_SIZE, (all) => decodeArgs(layout, all).tag_len);
      const value = decodeArgs(layout, args);
      portAt(node.hook(value.thisHook) ?? refuse(errno.ENOENT)).out = value;
      return undefined;
    },
    gethookout: (node, args) => replyTo(table, "gethookout", portAt(named(node, args)).out),
  }),
  receiveData(_node, hook, frame) {
    const port = portAt(hook);
    const marks = marksOf(frame);
    const found = marks.find((mark) => isSought(port.in, mark));
    const onward = found === undefined ? port.noMatch : port.match;
    // What goes nowhere is dropped, and nobody hears of it.
    if (onward === undefined) return 0;
    const { out } = portAt(onward);
    const left = port.in.strip === 0 ? marks : marks.filter((mark) => mark !== found);
    const added = isNone(out) ? [] : [markOf(out)];
    const same = left.length === marks.length && added.length === 0;
    return sendBy(onward, same ? frame : markedWith(frame, [...added, ...left]));
  },
  disconnect(node, hook) {
    for (const other of node.hooks) {
      const port = portAt(other);
      if (port.match === hook) port.match = undefined;
      if (port.noMatch === hook) port.noMatch = undefined;
    }
    goWithLastHook(node);
  },
};

function isNone({ tag_cookie, tag_id }: HookIn | HookOut): boolean {
  return tag_cookie === 0 && tag_id === 0;
}

function markOf({ tag_cookie, tag_id, tag_data }: HookOut): Mark {
  return { cookie: tag_cookie, id: tag_id, data: tag_data };
}

/** Is it the mark that a hook looks for? Its data have to begin with those that are sought (ng_tag.c, memcmp). */
function isSought(sought: HookIn, { cookie, id, data }: Mark): boolean {
  return (
    !isNone(sought) &&
    sought.tag_cookie === cookie &&
    sought.tag_id === id &&
    sought.tag_data.every((byte, at) => byte === data[at])
  );
}
