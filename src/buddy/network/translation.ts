/** NAT and forwarded ports of bridges as steps, by the packet filter that the host has: pf(4), or ipfw(4) where that is on and pf is not. */
import type { Network } from "../../config/networksettings.ts";
import { isEnabled } from "../../config/settings.ts";
import type { Step } from "../plan/step.ts";
import type { Seen, Wanted, WantedBridge } from "../plan/wanted.ts";
import { anchorSteps } from "./anchor.ts";
import { missingRules, onePassUser } from "./ipfwlets.ts";
import {
  type InstanceChange,
  instanceChanges,
  instancesOf,
  isLast,
  type NatWish,
  othersRules,
} from "./ipfwrules.ts";
import { type Forwarded, natInterface, rulesOf, whyNoPf } from "./nat.ts";
import type { NetworkSeen } from "./observe.ts";

/** One bridge, and what is wanted of its network. */
export interface TranslatedPart {
  readonly bridge: WantedBridge;
  readonly network: Network;
  /** Returns the forwardings whose guests have addresses; says of the others why not. */
  forwarded(): readonly Forwarded[];
}

/** What is known when the steps are made. */
interface Surroundings {
  readonly wanted: Wanted;
  readonly seen: Seen;
  readonly found: NetworkSeen;
  /** Is it the subcommand for networks alone? Then the filter has to run. */
  readonly enables: boolean;
}

/** The steps, and what keeps others from being made. */
export interface Translation {
  readonly steps: readonly Step[];
  readonly problems: readonly { readonly bridge: string; readonly what: string }[];
  readonly notes: readonly string[];
}

/** Plans the translation of bridges: what they want is made, and what they do not want any more is taken back. */
export function translate(parts: readonly TranslatedPart[], around: Surroundings): Translation {
  const { wanted, seen, found } = around;
  const problems: { bridge: string; what: string }[] = [];
  const filter = filterOf(wanted, found);
  const state = filter === "pf" ? whyNoRules(around) : ipfwState(around);
  const wishes: NatWish[] = [];
  const notes: string[] = [];
  for (const { bridge, network, forwarded } of parts) {
    const wants = network.nat !== undefined || network.forwardings.length > 0;
    const wish = { bridge: bridge.name, iface: undefined, network, forwarded: [] };
    if (!wants) {
      wishes.push(wish);
      continue;
    }
    const iface = natInterface(wanted, seen, found, network.nat);
    const known = forwarded();
    if (state?.kind === "problem") problems.push({ bridge: bridge.name, what: state.what });
    else if (state?.kind === "later") notes.push(`bridge ${bridge.name}: ${state.what}`);
    else if (iface === undefined) {
      problems.push({
        bridge: bridge.name,
        what: `there is no default route, so that nothing tells where NAT is to be done; say it: sysrc ngbuddy_${bridge.name}_nat=INTERFACE`,
      });
    } else wishes.push({ ...wish, iface, forwarded: known });
  }
  // What the one filter has of a bridge goes when the other one translates.
  const others = wishes.map((wish) => ({ ...wish, iface: undefined }));
  if (filter === "pf")
    return { steps: [...ipfwSteps(others, found), ...pfSteps(wishes, found)], problems, notes };
  const byIpfw = new IpfwTranslation(parts, around).made(wishes);
  return {
    steps: [...pfSteps(others, found), ...byIpfw.steps],
    problems: [...problems, ...byIpfw.problems],
    notes: [...notes, ...byIpfw.notes],
  };
}

/** Returns the steps that take all translation of bridges back. */
export function goneTranslation(bridges: readonly string[], found: NetworkSeen): Step[] {
  const network: Network = { addresses: [], nat: undefined, forwardings: [], ranges: [] };
  const wishes = bridges.map((bridge) => ({ bridge, iface: undefined, network, forwarded: [] }));
  return [...pfSteps(wishes, found), ...ipfwSteps(wishes, found)];
}

/** ipfw(4) is in each vnet, with the last rule that the host's has at first. */
const JAILS =
  "a jail has rules of ipfw(8) of its own, which deny everything until its rc.conf has firewall_enable=YES and firewall_type=open, or /boot/loader.conf has net.inet.ip.fw.default_to_accept=1";

type State = { readonly kind: "problem" | "later"; readonly what: string };

/** pf(4) where it is on or will be, or where neither is. */
function filterOf(wanted: Wanted, { pf, ipfw }: NetworkSeen): "pf" | "ipfw" {
  if (pf.isEnabled || isEnabled(wanted, "pf_enable")) return "pf";
  return ipfw.isEnabled || isEnabled(wanted, "firewall_enable") ? "ipfw" : "pf";
}

function whyNoRules({ wanted, found, enables }: Surroundings): State | undefined {
  const why = whyNoPf(wanted, found.pf);
  if (why !== undefined) return { kind: "problem", what: why };
  if (!enables || found.pf.isEnabled) return undefined;
  return { kind: "problem", what: "pf(4) does not run: service pf start" };
}

/** At boot ipfw(8) comes after ngbuddy, which is run once more then. */
function ipfwState({ found: { ipfw }, enables }: Surroundings): State | undefined {
  if (ipfw.isEnabled) return undefined;
  if (enables) return { kind: "problem", what: "ipfw(8) does not run: service ipfw start" };
  return {
    kind: "later",
    what: "ipfw(8) does not run yet, and NAT has to wait for it: at boot it comes by itself, else by: service ipfw start && ngbuddy start",
  };
}

function pfSteps(wishes: readonly NatWish[], { pf }: NetworkSeen): Step[] {
  const steps = wishes.flatMap(({ bridge, iface, network, forwarded }) =>
    anchorSteps(
      bridge,
      pf.anchors.get(bridge) ?? "",
      iface === undefined ? "" : rulesOf(network, forwarded, iface),
    ),
  );
  return steps.length > 0 && !pf.isLoaded ? [moduleStep("pf"), ...steps] : steps;
}

function moduleStep(name: string): Step {
  return { description: `load ${name}`, do: { op: "load", modules: [name] }, undo: [] };
}

function ipfwSteps(wishes: readonly NatWish[], { ipfw }: NetworkSeen): Step[] {
  return (instanceChanges(ipfw, wishes) ?? []).map(instanceStep);
}

function instanceStep({ before, after }: InstanceChange): Step {
  const { nat, rule, config, rules } = after;
  const had = { config: before.config, rules: before.rules };
  return {
    description:
      rules.length === 0
        ? `take ipfw's rules ${rule} of set 31 and its nat ${nat} away`
        : `give ipfw: nat ${nat} config ${config}; ${rules.map((text) => `add ${rule} set 31 ${text}`).join("; ")}`,
    do: { op: "ipfwnat", nat, rule, config, rules, before: had },
    undo: [{ op: "ipfwnat", nat, rule, ...had, before: { config, rules } }],
  };
}

/** What ipfw(8) needs besides our rules. */
class IpfwTranslation {
  private readonly problems: { bridge: string; what: string }[] = [];
  private readonly notes: string[] = [];
  private readonly steps: Step[] = [];

  constructor(
    private readonly parts: readonly TranslatedPart[],
    private readonly around: Surroundings,
  ) {}

  made(wishes: readonly NatWish[]): Translation {
    const { steps, problems, notes } = this;
    const { ipfw } = this.around.found;
    const able = wishes.filter((wish) => this.hasAddress(wish));
    const wanted = able.filter(({ iface }) => iface !== undefined);
    const [first] = wanted;
    const changes = instanceChanges(ipfw, able);
    if (changes === undefined) {
      const what =
        "rule 1 of ipfw(8) is taken, so that ours cannot be asked first; give that one a higher number";
      problems.push({ bridge: first?.bridge ?? "", what });
      return { steps, problems, notes };
    }
    if (first !== undefined && !this.addPasses(first.bridge)) {
      const others = able.filter(({ iface }) => iface === undefined);
      return { steps: ipfwSteps(others, this.around.found), problems, notes };
    }
    const isNeeded = changes.some(({ after }) => after.rules.length > 0);
    if (isNeeded && !ipfw.hasNat) steps.push(moduleStep("ipfw_nat"));
    steps.push(...changes.map(instanceStep));
    const rule = changes.find(({ after }) => after.rules.length > 0)?.after.rule;
    for (const wish of wanted) this.look(wish, rule);
    return { steps, problems, notes };
  }

  private hasAddress({ bridge, iface }: NatWish): boolean {
    if (iface === undefined) return true;
    const found = this.around.seen.interfaces?.get(iface);
    if (found !== undefined && found.inet.length > 0) return true;
    const what =
      found === undefined
        ? `there is no interface ${iface} to translate on`
        : `${iface} has no IPv4 address yet that ipfw(8) could translate to; when it has: ngbuddy start`;
    this.problems.push({ bridge, what });
    return false;
  }

  /** What comes in is handed to NAT before all else: the user's rules have to be asked about it all the same. */
  private addPasses(bridge: string): boolean {
    const { ipfw } = this.around.found;
    if (!ipfw.onePass) return true;
    const name = "net.inet.ip.fw.one_pass";
    const other = onePassUser(othersRules(ipfw));
    if (other !== undefined) {
      this.problems.push({
        bridge,
        what: `ipfw(8) would not ask its other rules about what NAT has seen, and whether your rule ${other.number} (${other.text}) relies on that, nobody can tell: sysctl ${name}=0`,
      });
      return false;
    }
    this.steps.push({
      description: `have ipfw's other rules asked about what NAT has seen (${name}=0)`,
      do: { op: "sysctl", name, value: "0" },
      undo: [{ op: "sysctl", name, value: "1" }],
    });
    return true;
  }

  /** Says what else keeps guests from the world: rules that let nothing through, IPv6, and jails with a firewall of their own. */
  private look({ bridge, iface = "", network }: NatWish, rule: number | undefined): void {
    const { wanted, found } = this.around;
    const { ipfw } = found;
    const part = this.parts.find((one) => one.bridge.name === bridge);
    const networks = network.addresses.flatMap(({ family, network: net }) =>
      family === "inet" ? [net] : [],
    );
    const others = othersRules(ipfw);
    // At boot there may be none but the last one yet.
    const areToCome = isEnabled(wanted, "firewall_enable") && others.every(isLast);
    const missing = areToCome
      ? []
      : missingRules(others, {
          ...{ inside: part?.bridge.interface ?? "", outside: iface, networks },
        });
    if (missing.length > 0) {
      // Between our rules and the first of the user's.
      const number = 1 + (rule ?? instancesOf(ipfw).find((one) => one.iface === iface)?.rule ?? 0);
      const lines = missing.map((text) => `ipfw add ${number} ${text}`).join(" && ");
      this.problems.push({
        bridge,
        what: `ipfw(8) has no rule that lets its guests through: ${lines}; and put these into the rules that firewall_script or firewall_type in rc.conf names`,
      });
    }
    if (this.around.enables && others.some(({ text }) => text === "deny ip from any to any"))
      this.notes.push(JAILS);
    if (network.nat !== undefined && network.addresses.some(({ family }) => family === "inet6"))
      this.notes.push(
        `bridge ${bridge}: ipfw(8) translates IPv4 only; its IPv6 is routed as it is`,
      );
  }
}
