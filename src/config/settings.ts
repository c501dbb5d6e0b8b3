/** The buddy's settings, from the variables of rc.conf. */
import { type InterfaceSettings, interfaceSettings } from "./interfaces.ts";
import {
  DEFAULT_HASH,
  DEFAULT_PREFIX,
  isGroupAddress,
  type MacSettings,
  readPrefix,
} from "./mac.ts";
import { bridgeName, eifaceName, interfaceName, NameError } from "./names.ts";
import type { Variable, Variables } from "./rcconf.ts";

export { RC_CONF, RC_FILES } from "./rcfiles.ts";

export interface BridgeSettings {
  readonly name: string;
  /** A card's, or that of an eiface to be made. */
  readonly interface: string;
  /** Eifaces to make on it, each once. Read when it is first asked for: one more jail has no use for 5,000 names. Throws a SettingsError. */
  readonly list: readonly string[];
  readonly uplink: boolean;
  /** Bytes. */
  readonly mtu?: number;
  readonly persistent: boolean;
}

export interface Settings {
  /** undefined when the variable is missing or neither yes nor no. */
  readonly enabled: boolean | undefined;
  /** In the alphabetical order of their variables. Two may have the same interface: that is for whoever makes them to refuse. */
  readonly bridges: readonly BridgeSettings[];
  /** `ngbuddy_BRIDGE_list` of bridges without `ngbuddy_BRIDGE_if`. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly mac: MacSettings;
  /** What rc.conf says of an interface besides. Throws a SettingsError. */
  ifconfig(name: string): InterfaceSettings;
}

/** A variable that cannot be used: file and line, which, and what would be right. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Bytes (netgraph/ng_eiface.h: NG_EIFACE_MTU_MIN, and ETHER_MAX_LEN_JUMBO of net/ethernet.h). */
const MIN_MTU = 72;
const MAX_MTU = 9018;

/** Reads the settings. Throws a SettingsError. */
export function readSettings(variables: Variables): Settings {
  const { obscured } = variables;
  if (obscured !== undefined) {
    throw new SettingsError(
      `${obscured.file}: ${obscured.line}: which bridges there are is for sh to say: ${obscured.needsSh}`,
    );
  }
  const reader = new SettingsReader(variables);
  const bridges = reader.readBridges();
  return {
    enabled: yesNo(reader.text("ngbuddy_enable")),
    bridges,
    lists: reader.readOrphans(bridges),
    mac: reader.readMac(),
    ifconfig: (name) =>
      interfaceSettings(name, (variable) => reader.text(variable), variables.keys()),
  };
}

/** `ngbuddy_NAME_if` and `ngbuddy_NAME_list`. No other variable makes a bridge: `ngbuddy_set_mac` and `ngbuddy_enable` do not. */
const OF_BRIDGE = /^ngbuddy_(\w+)_(if|list)$/;

class SettingsReader {
  constructor(private readonly variables: Variables) {}

  /** A variable's text; empty when it is not set. */
  text(name: string): string {
    const variable = this.variables.get(name);
    if (variable === undefined) return "";
    if (variable.value === undefined) {
      throw wrong(name, variable, `only sh can tell the value: ${variable.needsSh}`);
    }
    return variable.value;
  }

  readBridges(): BridgeSettings[] {
    return this.bridgesWith("if").flatMap((name) => {
      const variable = `ngbuddy_${name}_if`;
      const text = this.text(variable).trim();
      if (text === "") return [];
      this.checked(variable, () => bridgeName(name));
      const networkInterface = this.checked(variable, () => interfaceName(text));
      const mtu = this.readMtu(`ngbuddy_${name}_mtu`);
      const list = once(this.listReader(`ngbuddy_${name}_list`));
      return {
        name,
        interface: networkInterface,
        get list() {
          return list();
        },
        uplink: this.flag(`ngbuddy_${name}_uplink`),
        persistent: this.flag(`ngbuddy_${name}_persistent`),
        ...(mtu === undefined ? {} : { mtu }),
      };
    });
  }

  readOrphans(bridges: readonly BridgeSettings[]): Map<string, readonly string[]> {
    const known = new Set(bridges.map(({ name }) => name));
    const names = this.bridgesWith("list").filter((name) => !known.has(name));
    return new Map(names.map((name) => [name, this.listReader(`ngbuddy_${name}_list`)()]));
  }

  readMac(): MacSettings {
    // The reference knows these two words and no other: `on` and `1` are seeds.
    const wanted = this.text("ngbuddy_set_mac");
    const isOff = /^(no)?$/i.test(wanted);
    const hash = this.text("ngbuddy_set_mac_hash") || DEFAULT_HASH;
    const variable = "ngbuddy_set_mac_prefix";
    // What is not used is not judged.
    if (isOff) return { seed: undefined, prefix: DEFAULT_PREFIX, hash };
    const written = this.text(variable) || DEFAULT_PREFIX;
    const prefix = readPrefix(written);
    if (prefix === undefined) {
      throw this.refusal(
        variable,
        `"${written}" is not one to twelve hexadecimal digits, such as ${DEFAULT_PREFIX}`,
      );
    }
    if (isGroupAddress(prefix)) {
      throw this.refusal(
        variable,
        `"${written}" begins a group address, which no interface has; make its second digit even`,
      );
    }
    return { seed: /^yes$/i.test(wanted) ? "" : wanted, prefix, hash };
  }

  private bridgesWith(field: "if" | "list"): string[] {
    return [...this.variables.keys()].sort().flatMap((variable) => {
      const [, name, found] = OF_BRIDGE.exec(variable) ?? [];
      return name === undefined || found !== field ? [] : [name];
    });
  }

  /** Whether there is a text at all is found out now, so that sh can be asked; its words come later. */
  private listReader(name: string): () => string[] {
    const text = this.text(name);
    return () => {
      const words = text.split(/\s+/).filter((word) => word !== "");
      return [...new Set(words.map((word) => this.checked(name, () => eifaceName(word))))];
    };
  }

  private readMtu(name: string): number | undefined {
    const text = this.text(name).trim();
    if (text === "") return undefined;
    const mtu = Number(text);
    if (/^\d+$/.test(text) && mtu >= MIN_MTU && mtu <= MAX_MTU) return mtu;
    throw this.refusal(name, `"${text}" is no MTU; give a number from ${MIN_MTU} to ${MAX_MTU}`);
  }

  private flag(name: string): boolean {
    const text = this.text(name);
    const answer = text === "" ? false : yesNo(text);
    if (answer === undefined) throw this.refusal(name, `"${text}" is neither YES nor NO`);
    return answer;
  }

  private checked<T>(variable: string, check: () => T): T {
    try {
      return check();
    } catch (error) {
      if (error instanceof NameError) throw this.refusal(variable, error.message);
      throw error;
    }
  }

  private refusal(name: string, what: string): SettingsError {
    return wrong(name, this.variables.get(name)!, what);
  }
}

function once<T>(read: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => {
    result ??= { value: read() };
    return result.value;
  };
}

function wrong(name: string, { file, line }: Variable, what: string): SettingsError {
  return new SettingsError(`${file}: ${line}: ${name}: ${what}`);
}

/** What rc.subr(8)'s checkyesno makes of a text; undefined when it is neither. */
export function yesNo(text: string): boolean | undefined {
  if (/^(yes|true|on|1)$/i.test(text)) return true;
  if (/^(no|false|off|0)$/i.test(text)) return false;
  return undefined;
}
