/**
 * Objects as JSON, whatever refers to whatever: plain objects, instances of classes, arrays, maps, sets, bytes. Functions are
 * left out: what is read back is laid over objects that were made anew, which have theirs.
 */

/** What objects are as JSON. */
export interface Heap {
  readonly root: unknown;
  readonly objects: readonly HeapObject[];
}

/** One object: its class, the name it is known by, and what is in it. */
interface HeapObject {
  readonly class: string;
  readonly name?: string;
  readonly fields?: readonly (readonly [string, unknown])[];
  readonly items?: readonly unknown[];
  readonly bytes?: string;
}

/** Names that objects are known by, and classes whose instances may have to be made. */
export interface Acquaintances {
  /** Objects that are there again, by names: they are referred to, and what is in them is not looked at. */
  readonly fixed: ReadonlyMap<string, object>;
  /** Objects that are there again, by names: what is in them is laid over. */
  readonly known: ReadonlyMap<string, object>;
}

/** A heap that cannot be read. */
export class HeapError extends Error {
  override readonly name = "HeapError";
}

/** Writes down all that can be got at from `root`. */
export function writeHeap(root: unknown, { fixed, known }: Acquaintances): Heap {
  const names = new Map<object, string>();
  for (const [name, object] of [...fixed, ...known]) names.set(object, name);
  const isFixed = new Set(fixed.values());
  const places = new Map<object, number>();
  const objects: HeapObject[] = [];
  const queue: object[] = [];

  const written = (value: unknown): unknown => {
    if (value === undefined) return { none: true };
    if (typeof value === "bigint") return { big: String(value) };
    if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
    if (typeof value !== "object" || value === null) return value;
    let place = places.get(value);
    if (place === undefined) {
      place = queue.push(value) - 1;
      places.set(value, place);
    }
    return { at: place };
  };
  const isData = (value: unknown) =>
    typeof value !== "function" &&
    typeof value !== "symbol" &&
    // A queue of what is to be done goes with its functions.
    !(Array.isArray(value) && typeof value[0] === "function");
  const rootValue = written(root);
  for (let at = 0; at < queue.length; at++) {
    const object = queue[at]!;
    const name = names.get(object);
    const about = { class: classOf(object), ...(name !== undefined && { name }) };
    if (isFixed.has(object)) objects.push(about);
    else if (object instanceof Uint8Array) {
      objects.push({ ...about, bytes: Buffer.from(object).toString("base64") });
    } else if (Array.isArray(object)) {
      objects.push({ ...about, items: object.filter(isData).map(written) });
    } else if (object instanceof Set) {
      objects.push({ ...about, items: [...object].filter(isData).map(written) });
    } else if (object instanceof Map) {
      const entries = [...object].filter(([key, value]) => isData(key) && isData(value));
      objects.push({ ...about, items: entries.flat().map(written) });
    } else {
      const fields: [string, unknown][] = [];
      for (const key of Object.keys(object)) {
        const value = (object as { readonly [key: string]: unknown })[key];
        if (isData(value)) fields.push([key, written(value)]);
      }
      objects.push({ ...about, fields });
    }
  }
  return { root: rootValue, objects };
}

/** Reads a heap over a root that was made anew: what is there of the same class in the same place is kept and filled, the rest is made. Throws a HeapError for what cannot be made. */
export function readHeap(
  heap: Heap,
  root: object,
  { fixed, known }: Acquaintances,
  classes: ReadonlyMap<string, object>,
): void {
  const made: (object | undefined)[] = [];
  const isFilled = new Set<number>();
  for (const [at, { name }] of heap.objects.entries()) {
    if (name === undefined) continue;
    made[at] = fixed.get(name) ?? known.get(name);
    if (made[at] === undefined) throw new HeapError(`there is no ${name}`);
    if (fixed.has(name)) isFilled.add(at);
  }
  const taken = new Set<object | undefined>(made);
  pair(heap, made, taken, root);

  const unfilled: number[] = [];
  const read: Read = (value) => {
    if (typeof value !== "object" || value === null) return value;
    if ("none" in value) return undefined;
    if ("big" in value) return BigInt(value.big as string);
    if ("number" in value) return Number(value.number);
    const { at } = value as Place;
    const written = heap.objects[at];
    if (written === undefined) throw new HeapError(`there is no object ${at}`);
    made[at] ??= make(written, classes);
    if (!isFilled.has(at)) {
      isFilled.add(at);
      unfilled.push(at);
    }
    return made[at];
  };
  read(heap.root);
  for (let at = unfilled.pop(); at !== undefined; at = unfilled.pop()) {
    fill(made[at]!, heap.objects[at]!, read);
  }
}

/** A reference to an object, as a value is written. */
interface Place {
  readonly at: number;
}

/** Finds for what is written what is there already: in the same place of an object that is there, and of the same class. */
function pair(
  { root, objects }: Heap,
  made: (object | undefined)[],
  taken: Set<object | undefined>,
  there: object,
): void {
  const waiting: number[] = [];
  const meet = (value: unknown, candidate: unknown) => {
    if (!isObject(value) || !("at" in value) || !isObject(candidate)) return;
    const { at } = value as Place;
    const written = objects[at];
    if (made[at] !== undefined || taken.has(candidate)) return;
    if (written?.class !== classOf(candidate) || candidate instanceof Uint8Array) return;
    made[at] = candidate;
    taken.add(candidate);
    waiting.push(at);
  };
  for (const [at, { fields }] of objects.entries()) {
    if (made[at] !== undefined && fields !== undefined) waiting.push(at);
  }
  meet(root, there);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const { fields, items = [] } = objects[at]!;
    const object = made[at]!;
    if (Array.isArray(object))
      for (const [place, item] of items.entries()) meet(item, object[place]);
    else if (object instanceof Map) {
      for (let place = 0; place < items.length; place += 2)
        meet(items[place + 1], object.get(items[place]));
    } else {
      const target = object as { readonly [key: string]: unknown };
      for (const [key, value] of fields ?? []) meet(value, target[key]);
    }
  }
}

type Read = (value: unknown) => unknown;

function fill(object: object, { fields, items = [] }: HeapObject, read: Read): void {
  if (Array.isArray(object)) {
    object.length = 0;
    for (const item of items) object.push(read(item));
  } else if (object instanceof Set) {
    object.clear();
    for (const item of items) object.add(read(item));
  } else if (object instanceof Map) {
    object.clear();
    for (let at = 0; at < items.length; at += 2) object.set(read(items[at]), read(items[at + 1]));
  } else {
    const target = object as { [key: string]: unknown };
    for (const [key, written] of fields ?? []) {
      const value = read(written);
      // What others wrote takes no object its methods.
      if (key === "__proto__" || (value !== undefined && typeof target[key] === "function"))
        throw new HeapError(`${key} is not data`);
      target[key] = value;
    }
  }
}

function make({ class: name, bytes }: HeapObject, classes: ReadonlyMap<string, object>): object {
  if (bytes !== undefined) return Uint8Array.from(Buffer.from(bytes, "base64"));
  if (name === "Object") return {};
  if (name === "Array") return [];
  if (name === "Map") return new Map();
  if (name === "Set") return new Set();
  const prototype = classes.get(name);
  if (prototype === undefined) throw new HeapError(`a ${name} cannot be made`);
  return Object.create(prototype) as object;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** A buffer of Node's is bytes too. */
function classOf(object: object): string {
  if (object instanceof Uint8Array) return "Uint8Array";
  return (
    (Object.getPrototypeOf(object) as { constructor?: { name: string } } | null)?.constructor
      ?.name ?? "Object"
  );
}
