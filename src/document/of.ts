/** From rc.conf to a document: all that it says of ngbuddy, as far as a document can say it. */
import * as v from "valibot";
import type { Wanted } from "../buddy/plan/wanted.ts";
import { variablePart } from "../config/interfaces.ts";
import { pinnedNames, pinOf, readEther } from "../config/pins.ts";
import { PortError, readPort } from "../config/ports.ts";
import { yesNo } from "../config/settings.ts";
import { type BridgeKey, bridgeFields, bridgeKeys, bridgeVariable } from "./bridgefields.ts";
import { checkDocument } from "./check.ts";
import { DocumentError } from "./error.ts";
import { portEntryOf } from "./ports.ts";
import {
  type BridgeEntry,
  bridgeSchema,
  type Document,
  documentSchema,
  isSafeKey,
} from "./schema.ts";

/** A document, and what of rc.conf is not in it. */
export interface Exported {
  readonly document: Document;
  /** A line each: the variable, and why it was left out. */
  readonly leftOut: readonly string[];
}

/** Returns what rc.conf says as a document. */
export function documentOf(wanted: Wanted): Exported {
  const leftOut: string[] = [];
  const leave = (variable: string, why: string) => {
    const place = wanted.placeOf(variable);
    leftOut.push(`${place === undefined ? "" : `${place}: `}${variable} is left out: ${why}`);
  };
  const around = { wanted, leave };
  const document = {
    version: 1 as const,
    ...own(around),
    ...some("mac", macOf(around)),
    ...some("bridges", bridgesOf(around)),
    ...some("ports", portsOf(around)),
  };
  return { document: checkDocument(document), leftOut };
}

interface Around {
  readonly wanted: Wanted;
  leave(variable: string, why: string): void;
}

function some<K extends string, T extends object>(key: K, value: T): { readonly [key in K]?: T } {
  return (Object.keys(value).length === 0 ? {} : { [key]: value }) as { readonly [key in K]?: T };
}

/** What is of no bridge and no interface. */
function own({ wanted, leave }: Around) {
  const read = <T>(variable: string, entry: v.GenericSchema<unknown, T>, value: unknown) => {
    if (value === undefined) return undefined;
    const result = v.safeParse(entry, value);
    if (result.success) return result.output;
    leave(variable, result.issues[0].message);
    return undefined;
  };
  const flag = (text: string) => (text === "" ? undefined : (yesNo(text) ?? text));
  const text = (variable: string) => wanted.value(variable)?.trim() ?? "";
  const { entries } = documentSchema.pipe[1];
  const monitor = entries.monitor.wrapped.wrapped.pipe[1].entries;
  const retries = text("ngbuddy_max_retries");
  const values = {
    enable: read("ngbuddy_enable", entries.enable, flag(text("ngbuddy_enable"))),
    public_hooks: read(
      "ngbuddy_public_hooks",
      entries.public_hooks,
      text("ngbuddy_public_hooks") || undefined,
    ),
    max_retries: read(
      "ngbuddy_max_retries",
      entries.max_retries,
      /^\d+$/.test(retries) ? Number(retries) : retries || undefined,
    ),
  };
  const ofMonitor = {
    enable: read("ngbuddy_monitor_enable", monitor.enable, flag(text("ngbuddy_monitor_enable"))),
    args: read("ngbuddy_monitor_args", monitor.args, text("ngbuddy_monitor_args") || undefined),
  };
  return { ...defined(values), ...some("monitor", defined(ofMonitor)) };
}

/** What is there of an object. */
function defined<T extends object>(value: T) {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined && one !== null),
  ) as { [K in keyof T]?: NonNullable<T[K]> };
}

function macOf({ wanted, leave }: Around) {
  const { entries } = documentSchema.pipe[1];
  const schemas = entries.mac.wrapped.wrapped.pipe[1].entries;
  const read = <T>(variable: string, schema: v.GenericSchema<unknown, T>, value: unknown) => {
    const result = v.safeParse(schema, value);
    if (result.success) return result.output;
    leave(variable, result.issues[0].message);
    return undefined;
  };
  const text = (variable: string) => wanted.value(variable) ?? "";
  const set = text("ngbuddy_set_mac");
  const seed = /^yes$/i.test(set) ? true : /^no$/i.test(set) ? false : set;
  const prefix = text("ngbuddy_set_mac_prefix");
  const hash = text("ngbuddy_set_mac_hash").trim();
  const pinned: { [name: string]: string } = {};
  for (const part of pinnedNames(wanted.variables.keys())) {
    const variable = pinOf(part);
    const value = text(variable);
    if (value.trim() === "") continue;
    const name = nameOf(wanted, part);
    if (!isSafeKey(name)) {
      leave(variable, `nothing in a document can be called ${name}`);
      continue;
    }
    const checked = read(variable, schemas.pinned, { [name]: readEther(value) ?? value });
    if (checked) Object.assign(pinned, checked);
  }
  return {
    ...defined({
      set: set === "" ? undefined : read("ngbuddy_set_mac", schemas.set, seed),
      prefix: prefix === "" ? undefined : read("ngbuddy_set_mac_prefix", schemas.prefix, prefix),
      hash: hash === "" ? undefined : read("ngbuddy_set_mac_hash", schemas.hash, hash),
    }),
    ...some("pinned", pinned),
  };
}

/** The interface that a part of a variable's name stands for: one of rc.conf's with other characters, if there is one. */
function nameOf(wanted: Wanted, part: string): string {
  const known = wanted.bridges.flatMap(({ interface: iface, list, host }) => [
    iface,
    ...list,
    ...(host === undefined ? [] : [host]),
  ]);
  return known.includes(part) ? part : (known.find((name) => variablePart(name) === part) ?? part);
}

function bridgesOf(around: Around): { [name: string]: BridgeEntry } {
  const { wanted, leave } = around;
  const names = [
    ...new Set(
      [...wanted.variables.keys()].flatMap((variable) => {
        const name = /^ngbuddy_(\w+)_if$/.exec(variable)?.[1];
        return name === undefined || (wanted.value(variable) ?? "").trim() === "" ? [] : [name];
      }),
    ),
  ].sort();
  const bridges: { [name: string]: BridgeEntry } = {};
  for (const name of names) {
    const variable = bridgeVariable(name, "if");
    const first = entryOf(around, name, ["if"]);
    const why = first === undefined ? undefined : whyNot({ bridges: { [name]: first } });
    if (!isSafeKey(name)) leave(variable, `nothing in a document can be called ${name}`);
    else if (why !== undefined) leave(variable, why);
    else if (first?.if !== undefined)
      bridges[name] = networkFitting(around, name, {
        ...first,
        ...entryOf(
          around,
          name,
          bridgeKeys.filter((key) => key !== "if"),
        ),
      });
  }
  for (const [name, list] of wanted.lists)
    if (list.length > 0)
      leave(bridgeVariable(name, "list"), `there is no ${bridgeVariable(name, "if")}`);
  return bridges;
}

/** The keys of a bridge that can be used; a list without the words that cannot. */
function entryOf(
  { wanted, leave }: Around,
  bridge: string,
  keys: readonly BridgeKey[],
): BridgeEntry {
  const entry: { [key: string]: unknown } = {};
  const { entries } = bridgeSchema.pipe[1];
  for (const key of keys) {
    const variable = bridgeVariable(bridge, key);
    const text = wanted.value(variable);
    const value = text === undefined ? undefined : bridgeFields[key].read(text);
    if (value === undefined) continue;
    const whole = v.safeParse(entries[key], value);
    if (whole.success) {
      entry[key] = whole.output;
      continue;
    }
    leave(variable, whole.issues[0].message);
    const isList = key === "list" || key === "members";
    const good = isList ? (value as string[]).filter((word) => v.is(entries[key], [word])) : [];
    if (good.length > 0) entry[key] = good;
  }
  return entry as BridgeEntry;
}

/** A bridge without what its network has that does not go together. */
function networkFitting({ leave }: Around, name: string, entry: BridgeEntry): BridgeEntry {
  let fitting = entry;
  for (;;) {
    // On an empty host there is no other address than those of the document.
    const error = faultOf({ bridges: { [name]: { address: [], ...fitting } } });
    const key = error?.path[2] as BridgeKey | undefined;
    if (error === undefined || key === undefined || key === "if") return fitting;
    leave(bridgeVariable(name, key), error.what);
    const { [key]: _, ...rest } = fitting;
    fitting = rest;
  }
}

function faultOf(document: unknown): DocumentError | undefined {
  try {
    checkDocument(document);
    return undefined;
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
}

function whyNot(document: unknown): string | undefined {
  return faultOf(document)?.what;
}

function portsOf({ wanted, leave }: Around) {
  const ports: { [name: string]: NonNullable<NonNullable<Document["ports"]>[string]> } = {};
  const parts = [...wanted.variables.keys()].flatMap(
    (name) => /^ngbuddy_port_(\w+)$/.exec(name)?.[1] ?? [],
  );
  for (const part of parts.sort()) {
    const variable = `ngbuddy_port_${part}`;
    const text = wanted.value(variable) ?? "";
    if (text.trim() === "") continue;
    const name = nameOf(wanted, part);
    try {
      const entry = portEntryOf(readPort(text));
      const why = whyNot({ ports: { [name]: entry } });
      if (why === undefined) ports[name] = entry;
      else leave(variable, why);
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      leave(variable, error.message);
    }
  }
  return ports;
}
