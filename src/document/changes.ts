/** What a document changes in rc.conf. What it does not name stays as it is. */

import { enablingFor } from "../buddy/network/request.ts";
import type { RcChange } from "../buddy/plan/step.ts";
import type { Wanted } from "../buddy/plan/wanted.ts";
import { rewritten } from "../buddy/rewritten.ts";
import { variablePart } from "../config/interfaces.ts";
import { NetworkTextError, readNetwork } from "../config/networksettings.ts";
import { pinnedNames, pinOf, readEther } from "../config/pins.ts";
import { PortError, portText, readPort } from "../config/ports.ts";
import { yesNo } from "../config/settings.ts";
import { type BridgeKey, bridgeFields, bridgeKeys, bridgeVariable } from "./bridgefields.ts";
import { DocumentError, type Path } from "./error.ts";
import { portEntryOf, portTextOf } from "./ports.ts";
import type { BridgeEntry, Document, PortEntry } from "./schema.ts";

/** Returns the changes. Throws a DocumentError for a document that does not go together with what rc.conf has. */
export function changesOf(document: Document, wanted: Wanted): RcChange[] {
  const changes = new Changes(document, wanted);
  changes.ofBridges();
  changes.ofPorts();
  changes.ofMac();
  changes.ofService();
  const own = changes.all();
  const after = rewritten(wanted, own, () => {});
  return [...own, ...neededBy(document, after)];
}

/** Checks the networks of the bridges that a document names, as they will be, and returns what these need of the host. */
function neededBy(document: Document, after: Wanted): RcChange[] {
  const needed = new Map<string, RcChange>();
  for (const [name, entry] of Object.entries(document.bridges ?? {})) {
    const texts = after.bridges.find((bridge) => bridge.name === name)?.network;
    if (entry === null || texts === undefined) continue;
    try {
      for (const change of enablingFor(after, readNetwork(texts)))
        needed.set(change.variable, change);
    } catch (error) {
      if (!(error instanceof NetworkTextError)) throw error;
      throw new DocumentError(["bridges", name, error.field], error.message);
    }
  }
  return [...needed.values()];
}

class Changes {
  private readonly changes: RcChange[] = [];
  /** Which part of the document has taken a variable. */
  private readonly taken = new Map<string, Path>();

  constructor(
    private readonly document: Document,
    private readonly wanted: Wanted,
  ) {}

  all(): readonly RcChange[] {
    return this.changes;
  }

  ofBridges(): void {
    const { document, wanted } = this;
    const entries = new Map(Object.entries(document.bridges ?? {}));
    if (document.complete === true)
      for (const name of this.partsOf(/^ngbuddy_(\w+)_if$/))
        if (!entries.has(name)) entries.set(name, null);
    for (const [name, entry] of entries) {
      const has = (wanted.value(bridgeVariable(name, "if")) ?? "").trim() !== "";
      if (entry === null) {
        // The words of a bridge that there is not are nobody's business.
        if (has)
          for (const key of bridgeKeys) this.remove(["bridges", name], bridgeVariable(name, key));
        continue;
      }
      if (!has && entry.if === undefined)
        throw new DocumentError(
          ["bridges", name],
          "there is no such bridge yet; to have one made, give it an interface (if)",
        );
      this.refuseOtherHost(name, entry);
      for (const key of bridgeKeys) this.ofBridge(name, key, entry);
    }
  }

  /** From one eiface to another is two moves. */
  private refuseOtherHost(name: string, { host }: BridgeEntry): void {
    const before = this.wanted.bridges.find((bridge) => bridge.name === name)?.host;
    if (host !== undefined && host !== null && before !== undefined && host !== before)
      throw new DocumentError(
        ["bridges", name, "host"],
        `the host is on ${before} of this bridge; take it back to the NIC first (host: null)`,
      );
  }

  private ofBridge<K extends BridgeKey>(name: string, key: K, entry: BridgeEntry): void {
    const path = ["bridges", name, key];
    const value = entry[key];
    const variable = bridgeVariable(name, key);
    if (value === undefined) {
      if (this.document.complete === true) this.remove(path, variable);
      return;
    }
    const field = bridgeFields[key];
    const text = value === null ? "" : field.write(value as never);
    // `off` and NO, and blanks more or less, are no difference.
    const isSame = (other: string | undefined) =>
      JSON.stringify(field.read(other ?? "")) === JSON.stringify(field.read(text));
    if (text === "") this.remove(path, variable);
    else if (isSame(this.wanted.value(variable))) this.take(path, variable);
    else this.set(path, variable, text);
  }

  ofPorts(): void {
    const { document, wanted } = this;
    const entries = new Map<string, PortEntry | null>(Object.entries(document.ports ?? {}));
    const named = new Set([...entries.keys()].map(variablePart));
    if (document.complete === true)
      for (const part of this.partsOf(/^ngbuddy_port_(\w+)$/))
        if (!named.has(part) && !this.taken.has(`ngbuddy_port_${part}`)) entries.set(part, null);
    for (const [name, entry] of entries) {
      const path = ["ports", name];
      const variable = `ngbuddy_port_${variablePart(name)}`;
      const before = wanted.value(variable) ?? "";
      if (entry === null) {
        this.remove(path, variable);
        continue;
      }
      const kept = document.complete === true ? {} : portBefore(before);
      const text = portTextFor(path, { ...kept, ...entry });
      if (text === "") this.remove(path, variable);
      else if (text === normalPort(before)) this.take(path, variable);
      else this.set(path, variable, text);
    }
  }

  ofMac(): void {
    const { document } = this;
    const complete = document.complete === true;
    const mac = document.mac ?? (complete || document.mac === null ? {} : undefined);
    if (mac === undefined) return;
    const all = complete || document.mac === null;
    const set = mac.set === true ? "YES" : mac.set === false ? "NO" : mac.set;
    this.text(["mac", "set"], "ngbuddy_set_mac", set, all);
    this.text(["mac", "prefix"], "ngbuddy_set_mac_prefix", mac.prefix, all);
    this.text(["mac", "hash"], "ngbuddy_set_mac_hash", mac.hash, all);
    const pinned = new Map(Object.entries(mac.pinned ?? {}));
    if (all || mac.pinned === null) {
      const named = new Set([...pinned.keys()].map(variablePart));
      for (const part of pinnedNames(this.wanted.variables.keys()))
        if (!named.has(part) && !this.isHosts(part)) pinned.set(part, null);
    }
    for (const [name, ether] of pinned) {
      const path = ["mac", "pinned", name];
      const variable = pinOf(name);
      const before = this.wanted.value(variable) ?? "";
      if (ether === null) this.remove(path, variable);
      else if (readEther(before) === readEther(ether)) this.take(path, variable);
      else this.set(path, variable, readEther(ether)!);
    }
  }

  /** Is it the eiface that the host is on, which has its NIC's address? */
  private isHosts(part: string): boolean {
    return this.wanted.bridges.some(
      ({ name, host }) =>
        host !== undefined &&
        variablePart(host) === part &&
        this.document.bridges?.[name]?.host === host,
    );
  }

  ofService(): void {
    const { document } = this;
    const complete = document.complete === true;
    this.text(["public_hooks"], "ngbuddy_public_hooks", document.public_hooks, complete);
    const { max_retries: retries } = document;
    this.text(["max_retries"], "ngbuddy_max_retries", retries?.toString() ?? retries, complete);
    this.flag(["enable"], "ngbuddy_enable", document.enable);
    const { monitor } = document;
    const flag = monitor === null ? null : monitor?.enable;
    this.flag(["monitor", "enable"], "ngbuddy_monitor_enable", flag);
    const args = monitor === null ? null : monitor?.args;
    this.text(["monitor", "args"], "ngbuddy_monitor_args", args, false);
  }

  private flag(path: Path, variable: string, value: boolean | null | undefined): void {
    if (value === undefined) return;
    if (value === null) this.remove(path, variable);
    else if (yesNo(this.wanted.value(variable) ?? "") === value) this.take(path, variable);
    else this.set(path, variable, value ? "YES" : "NO");
  }

  private text(
    path: Path,
    variable: string,
    text: string | number | null | undefined,
    isWhole: boolean,
  ): void {
    if (text === undefined && !isWhole) return;
    const value = text === undefined || text === null ? "" : String(text);
    const before = this.wanted.value(variable);
    if (value === "") this.remove(path, variable);
    // YES and yes are the same word.
    else if (before === value || (/^(?:yes|no)$/i.test(value) && before?.toUpperCase() === value))
      this.take(path, variable);
    else this.set(path, variable, value);
  }

  /** What variables of a kind are about. */
  private partsOf(pattern: RegExp): string[] {
    return [...this.wanted.variables.keys()].flatMap((name) => pattern.exec(name)?.[1] ?? []);
  }

  private set(path: Path, variable: string, text: string): void {
    this.take(path, variable);
    this.changes.push({ variable, set: text });
  }

  private remove(path: Path, variable: string): void {
    if (!this.wanted.variables.has(variable)) return;
    this.take(path, variable);
    this.changes.push({ variable, unset: true });
  }

  /** A bridge may be called `port`, and its variables as the port of a guest. */
  private take(path: Path, variable: string): void {
    const other = this.taken.get(variable);
    if (other !== undefined)
      throw new DocumentError(
        path,
        `rc.conf has one variable, ${variable}, for this and for ${other.join(".")}; rename one`,
      );
    this.taken.set(variable, path);
  }
}

/** What a text of rc.conf says of a port; nothing, where it cannot be used. */
function portBefore(text: string): PortEntry {
  try {
    return portEntryOf(readPort(text));
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return {};
  }
}

function normalPort(text: string): string {
  return portTextOf(portBefore(text));
}

function portTextFor(path: Path, entry: PortEntry): string {
  try {
    return portText(readPort(portTextOf(entry)));
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    throw new DocumentError(path, error.message);
  }
}
