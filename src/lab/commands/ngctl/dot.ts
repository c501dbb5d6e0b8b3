/** ngctl's dot: the whole graph for GraphViz (usr.sbin/ngctl/dot.c). */
import { NetgraphError } from "../../../netgraph/errno.ts";
import { type NodeInfo, readHookList, readNodeList } from "../../../netgraph/lists.ts";
import { placeOf } from "../../process/paths.ts";
import { takeFlags } from "./flags.ts";
import type { Session, Subcommand } from "./session.ts";

const hex = (id: number) => id.toString(16);

export const dot: Subcommand = {
  usage: "dot [-c] [outputfile]",
  summary: "Produce a GraphViz (.dot) of the entire netgraph.",
  help:
    "If no outputfile is specified, stdout will be assumed. " +
    "The optional -c argument generates a graph without separate structures for edge names. Such a graph is more compact.",
  aliases: ["graphviz", "confdot"],
  run(session, words) {
    const given = takeFlags(session, words, "c");
    if (given === undefined) return "usage";
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
