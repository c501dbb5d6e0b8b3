/** `adopt`: jails get their network by eifaces of ours from their next start on, or at once. */

import { variablePart } from "../../config/interfaces.ts";
import { type Edit, edited } from "../../config/jailconf/edit.ts";
import { isEifaceName } from "../../config/names.ts";
import { nearest } from "../../config/nearest.ts";
import { evaluate } from "../../config/rcconf.ts";
import { setVariable } from "../../config/rcedit.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import { onlyBridge } from "../plan/choice.ts";
import { fileStep } from "../plan/filestep.ts";
import { rcStep } from "../plan/rcchange.ts";
import type { Plan, RcChange, Step } from "../plan/step.ts";
import type { Seen, Wanted } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { diffLines } from "./diff.ts";
import type { FoundJail, FoundJails } from "./find.ts";
import { jailConfEdits, type NewInterface } from "./jailconfedit.ts";
import { editedJailRc } from "./jailrc.ts";
import { type Kept, keptOf, keptText } from "./kept.ts";
import { isMadeByHooks } from "./network.ts";
import { lineOf, saidValues } from "./setup.ts";
import { sharedAddresses } from "./shared.ts";
import { refuseElsewhere, refuseRunning, startSteps, stopStep } from "./steps.ts";

/** What is asked for. */
export interface AdoptWish {
  /** Undefined for all that there are. */
  readonly names: readonly string[] | undefined;
  /** Undefined: the bridge on the NIC that each jail is on now, or the only one. */
  readonly bridge: string | undefined;
  /** Are jails that run moved at once? */
  readonly restart: boolean;
  /** Do they get new addresses? */
  readonly newMac: boolean;
}

/** What was typed: the last name is the bridge's when rc.conf has one of that name. Refuses to guess. */
export function adoptWish(
  { bridges }: Wanted,
  typed: readonly string[],
  options: {
    readonly all?: boolean;
    readonly bridge?: string;
    readonly restart?: boolean;
    readonly "new-mac"?: boolean;
  },
): AdoptWish {
  const last = typed.at(-1);
  const isBridge = options.bridge === undefined && bridges.some(({ name }) => name === last);
  const names = isBridge ? typed.slice(0, -1) : typed;
  if (names.length === 0 && options.all !== true)
    refuse(
      "usage",
      "adopt needs the name of a jail, or --all; for example: ngbuddy adopt web1 public",
    );
  if (names.length > 0 && options.all === true)
    refuse(
      "usage",
      `--all are all jails; leave ${names.join(", ")} out${isBridge ? "" : ", or give the bridge by -b"}`,
    );
  return {
    names: options.all === true ? undefined : names,
    bridge: isBridge ? last : options.bridge,
    restart: options.restart === true,
    newMac: options["new-mac"] === true,
  };
}

/** A jail that moves. */
interface Move {
  readonly jail: FoundJail;
  readonly interfaces: readonly NewInterface[];
  readonly edits: readonly Edit[];
  readonly rc: { readonly before: string | undefined; readonly after: string } | undefined;
  readonly variables: readonly RcChange[];
}

export function planAdopt(wanted: Wanted, seen: Seen, found: FoundJails, wish: AdoptWish): Plan {
  const notes: string[] = [];
  const bridges = wanted.bridges.map(({ name }) => name);
  const jails = jailsToMove(found, wish, bridges, notes);
  // rc.subr(8) passes over what is not enabled without a word, and the jail would have no interface.
  if (jails.length > 0 && wanted.enabled !== true)
    refuse(
      "config",
      "the service is not enabled, so that no jail would get an interface; first: ngbuddy enable",
    );
  const taken = new Set(found.interfaces.map(({ name }) => name));
  const moves = jails.map((jail) => moveOf(wanted, seen, found, jail, wish, taken, notes));
  const steps: Step[] = [];
  const says: string[] = [];
  const editsOf = new Map<string, Edit[]>();
  for (const move of moves) steps.push(...stepsOf(wanted, found, move, editsOf, says));
  const shown = [...editsOf].flatMap(([file, edits]) => {
    const text = jails.find(({ setup }) => setup.own.at!.file === file)!.setup.text;
    return diffLines(file, text, edited(text, edits));
  });
  const names = moves.map(({ jail }) => jail.setup.name);
  const waiting = moves
    .filter(({ jail }) => jail.jid === undefined)
    .map(({ jail }) => jail.setup.name);
  return {
    request: [
      "adopt",
      ...(wish.names ?? ["--all"]),
      ...(wish.bridge === undefined ? [] : [wish.bridge]),
    ].join(" "),
    says: [],
    shows: [...shown, ...says],
    steps,
    done: [
      ...(names.length === 0 ? ["There is no jail to adopt."] : []),
      ...(waiting.length === 0 ? [] : [`On netgraph from the next start on: ${waiting.join(" ")}`]),
    ],
    notes,
    expect: [],
    whenKilled: "undo",
  };
}

/** Those that are meant, without those that are ours already, have no network, or run and may not be stopped. */
function jailsToMove(
  found: FoundJails,
  wish: AdoptWish,
  bridges: readonly string[],
  notes: string[],
): FoundJail[] {
  for (const name of wish.names ?? []) {
    if (found.jails.some(({ setup }) => setup.name === name)) continue;
    // The last of several may have been meant for a bridge.
    const mayBeBridge = name === wish.names?.at(-1) && wish.names.length > 1;
    const meant = (mayBeBridge && nearest(name, bridges)) || nearest(name, found.described);
    const which = meant === undefined ? "" : `; did you mean ${meant}?`;
    refuse(
      "data",
      `no jail "${name}" is described in jail.conf, /etc/jail.conf.d, by Bastille or by AppJail${which}`,
    );
  }
  const jails = found.jails.filter((jail) => {
    const { setup, network } = jail;
    if (setup.again !== undefined)
      refuse(
        "config",
        `jail ${setup.name} is described twice, at ${lineOf(setup.own.at!, setup.text)} and at ${setup.again}; leave one of them, so that it is clear which one counts`,
      );
    const [error] = setup.said.errors;
    if (error !== undefined)
      refuse("data", `${setup.own.at!.file}: ${error}; jail(8) does not start it, either`);
    // It is the name of a file of ours, and a word of commands.
    if (/^-|\//.test(setup.name) || hasControl(setup.name))
      refuse(
        "config",
        `a jail cannot be adopted under the name ${JSON.stringify(setup.name)}; rename it first`,
      );
    if (isOurs(jail)) notes.push(`jail ${setup.name} is on netgraph already`);
    else if (jail.unreadable !== undefined) {
      if (wish.names !== undefined) throw jail.unreadable;
      notes.push(`jail ${setup.name} stays as it is: ${jail.unreadable.message}`);
    } else if (network.kind === "none") {
      const what = `jail ${setup.name} has no interface and no address in ${setup.own.at!.file}`;
      if (wish.names !== undefined)
        refuse("data", `${what}; give it one: ngbuddy jailconf ${setup.name}`);
      notes.push(`${what}: it stays as it is`);
    } else if (
      network.kind === "vnet" &&
      network.movable.length === 0 &&
      network.interfaces.length > 0
    ) {
      const what = `jail ${setup.name} has ${network.interfaces.join(", ")}, and nothing that is known makes an epair of ${network.interfaces.length === 1 ? "that" : "these"}`;
      if (wish.names !== undefined)
        refuse(
          "data",
          `${what}; what it could have instead: ngbuddy jailconf ${setup.name}${wish.bridge === undefined ? "" : ` ${wish.bridge}`}`,
        );
      notes.push(`${what}: it stays as it is`);
    } else return true;
    return false;
  });
  if (wish.restart) refuseElsewhere(jails);
  else refuseRunning(jails);
  return jails;
}

function hasControl(name: string): boolean {
  return [...name].some((character) => character < " " || character === "\x7f");
}

function isOurs({ setup }: FoundJail): boolean {
  return saidValues(setup, "exec.prestart").some(({ text }) =>
    /(?:^|[\s/])(?:service\s+)?ngbuddy\s+(?:jail|create)\s/.test(text),
  );
}

function moveOf(
  wanted: Wanted,
  seen: Seen,
  found: FoundJails,
  jail: FoundJail,
  wish: AdoptWish,
  taken: Set<string>,
  notes: string[],
): Move {
  const { setup, network, rc } = jail;
  const { name } = setup;
  const shared =
    network.kind === "shared" ? sharedAddresses(jail, found.interfaces, found.gateway) : undefined;
  const old = network.movable.length === 0 ? [""] : network.movable;
  const startsRc = saidValues(setup, "exec.start").some(({ text }) => /\/etc\/rc\b/.test(text));
  const canNameByRc = startsRc && jail.root !== "/";
  const interfaces = old.map((from, at): NewInterface => {
    const eiface = freeName(name, at, from, taken, seen);
    taken.add(eiface);
    const bridge = wish.bridge ?? bridgeOf(wanted, found, jail, from, shared?.nic);
    if (from === "" || from === eiface) return { eiface, bridge, namedByJail: false };
    const isSpokenOf = ["exec.start", "exec.poststart", "exec.stop", "command"].some((hook) =>
      saidValues(setup, hook).some(({ text }) => words(text).includes(from)),
    );
    return { eiface, bridge, inside: from, namedByJail: isSpokenOf || !canNameByRc };
  });
  for (const { bridge } of interfaces) {
    if (!wanted.bridges.some((one) => one.name === bridge))
      refuse(
        "data",
        `there is no bridge "${bridge}" in rc.conf; make it first: ngbuddy bridge ${bridge} INTERFACE`,
      );
  }
  const down = interfaces.find((one) => seen.byName.get(one.bridge)?.type !== "bridge");
  if (down !== undefined && jail.jid !== undefined)
    refuse("unavailable", `bridge ${down.bridge} is not up; first: ngbuddy start`);
  const renamed = interfaces.map(({ eiface, namedByJail }, at) => ({
    from: old[at]!,
    to: eiface,
    keepsName: !namedByJail && old[at] !== "",
  }));
  const where = `${jail.root}/etc/rc.conf`;
  const named = editedJailRc(
    rc ?? "",
    renamed.filter(({ from }) => from !== ""),
    where,
  );
  const after =
    shared === undefined
      ? withAssigned(jail, named, where)
      : shared.editRc(named, interfaces[0]!.eiface, where);
  const variables = wish.newMac ? [] : pinned(jail, old, interfaces, notes);
  const addition = after === (rc ?? "") ? undefined : { before: rc, after };
  if (addition !== undefined && jail.root === "/")
    refuse(
      "config",
      `jail ${name} has the host's own files (path = /), so that its rc.conf cannot be changed for it alone`,
    );
  return {
    jail,
    interfaces,
    edits: jailConfEdits(setup, network, interfaces),
    rc: addition,
    variables,
  };
}

/** The jail's rc.conf with the addresses that AppJail gave it from outside. Refuses one whose addresses nobody knows. */
function withAssigned({ setup, assigned }: FoundJail, text: string, where: string): string {
  const value = (variable: string, now: string) =>
    evaluate([{ path: where, text: now }]).get(variable)?.value;
  return assigned.reduce((now, { interface: name, inet, router }) => {
    const variable = `ifconfig_${variablePart(name)}`;
    if (value(variable, now)) return now;
    if (inet === undefined)
      refuse(
        "config",
        `jail ${setup.name}: it is not known which address AppJail gives ${name}; write it into ${where}: ${variable}="inet ADDRESS/LENGTH"`,
      );
    const given = setVariable(now, variable, `inet ${inet}`);
    return router === undefined ? given : setVariable(given, "defaultrouter", router);
  }, text);
}

/** The words of a command, whatever they are quoted by. */
function words(text: string): string[] {
  return text.split(/[^\w.-]+/);
}

/** The addresses that stay, as rc.conf pins them. */
function pinned(
  { setup, network, ethers, computed }: FoundJail,
  old: readonly string[],
  interfaces: readonly NewInterface[],
  notes: string[],
): RcChange[] {
  return interfaces.flatMap(({ eiface }, at): RcChange[] => {
    const from = old[at]!;
    const ether = ethers.get(from);
    if (from !== "" && !isMadeByHooks(network, from)) {
      notes.push(
        `jail ${setup.name}: ${from} stays on the host with its address, as no hook of the jail's makes it; ${eiface} gets another one`,
      );
      return [];
    }
    if (ether === undefined) {
      if (from !== "")
        notes.push(
          `jail ${setup.name}: the address of ${from} is not known while the jail does not run; ${eiface} gets another one`,
        );
      return [];
    }
    if (computed.has(from))
      notes.push(
        `jail ${setup.name}: ${eiface} gets ${ether}, as the tool that made ${from} computes it`,
      );
    return [{ variable: `ngbuddy_mac_${variablePart(eiface)}`, set: ether }];
  });
}

/** The jail's name where an interface can be called so; several are numbered. */
function freeName(
  jail: string,
  at: number,
  from: string,
  taken: ReadonlySet<string>,
  seen: Seen,
): string {
  const MAX = 15;
  const base = jail.replace(/[^\w-]/g, "_").replace(/^-+/, "");
  for (let number = at; number < at + 100; number++) {
    const suffix = number === 0 ? "" : `_${number}`;
    const name = `${base.slice(0, MAX - suffix.length)}${suffix}`;
    if (!isEifaceName(name)) break;
    if (name === from || (!taken.has(name) && !seen.byName.has(name))) return name;
  }
  return refuse(
    "config",
    `jail ${jail}: no name is free for its interface; rename the jail, or the node that has its name`,
  );
}

/** The bridge on the NIC that a jail's interface is on now; the only one of rc.conf where that is not known. */
function bridgeOf(
  wanted: Wanted,
  { interfaces }: FoundJails,
  { setup, network }: FoundJail,
  from: string,
  nic: string | undefined,
): string {
  const attached = network.attached.filter((one) => one.interface === from || one.interface === "");
  const nics = attached.flatMap(({ to }) =>
    "nic" in to ? [to.nic] : nicsOf(to.bridge, interfaces),
  );
  const all = nic === undefined ? nics : [nic, ...nics];
  const on = wanted.bridges.filter((bridge) => all.includes(bridge.interface));
  const [first, second] = on;
  if (first !== undefined && second === undefined) return first.name;
  return onlyBridge(wanted, "adopt", [setup.name]);
}

function nicsOf(bridge: string, interfaces: readonly HostInterface[]): readonly string[] {
  return interfaces.find(({ name }) => name === bridge)?.members ?? [];
}

/** The steps for one jail: it is stopped, what describes it is edited, and it is started again. */
function stepsOf(
  wanted: Wanted,
  found: FoundJails,
  { jail, interfaces, edits, rc, variables }: Move,
  editsOf: Map<string, Edit[]>,
  says: string[],
): Step[] {
  const { setup, root, gateway } = jail;
  const { name, conf, text } = setup;
  const at = setup.own.at!;
  const isRunning = jail.jid !== undefined;
  const steps: Step[] = [];
  if (isRunning) steps.push(stopStep(name, conf));
  const bytes = Buffer.from(text);
  const own = bytes.subarray(at.start, at.end).toString();
  const kept: Kept = {
    version: 1,
    jail: name,
    conf,
    block: {
      file: at.file,
      before: own,
      after: edited(
        own,
        edits.map((edit) => moved(edit, -at.start)),
      ),
    },
    ...(rc && { rc: { root, before: rc.before ?? null, after: rc.after } }),
    interfaces: interfaces.map(({ eiface, inside }) => ({ from: inside ?? "", to: eiface })),
    variables: Object.fromEntries(
      variables.map(({ variable }) => [variable, wanted.value(variable) ?? null]),
    ),
  };
  // Whoever took the jail back by hand has left what was kept of it.
  const old = found.kept.get(name);
  const keep = `keep what is changed for jail ${name}`;
  steps.push(fileStep(keep, keptOf(name), old ? keptText(old) : null, keptText(kept)));
  const before = editsOf.get(at.file) ?? [];
  const now = [...before, ...edits];
  editsOf.set(at.file, now);
  steps.push(fileStep(`edit ${at.file}`, at.file, edited(text, before), edited(text, now)));
  if (rc !== undefined) {
    const path = "/etc/rc.conf";
    const step = fileStep(`edit ${root}${path}`, path, rc.before ?? null, rc.after, root);
    steps.push(step);
    says.push(...diffLines(`${root}${path}`, rc.before ?? null, rc.after));
  }
  if (variables.length > 0)
    steps.push(
      ...rcStep(
        wanted,
        `keep the address of ${interfaces.map(({ eiface }) => eiface).join(", ")} in rc.conf`,
        variables,
      ).steps,
    );
  if (isRunning) steps.push(...startSteps(name, conf, gateway));
  return steps;
}

function moved({ at, text }: Edit, by: number): Edit {
  return { at: { ...at, start: at.start + by, end: at.end + by }, text };
}
