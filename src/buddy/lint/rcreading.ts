/** rc.conf's files, read for a check: every fault is kept, and what only sh can tell keeps nothing from being read. */
import { type Assignment, assignmentsIn, commandsIn, RcSyntaxError } from "../../config/rcconf.ts";
import { Reading } from "../../config/reading.ts";
import { readSettings, type Settings, type SettingsError } from "../../config/settings.ts";
import type { LocatedCommand, Variable, Variables } from "../../config/variables.ts";
import type { Place } from "./finding.ts";
import { placesIn, type Source } from "./source.ts";

/** A file of rc.conf's form, taken apart. */
export interface RcFileRead extends Source {
  readonly commands: readonly LocatedCommand[];
  readonly assignments: readonly Assignment[];
  /** The last one of a variable in a line, by both: `ngbuddy_lan_if 3`. */
  readonly byPlace: ReadonlyMap<string, Assignment>;
  /** Where a position of the text is. */
  place(position: number): Place;
}

/** What rc.conf's files say. */
export interface RcReading {
  readonly files: readonly RcFileRead[];
  /** What sh itself would refuse; nothing else is known then. */
  readonly refused: readonly RcSyntaxError[];
  /** The variables that are set, those too whose values only sh can tell. */
  readonly names: readonly string[];
  /** Their values as far as they are known; empty for any other. */
  text(variable: string): string;
  /** Variables whose values only sh can tell, and why. */
  readonly untold: ReadonlyMap<string, Variable>;
  /** What may have set any variable; undefined when nothing has. */
  readonly obscured: Variable | undefined;
  readonly settings: Settings;
  /** Values that cannot be used. */
  readonly faults: readonly SettingsError[];
  /** Where a variable is set last. */
  at(variable: string): Place;
}

/** Reads the files, the later ones over the earlier. `ofSh` returns what sh makes of them, where there is one to ask. */
export async function readRc(
  sources: readonly Source[],
  ofSh?: () => Promise<Variables | undefined>,
): Promise<RcReading> {
  const files: RcFileRead[] = [];
  const refused: RcSyntaxError[] = [];
  for (const source of sources) {
    try {
      const commands = commandsIn({ path: source.file, text: source.text });
      const assignments = assignmentsIn(commands);
      const byPlace = new Map(assignments.map((one) => [`${one.name} ${one.line}`, one]));
      files.push({ ...source, commands, assignments, byPlace, place: placesIn(source) });
    } catch (error) {
      if (!(error instanceof RcSyntaxError)) throw error;
      refused.push(error);
    }
  }
  const { written, obscured } = evaluated(files);
  const needsSh = [...written.values(), obscured].some((one) => one?.needsSh !== undefined);
  const asked = needsSh && refused.length === 0 ? await ofSh?.() : undefined;
  const variables = asked ?? written;
  const known = new Map([...variables].filter(([, { value }]) => value !== undefined));
  const faults: SettingsError[] = [];
  const told: Variables = Object.assign(known, { obscured: undefined });
  const settings = readSettings(told, (fault) => faults.push(fault), written);
  // A list is not read before it is needed.
  for (const { list } of settings.bridges) list.length;
  return {
    ...{ files, refused, settings, faults },
    names: [...variables.keys()],
    text: (variable) => known.get(variable)?.value ?? "",
    untold: new Map([...variables].filter(([, { value }]) => value === undefined)),
    obscured: asked === undefined ? obscured : asked.obscured,
    at: (variable) => placeOf(files, written.get(variable) ?? variables.get(variable), variable),
  };
}

/** So many commands that may set anything are passed over. */
const MAX_OBSCURING = 20;

/** The variables as if no command set what cannot be seen, and the last one that may have. */
function evaluated(files: readonly RcFileRead[]): {
  readonly written: Variables;
  readonly obscured: Variable | undefined;
} {
  let obscured: Variable | undefined;
  const passed = new Set<LocatedCommand>();
  for (;;) {
    const reading = new Reading();
    for (const { file, commands } of files)
      reading.readFile(
        file,
        commands.filter((command) => !passed.has(command)),
      );
    const written = reading.variables;
    const by = written.obscured;
    obscured ??= by;
    const before = passed.size;
    for (const command of files.find(({ file }) => file === by?.file)?.commands ?? [])
      if (command.line === by?.line) passed.add(command);
    if (by === undefined || passed.size === before || passed.size > MAX_OBSCURING)
      return { written, obscured };
  }
}

function placeOf(
  files: readonly RcFileRead[],
  variable: Variable | undefined,
  name: string,
): Place {
  if (variable === undefined) return { file: files.at(-1)?.file ?? "rc.conf" };
  const read = files.find(({ file }) => file === variable.file);
  const assignment = read?.byPlace.get(`${name} ${variable.line}`);
  return assignment === undefined || read === undefined
    ? { file: variable.file, line: variable.line }
    : read.place(assignment.start);
}
