/** ifconfig's verbs for vlan(4) (ifvlan.c). */
import { errno } from "../../../netgraph/errno.ts";
import type { Interface } from "../../net/interface.ts";
import { configureVlan, unconfigureVlan } from "../../net/vlan.ts";
import { err, errx } from "../../process/failure.ts";
import type { Invocation } from "./invocation.ts";
import { unsigned, type Verb, type Verbs, withWord } from "./verb.ts";

/** The VLAN interface of the command line, when it is one that may be asked (SIOCGETVLAN). In a jail it may not: only where it was made. */
function vlanInterface(invocation: Invocation): Interface | undefined {
  const found = invocation.find();
  return found?.kind === "vlan" && found.vnet === found.home ? found : undefined;
}

/** SIOCSETVLAN, when there is a tag and a parent by now. */
function configure(invocation: Invocation, child: Interface): void {
  const { tag, parent: name, protocol } = invocation.vlan;
  if (tag === undefined || name === undefined) return;
  const parent = child.vnet.interface(name) ?? err(1, errno.ENOENT, "SIOCSETVLAN");
  const error = configureVlan(child, parent, tag, protocol);
  if (error !== 0) err(1, error, "SIOCSETVLAN");
}

function setTag(invocation: Invocation, word: string): void {
  const tag = unsigned(word) ?? errx(1, "invalid value for vlan");
  if (tag > 0xffff) errx(1, "value for vlan out of range");
  invocation.vlan.tag = tag;
  const child = vlanInterface(invocation);
  if (child === undefined) return;
  takeCurrent(invocation, child);
  invocation.vlan.tag = tag;
  configure(invocation, child);
}

function takeCurrent({ vlan: parameters }: Invocation, { vlan }: Interface): void {
  Object.assign(parameters, {
    tag: vlan?.tag ?? 0,
    parent: vlan?.parent.name,
    protocol: vlan?.protocol ?? "802.1q",
  });
}

function setParent(invocation: Invocation, word: string): void {
  invocation.vlan.parent = word;
  const child = vlanInterface(invocation);
  if (child !== undefined) configure(invocation, child);
}

function setProtocol(invocation: Invocation, word: string): void {
  const protocol = /^802\.1q/i.test(word)
    ? "802.1q"
    : /^(802\.1ad|qinq)/i.test(word)
      ? "802.1ad"
      : errx(1, "invalid value for vlanproto");
  invocation.vlan.protocol = protocol;
  const child = vlanInterface(invocation);
  if (child === undefined) return;
  takeCurrent(invocation, child);
  invocation.vlan.protocol = protocol;
  configure(invocation, child);
}

function setPriority(invocation: Invocation, word: string): void {
  const pcp = unsigned(word) ?? errx(1, "invalid value for vlanpcp");
  if (pcp > 7) errx(1, "value for vlanpcp out of range");
  const child = vlanInterface(invocation) ?? refuse(invocation, "SIOCSVLANPCP");
  if (child.vlan !== undefined) child.vlan = { ...child.vlan, pcp };
}

function refuse(invocation: Invocation, request: string): never {
  const found = invocation.find() ?? err(1, errno.ENXIO, request);
  err(1, found.kind === "vlan" ? errno.EPERM : errno.EINVAL, request);
}

const removeParent: Verb = {
  words: "optional",
  run(invocation) {
    unconfigureVlan(vlanInterface(invocation) ?? refuse(invocation, "SIOCGETVLAN"));
    return undefined;
  },
};

/** The verbs that may come before the interface is made. */
export const cloneVerbs: Verbs = {
  vlan: withWord(setTag),
  vlandev: withWord(setParent),
  vlanproto: withWord(setProtocol),
};

export const vlanVerbs: Verbs = {
  ...cloneVerbs,
  vlanpcp: withWord(setPriority),
  "-vlandev": removeParent,
};
