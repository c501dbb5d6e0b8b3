/** What ifconfig is told of a VLAN, and what it reads from a name like `vtnet0.7` (ifvlan.c). */
import type { VlanTag } from "../../net/interface.ts";
import { errx } from "../../process/failure.ts";

/** What the command line has said of a VLAN so far. */
export interface VlanParameters {
  tag?: number | undefined;
  parent?: string | undefined;
  protocol: VlanTag["protocol"];
}

/** Reads `vtnet0.7` into the parameters. */
export function readName(name: string, parameters: VlanParameters): void {
  const dot = name.lastIndexOf(".");
  if (dot < 0) return;
  const digits = name.slice(dot + 1);
  const tag = /^[1-9]\d*$/.test(digits) ? Number(digits) : errx(1, "invalid vlan tag");
  if (tag >= 0xfff) errx(1, "invalid vlan tag");
  const parent = name.slice(0, dot);
  const isOther =
    (parameters.tag !== undefined && parameters.tag !== tag) ||
    (parameters.parent !== undefined && parameters.parent !== parent);
  if (isOther) errx(1, "ambiguous vlan specification");
  Object.assign(parameters, { tag, parent });
}

/** At the end of the command line: one of the two alone says nothing. */
export function checkParameters({ tag, parent }: VlanParameters): void {
  if ((tag === undefined) !== (parent === undefined)) {
    errx(1, "both vlan and vlandev must be specified");
  }
}
