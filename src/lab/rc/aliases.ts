/** The additional addresses of an interface in rc.conf: `_aliases`, `_aliasN`, `ipv4_addrs_IF`, and ranges in them (network.subr). */
import { wordsOf } from "../../config/list.ts";
import { type RcConfig, rcValue } from "./config.ts";
import { interfaceVariable, variableName } from "./interfaces.ts";

/** A family of addresses, by ifconfig(8)'s word for it. */
export type AliasFamily = "inet" | "inet6" | "link" | "ether";
/** What ifconfig(8) does with each address: `alias` when the network starts, `-alias` when it stops. */
export type AliasAction = "alias" | "-alias";

const FAMILIES: readonly string[] = ["inet", "inet6", "link", "ether"];
const MAX_RANGE = 2048;

/** What `ifalias` makes of rc.conf: ifconfig's arguments, one list a call, and warnings. */
export interface Aliases {
  readonly commands: readonly (readonly string[])[];
  readonly warnings: readonly string[];
}

/** The aliases of one family. Those of `link` and `ether` cannot be removed. */
export function aliasesOf(
  config: RcConfig,
  name: string,
  family: AliasFamily,
  action: AliasAction,
): Aliases {
  const warnings: string[] = [];
  if (action === "-alias" && (family === "link" || family === "ether")) {
    return { commands: [], warnings };
  }
  const words = [...wordsOf(interfaceVariable(config, name, "ifconfig_IF_aliases"))];
  for (const variable of numbered(config, name)) {
    const value = rcValue(config, variable);
    const [first = ""] = wordsOf(value);
    if (FAMILIES.includes(first)) {
      if (first === family) words.push(...wordsOf(value));
    } else if (family === "inet" && action === "alias" && value !== "") {
      words.push("inet", ...wordsOf(value));
      warnings.push(`$${variable} needs leading "inet" keyword for an IPv4 address.`);
    }
  }
  for (const address of wordsOf(interfaceVariable(config, name, "ipv4_addrs_IF"))) {
    words.push("inet", address);
  }
  const commands = groups(words)
    .filter(([first]) => first === family)
    .flatMap(([first = "", address = "", ...rest]) => {
      const range = expanded(address, family, config);
      if (range.warning !== undefined) warnings.push(range.warning);
      return range.addresses.map((one) => [first, ...(one === "" ? [] : [one]), ...rest, action]);
    });
  return { commands, warnings };
}

/** `ifconfig_IF_alias0` and so on, by their numbers; there may be gaps. */
function numbered(config: RcConfig, name: string): string[] {
  const stem = variableName(name, "ifconfig_IF_alias");
  return config
    .names()
    .filter((variable) => variable.startsWith(stem) && /^\d+$/.test(variable.slice(stem.length)))
    .sort((a, b) => Number(a.slice(stem.length)) - Number(b.slice(stem.length)));
}

function groups(words: readonly string[]): string[][] {
  const all: string[][] = [];
  for (const word of words) {
    if (FAMILIES.includes(word)) all.push([word]);
    else all.at(-1)?.push(word);
  }
  return all;
}

interface Range {
  readonly addresses: readonly string[];
  readonly warning?: string;
}

/** `10.0.0.5-7/24` is three addresses: the first one keeps the prefix length, the others have the longest. */
function expanded(address: string, family: AliasFamily, config: RcConfig): Range {
  if (family === "inet") {
    const found = /^((?:\d+\.)*)(\d+)-(\d+)((?:\.\d+)*)(?:\/(\d+))?$/.exec(address);
    if (found === null) return { addresses: [address] };
    const [, head = "", low, high, tail = "", prefix = "32"] = found;
    return range(config, Number(low), Number(high), (number, first) => {
      return `${head}${number}${tail}/${first ? prefix : "32"}`;
    });
  }
  const found = /^(.*:)([\da-f]+)-([\da-f]+)((?::[\da-f]*)*)(?:\/(\d+))?$/i.exec(address);
  if (family !== "inet6" || found === null) return { addresses: [address] };
  const [, head = "", low = "", high = "", tail = "", prefix = "64"] = found;
  return range(config, Number.parseInt(low, 16), Number.parseInt(high, 16), (number) => {
    return `${head}${number.toString(16).padStart(4, "0")}${tail}/${prefix}`;
  });
}

function range(
  config: RcConfig,
  low: number,
  high: number,
  format: (number: number, first: boolean) => string,
): Range {
  const most = Number(config.get("netif_ipexpand_max") ?? MAX_RANGE) || MAX_RANGE;
  const last = Math.min(high, low + most + 1, low + 65_536);
  const addresses: string[] = [];
  for (let number = low; number <= last; number++) addresses.push(format(number, number === low));
  if (last === high) return { addresses };
  const bare = (number: number) => format(number, true).replace(/\/.*/, "");
  const done = `${bare(low)}-${bare(last)}`;
  const warning = `Range specification is too large (${bare(low)}-${bare(high)}).  ${done} was processed.  Increase $netif_ipexpand_max in rc.conf.`;
  return { addresses, warning };
}
