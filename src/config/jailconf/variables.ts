/** Puts variables in where `$name` and `${name}` stand (usr.sbin/jail/config.c, load_config). */
import type { Piece } from "./parse.ts";

/** A parameter or variable of a jail while it is put together. */
export interface UnresolvedParameter {
  name: string;
  readonly isVariable: boolean;
  values: (readonly Piece[])[];
}

/**
 * Puts variables in, in place. A parameter that another one uses is moved before it, as jail(8) does, which shows in `jail -e`.
 * What cannot be put in is told, and left out.
 */
export function resolveVariables(
  parameters: UnresolvedParameter[],
  complain: (message: string) => void,
): void {
  const bad = new Set<UnresolvedParameter>();
  const resolve = (parameter: UnresolvedParameter, open: readonly UnresolvedParameter[]): void => {
    const values = parameter.values;
    for (let at = 0; at < values.length; at++) {
      for (let pieces = values[at]!; ; pieces = values[at]!) {
        const index = pieces.findIndex((piece) => "variable" in piece);
        const piece = pieces[index];
        if (piece === undefined || !("variable" in piece)) break;
        const found = parameters.find(({ name }) => name === piece.variable);
        const fault = faultOf(parameter, piece.variable, found, open, bad);
        let put: (readonly Piece[])[] = [[]];
        if (fault === undefined) {
          if (found!.values.some(hasVariable)) {
            move(parameters, found!, parameter);
            resolve(found!, [...open, found!]);
            continue;
          }
          if (found!.values.length > 1 && hasMore(pieces, index)) {
            complain(`${parameter.name}: array cannot be substituted inline`);
            for (const each of open) bad.add(each);
          } else put = found!.values;
          if (isTooLarge(values, pieces, put)) {
            complain(`${parameter.name}: its variables come to more than ${MAX_PIECES} pieces`);
            for (const each of open) bad.add(each);
            put = [[]];
          }
        } else {
          if (fault !== "") complain(fault);
          for (const each of open) bad.add(each);
        }
        values.splice(
          at,
          1,
          ...put.map((value) => [...pieces.slice(0, index), ...value, ...pieces.slice(index + 1)]),
        );
      }
    }
  };
  for (const parameter of [...parameters]) resolve(parameter, [parameter]);
}

/** A few variables that double each other come to more than a machine holds. */
const MAX_PIECES = 10_000;

/** Would a parameter come to more pieces, or to more values, than anybody means? */
function isTooLarge(
  values: readonly unknown[],
  pieces: readonly Piece[],
  put: readonly (readonly Piece[])[],
): boolean {
  return (
    values.length + put.length > MAX_PIECES ||
    put.some((value) => value.length + pieces.length > MAX_PIECES)
  );
}

/** Why a variable cannot be put in: a message, or nothing when it has been told before. undefined when it can. */
function faultOf(
  parameter: UnresolvedParameter,
  name: string,
  found: UnresolvedParameter | undefined,
  open: readonly UnresolvedParameter[],
  bad: ReadonlySet<UnresolvedParameter>,
): string | undefined {
  if (found === undefined || found.values.length === 0) {
    return `${parameter.name}: variable "${name}" not found`;
  }
  if (bad.has(found)) return "";
  return open.includes(found) ? `${name}: variable loop` : undefined;
}

/** Is there anything in a string but the variable at an index? */
function hasMore(pieces: readonly Piece[], index: number): boolean {
  return pieces.some((piece, at) => at !== index && ("variable" in piece || piece.text !== ""));
}

function hasVariable(value: readonly Piece[]): boolean {
  return value.some((piece) => "variable" in piece);
}

function move(
  list: UnresolvedParameter[],
  one: UnresolvedParameter,
  before: UnresolvedParameter,
): void {
  list.splice(list.indexOf(one), 1);
  list.splice(list.indexOf(before), 0, one);
}
