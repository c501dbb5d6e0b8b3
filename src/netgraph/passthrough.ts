/** Node types that hand frames on: where a frame that comes in by one hook goes out. */

type Through =
  /** Between these two; further hooks get copies, or what is left over. */
  | { readonly between: readonly [string, string] }
  /** Between this one and every other: onwards from the others, and back where there is one other only. */
  | {
      readonly stem: string;
      /** Onwards by the first of these that there is, where there are several. */
      readonly rest?: readonly string[];
    }
  /** Wherever the node's own settings say: onwards where there is one other hook only. */
  | "any";

/** By type, as the manual page of each has it (ng_tee(4), ng_pipe(4), …). Every other type is an end. */
const passThrough: { readonly [type: string]: Through } = {
  tee: { between: ["left", "right"] },
  pipe: { between: ["upper", "lower"] },
  car: { between: ["upper", "lower"] },
  patch: { between: ["in", "out"] },
  vlan_rotate: { between: ["original", "ordered"] },
  // `guest` is what a guest's port calls the hook by which the way leads on (buddy/network/portvlans.ts).
  vlan: { stem: "downstream", rest: ["nomatch", "guest"] },
  etf: { stem: "downstream" },
  macfilter: { stem: "ether" },
  one2many: { stem: "one" },
  bpf: "any",
  tag: "any",
};

/** Says whether nodes of this type hand frames on, from one hook to another; every other type is an end. */
export function handsOn(type: string): boolean {
  return Object.hasOwn(passThrough, type);
}

/** The hook by which frames leave a node that came in by `entry`; undefined when there is none, or not only one. `hooks`: those that it has. */
export function exitOf(type: string, entry: string, hooks: readonly string[]): string | undefined {
  if (!handsOn(type)) return undefined;
  const through = passThrough[type]!;
  const others = hooks.filter((name) => name !== entry);
  if (through === "any") return others.length === 1 ? others[0] : undefined;
  if ("stem" in through) {
    if (entry !== through.stem) return others.find((name) => name === through.stem);
    return others.length === 1 ? others[0] : through.rest?.find((name) => others.includes(name));
  }
  const [one, two] = through.between;
  if (entry !== one && entry !== two) return undefined;
  return others.find((name) => name === (entry === one ? two : one));
}

/** Says whether the further hooks of such a node are for copies, so that nobody else's way leads through it. */
export function hasTaps(type: string): boolean {
  const through = handsOn(type) ? passThrough[type] : undefined;
  return typeof through === "object" && "between" in through;
}
