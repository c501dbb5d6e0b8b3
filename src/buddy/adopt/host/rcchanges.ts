/** What rc.conf is to say once a bridge of ours has the place of an if_bridge(4). */
import { byDefault, type Move, movedAddresses } from "../../../config/hostmove.ts";
import { bridgeGone } from "../../../config/ifbridge.ts";
import { variablePart } from "../../../config/interfaces.ts";
import { pinOf } from "../../../config/pins.ts";
import { changedValue } from "../../plan/rcchange.ts";
import type { RcChange } from "../../plan/step.ts";
import { EIFACE_MTU, type Wanted } from "../../plan/wanted.ts";
import type { FoundHost } from "./find.ts";
import { nicAddresses, type Replacement } from "./replacement.ts";

/** Returns the changes, each variable once. */
export function hostRcChanges(
  wanted: Wanted,
  { ifbridge }: FoundHost,
  replacement: Replacement,
): RcChange[] {
  const { name, bridge, on, nic, nics, guests, isEiface, written } = replacement;
  const changes = new Map<string, Move>();
  const value = (variable: string) => {
    const change = changes.get(variable);
    const before = wanted.value(variable);
    return change === undefined ? before : changedValue(before, change);
  };
  const set = (variable: string, text: string) => changes.set(variable, { variable, set: text });
  if (wanted.enabled !== true) set("ngbuddy_enable", "YES");
  set(`ngbuddy_${bridge}_if`, on);
  if (nic !== undefined && isEiface) set(`ngbuddy_${bridge}_host`, name);
  // What rc.conf itself makes a member is one after the next boot, too.
  const members = [...nics, ...guests.filter((one) => written.members.includes(one.name))];
  if (members.length > 0)
    set(`ngbuddy_${bridge}_members`, members.map((member) => member.name).join(" "));
  if (ifbridge.mtu !== EIFACE_MTU) set(`ngbuddy_${bridge}_mtu`, String(ifbridge.mtu));
  if (isEiface && ifbridge.ether !== undefined) set(pinOf(name), ifbridge.ether);
  const all = (moves: readonly Move[]) => {
    for (const move of moves) changes.set(move.variable, move);
  };
  all(bridgeGone(wanted, name, isEiface));
  if (isEiface && !written.isConfigured) all(asItIs(name, ifbridge));
  if (nicAddresses(wanted, replacement) !== undefined)
    all(movedAddresses(byDefault({ value }, nic!.name), nic!.name, name));
  return [...changes.values()]
    .filter(
      (change) =>
        changedValue(wanted.value(change.variable), change) !== wanted.value(change.variable),
    )
    .map((change) => ({ ...change, quiet: true }));
}

/** The addresses of an if_bridge(4) that rc.conf does not speak of. */
function asItIs(name: string, { inet, inet6 }: FoundHost["ifbridge"]): Move[] {
  const stem = `ifconfig_${variablePart(name)}`;
  const six = inet6.filter((one) => !one.startsWith("fe80:"));
  const [first, ...more] = inet;
  const [six1, ...more6] = six;
  const aliases = [...more.map((one) => `inet ${one}`), ...more6.map((one) => `inet6 ${one}`)];
  return [
    ...(first === undefined ? [] : [{ variable: stem, set: `inet ${first}` }]),
    ...(six1 === undefined ? [] : [{ variable: `${stem}_ipv6`, set: `inet6 ${six1}` }]),
    ...aliases.map((set, at) => ({ variable: `${stem}_alias${at}`, set })),
  ];
}
