/** What a file imports, and the rings that imports of files make. */

/** Returns the relative specifiers of all imports: of values, of types, for their effect, `import("…")`, and what is exported on. */
export function importsOf(source: string): string[] {
  // In a comment, which begins its line as biome formats it, an import is an example.
  const code = source.replaceAll(/^[ \t]*(?:\/\/|\/?\*).*$/gm, "");
  const found = code.matchAll(/\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g);
  return [...new Set([...found].map(([, specifier]) => specifier!))];
}

/** Files that all reach each other by imports. */
export interface Ring {
  /** All of them, sorted. */
  readonly files: readonly string[];
  /** The shortest way round: each imports the next, the last one the first. */
  readonly shortest: readonly string[];
}

/** Returns the rings among files, each the largest there is: the strongly connected components of what imports what (Tarjan). */
export function ringsIn(graph: ReadonlyMap<string, readonly string[]>): Ring[] {
  const rings: Ring[] = [];
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): number => {
    const own = index.size;
    index.set(file, own);
    lowest.set(file, own);
    stack.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!graph.has(target)) continue;
      const reached = index.has(target)
        ? stack.includes(target)
          ? index.get(target)!
          : own
        : visit(target);
      lowest.set(file, Math.min(lowest.get(file)!, reached));
    }
    if (lowest.get(file) === own) {
      const files = stack.splice(stack.indexOf(file)).sort();
      const shortest = shortestIn(graph, files);
      if (shortest !== undefined) rings.push({ files, shortest });
    }
    return lowest.get(file)!;
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return rings;
}

/** The shortest way round among files; undefined for a single one that does not import itself. */
function shortestIn(
  graph: ReadonlyMap<string, readonly string[]>,
  files: readonly string[],
): readonly string[] | undefined {
  let shortest: readonly string[] | undefined;
  for (const start of files) {
    const way = wayBack(graph, start, new Set(files));
    if (way !== undefined && way.length < (shortest?.length ?? Infinity)) shortest = way;
  }
  return shortest;
}

/** The shortest way from a file back to itself, breadth first. */
function wayBack(
  graph: ReadonlyMap<string, readonly string[]>,
  start: string,
  files: ReadonlySet<string>,
): readonly string[] | undefined {
  const seen = new Set<string>();
  const ways: string[][] = [[start]];
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const target of graph.get(way.at(-1)!) ?? []) {
      if (target === start) return way;
      if (!files.has(target) || seen.has(target)) continue;
      seen.add(target);
      ways.push([...way, target]);
    }
  }
  return undefined;
}
