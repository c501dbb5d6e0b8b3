/** Making and changing a jail: what jail(8) and the kernel look at first (jail.c, create_jail and update_jail; kern_jail.c, kern_jail_set). */

import { quoted } from "../../../config/jailconf/jailconf.ts";
import { errno, errnoText } from "../../../netgraph/errno.ts";
import type { Jail } from "../../jails/jail.ts";
import { importParameters, isGiven, kernelParameter } from "../../jails/parameters.ts";
import { placeOf } from "../../process/paths.ts";
import { complain, note, type Running, valuesOf } from "./wanted.ts";

/** Makes the jail that is wanted; undefined when it is refused, which has been said. */
export function makeJail(running: Running): Jail | undefined {
  const { process, wanted, voice } = running;
  const { parameters } = wanted;
  const path = valuesOf(wanted, "path").at(-1);
  const fault = path === undefined ? undefined : faultOfPath(running, path);
  if (fault !== undefined) {
    complain(running, `path ${path}: ${fault}`);
    return undefined;
  }
  const { settings } = importParameters(parameters);
  const stays =
    isGiven(parameters, "persist") ||
    ["exec.start", "command", "exec.poststart"].some((name) =>
      parameters.some((parameter) => parameter.name === name),
    );
  if (voice.verbose > 0) noteSetting(running, stays, settings);
  const refusal = refusalOf(running, stays, settings);
  if (refusal !== undefined) {
    complain(running, refusal);
    return undefined;
  }
  const name = settings.get("name");
  const jid = Number(settings.get("jid") ?? numberIn(name) ?? 0);
  return process.lab.jails.create({
    ...(jid !== 0 && { jid }),
    name: name === "" ? undefined : name,
    path: path ?? "/",
    hostname: settings.get("host.hostname") ?? "",
    vnet: settings.get("vnet") === "new",
    parameters,
  });
}

function faultOfPath({ process, wanted }: Running, path: string): string | undefined {
  const { files } = process.lab;
  if (wanted.label !== undefined && !path.startsWith("/")) return "not an absolute pathname";
  const place = placeOf(process, path);
  if (!files.exists(place)) return errnoText(errno.ENOENT);
  return files.isDirectory(place) ? undefined : errnoText(errno.ENOTDIR);
}

/** A name that is a number asks for that number. */
function numberIn(name: string | undefined): string | undefined {
  return name !== undefined && /^\d+$/.test(name) ? name : undefined;
}

/** Why the kernel refuses to make a jail, in the order that it looks. */
function refusalOf(
  { process }: Running,
  stays: boolean,
  settings: ReadonlyMap<string, string>,
): string | undefined {
  const { jails } = process.lab;
  // A jail can have no jails of its own unless children.max says so, which the lab does not emulate.
  if (process.jail !== undefined) return "jail_set: Operation not permitted";
  if (!stays) return "new jail must persist or attach";
  if (
    settings.get("vnet") === "new" &&
    ["ip4.addr", "ip6.addr"].some((name) => settings.has(name))
  ) {
    return "vnet jails cannot have IP address restrictions";
  }
  const name = settings.get("name") ?? "";
  const jid = settings.get("jid") ?? numberIn(name);
  if (jid !== undefined && Number(jid) < 0) return "negative jid";
  if (jid !== undefined && jails.all().some((jail) => jail.jid === Number(jid))) {
    return `jail ${Number(jid)} already exists`;
  }
  if (name.includes(".")) {
    const parent = name.slice(0, name.lastIndexOf("."));
    return jails.find(parent) === undefined
      ? `jail "${parent}" not found`
      : "jails in jails are not emulated in a lab";
  }
  if (jails.all().some((jail) => jail.name === name)) return `jail "${name}" already exists`;
  if (/^\d+$/.test(name) && (name !== String(Number(name)) || name !== jid)) {
    return "name cannot be numeric (unless it is the jid)";
  }
  return undefined;
}

/** -v: the parameters that the kernel is given. */
function noteSetting(
  running: Running,
  stays: boolean,
  settings: ReadonlyMap<string, string>,
): void {
  const { parameters } = running.wanted;
  const persists = isGiven(parameters, "persist");
  const words = parameters.flatMap(({ name }) => {
    const found = kernelParameter(name);
    if (found === undefined || (name.endsWith("persist") && stays && !persists)) return [];
    const value = settings.get(found.parameter.name) ?? "";
    return found.parameter.kind === "boolean" ? [name] : [`${name}=${quoted(value)}`];
  });
  const all = stays && !persists ? ["persist", ...words] : words;
  note(running, `jail_set(JAIL_CREATE) ${all.join(" ")}`);
}

/** `jail -m`: sets what can be set of a jail that runs. False when that is refused, which has been said. */
export function changeJail(running: Running, jail: Jail): boolean {
  const { process, wanted, voice } = running;
  const { settings } = importParameters(wanted.parameters);
  const changes = new Map(
    [...settings].filter(([name]) => kernelParameter(name)?.parameter.access !== "create"),
  );
  const fixed = firstFixed(jail, settings);
  const refusal = fixed === undefined ? refusalOfChange(running, jail, changes) : undefined;
  if (fixed !== undefined || refusal !== undefined) {
    complain(running, refusal ?? `${fixed} cannot be changed after creation`);
    return false;
  }
  process.lab.jails.update(jail, changes);
  // Nothing else keeps a jail of the lab.
  if (changes.get("persist") === "false") process.lab.jails.remove(jail);
  if (voice.verbose > 0 || (voice.verbose === 0 && wanted.label !== undefined)) {
    note(running, "updated");
  }
  return true;
}

/** The first parameter that would have to change and cannot (jail.c, rdtun_params). */
export function firstFixed(jail: Jail, settings: ReadonlyMap<string, string>): string | undefined {
  const current: { readonly [name: string]: string } = {
    path: jail.path,
    vnet: jail.vnet === undefined ? "inherit" : "new",
  };
  return [...settings.keys()].find((name) => {
    if (name === "jid" || kernelParameter(name)?.parameter.access !== "create") return false;
    return settings.get(name) !== (current[name] ?? jail.settings.get(name));
  });
}

function refusalOfChange(
  { process }: Running,
  jail: Jail,
  changes: ReadonlyMap<string, string>,
): string | undefined {
  const name = changes.get("name");
  if (name !== undefined && name !== jail.name) {
    if (process.lab.jails.all().some((other) => other.name === name)) {
      return `jail "${name}" already exists`;
    }
    if (/^\d+$/.test(name)) return "name cannot be numeric (unless it is the jid)";
  }
  if (jail.vnet !== undefined && (changes.has("ip4.addr") || changes.has("ip6.addr"))) {
    return "vnet jails cannot have IP address restrictions";
  }
  const unsettable = [...changes.keys()].find(
    (key) => kernelParameter(key)?.parameter.access === "read",
  );
  return unsettable === undefined ? undefined : `unknown parameter: ${unsettable}`;
}
