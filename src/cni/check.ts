/** CHECK: is a container's interface as ADD has left it? */
import { readWanted } from "../buddy/configuration.ts";
import { gather } from "../buddy/gather.ts";
import { isSameRules } from "../buddy/network/nat.ts";
import { endSeen } from "../buddy/plan/wanted.ts";
import { withNetgraph } from "../buddy/withnetgraph.ts";
import { interfaceNamed, staticRoutes } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { HostInterface } from "../host/ifconfig.ts";
import { readAddress, readPrefixed } from "./address.ts";
import { eifaceOf, jailOf } from "./attachment.ts";
import type { Asked } from "./context.ts";
import { delegate } from "./delegate.ts";
import { fail } from "./error.ts";
import { objectAt } from "./fields.ts";
import { destinationText } from "./given.ts";
import { needsRules, rulesFor } from "./ports.ts";
import { type GivenAddress, type Result, readResult } from "./result.ts";
import { readSettings, type Settings } from "./settings.ts";

/** Checks a container's interface. Throws a CniError that says what differs. */
export async function check(asked: Asked): Promise<void> {
  const { context, call, configuration } = asked;
  const settings = readSettings(call, configuration);
  const fields = objectAt(configuration.fields, "prevResult");
  if (fields === undefined)
    return fail("configuration", "prevResult is missing: CHECK is told by it what there has to be");
  const result = readResult(fields);
  const at = result.interfaces.findIndex(
    ({ name, sandbox }) => name === call.interface && sandbox === call.netns,
  );
  if (at < 0)
    fail("configuration", `prevResult has no interface ${call.interface} in ${call.netns}`);
  const own = result.addresses.filter((one) => one.interface === at);
  const host = await context.host();
  const jid = String((await jailOf(host, call.netns)).jid);
  const found = await interfaceNamed(host, call.interface, jid);
  if (found === undefined)
    return fail("differs", `jail ${call.netns} has no interface ${call.interface}`);
  checkInterface(found, call.netns, result.interfaces[at]?.mac, own);
  await checkRoutes(host, jid, call.netns, own, result);
  await checkHost(host, eifaceOf(call), settings, own);
  if (!context.isPreview) await delegate(context, call, configuration, "CHECK");
}

function checkInterface(
  { name, up, ether, inet, inet6 }: HostInterface,
  jail: string,
  mac: string | undefined,
  addresses: readonly GivenAddress[],
): void {
  const where = `${name} of jail ${jail}`;
  if (!up) fail("differs", `${where} is down`);
  if (mac !== undefined && ether !== mac.toLowerCase())
    fail("differs", `${where} has the Ethernet address ${ether ?? "none"}, and had ${mac}`);
  const there = [...inet, ...inet6].map((text) => readPrefixed(text.replace(/%[^/]*/, "")));
  for (const { address } of addresses)
    if (!there.some((one) => one?.address === address.address && one.length === address.length))
      fail("differs", `${where} has lost the address ${address.address}/${address.length}`);
}

/** Those by another interface's gateway may be another plugin's, which has changed them since. */
async function checkRoutes(
  host: Host,
  jid: string,
  jail: string,
  addresses: readonly GivenAddress[],
  { routes }: Result,
): Promise<void> {
  const gateways = new Set(addresses.flatMap(({ gateway }) => gateway?.address ?? []));
  const own = routes.filter(
    ({ gateway }) => gateway !== undefined && gateways.has(gateway.address),
  );
  if (own.length === 0) return;
  const there = await staticRoutes(host, jid);
  for (const { destination } of own) {
    const text = destinationText(destination);
    const isThere = there.some(
      (one) => one.family === destination.family && isSameDestination(one.destination, text),
    );
    if (!isThere) fail("differs", `jail ${jail} has lost the route to ${text}`);
  }
}

function isSameDestination(shown: string, wanted: string): boolean {
  if (shown === wanted) return true;
  const [one, two] = [shown, wanted].map((text) => readPrefixed(text));
  const alone = readAddress(shown);
  if (alone !== undefined && two !== undefined)
    return alone.address === two.address && two.length === (alone.family === "inet" ? 32 : 128);
  return one !== undefined && one.address === two?.address && one.length === two.length;
}

/** The bridge's end of it, and the rules of pf(4). */
async function checkHost(
  host: Host,
  eiface: string,
  settings: Settings,
  addresses: readonly GivenAddress[],
): Promise<void> {
  const { bridge } = settings;
  const wanted = await readWanted(host, () => {});
  const needs = { nodes: [eiface, bridge], hooks: [eiface] };
  const seen = await withNetgraph(host, (netgraph) =>
    gather(host, netgraph, { needs: () => needs }, wanted, { restorable: false, shown: false }),
  );
  const node = seen.byName.get(eiface);
  if (node?.type !== "eiface") return fail("differs", `there is no eiface ${eiface} on this host`);
  const end = endSeen(seen, node);
  // A port on a VLAN is on the bridge that has it.
  const isMoved = /\b(?:vlan|trunk)=/.test(settings.port);
  if (end?.type !== "bridge" || (end.name !== bridge && !isMoved))
    fail("differs", `${eiface} is not connected to bridge ${bridge}`);
  if (!needsRules(settings)) return;
  const { before, rules } = await rulesFor(
    host,
    wanted,
    seen,
    { eiface, settings, addresses },
    "differs",
  );
  if (!isSameRules(before, rules))
    fail(
      "differs",
      `pf's anchor ngbuddy/${eiface} has not the rules of container's ports any more`,
    );
}
