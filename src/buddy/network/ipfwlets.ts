/** Whether the user's own rules of ipfw(8) let pass what is translated, and what to type where they do not. */
import type { IpfwRule } from "../../host/ipfw.ts";

/** What goes between guests and the world. */
export interface Traffic {
  /** The host's interface on the bridge, and the one that is translated on. */
  readonly inside: string;
  readonly outside: string;
  /** The guests' networks. */
  readonly networks: readonly string[];
}

/** A kind of packets, by the words that a rule would have for it. */
interface Kind {
  readonly way: "in" | "out";
  readonly iface: string;
  readonly from: string;
  readonly to: string;
}

/** Returns the rules that are missing, without numbers: none where what is translated passes. `rules` are those behind ours, in their order. */
export function missingRules(
  rules: readonly IpfwRule[],
  { inside, outside, networks }: Traffic,
): string[] {
  const passes = (kind: Kind) => isAllowed(rules, kind);
  const stays = networks.some(
    (network) =>
      !passes({ way: "in", iface: inside, from: network, to: "any" }) ||
      !passes({ way: "out", iface: inside, from: "any", to: network }),
  );
  return [
    ...(stays ? [`allow ip4 from any to any via ${inside}`] : []),
    ...(passes({ way: "out", iface: outside, from: "me", to: "any" })
      ? []
      : [`allow ip4 from me to any out via ${outside}`]),
    ...networks
      .filter((network) => !passes({ way: "in", iface: outside, from: "any", to: network }))
      .map((network) => `allow ip4 from any to ${network} in via ${outside}`),
  ];
}

/** What the first rule that is for sure about all of these packets says. Rules about some of them are passed over. */
function isAllowed(rules: readonly IpfwRule[], kind: Kind): boolean {
  for (const { text } of rules) {
    const [, action = "", from, to, options = ""] =
      /^(allow|deny|reject|reset|unreach \S+) (?:ip|ip4|all) from (\S+) to (\S+)((?: (?:in|out|(?:via|recv|xmit) \S+))*)(?: \/\/.*)?$/.exec(
        text,
      ) ?? [];
    if (from === undefined || to === undefined) continue;
    const isAll = (word: string, of: string) => word === "any" || word === of;
    if (!isAll(from, kind.from) || !isAll(to, kind.to) || !fits(options, kind)) continue;
    return action === "allow";
  }
  return false;
}

function fits(options: string, { way, iface }: Kind): boolean {
  const words = options.split(" ").filter(Boolean);
  return words.every((word, at) => {
    if (word === "in" || word === "out") return word === way;
    if (word === "via") return words[at + 1] === iface;
    if (word === "recv") return way === "in" && words[at + 1] === iface;
    if (word === "xmit") return way === "out" && words[at + 1] === iface;
    return true;
  });
}

/** Is there a rule of the user's that hands packets elsewhere, and so goes by net.inet.ip.fw.one_pass as well? */
export function onePassUser(rules: readonly IpfwRule[]): IpfwRule | undefined {
  return rules.find(({ text }) => /^(?:pipe|queue|nat|netgraph|ngtee|divert) /.test(text));
}
