/** The keys of a bridge: each is a variable of rc.conf, and a value of a document. */
import { wordsOf } from "../config/list.ts";
import { yesNo } from "../config/settings.ts";
import type { BridgeEntry } from "./schema.ts";

/** A key of a bridge. */
export type BridgeKey = keyof BridgeEntry;

/** What a key is when it is there. */
type Value<K extends BridgeKey> = NonNullable<BridgeEntry[K]>;

/** How a variable is read and written. */
interface Field<T> {
  /** The value that a text means, whether it can be used or not; undefined for one that says nothing. */
  read(text: string): T | undefined;
  /** A value as rc.conf has it; empty where the variable is not needed. */
  write(value: T): string;
}

const flag: Field<boolean> = {
  // What is neither is refused by who checks it.
  read: (text) => (text === "" ? undefined : (yesNo(text) ?? (text as never))),
  write: (value) => (value ? "YES" : "NO"),
};

const words: Field<string[]> = {
  read: (text) => {
    const list = [...new Set(wordsOf(text))];
    return list.length === 0 ? undefined : list;
  },
  write: (list) => list.join(" "),
};

const text: Field<string> = {
  read: (value) => value.trim() || undefined,
  write: (value) => value,
};

const number: Field<number> = {
  read: (value) => {
    const digits = value.trim();
    return digits === "" ? undefined : /^\d+$/.test(digits) ? Number(digits) : (digits as never);
  },
  write: String,
};

/** The keys in the order in which they are written, with what follows `ngbuddy_BRIDGE_`. */
export const bridgeFields: { readonly [K in BridgeKey]-?: Field<Value<K>> } = {
  if: text,
  vlan: {
    read: (value) => {
      const tag = value.trim();
      return /^[1-9]\d*$/.test(tag) ? Number(tag) : tag || undefined;
    },
    write: String,
  },
  members: words,
  uplink: flag,
  upper: flag,
  host: text,
  mtu: number,
  persistent: flag,
  address: words,
  nat: {
    read: (value) => {
      const name = value.trim();
      return yesNo(name) === false ? undefined : (yesNo(name) ?? (name || undefined));
    },
    write: (value) => (value === false ? "" : value === true ? "YES" : value),
  },
  rdr: {
    read: (value) => {
      const list = value
        .split(";")
        .map((one) => one.trim())
        .filter((one) => one !== "");
      return list.length === 0 ? undefined : list;
    },
    write: (list) => list.join("; "),
  },
  dhcp: {
    read: (value) => {
      const trimmed = value.trim();
      const answer = yesNo(trimmed);
      return answer === false ? undefined : (answer ?? words.read(trimmed));
    },
    write: (value) =>
      value === false ? "" : value === true ? "YES" : words.write(value as string[]),
  },
  peers: words,
  peerport: number,
  peerlocal: text,
  list: words,
};

/** The keys of a bridge. */
export const bridgeKeys = Object.keys(bridgeFields) as BridgeKey[];

/** The variable of a key. */
export function bridgeVariable(bridge: string, key: BridgeKey): string {
  return `ngbuddy_${bridge}_${key}`;
}
