/** What a value that was read must look like: small checks that are put together. */

/** Says whether a value is of a kind; it never throws, whatever the value is. */
export type Shape = (value: unknown) => boolean;

export const text: Shape = (value) => typeof value === "string";
export const flag: Shape = (value) => typeof value === "boolean";
/** A number that JSON can hold, 0 or more. */
export const amount: Shape = (value) => typeof value === "number" && value >= 0;
/** A whole number, 0 or more. */
export const count: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 0;

export const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);

export const optional =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined || shape(value);

export const oneOf =
  (...shapes: readonly Shape[]): Shape =>
  (value) =>
    shapes.some((shape) => shape(value));

export const just =
  (...words: readonly string[]): Shape =>
  (value) =>
    words.some((word) => word === value);

/** An object with these members; others may be there too. */
export const record =
  (members: { readonly [name: string]: Shape }): Shape =>
  (value) =>
    isRecord(value) && Object.entries(members).every(([name, shape]) => shape(value[name]));

/** Is it an object with names, no list and not null? */
export function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A shape for every member of a type: one that is forgotten is a type error. */
export type ShapesOf<T> = { readonly [name in keyof T]-?: Shape };
