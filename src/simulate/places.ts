/** Which of an author's keys means a visit (SC1), and which entry of a list is next (SC2). Owns both. */

/** The narrowest first: `items#1[0]/check#2`, `items#1[0]/check`, `items/check`, `check`. */
export function keysOf(id: string): readonly string[] {
  const path = id.replace(/#\d+$/, '');
  const bare = path.replaceAll(/#\d+(?:\[\d+\])?/g, '');
  return [id, path, bare, bare.slice(bare.lastIndexOf('/') + 1)];
}

export function find<T>(
  table: Readonly<Record<string, T>> | undefined,
  keys: readonly string[],
): { readonly key: string; readonly entry: T } | undefined {
  for (const key of keys) {
    const entry = table && Object.hasOwn(table, key) ? table[key] : undefined;
    if (entry !== undefined) return { key, entry };
  }
  return undefined;
}

/** Gives the next entry of each list, by the list's name. */
export function createCounter(): <T>(
  of: string,
  list: T | readonly T[],
  timesOf?: (entry: T) => number,
) => T {
  const used = new Map<string, number>();
  return <T>(of: string, list: T | readonly T[], timesOf: (entry: T) => number = () => 1): T => {
    const entries = (Array.isArray(list) ? list : [list]) as readonly T[];
    const number = used.get(of) ?? 0;
    used.set(of, number + 1);
    let end = 0;
    for (const entry of entries) {
      end += timesOf(entry);
      if (number < end) return entry;
    }
    const last = entries.at(-1);
    if (last === undefined) throw new Error(`${of} has no entries`);
    return last;
  };
}
