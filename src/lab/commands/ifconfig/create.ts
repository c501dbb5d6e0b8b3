/** `ifconfig … create`: the interfaces that the lab can make (if_clone.c). */
import { errno } from "../../../netgraph/errno.ts";
import { createEpair } from "../../net/epair.ts";
import { createBridge } from "../../net/ifbridge.ts";
import { Interface } from "../../net/interface.ts";
import { createVlan } from "../../net/vlan.ts";
import type { Process } from "../../process.ts";
import { err, errx } from "../failure.ts";

/** `vlan 7 vlandev vtnet1`, given before the interface is made. */
export interface VlanParameters {
  tag?: number;
  parent?: string;
}

/** What `ifconfig -C` lists: what `ifconfig … create` makes in a lab. */
export const CLONERS = ["bridge", "epair", "lo", "vlan"] as const;

/** Cloners of FreeBSD's that the lab has not. */
const NOT_EMULATED =
  /^(carp|disc|edsc|enc|faith|geneve|gif|gre|if_ipsec|ipsec|lagg|me|ovpn|pflog|pflow|pfsync|stf|tap|tun|usbus|vmnet|vxlan|wg|wlan)\d*$/;

const LOOPBACK = { mtu: 16384, options: "680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>" };

/** Makes an interface by name (`bridge`, `epair3`, `vtnet1.7`) in the process's vnet. Ends the command when that cannot be. */
export function createInterface(process: Process, name: string, vlan: VlanParameters): Interface {
  const { vnet, lab } = process;
  const [, kind = "", digits = ""] = /^(bridge|epair|lo|vlan)(\d*)$/.exec(name) ?? [];
  if (NOT_EMULATED.test(name)) errx(1, `${name}: not emulated in a lab`);
  if (kind === "") return createStacked(process, name);
  const nameOf = (number: number) => `${kind}${number}${kind === "epair" ? "a" : ""}`;
  const taken = (number: number) =>
    [...lab.kernel.vnets].some(
      (other) => (other === vnet || kind === "epair") && other.interface(nameOf(number)),
    );
  let number = digits === "" ? 0 : Number(digits);
  if (digits === "") while (taken(number)) number++;
  else if (taken(number)) errx(1, `interface ${name} already exists`);
  lab.kernel.load(`if_${kind}`);
  if (kind === "bridge") return createBridge(vnet, number, lab.hostname);
  if (kind === "epair") return createEpair(vnet, number, lab.hostname);
  if (kind === "vlan") return createNumberedVlan(process, nameOf(number), vlan);
  return createLoopback(process, nameOf(number));
}

function createLoopback({ vnet }: Process, name: string): Interface {
  const made = new Interface(vnet, { name, kind: "loopback", ...LOOPBACK });
  made.destroy = () => made.vnet.detach(made);
  vnet.attach(made);
  return made;
}

/** `vtnet1.7`: VLAN 7 of vtnet1. */
function createStacked(process: Process, name: string): Interface {
  const [, parentName = "", digits = ""] = /^(.+)\.(\d+)$/.exec(name) ?? [];
  const parent = process.vnet.interface(parentName);
  if (parent === undefined) err(1, errno.EINVAL, `SIOCIFCREATE2 (${name})`);
  return attachVlan(name, parent, Number(digits));
}

function createNumberedVlan(process: Process, name: string, vlan: VlanParameters): Interface {
  const { tag, parent: parentName } = vlan;
  if (tag === undefined && parentName === undefined) {
    errx(1, `${name}: a vlan without tag and parent is not emulated in a lab`);
  }
  if (tag === undefined) errx(1, "must specify a tag for vlan create");
  if (parentName === undefined) errx(1, "must specify a parent device for vlan create");
  const parent = process.vnet.interface(parentName);
  if (parent === undefined) err(1, errno.ENXIO, `SIOCIFCREATE2 (${name})`);
  return attachVlan(name, parent, tag);
}

function attachVlan(name: string, parent: Interface, tag: number): Interface {
  const refuse = (number: number) => err(1, number, `SIOCIFCREATE2 (${name})`);
  if (name.length >= 16) errx(1, `${name}: cloning name too long`);
  if (!parent.isEthernet) refuse(errno.EPROTONOSUPPORT);
  if (tag < 1 || tag > 4094) refuse(errno.EINVAL);
  if (parent.vlans?.has(tag)) errx(1, `interface ${name} already exists`);
  const child = createVlan(name, parent, tag);
  parent.vnet.attach(child);
  return child;
}
