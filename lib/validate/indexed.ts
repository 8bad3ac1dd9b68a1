/** Groups items by key, in their order. */
export function indexed<T>(items: readonly T[], keyOfItem: (item: T) => string): Map<string, T[]> {
  const index = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const others = index.get(key);
    if (others) others.push(item);
    else index.set(key, [item]);
  }
  return index;
}
