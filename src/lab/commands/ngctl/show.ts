/** ngctl's commands that show: list, show, types, status, config. */
import { errno } from "../../../netgraph/errno.ts";
import { readString } from "../../../netgraph/latin1.ts";
import {
  type NodeInfo,
  readHookList,
  readNodeList,
  readTypeList,
} from "../../../netgraph/lists.ts";
import { idName } from "../../../netgraph/path.ts";
import { takeFlags } from "./flags.ts";
import type { Outcome, Session, Subcommand } from "./session.ts";

const id8 = (id: number) => id.toString(16).padStart(8, "0");

function nodeLine(node: NodeInfo): string {
  const name = node.name || "<unnamed>";
  return `  Name: ${name.padEnd(15)} Type: ${node.type.padEnd(15)} ID: ${id8(node.id)}   Num hooks: ${node.hooks}\n`;
}

function row(...columns: readonly [string, string, string, string, string]): string {
  const [hook, name, type, id, peerHook] = columns;
  return `  ${hook.padEnd(15)} ${name.padEnd(15)} ${type.padEnd(12)} ${id.padEnd(15)} ${peerHook.padEnd(15)}\n`;
}

function showNode(session: Session, path: string, withHooks: boolean): Outcome {
  const args = session.ask(path, "listhooks");
  if (args === undefined) return "error";
  const { node, links } = readHookList(args);
  session.out(nodeLine(node));
  if (withHooks && node.hooks > 0) {
    session.out(row("Local hook", "Peer name", "Peer type", "Peer ID", "Peer hook"));
    session.out(row("----------", "---------", "---------", "-------", "---------"));
    for (const { name, peer, peerHook } of links) {
      session.out(row(name, peer.name || "<unnamed>", peer.type, id8(peer.id), peerHook));
    }
  }
  return "ok";
}

export const show: Subcommand = {
  usage: "show [-n] <path>",
  summary: "Show information about the node at <path>",
  help: "If the -n flag is given, hooks are not listed.",
  aliases: ["inquire", "info"],
  run(session, words) {
    const given = takeFlags(session, words, "n");
    if (given === undefined) return "usage";
    const [path, ...rest] = given.args;
    if (path === undefined || rest.length > 0) return "usage";
    return showNode(session, path, !given.flags.has("n"));
  },
};

export const list: Subcommand = {
  usage: "list [-ln]",
  summary: "Show information about all nodes",
  help:
    "The list command shows information about every node that currently exists in the netgraph system. " +
    "The optional -n argument limits this list to only those nodes with a global name assignment. " +
    "The optional -l argument provides verbose output that includes hook information as well.",
  aliases: ["ls"],
  run(session, words) {
    const given = takeFlags(session, words, "ln");
    if (given === undefined) return "usage";
    if (given.args.length > 0) return "usage";
    const named = given.flags.has("n");
    const args = session.ask(".", named ? "listnames" : "listnodes");
    if (args === undefined) return "error";
    const nodes = readNodeList(args);
    session.out(`There are ${nodes.length} total ${named ? "named " : ""}nodes:\n`);
    for (const [index, node] of nodes.entries()) {
      if (!given.flags.has("l")) {
        session.out(nodeLine(node));
        continue;
      }
      if (index > 0) session.out("\n");
      const outcome = showNode(session, `${idName(node.id)}:`, true);
      if (outcome !== "ok") return outcome;
    }
    return "ok";
  },
};

export const types: Subcommand = {
  usage: "types",
  summary: "Show information about all installed node types",
  run(session, words) {
    if (words.length > 1) return "usage";
    const args = session.ask(".", "listtypes");
    if (args === undefined) return "error";
    const found = readTypeList(args);
    session.out(`There are ${found.length} total types:\n`);
    session.out(
      `${"Type name".padStart(15)}   Number of living nodes\n${"---------".padStart(15)}   ----------------------\n`,
    );
    for (const { name, nodes } of found)
      session.out(`${name.padStart(15)}   ${String(nodes).padStart(5)}\n`);
    return "ok";
  },
};

/** A node's text message: most have none, which is not a failure. */
function showText(
  session: Session,
  path: string,
  name: "textstatus" | "textconfig",
  noun: string,
  args?: Uint8Array,
): Outcome {
  const error = session.send(path, name, args);
  if (error !== 0 && error !== errno.EINVAL) return session.outcome(error);
  const reply = error === 0 ? session.receive()?.message : undefined;
  if (reply === undefined) session.out(`No ${noun} available for "${path}"\n`);
  else {
    const title = noun[0]!.toUpperCase() + noun.slice(1);
    session.out(`${title} for "${path}":\n${readString(reply.args, 0, reply.args.length)}\n`);
  }
  return "ok";
}

export const status: Subcommand = {
  usage: "status <path>",
  summary: "Get human readable status information from the node at <path>",
  run(session, [, path, ...rest]) {
    if (path === undefined || rest.length > 0) return "usage";
    return showText(session, path, "textstatus", "status");
  },
};

export const config: Subcommand = {
  usage: "config <path> [arguments]",
  summary: "get or set configuration of node at <path>",
  run(session, [, path, ...words]) {
    if (path === undefined) return "usage";
    const text = words.join(" ");
    const args = text === "" ? undefined : new TextEncoder().encode(`${text}\0`);
    return showText(session, path, "textconfig", "config", args);
  },
};
