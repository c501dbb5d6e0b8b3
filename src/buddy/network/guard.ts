/** Setting a guard on a guest's port: its program is made of the MAC address that the guest's eiface has now. */
import { interfaceNamed } from "../../host/commands.ts";
import { bpf } from "../../netgraph/types/bpf.ts";
import type { ApplyContext } from "../apply/context.ts";
import { toldBy } from "../observe/told.ts";
import type { Action } from "../plan/step.ts";
import { refuse } from "../refusal.ts";
import { guardProgram } from "./guardprogram.ts";

/** Gives the guard its program. Throws a Refusal when nobody says which address the eiface has. */
export async function setGuard(
  { host, netgraph }: Pick<ApplyContext, "host" | "netgraph">,
  { node, eiface, addresses }: Extract<Action, { op: "guard" }>,
): Promise<void> {
  const told = await toldBy(netgraph, await netgraph.nodeInfo(`${eiface}:`));
  const ether =
    told?.ether ?? (told && (await interfaceNamed(host, told.name)))?.ether ?? unknown(eiface);
  const program = guardProgram({ ether, addresses });
  await netgraph.send(`${node}:`, bpf, "setprogram", {
    thisHook: "guest",
    ifMatch: "bridge",
    ifNotMatch: "",
    bpf_prog_len: program.length,
    bpf_prog: program,
  });
}

function unknown(eiface: string): never {
  return refuse(
    "unavailable",
    `which MAC address ${eiface} has cannot be told from outside of its jail; set the guard while ${eiface} is on the host`,
  );
}
