/** ngctl's commands that show: list, show, types, status, config, dot. */
import { errno, NetgraphError } from "../../../netgraph/errno.ts";
import {
  type NodeInfo,
  readHookList,
  readNodeList,
  readTypeList,
} from "../../../netgraph/lists.ts";
import { readString } from "../../../netgraph/message.ts";
import { placeOf } from "../paths.ts";
import type { Outcome, Session, Subcommand } from "./session.ts";

const hex = (id: number) => id.toString(16);
const id8 = (id: number) => hex(id).padStart(8, "0");

function nodeLine(node: NodeInfo): string {
  const name = node.name || "<unnamed>";
  return `  Name: ${name.padEnd(15)} Type: ${node.type.padEnd(15)} ID: ${id8(node.id)}   Num hooks: ${node.hooks}\n`;
}

function row(...columns: readonly [string, string, string, string, string]): string {
  const [hook, name, type, id, peerHook] = columns;
  return `  ${hook.padEnd(15)} ${name.padEnd(15)} ${type.padEnd(12)} ${id.padEnd(15)} ${peerHook.padEnd(15)}\n`;
}

/** Letters given as options in front of the arguments; undefined for one that is not known. */
function takeFlags(
  words: readonly string[],
  known: string,
): { flags: Set<string>; args: readonly string[] } | undefined {
  const flags = new Set<string>();
  let at = 1;
  for (; words[at]?.startsWith("-") && words[at] !== "-"; at++) {
    if (words[at] === "--") {
      at++;
      break;
    }
    for (const letter of words[at]!.slice(1)) {
      if (!known.includes(letter)) return undefined;
      flags.add(letter);
    }
  }
  return { flags, args: words.slice(at) };
}

/** ngctl is getopt(3)'s user: an unknown letter is said before the usage. */
function illegal(session: Session, words: readonly string[], known: string): Outcome {
  const letter = words
    .slice(1)
    .join("")
    .replaceAll("-", "")
    .split("")
    .find((c) => !known.includes(c));
  session.process.err(`ngctl: illegal option -- ${letter}\n`);
  return "usage";
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
    const given = takeFlags(words, "n");
    if (given === undefined) return illegal(session, words, "n");
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
    const given = takeFlags(words, "ln");
    if (given === undefined) return illegal(session, words, "ln");
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
      const outcome = showNode(session, `[${hex(node.id)}]:`, true);
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

export const dot: Subcommand = {
  usage: "dot [-c] [outputfile]",
  summary: "Produce a GraphViz (.dot) of the entire netgraph.",
  help:
    "If no outputfile is specified, stdout will be assumed. " +
    "The optional -c argument generates a graph without separate structures for edge names. Such a graph is more compact.",
  aliases: ["graphviz", "confdot"],
  run(session, words) {
    const given = takeFlags(words, "c");
    if (given === undefined) return illegal(session, words, "c");
    const [file, ...rest] = given.args;
    if (rest.length > 0) return "usage";
    const { files } = session.process.lab;
    try {
      if (file !== undefined) files.write(placeOf(session.process, file), "");
    } catch (error) {
      if (!(error instanceof NetgraphError)) throw error;
      return session.outcome(error.errno, `Could not open ${file} for writing`);
    }
    const args = session.ask(".", "listnodes", "send listnodes msg");
    if (args === undefined) return "error";
    const text = drawing(session, readNodeList(args), given.flags.has("c"));
    if (text === undefined) return "error";
    if (file === undefined) session.out(text);
    else files.write(placeOf(session.process, file), text);
    return "ok";
  },
};

function drawing(
  session: Session,
  nodes: readonly NodeInfo[],
  compact: boolean,
): string | undefined {
  let text = compact
    ? 'digraph netgraph {\n\tedge [ dir = "none", fontsize = 10 ];\n'
    : "graph netgraph {\n\tedge [ weight = 1.0 ];\n";
  text += "\tnode [ shape = record, fontsize = 12 ] {\n";
  for (const { id, name, type } of nodes) {
    text += `\t\t"${hex(id)}" [ label = "{${name || "\\<unnamed\\>"}:|{${type}|[${hex(id)}]:}}" ];\n`;
  }
  text += "\t};\n\tsubgraph cluster_disconnected {\n\t\tbgcolor = pink;\n";
  for (const { id, hooks } of nodes) if (hooks === 0) text += `\t\t"${hex(id)}";\n`;
  text += "\t};\n";
  for (const { id } of nodes) {
    const args = session.ask(`[${hex(id)}]:`, "listhooks", "send listhooks msg");
    if (args === undefined) return undefined;
    const { links } = readHookList(args);
    if (links.length === 0) continue;
    const own = hex(id);
    if (compact) {
      for (const { name, peer, peerHook } of links) {
        if (peer.id < id) continue;
        text += `\t"${own}" -> "${hex(peer.id)}" [ headlabel = "${peerHook}", taillabel = "${name}" ] ;\n`;
      }
      continue;
    }
    text += "\tnode [ shape = octagon, fontsize = 10 ] {\n";
    for (const { name } of links) text += `\t\t"${own}.${name}" [ label = "${name}" ];\n`;
    text += "\t};\n\t{\n\t\tedge [ weight = 2.0, style = bold ];\n";
    for (const { name } of links) text += `\t\t"${own}" -- "${own}.${name}";\n`;
    text += "\t};\n";
    for (const { name, peer, peerHook } of links) {
      if (peer.id <= id) text += `\t"${own}.${name}" -- "${hex(peer.id)}.${peerHook}";\n`;
    }
  }
  return `${text}}\n`;
}
