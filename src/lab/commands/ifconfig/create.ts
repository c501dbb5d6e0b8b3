/** `ifconfig … create`: the interfaces that the lab can make (ifclone.c, if_clone.c). */
import { errno } from "../../../netgraph/errno.ts";
import { kernelModules } from "../../kernel/modules.ts";
import { createEpair } from "../../net/epair.ts";
import { createBridge } from "../../net/ifbridge.ts";
import type { Interface } from "../../net/interface.ts";
import { cloneLoopback } from "../../net/loopback.ts";
import { configureVlan, createVlan } from "../../net/vlan.ts";
import { err, errx } from "../../process/failure.ts";
import type { Process } from "../../process/process.ts";
import { readName, type VlanParameters } from "./vlanparameters.ts";

/** What `ifconfig -C` lists: what `ifconfig … create` makes in a lab. */
export const CLONERS = ["bridge", "epair", "lo", "vlan"] as const;

type Cloner = (typeof CLONERS)[number];

/** Cloners of FreeBSD's that the lab has not. */
const NOT_EMULATED =
  /^(carp|disc|edsc|enc|faith|geneve|gif|gre|if_ipsec|ipsec|lagg|me|ovpn|pflog|pflow|pfsync|stf|tap|tun|usbus|vmnet|vxlan|wg|wlan)\d*$/;

/** Makes an interface by name (`bridge`, `epair3`, `vtnet1.7`) in the process's vnet. Ends the command when that cannot be. */
export function createInterface(process: Process, name: string, vlan: VlanParameters): Interface {
  const { vnet, lab } = process;
  if (NOT_EMULATED.test(name)) errx(1, `${name}: not emulated in a lab`);
  if (name.includes(".") || name.startsWith("vlan")) readName(name, vlan);
  const [, kind, digits = ""] = /^(bridge|epair|lo|vlan)(\d*)$/.exec(name) ?? [];
  if (kind === undefined) return createStacked(process, name, vlan);
  const cloner = kind as Cloner;
  if (cloner === "vlan") checkVlan(process, name, vlan);
  const module = `if_${cloner}`;
  if (!kernelModules.has(module) && !lab.kernel.isLoaded(module)) {
    err(1, errno.EINVAL, `SIOCIFCREATE2 (${name})`);
  }
  const number = freeNumber(process, name, cloner, digits);
  if (cloner === "bridge") return createBridge(vnet, number, lab.hostname);
  if (cloner === "epair") {
    return createEpair(vnet, number, {
      hostname: lab.hostname,
      release: lab.description.release,
    });
  }
  if (cloner === "lo") return cloneLoopback(vnet, `lo${number}`);
  return attachVlan(createVlan(vnet, `vlan${number}`, number), name, vlan);
}

/** The number in the name, or the lowest that is free. A number is taken as long as its interface lives, whatever it is called and wherever it is (if_clone.c, ifc_alloc_unit). */
function freeNumber({ vnet, lab }: Process, name: string, kind: Cloner, digits: string): number {
  const driverName = (number: number) => `${kind}${number}`;
  const driverNames = new Set(
    [...lab.kernel.vnets].flatMap(({ interfaces }) =>
      interfaces.filter(({ home }) => home === vnet).map((one) => one.driverName),
    ),
  );
  const isTaken = (number: number) =>
    driverNames.has(driverName(number)) || vnet.interface(driverName(number)) !== undefined;
  let number = digits === "" ? 0 : Number(digits);
  if (digits !== "" && isTaken(number)) errx(1, `interface ${name} already exists`);
  while (isTaken(number)) number++;
  // The halves' names are only looked at when the number is chosen (if_epair.c, epair_handle_unit).
  const halves = ["a", "b"].map((half) => `${driverName(number)}${half}`);
  if (kind === "epair" && halves.some((half) => vnet.interface(half) !== undefined)) {
    errx(1, `interface ${name} already exists`);
  }
  return number;
}

/** Unlike lo0, a loopback interface that was made can go again. */
/** `vtnet1.7`: VLAN 7 of vtnet1. */
function createStacked(process: Process, name: string, vlan: VlanParameters): Interface {
  const { vnet } = process;
  const [, parentName = ""] = /^(.+)\.\d+$/.exec(name) ?? [];
  if (vnet.interface(parentName) === undefined) err(1, errno.EINVAL, `SIOCIFCREATE2 (${name})`);
  return attachVlan(createVlan(vnet, name, undefined), name, vlan);
}

/** What ifconfig, and then the kernel, want of a VLAN's parameters: both or none. */
function checkVlan({ vnet }: Process, name: string, { tag, parent }: VlanParameters): void {
  if (tag === undefined && parent === undefined) return;
  if (tag === undefined) errx(1, "must specify a tag for vlan create");
  if (parent === undefined) errx(1, "must specify a parent device for vlan create");
  if (vnet.interface(parent) === undefined) err(1, errno.ENXIO, `SIOCIFCREATE2 (${name})`);
}

/** Puts a new VLAN on its parent, when one was said, and into its vnet. */
function attachVlan(child: Interface, name: string, vlan: VlanParameters): Interface {
  const { tag, parent: parentName, protocol } = vlan;
  const parent = parentName === undefined ? undefined : child.vnet.interface(parentName);
  if (parent !== undefined) {
    const error = configureVlan(child, parent, tag ?? 0, protocol);
    if (error === errno.EEXIST) errx(1, `interface ${name} already exists`);
    if (error !== 0) err(1, error, `SIOCIFCREATE2 (${name})`);
  }
  child.vnet.attach(child);
  return child;
}
