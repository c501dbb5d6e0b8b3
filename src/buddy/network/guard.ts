/** Setting a guard on a guest's port: a new one goes by the MAC address that the guest's eiface has then, and keeps to it. */
import { interfaceNamed } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { bpf } from "../../netgraph/types/bpf.ts";
import type { ApplyContext } from "../apply/context.ts";
import { toldBy } from "../observe/told.ts";
import type { Action } from "../plan/step.ts";
import { refuse } from "../refusal.ts";
import { guardProgram } from "./guardprogram.ts";

/** Gives the guard its program. Throws a Refusal when nobody says which address the eiface has. */
export async function setGuard(
  { host, netgraph }: Pick<ApplyContext, "host" | "netgraph">,
  { node, eiface, addresses, ether }: Extract<Action, { op: "guard" }>,
): Promise<void> {
  const own = ether ?? (await etherOf(host, netgraph, eiface));
  const program = guardProgram({ ether: own, addresses });
  await netgraph.send(`${node}:`, bpf, "setprogram", {
    thisHook: "guest",
    ifMatch: "bridge",
    ifNotMatch: "",
    bpf_prog_len: program.length,
    bpf_prog: program,
  });
}

async function etherOf(host: Host, netgraph: Netgraph, eiface: string): Promise<string> {
  const told = await toldBy(netgraph, await netgraph.nodeInfo(`${eiface}:`));
  return told?.ether ?? (told && (await interfaceNamed(host, told.name)))?.ether ?? unknown(eiface);
}

function unknown(eiface: string): never {
  return refuse(
    "unavailable",
    `which MAC address ${eiface} has cannot be told from outside of its jail; set the guard while ${eiface} is on the host`,
  );
}
