/** JSON from outside, read a member at a time: what is not as it has to be is refused with its place. */
import { type cniCode, fail } from "./error.ts";

/** An object of JSON, and where it is: `ipam`; empty for the whole. */
export interface Fields {
  readonly place: string;
  readonly members: { readonly [name: string]: unknown };
  /** What is wrong when a member is not as it has to be. */
  readonly code: keyof typeof cniCode;
}

/** Reads a text as an object of JSON. `what`: what people call it. Throws a CniError (decoding). */
export function parseFields(
  what: string,
  text: string,
  code: Fields["code"] = "configuration",
): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Of a text that is nested too deeply even this is thrown.
    const why = text.trim() === "" ? "it is empty" : (error as Error).message;
    return fail("decoding", `${what} is no JSON: ${why}`);
  }
  return fieldsOf(value, "", code) ?? fail("decoding", `${what} is no JSON object`);
}

function fieldsOf(value: unknown, place: string, code: Fields["code"]): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return { place, members: value as Fields["members"], code };
}

/** What people call a member: `ipam.type`. */
export function placeOf({ place }: Fields, name: string): string {
  return place === "" ? name : `${place}.${name}`;
}

/** Returns a member as it is; undefined when it is null or not there. */
export function member({ members }: Fields, name: string): unknown {
  return Object.hasOwn(members, name) ? (members[name] ?? undefined) : undefined;
}

function wrong(fields: Fields, name: string, what: string): never {
  const value = JSON.stringify(member(fields, name)) ?? "";
  const shown = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return fail(fields.code, `${placeOf(fields, name)}: ${shown} is no ${what}`);
}

/** Returns a member that is a text; undefined when it is not there. Throws a CniError. */
export function textAt(fields: Fields, name: string): string | undefined {
  const value = member(fields, name);
  if (value === undefined || typeof value === "string") return value;
  return wrong(fields, name, "text");
}

/** Returns a member that is true or false; false when it is not there. Throws a CniError. */
export function flagAt(fields: Fields, name: string): boolean {
  const value = member(fields, name);
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  return wrong(fields, name, "true or false");
}

/** Returns a member that is a whole number of these; undefined when it is not there. Throws a CniError. */
export function numberAt(
  fields: Fields,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const value = member(fields, name);
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max)
    return value as number;
  return wrong(fields, name, `whole number from ${min} to ${max}`);
}

/** Returns a member that is an object; undefined when it is not there. Throws a CniError. */
export function objectAt(fields: Fields, name: string): Fields | undefined {
  const value = member(fields, name);
  if (value === undefined) return undefined;
  return fieldsOf(value, placeOf(fields, name), fields.code) ?? wrong(fields, name, "object");
}

/** Returns a member that is a list; empty when it is not there. Throws a CniError. */
export function listAt(fields: Fields, name: string): readonly unknown[] {
  const value = member(fields, name);
  if (value === undefined) return [];
  return Array.isArray(value) ? value : wrong(fields, name, "list");
}

/** Returns a member that is a list of objects; empty when it is not there. Throws a CniError. */
export function objectsAt(fields: Fields, name: string): readonly Fields[] {
  return listAt(fields, name).map((one, at) => {
    const place = `${placeOf(fields, name)}[${at}]`;
    return fieldsOf(one, place, fields.code) ?? fail(fields.code, `${place} is no object`);
  });
}

/** Returns a member that is a list of texts; empty when it is not there. Throws a CniError. */
export function textsAt(fields: Fields, name: string): readonly string[] {
  return listAt(fields, name).map((one, at) =>
    typeof one === "string" ? one : fail(fields.code, `${placeOf(fields, name)}[${at}] is no text`),
  );
}
