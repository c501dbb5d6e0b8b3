/** ngctl's dot: the whole graph for GraphViz (usr.sbin/ngctl/dot.c). */
import { type DotNode, dotText } from "../../../netgraph/dot.ts";
import { NetgraphError } from "../../../netgraph/errno.ts";
import { type NodeInfo, readHookList, readNodeList } from "../../../netgraph/lists.ts";
import { placeOf } from "../../process/paths.ts";
import { takeFlags } from "./flags.ts";
import type { Session, Subcommand } from "./session.ts";

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
    const nodes = withHooks(session, readNodeList(args));
    if (nodes === undefined) return "error";
    const text = dotText(nodes, { compact: given.flags.has("c") });
    if (file === undefined) session.out(text);
    else files.write(placeOf(session.process, file), text);
    return "ok";
  },
};

/** The nodes with their hooks; undefined when one could not be asked, which has been said. */
function withHooks(session: Session, nodes: readonly NodeInfo[]): DotNode[] | undefined {
  const all: DotNode[] = [];
  for (const { id, name, type } of nodes) {
    const args = session.ask(`[${id.toString(16)}]:`, "listhooks", "send listhooks msg");
    if (args === undefined) return undefined;
    const hooks = readHookList(args).links.map((link) => ({
      name: link.name,
      peerId: link.peer.id,
      peerHook: link.peerHook,
    }));
    all.push({ id, name, type, hooks });
  }
  return all;
}
