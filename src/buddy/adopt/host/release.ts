/** `release --host`: an if_bridge(4) that was adopted comes back, with all that was on it, and every file as it was. */
import { asksDhcp } from "../../../config/hostmove.ts";
import { variablePart } from "../../../config/interfaces.ts";
import type { RcFile } from "../../../config/rcconf.ts";
import type { Host } from "../../../host/host.ts";
import { isToLink, type KeptRoute } from "../../../host/netstat.ts";
import type { NodeInfo } from "../../../netgraph/client.ts";
import { type ChangedFile, changedFiles } from "../../apply/rcconf.ts";
import { readRcFiles } from "../../configuration.ts";
import { walk } from "../../observe/walk.ts";
import { fileStep } from "../../plan/filestep.ts";
import { rcStep } from "../../plan/rcchange.ts";
import { removeEiface } from "../../plan/removal.ts";
import type { Action, Plan, RcChange, Step } from "../../plan/step.ts";
import { removeBridge } from "../../plan/stop.ts";
import { hooksSeen, nodeOf, type Seen, type Wanted } from "../../plan/wanted.ts";
import { refuse } from "../../refusal.ts";
import { diffLines } from "../diff.ts";
import { findAdopted, planRelease, type ReleaseFound } from "../release.ts";
import { saidValues } from "../setup.ts";
import { dhclient } from "./graph.ts";
import { type KeptBridge, keptBridgeOf, keptBridgeText, readKeptBridges } from "./kept.ts";
import { partsOf } from "./plan.ts";
import { routesBy } from "./replacement.ts";

/** What is looked for before it is released. */
export interface AdoptedBridge {
  readonly kept: KeptBridge;
  readonly rcFiles: readonly RcFile[];
  /** The text of vm-bhyve's file; undefined where that was not edited. */
  readonly vmText: string | undefined;
  readonly jails: ReleaseFound;
}

/** Looks for it. Refuses when it is not clear which one is meant. */
export async function findAdoptedBridge(
  host: Host,
  names: readonly string[],
): Promise<AdoptedBridge> {
  const all = await readKeptBridges(host);
  const [name, ...more] = names;
  if (more.length > 0)
    refuse("usage", "release --host takes one if_bridge(4): ngbuddy release --host bridge0");
  const found = all.filter(({ state }) => name === undefined || state.name === name);
  const [kept, another] = found;
  if (kept === undefined)
    refuse(
      "data",
      name === undefined
        ? "no if_bridge(4) was adopted: nothing is kept of any"
        : `if_bridge ${name} was not adopted: nothing is kept of it`,
    );
  if (another !== undefined)
    refuse(
      "usage",
      `which one? There are ${found.map(({ state }) => state.name).join(", ")}; for example: ngbuddy release --host ${kept.state.name}`,
    );
  return {
    kept,
    rcFiles: await readRcFiles(host),
    vmText: kept.vm && ((await host.files.read(kept.vm.file)) ?? ""),
    jails: await findAdopted(host, undefined),
  };
}

export function planReleaseHost(
  wanted: Wanted,
  all: Seen,
  found: AdoptedBridge,
  restart: boolean,
): Plan {
  const { kept } = found;
  const { bridge, state, nic } = kept;
  const { name } = state;
  const jails = jailsOf(found, bridge);
  const replaced = found.jails.replaced.filter((one) => one !== name);
  const ofJails = planRelease(wanted, { ...found.jails, replaced }, jails, restart);
  const parts = partsOf(ofJails.steps);
  const node = nodeOf(all, bridge, "bridge");
  const own = nodeOf(all, name, "eiface");
  const seen = withoutGuests(all, node, own, found, jails);
  const inTheWay = all.interfaces?.get(name);
  if (own === undefined && inTheWay !== undefined)
    refuse(
      "unavailable",
      `an interface ${name} exists already that is not ngbuddy's; it is in the way`,
    );
  const isDhcp = asksDhcp(wanted.value(`ifconfig_${variablePart(name)}`));
  const back = backIn(found, parts.changes);
  const written = writtenBack(wanted, found, parts.changes, back);
  const place = own === undefined ? undefined : all.places.get(own.id);
  const now = place?.interface ?? (own && all.interfaces?.get(name));
  const theirs = [...(nic?.inet ?? []), ...(nic?.inet6 ?? [])];
  const isBridges = (address: string) => !theirs.includes(address) && !address.startsWith("fe80:");
  const wayOf = (route: KeptRoute) => (isToLink(route) ? route.destination : route.gateway);
  const isOwnRoute = (route: KeptRoute) =>
    nic?.routes.every((one) => wayOf(one) !== wayOf(route)) !== false;
  const again = {
    ...state,
    inet: (now?.inet ?? state.inet).filter(isBridges),
    inet6: (now?.inet6 ?? state.inet6).filter(isBridges),
    routes: (place === undefined ? state.routes : routesBy(place.routes, name)).filter(isOwnRoute),
  };
  const isBridgeDhcp = isDhcp && nic?.isDhcp !== true;
  return {
    request: `release --host ${name}`,
    says: [],
    shows: [...written.shown, ...(ofJails.shows ?? [])],
    steps: [
      ...parts.stops,
      ...(isDhcp && own !== undefined ? [dhclient(name, "stop")] : []),
      ...(node === undefined ? [] : removeBridge(wanted, seen, node)),
      ...(own === undefined
        ? []
        : [removeEiface(wanted, seen, own, { attached: false, hosts: true })]),
      {
        description: `make if_bridge ${name} of ${state.members.map((member) => member.name).join(", ") || "no members"}`,
        do: { op: "ifbridge", ...again },
        undo: [{ op: "noifbridge", name }],
      },
      ...(nic === undefined ? [] : nicSteps(nic)),
      ...(isBridgeDhcp ? [dhclient(name, "start")] : []),
      ...(nic?.isDhcp ? [dhclient(nic.name, "start")] : []),
      ...parts.files,
      fileStep(`forget what ${name} was`, keptBridgeOf(name), keptBridgeText(kept), null),
      ...written.steps,
      ...parts.starts,
    ],
    done: ofJails.done.filter((line) => !/^No jail/.test(line)),
    notes: ofJails.notes,
    expect: [{ absent: bridge }],
    whenKilled: "undo",
  };
}

/** The jails that were adopted, and are on the bridge. */
function jailsOf({ jails }: AdoptedBridge, bridge: string): string[] {
  return [...jails.kept.keys()].filter((name) => {
    const setup = jails.jails.find((jail) => jail.setup.name === name)?.setup;
    return (
      setup !== undefined &&
      saidValues(setup, "exec.prestart").some(({ text }) => {
        const words = text.split(/\s+/);
        return words.includes("ngbuddy") && words.at(-1) === bridge;
      })
    );
  });
}

/** The bridge without the jails that leave it first. Refuses when somebody else is on it. */
function withoutGuests(
  seen: Seen,
  node: NodeInfo | undefined,
  own: NodeInfo | undefined,
  { jails }: AdoptedBridge,
  released: readonly string[],
): Seen {
  if (node === undefined) return seen;
  const leaving = new Set(
    released.flatMap((name) => jails.kept.get(name)?.interfaces.map(({ to }) => to) ?? []),
  );
  const links = hooksSeen(seen, node).map((link) => ({
    link,
    guest: walk(link, seen.hooks).hook.peer,
  }));
  const others = links.filter(
    ({ guest }) => guest.type !== "ether" && guest.id !== own?.id && !leaving.has(guest.name),
  );
  if (others.length > 0)
    refuse(
      "unavailable",
      `bridge ${node.name} still carries ${others.map(({ guest }) => guest.name || `a ${guest.type}`).join(" ")}; stop what has ${others.length === 1 ? "it" : "them"} first`,
    );
  const stay = links.filter(({ guest }) => !leaving.has(guest.name)).map(({ link }) => link);
  return { ...seen, hooks: new Map([...seen.hooks, [node.id, stay]]) };
}

/** The files as they were, when nobody has changed them since but for what goes with the jails; undefined for those that are otherwise now. */
function backIn(
  { kept, rcFiles, vmText }: AdoptedBridge,
  ofJails: readonly RcChange[],
): ChangedFile[] | undefined {
  const changed = changedFiles(rcFiles, ofJails);
  if (changed.some(({ path }) => kept.files.every((file) => file.path !== path))) return undefined;
  const files: ChangedFile[] = [];
  for (const { path, before, after } of kept.files) {
    const isVm = path === kept.vm?.file;
    const current = isVm ? vmText : rcFiles.find((file) => file.path === path)?.text;
    const text = changed.find((file) => file.path === path)?.after ?? current;
    if (text !== after || current === undefined) return undefined;
    files.push({ path, before: current, after: before ?? "" });
  }
  return files;
}

/** The steps that write them. */
function writtenBack(
  wanted: Wanted,
  { kept, rcFiles, vmText }: AdoptedBridge,
  ofJails: readonly RcChange[],
  back: readonly ChangedFile[] | undefined,
): { readonly steps: readonly Step[]; readonly shown: readonly string[] } {
  if (back !== undefined) {
    const texts = back.map(({ path, before, after }) => ({
      path,
      before,
      after: kept.files.find((file) => file.path === path)?.before === null ? null : after,
    }));
    return {
      steps: texts.map(({ path, before, after }) =>
        fileStep(`put ${path} back as it was`, path, before, after),
      ),
      shown: texts.flatMap(({ path, before, after }) => diffLines(path, before, after)),
    };
  }
  const { vm } = kept;
  const changes = [...opposite(kept.variables), ...ofJails];
  const ofVm = vm === undefined ? [] : opposite(vm.variables);
  const vmFiles =
    vm === undefined ? [] : changedFiles([{ path: vm.file, text: vmText ?? "" }], ofVm, vm.file);
  return {
    steps: [
      ...vmFiles.map(({ path, before, after }) =>
        fileStep(`put vm-bhyve's switch back in ${path}`, path, before, after),
      ),
      ...rcStep(wanted, `put ${kept.state.name} back in rc.conf`, changes).steps,
    ],
    shown: [...vmFiles, ...changedFiles(rcFiles, changes)].flatMap((file) =>
      diffLines(file.path, file.before, file.after),
    ),
  };
}

function opposite(variables: KeptBridge["variables"]): RcChange[] {
  return Object.entries(variables).map(([variable, value]) =>
    value === null ? { variable, unset: true, quiet: true } : { variable, set: value, quiet: true },
  );
}

/** The NIC has its own addresses again. */
function nicSteps({ name, inet, inet6, routes }: NonNullable<KeptBridge["nic"]>): Step[] {
  const all = [...inet.map((one) => ["inet", one]), ...inet6.map((one) => ["inet6", one])];
  if (all.length === 0) return [];
  const undo = all.map(
    (address): Action => ({ op: "ifconfig", interface: name, args: [...address, "-alias"] }),
  );
  return [
    {
      description: `give ${name} ${[...inet, ...inet6].join(", ")} again`,
      do: { op: "addresses", interface: name, inet, inet6, up: true, routes },
      undo,
    },
  ];
}
