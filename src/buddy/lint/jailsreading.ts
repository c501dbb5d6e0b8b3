/** jail.conf's files, read for a check. */
import { JailConfError } from "../../config/jailconf/lex.ts";
import type { Span } from "../../config/jailconf/parse.ts";
import { FileError, type HostFiles } from "../../host/host.ts";
import { readJailConf } from "../../host/jailconf.ts";
import { type JailNetwork, networkOf } from "../adopt/network.ts";
import { type JailSetup, setupsIn, valuesOf } from "../adopt/setup.ts";
import type { Found, Place } from "./finding.ts";
import { type Hooked, hookedIn, type OurCommand, ourCommand } from "./ours.ts";
import { bytePlacesIn, type Source, whyNoText } from "./source.ts";

/** A jail that is described. */
export interface CheckedJail {
  readonly name: string;
  readonly setup: JailSetup;
  readonly network: JailNetwork;
  /** Has it a network stack of its own? */
  readonly isVnet: boolean;
  readonly hooked: readonly Hooked[];
  readonly ours: readonly OurCommand[];
  /** Its own rc.conf, where it could be looked at. */
  readonly rc?: Source;
  /** Where its block begins. */
  readonly at: Place;
}

/** What jail.conf's files say. */
export interface JailsReading {
  readonly files: readonly Source[];
  /** Each once; the first description of a jail counts. */
  readonly jails: readonly CheckedJail[];
  /** Jails that are described once more, and where. */
  readonly again: readonly { readonly name: string; readonly first: Place; readonly at: Place }[];
  /** What jail(8) would refuse as a whole. */
  readonly refused: readonly Found[];
  /** Where a part of a file begins. */
  place(span: Span): Place;
}

/** What is needed of files. */
export type ReadFiles = Pick<HostFiles, "read" | "list">;

/**
 * Reads the configurations in these files, and what they include. `rcOf` returns the own rc.conf of a jail by its root,
 * `nameOf` where a path of theirs lies.
 */
export async function readJails(
  files: ReadFiles,
  paths: readonly string[],
  rcOf: (root: string) => Promise<Source | undefined>,
  nameOf: (path: string) => string = (path) => path,
): Promise<JailsReading> {
  const texts = new Map<string, string>();
  const refused: Found[] = [];
  const jails = new Map<string, CheckedJail>();
  const again: { name: string; first: Place; at: Place }[] = [];
  const places = new Map<string, (position: number) => Place>();
  const place = ({ file, start }: Span): Place => {
    let find = places.get(file);
    if (find === undefined) {
      find = bytePlacesIn({ file: nameOf(file), text: texts.get(file) ?? "" });
      places.set(file, find);
    }
    return find(start);
  };
  for (const path of paths) {
    if ([...texts.keys()].some((file) => nameOf(file) === path)) continue;
    const own = checkedTexts(files, texts, refused, nameOf);
    const before = refused.length;
    try {
      const conf = await readJailConf(own, path);
      if (refused.length > before) continue;
      for (const setup of setupsIn(path, conf)) {
        const { name } = setup;
        const at = place(setup.own.at!);
        const first = jails.get(name);
        if (first !== undefined) again.push({ name, first: first.at, at });
        else jails.set(name, await checkedJail(setup, at, rcOf));
        const blocks = setup.blocks.filter((one) => one.name === name && one !== setup.own);
        for (const one of blocks)
          if (one.at !== undefined) again.push({ name, first: at, at: place(one.at) });
      }
    } catch (error) {
      if (!(error instanceof JailConfError)) throw error;
      if (refused.length === before) refused.push(...foundIn(error, path, nameOf));
    }
  }
  return {
    files: [...texts].map(([file, text]) => ({ file: nameOf(file), text })),
    jails: [...jails.values()],
    ...{ again, refused, place },
  };
}

/** The files, with what is no text said, and left out. */
function checkedTexts(
  files: ReadFiles,
  texts: Map<string, string>,
  refused: Found[],
  nameOf: (path: string) => string,
): ReadFiles {
  return {
    list: (path) => files.list(path),
    async read(path) {
      let text: string | undefined;
      try {
        text = await files.read(path);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        refused.push({
          at: { file: nameOf(path) },
          severity: "error",
          message: `cannot be read: ${error.reason}`,
        });
        text = "";
      }
      if (text === undefined) return undefined;
      texts.set(path, text);
      const why = whyNoText({ file: nameOf(path), text });
      if (why === undefined) return text;
      refused.push(why);
      return "";
    },
  };
}

/** How many faults of one file are told: what comes after the first is often its consequence. */
const MAX_FAULTS = 5;

/** jail(8)'s messages with their places. */
function foundIn(
  { message }: JailConfError,
  path: string,
  nameOf: (path: string) => string,
): Found[] {
  return message
    .split("\n")
    .slice(0, MAX_FAULTS)
    .map((line): Found => {
      const [, file, number, what] = /^(.*?) line (\d+): (.*)$/.exec(line) ?? [];
      if (file !== undefined && what !== undefined) {
        const advice = what.endsWith("syntax error")
          ? "; is there a semicolon at the end of each parameter, and a closing brace to each jail?"
          : "";
        return {
          at: { file: nameOf(file), line: Number(number) },
          severity: "error",
          message: `jail(8) refuses this: ${what}${advice}`,
        };
      }
      const [, other, why] =
        /^(\/?[^:]*): (unexpected EOF|No such file or directory)$/.exec(line) ?? [];
      if (why === "unexpected EOF")
        return {
          at: { file: nameOf(other!) },
          severity: "error",
          message:
            "jail(8) refuses this: the file ends inside of a jail or a parameter; close them with } and ;",
        };
      return { at: { file: path }, severity: "error", message: `jail(8) refuses this: ${line}` };
    });
}

async function checkedJail(
  setup: JailSetup,
  at: Place,
  rcOf: (root: string) => Promise<Source | undefined>,
): Promise<CheckedJail> {
  const hooked = hookedIn(setup);
  const root = valuesOf(setup, "path")?.at(-1);
  const rc = root === undefined || root === "/" ? undefined : await rcOf(root);
  return {
    ...{ name: setup.name, setup, network: networkOf(setup), at, hooked },
    isVnet: hasVnet(setup),
    ours: hooked.flatMap((one) => ourCommand(one) ?? []),
    ...(rc !== undefined && { rc }),
  };
}

function hasVnet({ said }: JailSetup): boolean {
  const found = said.parameters.find(({ name }) => name === "vnet");
  return found !== undefined && !/^(?:inherit|2)$/.test(found.values.at(-1) ?? "new");
}
