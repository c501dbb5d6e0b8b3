/** ifconfig's arguments as changes of an interface, as far as the kernel's own calls can make them. */

/** One change of an interface. */
export type InterfaceChange =
  | { readonly set: "name"; readonly to: string }
  | { readonly set: "up" | "promisc"; readonly to: boolean }
  | { readonly set: "mtu"; readonly to: number }
  | { readonly set: "ether"; readonly to: string }
  /** Empty: it loses what it was called. */
  | { readonly set: "description"; readonly to: string }
  /** Capabilities by ifconfig's word for them; those that the interface does not have are left out. */
  | { readonly set: keyof typeof CAPABILITIES; readonly to: boolean };

/** net/if.h, IFCAP_…: the bits that a word switches (sbin/ifconfig/ifconfig.c, basic_cmds). */
export const CAPABILITIES = {
  rxcsum: 0x1,
  txcsum: 0x2,
  rxcsum6: 0x20_0000,
  txcsum6: 0x40_0000,
  tso: 0x300,
  tso4: 0x100,
  tso6: 0x200,
  lro: 0x400,
  vlanmtu: 0x8,
  vlanhwtag: 0x10,
  vlanhwcsum: 0x80,
  vlanhwfilter: 0x1_0000,
  vlanhwtso: 0x4_0000,
} as const;

const switches = Object.keys(CAPABILITIES) as readonly (keyof typeof CAPABILITIES)[];

/** Every change by its name, and the type of what it is changed to. */
export const CHANGES: {
  readonly [set in InterfaceChange["set"]]: "string" | "number" | "boolean";
} = {
  name: "string",
  ether: "string",
  description: "string",
  mtu: "number",
  up: "boolean",
  promisc: "boolean",
  ...(Object.fromEntries(switches.map((name) => [name, "boolean"])) as {
    readonly [set in keyof typeof CAPABILITIES]: "boolean";
  }),
};

/** Returns what ifconfig's arguments change, in their order; undefined when they say anything else. */
export function changesOf(args: readonly string[]): InterfaceChange[] | undefined {
  const changes: InterfaceChange[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    const next = args[at + 1];
    // It is the family of the arguments, and stands before them (ifconfig.c).
    if (word === "ether" && at > 0) return undefined;
    if (VALUES.has(word)) {
      const change = next === undefined ? undefined : valueChange(word, next);
      if (change === undefined) return undefined;
      changes.push(change);
      at++;
      continue;
    }
    const change = switchOf(word);
    if (change === undefined) return undefined;
    changes.push(change);
  }
  return changes;
}

const VALUES: ReadonlySet<string> = new Set(["name", "mtu", "ether", "description", "descr"]);

function valueChange(word: string, value: string): InterfaceChange | undefined {
  if (word === "name") return value === "" ? undefined : { set: "name", to: value };
  if (word === "description" || word === "descr") return { set: "description", to: value };
  if (word === "mtu")
    return /^[1-9]\d{0,5}$/.test(value) ? { set: "mtu", to: Number(value) } : undefined;
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(value) ? { set: "ether", to: value } : undefined;
}

function switchOf(word: string): InterfaceChange | undefined {
  if (word === "up" || word === "down") return { set: "up", to: word === "up" };
  const to = !word.startsWith("-");
  const name = to ? word : word.slice(1);
  if (name === "promisc") return { set: "promisc", to };
  return Object.hasOwn(CAPABILITIES, name)
    ? { set: name as keyof typeof CAPABILITIES, to }
    : undefined;
}
