/** The buddy's settings, from the variables of rc.conf. */
import { type Announced, announcedIn, renamedTo, type Texts } from "./announced.ts";
import { type HookSettings, readHooks } from "./hooks.ts";
import { type InterfaceSettings, interfaceSettings, variablePart } from "./interfaces.ts";
import { wordsOf } from "./list.ts";
import {
  DEFAULT_HASH,
  DEFAULT_PREFIX,
  isGroupAddress,
  type MacSettings,
  readPrefix,
} from "./mac.ts";
import {
  bridgeName,
  eifaceName,
  type InterfaceWish,
  interfaceName,
  NameError,
  readWish,
} from "./names.ts";
import { type NetworkTexts, networkTexts } from "./network.ts";
import { pinnedNames, pinOf, readPin } from "./pins.ts";
import { unknownVariables } from "./unknown.ts";
import type { Variable, Variables } from "./variables.ts";
import { readTags, type VlanTags, whyNoTags } from "./vlans.ts";

export { RC_CONF, RC_FILES } from "./rcfiles.ts";

/** A bridge that rc.conf describes (ngbuddy.conf(5)). */
export interface BridgeSettings {
  readonly name: string;
  /** A NIC's, or that of an eiface to be made. */
  readonly interface: string;
  /** Was an eiface asked for expressly (`eiface:NAME`)? */
  readonly eiface: boolean;
  /** Eifaces to make on it, each once. Read when it is first asked for: one more jail has no use for 5,000 names. Throws a SettingsError. */
  readonly list: readonly string[];
  /** Further interfaces of the host whose lower hooks are on it, such as a second NIC or a tap(4); absent when there are none. */
  readonly members?: readonly string[];
  /** Is the NIC on uplink hooks (ng_bridge(4)) instead of links? */
  readonly uplink: boolean;
  /** Has rc.conf a word on that? Where it has none, a kernel without uplink hooks does with links. */
  readonly isUplinkWritten: boolean;
  /** Of a bridge on a NIC: is the host's own stack on it, by the NIC's upper hook? */
  readonly upper: boolean;
  /** Of a bridge on a NIC: the eiface that the host is on instead of the NIC; absent when it is on that. */
  readonly host?: string;
  /** Bytes. */
  readonly mtu?: number;
  /** Of a bridge on a NIC: the VLAN whose frames it has; absent for those without a tag. */
  readonly vlan?: VlanTags;
  /** Does it stay when its last hook goes (ng_bridge(4), setpersistent)? */
  readonly persistent: boolean;
  /** Its addresses, NAT and DHCP, as they are written; absent when it has none. */
  readonly network?: NetworkTexts;
}

/** All that rc.conf says of ngbuddy and of the interfaces it makes. */
export interface Settings {
  /** undefined when the variable is missing or neither yes nor no. */
  readonly enabled: boolean | undefined;
  /** In the alphabetical order of their variables. Two may have the same interface: that is for whoever makes them to refuse. */
  readonly bridges: readonly BridgeSettings[];
  /** `ngbuddy_BRIDGE_list` of bridges without `ngbuddy_BRIDGE_if`. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly mac: MacSettings;
  /** Of every bridge, as far as it has no setting of its own. */
  readonly hooks: HookSettings;
  /** What rc.conf says of an interface besides. Throws a SettingsError. */
  ifconfig(name: string): InterfaceSettings;
  /** The text that rc.conf has of a guest's port (ports.ts), empty when it has none. Throws a SettingsError. */
  portText(name: string): string;
  /** Does rc.conf say something of any port? */
  readonly hasPorts: boolean;
  /** The address that rc.conf pins to an eiface (`ngbuddy_mac_IF`), as ifconfig(8) shows it; undefined when it pins none. */
  pinned(name: string): string | undefined;
  /** The interfaces that rc.conf has an ifconfig_IF for, or an alias of it, or pins an address of, as the variable has their names: `a_b` for `a-b`. */
  ifconfigured(): readonly string[];
  /** Where rc.conf has the base system make an interface, or name one so; undefined when it does not. */
  announced(name: string): Announced | undefined;
  /** The name that rc.conf gives an interface of the host; empty when it keeps its own. */
  renamedTo(name: string): string;
  /** Where a variable is set: `/etc/rc.conf: 3`. */
  placeOf(variable: string): string | undefined;
  /** What rc.conf says of a bridge that is to be on this interface, whether it has one there already or not. Throws a SettingsError. */
  bridgeOn(name: string, wish: InterfaceWish): BridgeSettings;
  /** Returns a line for each variable that is written as ours, and has no effect. `added`: bridges that rc.conf is about to have as well. */
  warnings(added?: readonly string[]): string[];
}

/** A variable that cannot be used: file and line, which, and what would be right. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  constructor(
    message: string,
    /** The bridge that cannot be made because of it; undefined when all eifaces are concerned. */
    readonly bridge?: string,
    /** The variable, and what is wrong with it; absent where the fault is none of one variable. */
    readonly about?: { readonly variable: string; readonly what: string },
  ) {
    super(message);
  }
}

/** Is told of a value that cannot be used. When it does not throw, reading goes on as if that value were not there. */
export type OnFault = (fault: SettingsError) => void;

/** For who needs every value. */
function throwFault(fault: SettingsError): never {
  throw fault;
}

/** Bytes (netgraph/ng_eiface.h: NG_EIFACE_MTU_MIN, and ETHER_MAX_LEN_JUMBO of net/ethernet.h). */
export const MIN_MTU = 72;
export const MAX_MTU = 9018;

/**
 * Reads the settings. Throws a SettingsError for what only sh can tell, whatever `onFault` makes of the rest.
 * `written` are the variables as the files have them, where `variables` are what sh made of these.
 */
export function readSettings(
  variables: Variables,
  onFault: OnFault = throwFault,
  written: Variables = variables,
): Settings {
  const { obscured } = variables;
  if (obscured !== undefined) {
    throw new SettingsError(
      `${obscured.file}: ${obscured.line}: which bridges there are is for sh to say: ${obscured.needsSh}`,
    );
  }
  const reader = new SettingsReader(variables, onFault);
  const bridges = reader.readBridges();
  // What only sh can tell announces nothing: an interface that it may be about is told by its own name.
  const texts: Texts & { readonly names: readonly string[] } = {
    names: [...variables.keys()],
    text: (name) => variables.get(name)?.value ?? "",
  };
  const placeOf = (variable: string) => {
    const found = written.has(variable) ? written.get(variable) : variables.get(variable);
    // What is to be set has no line yet.
    return found && (found.line === 0 ? found.file : `${found.file}: ${found.line}`);
  };
  const ofInterfaces = new Map<string, InterfaceSettings>();
  return {
    enabled: yesNo(reader.text("ngbuddy_enable")),
    bridges,
    lists: reader.readOrphans(bridges),
    mac: reader.readMac(),
    hooks: reader.hooks,
    ifconfig: (name) => {
      let settings = ofInterfaces.get(name);
      if (settings === undefined) {
        settings = interfaceSettings(name, (variable) => reader.text(variable), variables.keys());
        ofInterfaces.set(name, settings);
      }
      return settings;
    },
    portText: (name) => reader.text(`ngbuddy_port_${variablePart(name)}`),
    hasPorts: texts.names.some((name) => /^ngbuddy_port_/.test(name)),
    pinned: (name) => reader.readPin(name),
    ifconfigured: once(() => [
      ...new Set([
        ...texts.names.flatMap(
          (name) => /^ifconfig_(\w+?)(?:_alias(?:\d+|es))?$/.exec(name)?.[1] ?? [],
        ),
        ...pinnedNames(texts.names),
      ]),
    ]),
    announced: (name) => announcedIn(texts, name),
    renamedTo: (name) => renamedTo(texts, name),
    placeOf,
    bridgeOn: (name, wish) => reader.readBridge(name, wish),
    warnings: (added = []) =>
      unknownVariables({ ...texts, placeOf: (variable) => placeOf(variable) ?? "rc.conf" }, added),
  };
}

/** `ngbuddy_NAME_if` and `ngbuddy_NAME_list`. No other variable makes a bridge: `ngbuddy_set_mac` and `ngbuddy_enable` do not. */
const OF_BRIDGE = /^ngbuddy_(\w+)_(if|list)$/;

class SettingsReader {
  readonly hooks: HookSettings;

  constructor(
    private readonly variables: Variables,
    private readonly onFault: OnFault,
  ) {
    this.hooks = readHooks(
      (variable) => this.text(variable),
      (variable, what) => this.fault(variable, what),
    );
  }

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
      if (this.checked(name, variable, () => bridgeName(name)) === undefined) return [];
      // Where nobody minds, it is what is written: a bridge that is to be removed has to have one.
      const wish = readWish(text);
      const check = wish.eiface ? eifaceName : interfaceName;
      this.checked(name, variable, () => check(wish.interface));
      return this.readBridge(name, wish);
    });
  }

  readBridge(name: string, wish: InterfaceWish): BridgeSettings {
    const mtu = this.readMtu(name);
    const vlan = this.readVlan(name);
    const host = this.readHost(name);
    const list = once(this.listReader(name));
    const members = this.readMembers(name);
    const network = networkTexts(name, (variable) => this.text(variable));
    return {
      name,
      ...wish,
      get list() {
        return list();
      },
      uplink: this.flag(name, "uplink", this.hooks.uplink),
      isUplinkWritten: this.hooks.isWritten || this.text(`ngbuddy_${name}_uplink`) !== "",
      upper: this.flag(name, "upper", true) && host === undefined,
      persistent: this.flag(name, "persistent"),
      ...(mtu === undefined ? {} : { mtu }),
      ...(network === undefined ? {} : { network }),
      ...(vlan === undefined ? {} : { vlan }),
      ...(host === undefined ? {} : { host }),
      ...(members.length === 0 ? {} : { members }),
    };
  }

  readOrphans(bridges: readonly BridgeSettings[]): Map<string, readonly string[]> {
    const known = new Set(bridges.map(({ name }) => name));
    const names = this.bridgesWith("list").filter((name) => !known.has(name));
    return new Map(names.map((name) => [name, this.listReader(name)()]));
  }

  readMac(): MacSettings {
    // The ports' ngbuddy(8) knows these two words and no other: `on` and `1` are seeds.
    const wanted = this.text("ngbuddy_set_mac");
    const isOff = /^(no)?$/i.test(wanted);
    const hash = wordsOf(this.text("ngbuddy_set_mac_hash")).join(" ") || DEFAULT_HASH;
    const variable = "ngbuddy_set_mac_prefix";
    // What is not used is not judged.
    const off = { seed: undefined, prefix: DEFAULT_PREFIX, hash };
    if (isOff) return off;
    const written = this.text(variable) || DEFAULT_PREFIX;
    const prefix = readPrefix(written);
    if (prefix === undefined) {
      this.fault(
        variable,
        `"${written}" is not one to twelve hexadecimal digits, such as ${DEFAULT_PREFIX}`,
      );
      return off;
    }
    if (isGroupAddress(prefix)) {
      this.fault(
        variable,
        `"${written}" begins a group address, which no interface has; make its second digit even`,
      );
      return off;
    }
    return { seed: /^yes$/i.test(wanted) ? "" : wanted, prefix, hash };
  }

  readPin(name: string): string | undefined {
    const variable = pinOf(name);
    return readPin(this.text(variable), (what) => this.fault(variable, what));
  }

  private bridgesWith(field: "if" | "list"): string[] {
    return [...this.variables.keys()].sort().flatMap((variable) => {
      const [, name, found] = OF_BRIDGE.exec(variable) ?? [];
      return name === undefined || found !== field ? [] : [name];
    });
  }

  /** Whether there is a text at all is found out now, so that sh can be asked; its words come later. */
  private listReader(bridge: string): () => string[] {
    const variable = `ngbuddy_${bridge}_list`;
    const text = this.text(variable);
    return () => [
      ...new Set(
        wordsOf(text).flatMap(
          (word) => this.checked(bridge, variable, () => eifaceName(word)) ?? [],
        ),
      ),
    ];
  }

  private readMtu(bridge: string): number | undefined {
    const variable = `ngbuddy_${bridge}_mtu`;
    const text = this.text(variable).trim();
    if (text === "") return undefined;
    const mtu = Number(text);
    if (/^\d+$/.test(text) && mtu >= MIN_MTU && mtu <= MAX_MTU) return mtu;
    const what = `"${text}" is no MTU; give a number from ${MIN_MTU} to ${MAX_MTU}`;
    this.fault(variable, what, bridge);
    return undefined;
  }

  private readHost(bridge: string): string | undefined {
    const variable = `ngbuddy_${bridge}_host`;
    const text = this.text(variable).trim();
    return text === "" ? undefined : this.checked(bridge, variable, () => eifaceName(text));
  }

  private readMembers(bridge: string): string[] {
    const variable = `ngbuddy_${bridge}_members`;
    return wordsOf(this.text(variable)).flatMap(
      (word) => this.checked(bridge, variable, () => interfaceName(word)) ?? [],
    );
  }

  private readVlan(bridge: string): VlanTags | undefined {
    const variable = `ngbuddy_${bridge}_vlan`;
    const text = this.text(variable);
    if (text.trim() === "") return undefined;
    const tags = readTags(text);
    if (tags === undefined) this.fault(variable, whyNoTags(text), bridge);
    return tags;
  }

  private flag(bridge: string, field: "uplink" | "upper" | "persistent", unset = false): boolean {
    const variable = `ngbuddy_${bridge}_${field}`;
    const text = this.text(variable);
    const answer = text === "" ? unset : yesNo(text);
    if (answer === undefined) this.fault(variable, `"${text}" is neither YES nor NO`, bridge);
    return answer ?? unset;
  }

  private checked<T>(bridge: string, variable: string, check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof NameError)) throw error;
      this.fault(variable, error.message, bridge);
      return undefined;
    }
  }

  private fault(variable: string, what: string, bridge?: string): void {
    this.onFault(wrong(variable, this.variables.get(variable)!, what, bridge));
  }
}

function once<T>(read: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => {
    result ??= { value: read() };
    return result.value;
  };
}

function wrong(
  name: string,
  { file, line }: Variable,
  what: string,
  bridge?: string,
): SettingsError {
  const about = { variable: name, what };
  return new SettingsError(`${file}: ${line}: ${name}: ${what}`, bridge, about);
}

/** What rc.subr(8)'s checkyesno makes of a text; undefined when it is neither. */
export function yesNo(text: string): boolean | undefined {
  if (/^(yes|true|on|1)$/i.test(text)) return true;
  if (/^(no|false|off|0)$/i.test(text)) return false;
  return undefined;
}

/** Is a service enabled in rc.conf? */
export function isEnabled(
  values: { value(variable: string): string | undefined },
  variable: string,
): boolean {
  return yesNo(values.value(variable) ?? "") === true;
}
