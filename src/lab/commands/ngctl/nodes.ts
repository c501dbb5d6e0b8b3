/** ngctl's commands that make, connect, name and remove: mkpeer, connect, name, rmhook, shutdown. */

import { encodeArgs } from "../../../netgraph/ascii.ts";
import { errno } from "../../../netgraph/errno.ts";
import { fitting, hookName, nodeName, pathName, typeName } from "../../../netgraph/layout.ts";
import { commandOf } from "../../../netgraph/nodetype.ts";
import { generic } from "../../../netgraph/types/generic.ts";
import { isKnownElsewhere } from "../../freebsd/modules.ts";
import type { Subcommand } from "./session.ts";

/** Two hooks, by names that are cut to fit, as ngctl does with all that it is given. */
const hooks = (ours: string, theirs: string) => ({
  ourhook: fitting(hookName, ours),
  peerhook: fitting(hookName, theirs),
});

/** `.` is assumed where the path in front is left out. */
function withPath(words: readonly string[], length: number): readonly string[] | undefined {
  const args = words.slice(1);
  if (args.length === length) return args;
  return args.length === length - 1 ? [".", ...args] : undefined;
}

export const mkpeer: Subcommand = {
  usage: "mkpeer [path] <type> <hook> <peerhook>",
  summary: 'Create and connect a new node to the node at "path"',
  help:
    'The mkpeer command atomically creates a new node of type "type" and connects it to the node at "path". ' +
    'The hooks used for the connection are "hook" on the original node and "peerhook" on the new node. ' +
    'If "path" is omitted then "." is assumed.',
  run(session, words) {
    const args = withPath(words, 4);
    if (args === undefined) return "usage";
    const [path, type, ours, theirs] = args as [string, string, string, string];
    const { args: layout } = commandOf(generic, "mkpeer");
    const values = { type: fitting(typeName, type), ...hooks(ours, theirs) };
    const error = session.send(path, "mkpeer", encodeArgs(layout, values));
    if (error === errno.EOPNOTSUPP && isKnownElsewhere(`ng_${type}`)) {
      session.process.err(`ngctl: mkpeer ${type}: not emulated in a lab\n`);
      return "error";
    }
    return session.outcome(error);
  },
};

export const connect: Subcommand = {
  usage: "connect [path] <relpath> <hook> <peerhook>",
  summary: "Connects hook <peerhook> of the node at <relpath> to <hook>",
  help:
    'The connect command creates a link between the two nodes at "path" and "relpath" using hooks "hook" and "peerhook", ' +
    'respectively. The "relpath", if not absolute, is specified relative to the node at "path". ' +
    'If "path" is omitted then "." is assumed.',
  aliases: ["join"],
  run(session, words) {
    const args = withPath(words, 4);
    if (args === undefined) return "usage";
    const [path, peer, ours, theirs] = args as [string, string, string, string];
    const { args: layout } = commandOf(generic, "connect");
    const values = { path: fitting(pathName, peer), ...hooks(ours, theirs) };
    return session.outcome(session.send(path, "connect", encodeArgs(layout, values)));
  },
};

export const name: Subcommand = {
  usage: "name <path> <name>",
  summary: "Assign name <name> to the node at <path>",
  run(session, [, path, newName, ...rest]) {
    if (path === undefined || newName === undefined || rest.length > 0) return "usage";
    const { args: layout } = commandOf(generic, "name");
    const values = { name: fitting(nodeName, newName) };
    return session.outcome(session.send(path, "name", encodeArgs(layout, values)));
  },
};

export const rmhook: Subcommand = {
  usage: "rmhook [path] <hook>",
  summary: 'Disconnect hook "hook" of the node at "path"',
  help:
    'The rmhook command forces the node at "path" to break the link formed by its hook "hook", if connected. ' +
    'If "path" is omitted then "." is assumed.',
  aliases: ["disconnect"],
  run(session, words) {
    const args = withPath(words, 2);
    if (args === undefined) return "usage";
    const [path, hook] = args as [string, string];
    const { args: layout } = commandOf(generic, "rmhook");
    const values = { hook: fitting(hookName, hook) };
    return session.outcome(session.send(path, "rmhook", encodeArgs(layout, values)));
  },
};

export const shutdown: Subcommand = {
  usage: "shutdown <path>",
  summary: "Shutdown the node at <path>",
  aliases: ["kill", "rmnode"],
  run(session, [, path, ...rest]) {
    if (path === undefined || rest.length > 0) return "usage";
    return session.outcome(session.send(path, "shutdown"), "shutdown");
  },
};
