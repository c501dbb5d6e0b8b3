/** The buddy's settings, from the variables of rc.conf. */
import { DEFAULT_HASH, DEFAULT_PREFIX, type MacSettings } from "./mac.ts";
import type { Variable } from "./rcconf.ts";

/** rc.conf's files, the later ones win (rc.subr(8): load_rc_config). */
export const RC_FILES = [
  "/etc/defaults/rc.conf",
  "/etc/rc.conf",
  "/etc/rc.conf.local",
  "/etc/rc.conf.d/ngbuddy",
  "/usr/local/etc/rc.conf.d/ngbuddy",
] as const;
/** Where a variable that is set nowhere goes. */
export const RC_CONF = "/etc/rc.conf";

export interface BridgeSettings {
  readonly name: string;
  readonly interface: string;
  readonly list: readonly string[];
  readonly uplink: boolean;
  readonly mtu?: number;
  readonly persistent: boolean;
}

export interface Settings {
  /** undefined when the variable is missing or neither yes nor no. */
  readonly enabled: boolean | undefined;
  /** In the alphabetical order of their variables. */
  readonly bridges: readonly BridgeSettings[];
  /** `ngbuddy_BRIDGE_list` of bridges without `ngbuddy_BRIDGE_if`. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly mac: MacSettings;
  /** The values of `ifconfig_NAME` and of the variables that go with it, in order. */
  ifconfig(name: string): readonly string[];
}

/** A variable that cannot be used: which, where, and what would be right. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const MIN_MTU = 72;
const MAX_MTU = 9000;

/** Reads the settings. Throws a SettingsError. */
export function readSettings(variables: ReadonlyMap<string, Variable>): Settings {
  const value = (name: string): string => {
    const variable = variables.get(name);
    if (variable === undefined) return "";
    if (variable.value === undefined)
      throw wrong(name, variable, `${variable.needsSh}, which only sh can evaluate`);
    return variable.value;
  };
  const flag = (name: string): boolean => {
    const text = value(name);
    const answer = text === "" ? false : yesNo(text);
    if (answer === undefined)
      throw wrong(name, variables.get(name)!, `"${text}" is neither YES nor NO`);
    return answer;
  };
  const names = (name: string): string[] => {
    const words = value(name)
      .split(/\s+/)
      .filter((word) => word !== "");
    for (const word of words) {
      if (!/^[A-Za-z0-9_-]{1,15}$/.test(word)) {
        throw wrong(
          name,
          variables.get(name)!,
          `"${word}" is no name for an interface (1 to 15 letters, digits, _ and -)`,
        );
      }
    }
    return [...new Set(words)];
  };

  const bridges: BridgeSettings[] = [];
  const lists = new Map<string, readonly string[]>();
  for (const name of [...variables.keys()].sort()) {
    const [, bridge, field] = /^ngbuddy_(\w+)_(if|list)$/.exec(name) ?? [];
    if (bridge === undefined) continue;
    if (field === "list") {
      if (value(`ngbuddy_${bridge}_if`) === "") lists.set(bridge, names(name));
      continue;
    }
    const networkInterface = value(name).trim();
    if (networkInterface === "") continue;
    if (!/^[A-Za-z0-9_.-]{1,15}$/.test(networkInterface)) {
      throw wrong(name, variables.get(name)!, `"${networkInterface}" is no name of an interface`);
    }
    const mtu = value(`ngbuddy_${bridge}_mtu`);
    bridges.push({
      name: bridge,
      interface: networkInterface,
      list: names(`ngbuddy_${bridge}_list`),
      uplink: flag(`ngbuddy_${bridge}_uplink`),
      persistent: flag(`ngbuddy_${bridge}_persistent`),
      ...(mtu === "" ? {} : { mtu: readMtu(`ngbuddy_${bridge}_mtu`, mtu) }),
    });
  }

  function readMtu(name: string, text: string): number {
    const mtu = Number(text);
    if (Number.isInteger(mtu) && mtu >= MIN_MTU && mtu <= MAX_MTU) return mtu;
    throw wrong(name, variables.get(name)!, `"${text}" is no MTU (${MIN_MTU} to ${MAX_MTU})`);
  }

  return {
    enabled: yesNo(variables.get("ngbuddy_enable")?.value ?? ""),
    bridges,
    lists,
    mac: readMac(value, variables),
    ifconfig: (name) =>
      [...variables.entries()]
        .filter(([variable]) => isIfconfigVariable(variable, name))
        .flatMap(([, variable]) => (variable.value === undefined ? [] : [variable.value])),
  };
}

function isIfconfigVariable(variable: string, name: string): boolean {
  const stem = `ifconfig_${name.replaceAll(/[^A-Za-z0-9_]/g, "_")}`;
  return (
    variable === stem ||
    (variable.startsWith(`${stem}_`) && /_(ipv6|alias\d+|aliases)$/.test(variable))
  );
}

function readMac(
  value: (name: string) => string,
  variables: ReadonlyMap<string, Variable>,
): MacSettings {
  const wanted = value("ngbuddy_set_mac");
  const mode = wanted === "" ? false : yesNo(wanted);
  const prefix = (value("ngbuddy_set_mac_prefix") || DEFAULT_PREFIX)
    .replaceAll(":", "")
    .toLowerCase();
  if (!/^[0-9a-f]{1,12}$/.test(prefix)) {
    throw wrong(
      "ngbuddy_set_mac_prefix",
      variables.get("ngbuddy_set_mac_prefix")!,
      `"${prefix}" is not hexadecimal`,
    );
  }
  return {
    seed: mode === false ? undefined : mode === true ? "" : wanted,
    prefix,
    hash: value("ngbuddy_set_mac_hash") || DEFAULT_HASH,
  };
}

/** What rc.subr(8)'s checkyesno makes of a text; undefined when it is neither. */
export function yesNo(text: string): boolean | undefined {
  if (/^(yes|true|on|1)$/i.test(text)) return true;
  if (/^(no|false|off|0)$/i.test(text)) return false;
  return undefined;
}

function wrong(name: string, variable: Variable, what: string): SettingsError {
  return new SettingsError(`${variable.file}: ${variable.line}: ${name}: ${what}`);
}
