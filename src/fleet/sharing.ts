/** Doing what several want at the same time once for all of them. */

/** Returns a function that does what has a name, or waits for who does it already. */
export function sharing<T>(): (name: string, make: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  return (name, make) => {
    const known = running.get(name) ?? make().finally(() => running.delete(name));
    running.set(name, known);
    return known;
  };
}
