/** ADD: an interface on a bridge, in a container's jail, with what it needs there. */

import { attachmentFile, attachmentText } from "../buddy/attachments.ts";
import { anchorSteps } from "../buddy/network/anchor.ts";
import { toldBy } from "../buddy/observe/told.ts";
import { removeGuest } from "../buddy/plan/between.ts";
import { fileStep } from "../buddy/plan/filestep.ts";
import { planJail } from "../buddy/plan/guests.ts";
import type { Plan, Step } from "../buddy/plan/step.ts";
import { EIFACE_MTU, type Seen, type Wanted } from "../buddy/plan/wanted.ts";
import { without } from "../buddy/plan/without.ts";
import { makeRequest, needsOfGuests, type Request } from "../buddy/request.ts";
import { whereIs } from "../buddy/whereabouts.ts";
import { withNetgraph } from "../buddy/withnetgraph.ts";
import { interfaceNamed } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { JailInfo } from "../host/jls.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { eifaceOf, jailOf, keptOf } from "./attachment.ts";
import type { Asked } from "./context.ts";
import { delegate } from "./delegate.ts";
import { fail } from "./error.ts";
import { objectAt } from "./fields.ts";
import { checkGateways, givenFor } from "./given.ts";
import { inJail } from "./injail.ts";
import { needsRules, type Rules, refuseTakenPorts, rulesFor } from "./ports.ts";
import { removalRequest } from "./remove.ts";
import { NO_RESULT, type Result, readResult, resultOf } from "./result.ts";
import { readSettings, type Settings } from "./settings.ts";

/** What is looked for before anything is done. */
interface Found {
  readonly jail: JailInfo;
  /** What was kept of one of before. */
  readonly before: string | null;
  /** The host without what is left of one of before, and the steps that remove it. */
  readonly seen: Seen;
  readonly cleared: readonly Step[];
  readonly given: Result;
  readonly rules: Rules | undefined;
}

/** What an attachment comes to while it is added. */
interface Work {
  readonly asked: Asked;
  readonly settings: Settings;
  readonly eiface: string;
  /** The settings of its port. */
  port: string;
  /** Has the plugin for addresses been asked? */
  isGiven: boolean;
  given: Result;
}

/** Adds a container to a network. Returns the result. Throws a CniError, or what the planner and the host throw. */
export async function add(asked: Asked): Promise<object> {
  const { context, call, configuration } = asked;
  const settings = readSettings(call, configuration);
  const prevResult = objectAt(configuration.fields, "prevResult");
  // It is to be in the answer, when it is too late to refuse it.
  if (prevResult !== undefined) readResult(prevResult);
  const eiface = eifaceOf(call);
  const { port } = settings;
  const work: Work = { asked, settings, eiface, port, isGiven: false, given: NO_RESULT };
  const host = await context.host();
  let isMade = false;
  try {
    await context.carryOut(host, requestOf(work));
    isMade = !context.isPreview;
    const made = isMade ? await madeOf(host, work) : { mac: "", mtu: 0 };
    const added = { ...made, interface: call.interface, netns: call.netns, given: work.given };
    return resultOf(configuration.version, added, prevResult);
  } catch (error) {
    if (isMade) await context.carryOut(host, removalRequest(eiface)).catch(() => {});
    // An engine may not ask for DEL after that.
    if (work.isGiven)
      await delegate(context, call, configuration, "DEL").catch(async (failure) =>
        context.err(`ngbuddy: ${(await context.explain(failure)).message}\n`),
      );
    throw error;
  }
}

function requestOf(work: Work): Request {
  const { settings, eiface } = work;
  return makeRequest<Found>({
    // Two that ask for one port of the host would both find it free.
    ...(settings.mappings.length > 0 && { serialises: "ports" }),
    want: (wanted) => ({
      ...wanted,
      hasPorts: wanted.hasPorts || work.port !== "",
      portText: (name) => (name === eiface ? work.port : wanted.portText(name)),
    }),
    makes: () => [settings.bridge],
    needs: (wanted, shown) => ({
      ...needsOfGuests(wanted, shown, [eiface], settings.bridge),
      hooks: [eiface],
    }),
    find: (host, netgraph, wanted, seen) => find(work, host, netgraph, wanted, seen),
    plan: (wanted, _, found) => planAdd(work, wanted, found),
  });
}

async function find(
  work: Work,
  host: Host,
  netgraph: Netgraph,
  wanted: Wanted,
  all: Seen,
): Promise<Found> {
  const { asked, settings, eiface } = work;
  const { context, call, configuration } = asked;
  const jail = await jailOf(host, call.netns);
  if ((await interfaceNamed(host, call.interface, String(jail.jid))) !== undefined)
    fail(
      "exists",
      `CNI_IFNAME=${call.interface}: jail ${call.netns} has an interface of this name`,
    );
  const { seen, steps: cleared } = await clear(work, host, netgraph, wanted, all);
  // What is wrong with the bridge is said before an address is taken.
  planJail(wanted, seen, { words: [eiface], option: settings.bridge });
  await refuseTakenPorts(host, netgraph, wanted, eiface, settings.mappings);
  const { text: before } = await keptOf(host, eiface);
  if (context.isPreview && configuration.ipam !== undefined)
    context.err(
      `ngbuddy: ${configuration.ipam.type} is not asked, so that there are no addresses\n`,
    );
  else {
    work.isGiven = configuration.ipam !== undefined;
    work.given = givenFor(
      settings,
      configuration,
      await delegate(context, call, configuration, "ADD"),
    );
  }
  const { given } = work;
  if (settings.guardsAddresses) work.port = withAddresses(settings.port, given);
  if (settings.isGateway) await checkGateways(host, wanted, settings.bridge, given);
  const translated = { eiface, settings, addresses: given.addresses };
  const rules = needsRules(settings) ? await rulesFor(host, wanted, seen, translated) : undefined;
  return { jail, before, seen, cleared, given, rules };
}

/** A jail that went leaves its interface to the host. Returns the host without that. */
async function clear(
  { asked, eiface }: Work,
  host: Host,
  netgraph: Netgraph,
  wanted: Wanted,
  seen: Seen,
): Promise<{ readonly seen: Seen; readonly steps: readonly Step[] }> {
  const node = seen.byName.get(eiface);
  if (node === undefined) return { seen, steps: [] };
  const { container, interface: name } = asked.call;
  const place = await whereIs(host, netgraph, seen, eiface, "");
  if (node.type !== "eiface" || place.in === "jail")
    fail("exists", `container ${container} has its ${name} already (${eiface}): DEL comes first`);
  const gone = removeGuest(wanted, seen, node);
  const steps = gone.steps.map((step) => ({ ...step, undo: [] }));
  return { seen: without(seen, gone), steps };
}

/** How many addresses a guard takes (config/ports.ts). */
const MAX_GUARDED = 8;

/** The guard of a port lets out the addresses that were given, where it can. */
function withAddresses(port: string, { addresses }: Result): string {
  const words = port.split(" ");
  const isTrunk = words.some((word) => word.startsWith("trunk="));
  if (isTrunk || addresses.length === 0 || addresses.length > MAX_GUARDED) return port;
  const list = addresses.map(({ address }) => address.address).join(",");
  return words.map((word) => (word === "guard" ? `guard=${list}` : word)).join(" ");
}

function planAdd(work: Work, wanted: Wanted, found: Found): Plan {
  const { asked, settings, eiface } = work;
  const { call, configuration } = asked;
  const { jail, seen, rules, given } = found;
  const { mac } = settings;
  const ethers = mac === undefined ? seen.ethers : new Map([[eiface, mac]]);
  const guest = planJail(wanted, { ...seen, ethers }, { words: [eiface], option: settings.bridge });
  const kept = attachmentText({
    version: 1,
    eiface,
    network: configuration.network,
    container: call.container,
    interface: call.interface,
    port: work.port,
    forwards: settings.mappings.map(({ protocol, port, hostAddress }) => ({
      protocol,
      port,
      ...(hostAddress !== undefined && { hostAddress }),
    })),
    isAnchored: rules !== undefined,
  });
  const file = attachmentFile(eiface);
  return {
    ...guest,
    request: `cni ADD ${call.container} ${call.interface}`,
    steps: [
      fileStep(`keep in ${file} what was asked for`, file, found.before, kept),
      ...found.cleared,
      ...guest.steps,
      ...(settings.mtu === undefined ? [] : [mtuStep(eiface, settings.mtu)]),
      ...inJail(eiface, call, jail, given),
      ...(rules === undefined || rules.isLoaded ? [] : [LOAD_PF]),
      ...(rules === undefined ? [] : anchorSteps(eiface, rules.before, rules.rules)),
    ],
    done: [],
  };
}

const LOAD_PF: Step = {
  description: "load pf",
  do: { op: "load", modules: ["pf"] },
  undo: [],
};

function mtuStep(eiface: string, mtu: number): Step {
  return {
    description: `ifconfig ${eiface} mtu ${mtu}`,
    do: { op: "ifconfig", interface: eiface, args: ["mtu", String(mtu)] },
    undo: [],
  };
}

/** Returns what is to be said of the interface that was made. */
async function madeOf(
  host: Host,
  { asked, settings, eiface }: Work,
): Promise<{ readonly mac: string; readonly mtu: number }> {
  const told = await withNetgraph(host, async (netgraph) =>
    toldBy(netgraph, await netgraph.nodeInfo(`${eiface}:`)),
  );
  if (told?.ether !== undefined && settings.mtu !== undefined)
    return { mac: told.ether, mtu: settings.mtu };
  const found = await interfaceNamed(host, asked.call.interface, asked.call.netns);
  const mac = found?.ether ?? told?.ether;
  if (mac === undefined)
    return fail("later", `${asked.call.interface} is gone from jail ${asked.call.netns} already`);
  return { mac, mtu: found?.mtu ?? EIFACE_MTU };
}
