/** Things by namespace and name. Two maps, because putting a key together for each look-up is what takes the time. */
export class NamespacedMap<T> {
  private readonly namespaces = new Map<string, Map<string, T>>();

  public get(namespace: string, name: string): T | undefined {
    return this.namespaces.get(namespace)?.get(name);
  }

  public set(namespace: string, name: string, value: T): void {
    const names = this.namespaces.get(namespace);
    if (names) names.set(name, value);
    else this.namespaces.set(namespace, new Map([[name, value]]));
  }

  /** What is there, after adding what `make` makes when nothing is. */
  public getOrAdd(namespace: string, name: string, make: () => T): T {
    const known = this.get(namespace, name);
    if (known !== undefined) return known;
    const made = make();
    this.set(namespace, name, made);
    return made;
  }
}
