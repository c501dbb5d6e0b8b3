/** Variables of rc.conf that are written as the buddy's and that it does not know: misspelt, or of another version. */
import { hashCommands } from "./mac.ts";
import { editDistance, nearest } from "./nearest.ts";
import { NETWORK_FIELDS } from "./network.ts";
import { pinnedNames } from "./pins.ts";

/** What is ours and of no bridge. */
const OWN = [
  "enable",
  "set_mac",
  "set_mac_prefix",
  "set_mac_hash",
  "public_hooks",
  "max_retries",
  "monitor_enable",
  "monitor_args",
  "exporter_enable",
  "exporter_listen",
  "exporter_args",
  "agent_enable",
  "agent_args",
  "agent_mode",
  "agent_capture",
];
/** What rc.conf says of our other services begins so. */
const OF_OTHERS = /^(monitor|exporter|agent)_/;

/** What a bridge's variables end in. */
const OF_BRIDGE = [
  "if",
  "list",
  "uplink",
  "upper",
  "mtu",
  "persistent",
  "vlan",
  "host",
  "members",
  ...NETWORK_FIELDS,
];

/** What the shell script ngbuddy knows and this program does not, and why that is. */
const OF_THE_SCRIPT: { readonly [name: string]: string } = {
  bridges: "is not read: the bridges are those that have an ngbuddy_BRIDGE_if",
  share_dir: "is not read: there are no scripts to find",
};

/** What rc.subr(8) itself reads of any service NAME, as NAME_…. */
const OF_SERVICE =
  "audit_user chdir chroot cpuset desc env env_file fib flags group groups limits login_class msg nice offcmd oomprotect prepend program setup svcj svcj_ipaddrs svcj_options svcgroup umask user".split(
    " ",
  );

const PREFIX = "ngbuddy_";

/** The variables of rc.conf, as far as they are looked through here. */
export interface Named {
  /** The variables that are set. */
  readonly names: Iterable<string>;
  /** A variable's value, empty when it is not known. */
  text(variable: string): string;
  /** Where it is set: `/etc/rc.conf: 3`. */
  placeOf(variable: string): string;
}

/** A variable that is not what somebody meant. */
export interface UnknownVariable {
  readonly variable: string;
  /** What goes on after the variable's name: what is wrong, and what may have been meant. */
  readonly why: string;
  /** `name`: it is no variable of ours. `script`: it is the shell script's. `hash`: it is known, and the hash in it is not. */
  readonly kind: "name" | "script" | "hash";
}

/**
 * Returns a line for each variable that has no effect because of how it is called, and for a hash that is misspelt.
 * `added`: bridges that are about to have an ngbuddy_BRIDGE_if as well.
 */
export function unknownVariables(named: Named, added: readonly string[]): string[] {
  return findUnknown(named, added).map(
    ({ variable, why, kind }) =>
      `${named.placeOf(variable)}: ${variable}${kind === "hash" ? "" : " "}${why}`,
  );
}

/** The same, taken apart. */
export function findUnknown(
  { names, text }: Omit<Named, "placeOf">,
  added: readonly string[],
): UnknownVariable[] {
  const all = [...names];
  const bridges = new Set([
    ...all.flatMap((name) => /^ngbuddy_(\w+)_if$/.exec(name)?.[1] ?? []),
    ...added,
  ]);
  const unknown = all.flatMap((variable): UnknownVariable[] => {
    const why = whyUnknown(variable, text(variable), bridges);
    const isScripts = Object.hasOwn(OF_THE_SCRIPT, variable.slice(PREFIX.length));
    return why === undefined ? [] : [{ variable, why, kind: isScripts ? "script" : "name" }];
  });
  const why = misspeltHash(text("ngbuddy_set_mac_hash"));
  return why === undefined
    ? unknown
    : [...unknown, { variable: "ngbuddy_set_mac_hash", why, kind: "hash" }];
}

/** What goes on after the variable's name; undefined when it is right, or none of ours. */
function whyUnknown(
  variable: string,
  value: string,
  bridges: ReadonlySet<string>,
): string | undefined {
  if (!variable.startsWith(PREFIX)) {
    return isNearlyOurs(variable)
      ? `has no effect: ngbuddy's variables begin with ${PREFIX}`
      : undefined;
  }
  const name = variable.slice(PREFIX.length);
  // Any guest may come.
  if (/^port_\w+$/.test(name)) return undefined;
  if (OWN.includes(name) || OF_SERVICE.includes(name.replace(OF_OTHERS, ""))) return undefined;
  if (Object.hasOwn(OF_THE_SCRIPT, name)) return OF_THE_SCRIPT[name];
  if (pinnedNames([variable]).length > 0) return undefined;
  const [, bridge = "", field = ""] = /^(\w+)_([^_]*)$/.exec(name) ?? [];
  if (OF_BRIDGE.includes(field)) {
    // An empty list is what unbridge leaves.
    if (bridges.has(bridge) || value.trim() === "") return undefined;
    const near = nearest(bridge, bridges);
    return `has no effect, since there is no ${PREFIX}${bridge}_if${orMeant(near && `${near}_${field}`)}`;
  }
  const nearField = nearest(field, OF_BRIDGE);
  const near = nearest(name, OWN) ?? (nearField && `${bridge}_${nearField}`);
  return `is no variable of ngbuddy(8), and has no effect${orMeant(near) || "; see ngbuddy.conf(5)"}`;
}

function orMeant(name: string | undefined): string {
  return name === undefined ? "" : `; did you mean ${PREFIX}${name}?`;
}

/** `ngbudy_lan_if`: no other service is called so. Capitals alone are the environment's (`NGBUDDY_LAB`). */
function isNearlyOurs(variable: string): boolean {
  const service = variable.slice(0, variable.indexOf("_"));
  return (
    service !== service.toUpperCase() &&
    service.length >= 5 &&
    editDistance(service.toLowerCase(), "ngbuddy") <= 2
  );
}

/** A hash that is called nearly as one is, and is none: it may be a command of somebody's, and may not. */
function misspeltHash(command: string): string | undefined {
  const [word = ""] = command.trim().split(/\s+/);
  if (word === "" || hashCommands.has(word)) return undefined;
  const near = nearest(word, hashCommands);
  return near === undefined
    ? undefined
    : `="${word}" is no hash of FreeBSD's; did you mean ${near}?`;
}
