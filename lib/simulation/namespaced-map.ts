/** Values by namespace and name. Two levels of maps, because building a key for each lookup is slow. */
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

  /** The value; when there is none, adds what `make` returns. */
  public getOrAdd(namespace: string, name: string, make: () => T): T {
    const names = this.namespaces.get(namespace);
    const known = names?.get(name);
    if (known !== undefined) return known;
    const made = make();
    if (names) names.set(name, made);
    else this.set(namespace, name, made);
    return made;
  }
}
