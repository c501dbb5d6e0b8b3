/** Interfaces that go into a jail's vnet and come back (if.c, if_vmove_loan and if_vmove_reclaim). */
import { errno } from "../../../netgraph/errno.ts";
import type { Vnet } from "../../net/vnet.ts";
import type { Process } from "../../process.ts";
import { err, errx } from "../failure.ts";
import type { Invocation } from "./invocation.ts";

/** The vnet of a jail by name or number; undefined when there is no jail of this number. Ends the command for an unknown name. */
function vnetOf(process: Process, jailName: string): { vnet: Vnet | undefined; jid: number } {
  const jail = process.lab.jails.find(jailName);
  if (jail !== undefined) return { vnet: jail.vnet ?? process.lab.host, jid: jail.jid };
  if (/^\d+$/.test(jailName)) return { vnet: undefined, jid: Number(jailName) };
  errx(1, `jail "${jailName}" not found`);
}

/** `vnet JAIL` */
export function moveIn({ process, networkInterface }: Invocation, jailName: string): void {
  const { vnet } = vnetOf(process, jailName);
  if (vnet === undefined) err(1, errno.ENXIO, "SIOCSIFVNET");
  if (vnet === networkInterface.vnet) err(1, errno.EEXIST, "SIOCSIFVNET");
  if (vnet.interface(networkInterface.name) !== undefined) err(1, errno.EEXIST, "SIOCSIFVNET");
  networkInterface.vnet.move(networkInterface, vnet);
}

/** `-vnet JAIL` */
export function takeBack({ process, name }: Invocation, jailName: string): void {
  const { vnet, jid } = vnetOf(process, jailName);
  const request = `SIOCSIFRVNET(${jid}, ${name})`;
  if (vnet === undefined) err(1, errno.ENXIO, request);
  if (process.vnet.interface(name) !== undefined) err(1, errno.EEXIST, request);
  vnet.move(vnet.interface(name) ?? err(1, errno.ENXIO, request), process.vnet);
}
