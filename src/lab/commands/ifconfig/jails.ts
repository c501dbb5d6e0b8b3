/** Interfaces that go into a jail's vnet and come back (if.c, if_vmove_loan and if_vmove_reclaim). */
import { errno } from "../../../netgraph/errno.ts";
import { err } from "../../process/failure.ts";
import { jailNamed } from "../jailnames.ts";
import type { Invocation } from "./invocation.ts";

/** `vnet JAIL` */
export function moveIn(invocation: Invocation, jailName: string): void {
  const { process } = invocation;
  const { vnet = process.lab.host } = jailNamed(process, jailName);
  const iface = invocation.find() ?? err(1, errno.ENXIO, "SIOCSIFVNET");
  if (vnet === iface.vnet) err(1, errno.EEXIST, "SIOCSIFVNET");
  if (vnet.interface(iface.name) !== undefined) err(1, errno.EEXIST, "SIOCSIFVNET");
  iface.vnet.move(iface, vnet);
}

/** `-vnet JAIL`. Whether the name is free here does not matter to the kernel (if.c, if_vmove_reclaim). */
export function takeBack({ process, name }: Invocation, jailName: string): void {
  const { vnet = process.lab.host, jid } = jailNamed(process, jailName);
  const request = `SIOCSIFRVNET(${jid}, ${name})`;
  const found = vnet.interface(name) ?? err(1, errno.ENXIO, request);
  if (vnet === process.vnet) err(1, errno.EEXIST, request);
  vnet.move(found, process.vnet);
}
